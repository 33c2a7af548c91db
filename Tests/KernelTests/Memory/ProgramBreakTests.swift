import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct ProgramBreakTests {
    static let lowest: UInt = 0x5555_5577_1000
    static let page: UInt = 4096
    let host = RecordingHost()
    let memory: UserMemory

    init() {
      memory = UserMemory(host: host)
      host.on(Number.mmap) { call throws(Errno) in call.arguments[0] }
      host.on(Number.brk) { call throws(Errno) in
        #expect(call.arguments[0] == 0)
        return Int(Self.lowest)
      }
      limit(to: .max)
    }

    private func limit(to bytes: UInt) {
      host.on(Number.prlimit64) { call throws(Errno) in
        #expect(Array(call.arguments[0..<3]) == [0, 2, 0])
        UnsafeMutablePointer<UInt>(bitPattern: call.arguments[3])!.pointee = bytes
        return 0
      }
    }

    private func make(dataSize: UInt = 0) -> ProgramBreak {
      ProgramBreak(host: host, userMemory: memory, dataSize: dataSize)
    }

    private var maps: [HostCall] { host.calls.filter { $0.number == Number.mmap || $0.number == Number.munmap } }

    private func map(_ address: UInt, _ length: UInt) -> HostCall {
      // PROT_READ | PROT_WRITE; MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE
      HostCall(Number.mmap, Int(address), Int(length), 3, 0x100022, -1, 0)
    }

    private func unmap(_ address: UInt, _ length: UInt) -> HostCall {
      HostCall(Number.munmap, Int(address), Int(length))
    }

    @Test func beginsEmptyAndMapsNothing() {
      let heap = make()
      #expect(heap.move(to: 0) == Self.lowest)
      #expect(maps == [])
      host.clear()
      #expect(heap.move(to: 0) == Self.lowest)
      #expect(heap.move(to: Self.lowest - 1) == Self.lowest)
      #expect(host.calls == [])
    }

    @Test func theStartIsTheHostsWholePage() {
      host.on(Number.brk) { _ throws(Errno) in 0x60_1234 }
      let heap = make()
      #expect(heap.move(to: 0) == 0x60_2000)
      #expect(heap.move(to: 0x60_2001) == 0x60_2001)
      #expect(maps == [map(0x60_2000, Self.page)])
      #expect(host.count(Number.brk) == 1)
    }

    @Test func aHostThatDoesNotTellTheStartGetsAnother() {
      host.on(Number.brk) { _ throws(Errno) in throw .notPermitted }
      #expect(make().move(to: 0) == 0x10_0000_0000)
    }

    @Test func aMoveHoldsSignalsOffAndThenRestoresThem() {
      var masks: [UInt64] = []
      host.on(Number.rt_sigprocmask) { call throws(Errno) in
        #expect(call.arguments[0] == LINUX_SIG_SETMASK && call.arguments[3] == 8)
        masks.append(UnsafePointer<UInt64>(bitPattern: call.arguments[1])!.pointee)
        UnsafeMutablePointer<UInt64>(bitPattern: call.arguments[2])!.pointee = 0x1234
        return 0
      }
      #expect(make().move(to: Self.lowest + 1) == Self.lowest + 1)
      #expect(host.names == ["brk", "rt_sigprocmask", "prlimit64", "mmap", "rt_sigprocmask"])
      #expect(masks == [.max, 0x1234])
    }

    @Test func growsByWholePages() {
      let heap = make()
      #expect(heap.move(to: Self.lowest + 1) == Self.lowest + 1)
      #expect(maps == [map(Self.lowest, Self.page)])
      host.clear()
      #expect(heap.move(to: Self.lowest + Self.page) == Self.lowest + Self.page)
      #expect(maps == [])
      #expect(heap.move(to: Self.lowest + Self.page + 1) == Self.lowest + Self.page + 1)
      #expect(maps == [map(Self.lowest + Self.page, Self.page)])
      host.clear()
      #expect(heap.move(to: Self.lowest + 1 << 32) == Self.lowest + 1 << 32)
      #expect(maps == [map(Self.lowest + 2 * Self.page, 1 << 32 - 2 * Self.page)])
    }

    @Test func shrinksByWholePagesAndForgetsThem() {
      let heap = make()
      _ = heap.move(to: Self.lowest + 4 * Self.page)
      let last = UserPointer<UInt32>(Int(Self.lowest + 3 * Self.page))
      #expect(thrown { () throws(Errno) in try memory.writable(last) } == nil)
      host.clear()
      #expect(heap.move(to: Self.lowest + 3 * Self.page + 1) == Self.lowest + 3 * Self.page + 1)
      #expect(maps == [])
      #expect(thrown { () throws(Errno) in try memory.writable(last) } == nil)
      #expect(host.count(Number.getcpu) == 0)
      #expect(heap.move(to: Self.lowest + Self.page - 1) == Self.lowest + Self.page - 1)
      #expect(maps == [unmap(Self.lowest + Self.page, 3 * Self.page)])
      #expect(thrown { () throws(Errno) in try memory.writable(last) } == nil)
      #expect(host.count(Number.getcpu) == 1)
      host.clear()
      #expect(heap.move(to: Self.lowest) == Self.lowest)
      #expect(maps == [unmap(Self.lowest, Self.page)])
    }

    @Test func belowTheStartAnswersTheBreak() {
      let heap = make()
      _ = heap.move(to: Self.lowest + 100)
      host.clear()
      #expect(heap.move(to: Self.lowest - 1) == Self.lowest + 100)
      #expect(heap.move(to: 0) == Self.lowest + 100)
      #expect(host.calls == [])
    }

    @Test func noMemoryLeavesTheBreak() {
      let heap = make()
      _ = heap.move(to: Self.lowest + 10)
      host.on(Number.mmap) { _ throws(Errno) in throw .outOfMemory }
      #expect(heap.move(to: Self.lowest + 2 * Self.page) == Self.lowest + 10)
      #expect(heap.move(to: 0) == Self.lowest + 10)
      #expect(heap.move(to: Self.lowest + Self.page) == Self.lowest + Self.page)
    }

    @Test func aCollisionLeavesTheBreakAndTheOther() {
      let heap = make()
      host.on(Number.mmap) { _ throws(Errno) in throw Errno(17) }
      #expect(heap.move(to: Self.lowest + 1) == Self.lowest)
      #expect(maps.count == 1)
    }

    /// Before Linux 4.17 the address is a hint: the memory comes elsewhere and goes back.
    @Test func anOldHostsHintIsGivenBack() {
      host.on(Number.mmap) { _ throws(Errno) in 0x7000_0000 }
      #expect(make().move(to: Self.lowest + 2 * Self.page) == Self.lowest)
      #expect(maps == [map(Self.lowest, 2 * Self.page), unmap(0x7000_0000, 2 * Self.page)])
    }

    @Test func memoryThatTheHostDoesNotTakeBackStays() {
      let heap = make()
      _ = heap.move(to: Self.lowest + 2 * Self.page)
      host.on(Number.munmap) { _ throws(Errno) in throw .outOfMemory }
      #expect(heap.move(to: Self.lowest) == Self.lowest + 2 * Self.page)
    }

    @Test func theLimitBoundsDataAndBreakTogether() {
      let heap = make(dataSize: 1000)
      limit(to: 5000)
      #expect(heap.move(to: Self.lowest + 4001) == Self.lowest)
      #expect(maps == [])
      #expect(heap.move(to: Self.lowest + 4000) == Self.lowest + 4000)
      limit(to: 0)
      #expect(heap.move(to: Self.lowest + 4001) == Self.lowest + 4000)
    }

    @Test func aHostThatDoesNotTellTheLimitSetsNone() {
      host.on(Number.prlimit64) { _ throws(Errno) in throw .notPermitted }
      #expect(make().move(to: Self.lowest + 1 << 40) == Self.lowest + 1 << 40)
    }

    @Test(arguments: [UInt.max, UInt.max - 4095, UInt(Int.max), UInt(Int.max) + 1, UInt(Int.max) - 4095])
    func noAddressIsTooLarge(wanted: UInt) {
      host.on(Number.mmap) { _ throws(Errno) in throw .outOfMemory }
      #expect(make(dataSize: 1 << 46).move(to: wanted) == Self.lowest)
    }

    @Test func aMoveWaitsForAFork() {
      let heap = make()
      // A process with one thread, as far as blocks tell, takes no lock.
      let blocks = [ThreadBlock.take(), ThreadBlock.take()]
      defer { for block in blocks { block?.giveBack() } }
      heap.holdForFork()
      let (started, done) = (Counter(), Counter())
      let thread = TestThread {
        started.add()
        _ = heap.move(to: Self.lowest + 1)
        done.add()
      }
      while started.value == 0 {}
      usleep(20_000)
      #expect(done.value == 0)
      heap.releaseAfterFork()
      thread.join()
      #expect(done.value == 1)
    }
  }
}
