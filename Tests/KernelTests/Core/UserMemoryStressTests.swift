import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  /// The real host and real memory, which threads take away from each other's answers.
  @Suite struct UserMemoryStressTests {
    /// Threads write through one `UserMemory` to pages of their own, whose
    /// protection each of them changes as a program would: what cannot be
    /// written must be EFAULT, and the process must not crash.
    @Test func protectionChangesAreSeenByEveryThreadThatMakesThem() {
      let memory = UserMemory(host: Host())
      let wrong = Counter()
      let threads = (0..<4).map { number in TestThread { wrong.add(Self.churn(memory, seed: number)) } }
      for thread in threads { thread.join() }
      #expect(wrong.value == 0)
    }

    /// - Returns: how many answers were not what the protection says.
    private static func churn(_ memory: UserMemory, seed: Int) -> Int {
      let pages = Pages(96)
      var wrong = 0
      for round in 0..<3000 {
        let page = (round * 7 + seed) % 95
        let length = round % 5 == 0 ? 70 : 1
        let count = min(length, 96 - page)
        // Crossing a page every other time.
        let user = pages.user(page, round & 1 == 0 ? 0 : 4090, as: linux_timespec.self)
        let value = linux_timespec(tv_sec: round, tv_nsec: seed)
        if thrown({ () throws(Errno) in try memory.write(value, to: user) }) != nil { wrong += 1 }
        for i in page..<page + count { pages.protect(i, PROT_READ) }
        memory.forget(pages.address(page), UInt(count * Pages.size))
        if thrown({ () throws(Errno) in try memory.write(value, to: user) }) != .badAddress { wrong += 1 }
        for i in page..<page + count { pages.protect(i, PROT_READ | PROT_WRITE) }
        memory.forget(pages.address(page), UInt(count * Pages.size))
        if thrown({ () throws(Errno) in try memory.write(value, to: user) }) != nil { wrong += 1 }
      }
      return wrong
    }

    /// Two threads learn pages that share slots; neither may get the other's answer.
    @Test func pagesThatShareASlotAreNotTakenForEachOther() {
      let memory = UserMemory(host: Host())
      let wrong = Counter()
      // Every page number modulo the slots is there many times, good and bad in turn.
      let pages = Pages(1024)
      for page in stride(from: 1, to: 1024, by: 2) { pages.protect(page, PROT_NONE) }
      let threads = (0..<4).map { number in
        TestThread {
          for round in 0..<5000 {
            let page = (round * 13 + number * 29) % 1024
            let user = pages.user(page, 8 * number, as: Int.self)
            let expected: Errno? = page & 1 == 0 ? nil : .badAddress
            if thrown({ () throws(Errno) in try memory.write(round, to: user) }) != expected { wrong.add() }
            if round % 50 == 0 { memory.forget(pages.address(page), 4096) }
          }
        }
      }
      for thread in threads { thread.join() }
      #expect(wrong.value == 0)
    }

    @Test func theRealHostRefusesWhatCannotBeWritten() {
      let memory = UserMemory(host: Host())
      let pages = Pages(2)
      func error(_ user: UserPointer<Int>) -> Errno? { thrown { () throws(Errno) in try memory.write(1, to: user) } }
      #expect(error(pages.user(0)) == nil)
      #expect(error(UserPointer(8)) == .badAddress)
      #expect(error(UserPointer(-8)) == .badAddress)
      #expect(error(UserPointer(-4096)) == .badAddress)
      #expect(error(UserPointer(Int.min)) == .badAddress)
      #expect(error(UserPointer(Int(bitPattern: 0x7fff_ffff_fff8))) == .badAddress)
      pages.protect(1, PROT_READ)
      #expect(error(pages.user(1)) == .badAddress)
      #expect(error(pages.user(0, 4092)) == .badAddress)
      #expect(error(pages.user(0, 4095)) == .badAddress)
    }
  }
}
