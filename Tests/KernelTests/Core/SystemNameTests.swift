import CLinux
import Testing

@testable import Kernel

nonisolated(unsafe) private var tick = 0

extension KernelTests {
  @Suite struct SystemNameTests {
    let host = RecordingHost()
    let pages = Pages(3)
    let kernel: Kernel

    init() {
      tick = 1
      var vdso = VDSO.none
      vdso.clockGettime = { _, time in
        time?.pointee = linux_timespec(tv_sec: tick, tv_nsec: 0)
        return 0
      }
      kernel = Kernel(host: host, options: Options(), vdso: vdso)
      hostSays("one")
    }

    private func hostSays(_ node: String) {
      host.on(Number.uname) { call in
        let name = UnsafeMutablePointer<linux_utsname>(bitPattern: call.arguments[0])!
        name.pointee = linux_utsname()
        withUnsafeMutableBytes(of: &name.pointee.nodename) { $0.copyBytes(from: node.utf8) }
        return 0
      }
    }

    /// The node's name, at any of the test's places.
    private func node(_ place: Int = 0) throws -> String {
      #expect(try kernel.systemName.read(into: pages.user(place)) == 0)
      let bytes = UnsafeRawBufferPointer(start: pages.base + place * Pages.size + 65, count: 65)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private var questions: Int { host.count(Number.uname) }

    @Test func isAskedOnceATick() throws {
      for now in 1...3 {
        tick = now
        #expect(try node() == "one")
        #expect(try node(1) == "one")
        #expect(try node(0) == "one")
        #expect(questions == now)
      }
    }

    @Test func aChangeByAStrangerIsSeenInTheNextTick() throws {
      #expect(try node() == "one")
      hostSays("two")
      #expect(try node(1) == "one")
      tick = 2
      #expect(try node(1) == "two")
    }

    @Test func aClockThatGoesBackIsAnotherTick() throws {
      tick = 5
      _ = try node()
      hostSays("two")
      tick = 4
      #expect(try node() == "two")
    }

    @Test(arguments: 0..<5) func everyCallThatMayChangeItForgetsIt(index: Int) throws {
      #expect(try node() == "one")
      hostSays("two")
      let calls: [(Int, (Kernel) throws(Errno) -> Int)] = [
        (Number.sethostname, { k throws(Errno) in try sysSethostname(k, UserPointer(8), 3) }),
        (Number.setdomainname, { k throws(Errno) in try sysSetdomainname(k, UserPointer(8), 3) }),
        (Number.personality, { k throws(Errno) in try sysPersonality(k, 0x20000) }),
        (Number.unshare, { k throws(Errno) in try sysUnshare(k, 0x400_0000) }),
        (Number.setns, { k throws(Errno) in try sysSetns(k, 3, 0) }),
      ]
      let (number, call) = calls[index]
      // Even one that fails.
      host.on(number) { _ throws(Errno) in throw .notPermitted }
      #expect(thrown { () throws(Errno) in try call(kernel) } == .notPermitted)
      #expect(host.calls.last?.number == number)
      #expect(try node() == "two")
      #expect(try node() == "two")
      #expect(questions == 2)
    }

    @Test(arguments: 0..<4) func aProcessWithChildrenAsksEachTime(index: Int) throws {
      let kinds: [(Kernel) throws -> Void] = [
        { _ = try sysFork($0) }, { _ = try sysVfork($0) },
        { kernel in _ = kernel.cloneBegins([.sharedMemory, .vfork], Number.vfork) },
        { kernel in
          _ = kernel.cloneBegins([], Number.clone)
          kernel.cloneReturnsToParent(.inherited, [], failed: true)
        },
      ]
      host.on(Number.fork) { _ in 77 }
      host.on(Number.clone) { _ in 77 }
      _ = try node()
      try kinds[index](kernel)
      host.clear()
      for _ in 0..<3 { #expect(try node() == "one") }
      #expect(questions == 3)
    }

    @Test func threadsAreNotChildren() throws {
      _ = kernel.cloneBegins([.sharedMemory, .thread], Number.clone)
      _ = try node()
      _ = try node()
      #expect(questions == 1)
    }

    @Test func withoutATickItIsAskedEachTime() throws {
      let trapping = Kernel(host: host, options: Options(), vdso: .none)
      for _ in 0..<3 { #expect(try trapping.systemName.read(into: pages.user(0)) == 0) }
      #expect(host.names == ["uname", "uname", "uname"])
    }

    @Test func aBadPointerIsAFaultInEveryState() throws {
      func fault() -> Errno? { thrown { () throws(Errno) in try kernel.systemName.read(into: UserPointer(0)) } }
      #expect(fault() == .badAddress)
      #expect(try node() == "one")
      #expect(fault() == .badAddress)
      #expect(try node() == "one")
      #expect(questions == 1)
    }

    @Test func aNameForgottenWhileItIsAskedIsNotKept() throws {
      let (host, kernel) = (host, kernel)
      host.on(Number.uname) { _ in
        kernel.systemName.forget()
        return 0
      }
      _ = try node()
      hostSays("two")
      #expect(try node() == "two")
    }

    /// Two threads read while the name changes: never half of each.
    @Test func threadsNeverSeeHalfAName() throws {
      let (real, torn) = (RealTicks(), Counter())
      let vdso = real.vdso
      let shared = Kernel(host: real, options: Options(), vdso: vdso)
      let threads = (0..<3).map { number in
        TestThread {
          let pages = Pages(1)
          for round in 0..<20000 {
            if (try? shared.systemName.read(into: pages.user(0))) != 0 { torn.add() }
            let first = pages.load(0, as: UInt8.self)
            for offset in stride(from: 0, to: 390, by: 65) where pages.load(0, offset, as: UInt8.self) != first {
              torn.add()
            }
            if pages.load(0, 389, as: UInt8.self) != first { torn.add() }
            if number == 0 && round % 4 == 0 { tick &+= 1 }
          }
        }
      }
      for thread in threads { thread.join() }
      #expect(torn.value == 0)
    }
  }
}

/// A host whose name is 390 times one byte, another with each question.
private final class RealTicks: Host {
  private let questions = Counter()

  override func call(_ number: Int, _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int) throws(Errno) -> Int {
    guard number == Number.uname else { return 0 }
    questions.add()
    UnsafeMutableRawPointer(bitPattern: a)!.initializeMemory(
      as: UInt8.self, repeating: UInt8(truncatingIfNeeded: questions.value), count: 390)
    return 0
  }

  var vdso: VDSO {
    var vdso = VDSO.none
    vdso.clockGettime = { _, time in
      time?.pointee = linux_timespec(tv_sec: tick, tv_nsec: 0)
      return 0
    }
    return vdso
  }
}
