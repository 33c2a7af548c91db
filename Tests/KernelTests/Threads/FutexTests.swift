import CLinux
import Glibc
import Synchronization
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct FutexTests {
    let host = Host()
    let futexes: Futexes
    let thread = newBlock()
    let pages = Pages(16)

    init() { futexes = Kernel(host: host, options: Options(), vdso: .none).futexes }

    private var word: UInt { pages.address(0) }
    /// In another queue than `word`, and in the same.
    private var elsewhere: UInt { pages.address(0, 4) }
    private var neighbour: UInt {
      (1..<Pages.size * 4).lazy.map { word + UInt($0 * 4) }
        .first { FutexQueues.bucket(of: $0) == FutexQueues.bucket(of: word) }!
    }

    /// Sleeping threads.
    private func waiters(_ addresses: UInt..., bits: UInt32 = .max) -> [Caller<Int>] {
      addresses.map { waiter($0, bits).untilAsleep() }
    }

    private func waiter(_ address: UInt, _ bits: UInt32 = .max, until deadline: Deadline? = nil) -> Caller<Int> {
      Caller { (thread) throws(Errno) in try futexes.wait(address, 0, bits, until: deadline, thread) }
    }

    private func wake(_ address: UInt, _ most: Int32 = .max, bits: UInt32 = .max) throws(Errno) -> Int {
      try thread.inKernel { () throws(Errno) in try futexes.wake(address, most, bits, thread) }
    }

    private func requeue(_ from: UInt, _ to: UInt, _ wakes: Int32, _ moves: Int32, ifStill value: UInt32? = nil)
      throws(Errno) -> Int
    {
      try thread.inKernel { () throws(Errno) in
        try futexes.requeue(from, to, wakes: wakes, moves: moves, ifStill: value, thread)
      }
    }

    // MARK: WAIT and WAKE

    @Test func aWaitNeedsTheValue() {
      pages.base.storeBytes(of: 7, as: UInt32.self)
      #expect(thrown { () throws(Errno) in try futexes.wait(word, 6, .max, until: nil, thread) } == .wouldBlock)
      #expect(thrown { () throws(Errno) in try futexes.wait(word, 7, 0, until: nil, thread) } == .invalidArgument)
      #expect(
        thrown { () throws(Errno) in try futexes.wait(word + 1, 7, .max, until: nil, thread) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try futexes.wait(1 << 63, 7, .max, until: nil, thread) } == .badAddress)
      #expect(thrown { () throws(Errno) in try wake(word + 2) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try wake(word, bits: 0) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try wake(0x7fff_ffff_f000) } == .badAddress)
      #expect(thrown { () throws(Errno) in try wake(word) } == nil)
    }

    @Test func theyAreWokenInTheOrderOfTheirComing() throws {
      let all = waiters(word, word, word)
      for (i, waiter) in all.enumerated() {
        #expect(try wake(word, 1) == 1)
        #expect(waiter.value() == 0)
        #expect(all[(i + 1)...].allSatisfy { !$0.isDone })
      }
      #expect(try wake(word, 1) == 0)
    }

    @Test func asManyAsAskedFor() throws {
      let all = waiters(word, word, word, word)
      #expect(try wake(word, 0) == 1, "one at least, as in Linux")
      #expect(all[0].value() == 0)
      #expect(try wake(word, 2) == 2)
      #expect((all[1].value(), all[2].value()) == (0, 0))
      #expect(!all[3].isDone)
      #expect(try wake(word, -1) == 1)
      #expect(all[3].value() == 0)
    }

    @Test func onlyTheAddressCounts() throws {
      let all = waiters(word, neighbour, elsewhere)
      #expect(try wake(neighbour) == 1)
      #expect(all[1].value() == 0)
      pauseForOthers()
      #expect(!all[0].isDone && !all[2].isDone)
      #expect(try wake(elsewhere) == 1 && wake(word) == 1)
      #expect((all[0].value(), all[2].value()) == (0, 0))
    }

    @Test func bitsHaveToMeet() throws {
      let all = [1, 2, 3, 4].map { waiter(word, $0).untilAsleep() }
      #expect(try wake(word, bits: 8) == 0)
      #expect(try wake(word, bits: 2) == 2)
      #expect((all[1].value(), all[2].value()) == (0, 0))
      #expect(!all[0].isDone && !all[3].isDone)
      #expect(try wake(word, 1, bits: 6) == 1)
      #expect(all[3].value() == 0)
      #expect(try wake(word) == 1)
      #expect(all[0].value() == 0)
    }

    // MARK: How a wait ends otherwise

    private func soon() throws -> Deadline {
      try futexes.deadline(linux_timespec(tv_sec: 0, tv_nsec: 40_000_000), isRelative: true, isRealtime: false)
    }

    @Test func aWakeUpForNothingDoesNotEndAWait() throws {
      let all = waiters(word)
      for _ in 0..<3 {
        all[0].block.wake()
        pauseForOthers()
      }
      #expect(!all[0].isDone)
      #expect(try wake(word) == 1)
      #expect(all[0].value() == 0)
    }

    @Test func aDeadlineEndsAWait() throws {
      let first = waiter(word, until: try soon())
      let second = waiters(word)[0]
      #expect(first.error() == .timedOut)
      #expect(try wake(word) == 1)
      #expect(second.value() == 0)
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      let past = try futexes.deadline(
        linux_timespec(tv_sec: now.tv_sec - 1, tv_nsec: 0), isRelative: false, isRealtime: true)
      #expect(past.isRealtime && past.time.tv_sec == now.tv_sec - 1)
      #expect(waiter(word, until: past).error() == .timedOut)
    }

    @Test(arguments: [(-1, 0), (0, -1), (0, 1_000_000_000)]) func timesThatAreNone(seconds: Int, nanoseconds: Int) {
      let time = linux_timespec(tv_sec: seconds, tv_nsec: nanoseconds)
      for isRelative in [true, false] {
        #expect(
          thrown { () throws(Errno) in try futexes.deadline(time, isRelative: isRelative, isRealtime: false) }
            == .invalidArgument)
      }
    }

    @Test func aSignalEndsAWait() throws {
      let later = try futexes.deadline(linux_timespec(tv_sec: 100, tv_nsec: 0), isRelative: true, isRealtime: false)
      let all = [waiter(word).untilAsleep(), waiter(word, until: later).untilAsleep()]
      for waiter in all {
        waiter.block.pointer.pointee.kept = 1
        waiter.block.wake()
      }
      #expect(all[0].error() == .restart)
      #expect(all[1].error() == .interrupted, "one with a time-out does not start again")
      #expect(try wake(word) == 0)
    }

    // MARK: REQUEUE

    @Test(arguments: [false, true]) func someAreWokenAndSomeMoved(sameQueue: Bool) throws {
      let target = sameQueue ? neighbour : elsewhere
      let all = waiters(word, word, target, word, word)
      #expect(try requeue(word, target, 1, 2) == 3)
      #expect(all[0].value() == 0)
      #expect(try wake(word, .max) == 1)
      #expect(all[4].value() == 0)
      // Behind the one that was there already.
      for i in [2, 1, 3] {
        #expect(try wake(target, 1) == 1)
        #expect(all[i].value() == 0)
      }
      #expect(try wake(target) == 0)
    }

    @Test func ontoTheSameAddressAllStay() throws {
      let all = waiters(word, word, word)
      #expect(try requeue(word, word, 1, 1) == 2)
      #expect(all[0].value() == 0)
      #expect(try requeue(word, word, 0, .max) == 2)
      #expect(try wake(word, 1) == 1)
      #expect(all[1].value() == 0)
      #expect(try wake(word) == 1)
      #expect(all[2].value() == 0)
    }

    @Test func onlyIfTheValueIsStillThere() throws {
      let all = waiters(word)
      #expect(thrown { () throws(Errno) in try requeue(word, elsewhere, 1, 1, ifStill: 1) } == .wouldBlock)
      #expect(!all[0].isDone)
      #expect(try requeue(word, elsewhere, 0, 1, ifStill: 0) == 1)
      #expect(try wake(word) == 0)
      #expect(try wake(elsewhere) == 1)
      #expect(all[0].value() == 0)
      #expect(thrown { () throws(Errno) in try requeue(word, elsewhere, -1, 1) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try requeue(word, elsewhere, 1, -1) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try requeue(word, elsewhere + 1, 1, 1) } == .invalidArgument)
    }

    @Test func oneThatWasMovedCanTimeOut() throws {
      let moved = waiter(word, until: try soon()).untilAsleep()
      let other = waiters(word)[0]
      #expect(try requeue(word, elsewhere, 0, .max) == 2)
      #expect(moved.error() == .timedOut)
      #expect(try wake(elsewhere) == 1)
      #expect(other.value() == 0)
    }

    // MARK: WAKE_OP

    private func code(_ operation: UInt32, _ operand: Int32, _ comparison: UInt32, _ comparand: Int32) -> UInt32 {
      operation << 28 | comparison << 24 | (UInt32(bitPattern: operand) & 0xfff) << 12
        | (UInt32(bitPattern: comparand) & 0xfff)
    }

    @Test(
      arguments: [
        (0, 5, 100, 5), (0, -1, 100, .max), (1, 5, 100, 105), (1, -5, 3, 0xffff_fffe), (2, 0x0f, 0xf0, 0xff),
        (3, 0x0f, 0xff, 0xf0), (3, -1, 0x1234, 0), (4, 0xff, 0x0f, 0xf0), (8, 31, 9, 1 << 31), (9, 4, 9, 25),
        (10, 35, 0, 8), (11, 3, 15, 7), (12, -1, 1, 0x8000_0001),
      ] as [(UInt32, Int32, UInt32, UInt32)]) func operations(number: UInt32, operand: Int32, old: UInt32, new: UInt32)
      throws
    {
      let operation = FutexOperation(code(number, operand, 0, 0))
      #expect(try operation.apply(to: old) == new)
      pages.base.storeBytes(of: old, as: UInt32.self)
      #expect(try futexes.wakeAndChange(elsewhere, word, 1, 1, code(number, operand, 0, 0), thread) == 0)
      #expect(pages.load(0, as: UInt32.self) == new)
    }

    /// What each comparison says to an old value that is less, the same and more.
    @Test(
      arguments: [
        (0, [false, true, false]), (1, [true, false, true]), (2, [true, false, false]), (3, [true, true, false]),
        (4, [false, false, true]), (5, [false, true, true]),
      ] as [(UInt32, [Bool])]) func comparisons(number: UInt32, results: [Bool]) throws
    {
      for comparand in [0, 5, -5, 2047, -2048] as [Int32] {
        let operation = FutexOperation(code(0, 0, number, comparand))
        let said = try [comparand - 1, comparand, comparand + 1].map { try operation.compares(UInt32(bitPattern: $0)) }
        #expect(said == results, "\(comparand)")
      }
    }

    @Test func operationsThatAreNone() throws {
      let waiter = waiters(word)[0]
      for number in [5, 6, 7] as [UInt32] {
        #expect(
          thrown { () throws(Errno) in try futexes.wakeAndChange(word, elsewhere, 1, 1, code(number, 1, 0, 0), thread) }
            == .notImplemented)
      }
      #expect(pages.load(0, 4, as: UInt32.self) == 0)
      for number in 6...15 as ClosedRange<UInt32> {
        #expect(
          thrown { () throws(Errno) in try futexes.wakeAndChange(word, elsewhere, 1, 1, code(1, 1, number, 0), thread) }
            == .notImplemented)
      }
      thread.rouseOthers()
      #expect(pages.load(0, 4, as: UInt32.self) == 10, "the word is changed before")
      pauseForOthers()
      #expect(!waiter.isDone, "nobody is woken")
      #expect(try wake(word) == 1)
      #expect(waiter.value() == 0)
    }

    @Test(arguments: [false, true]) func waitersOfBothAreWoken(sameQueue: Bool) throws {
      let target = sameQueue ? neighbour : elsewhere
      let all = waiters(word, target, word, target)
      func wakeAndSet(_ value: Int32, ifWas old: Int32) throws(Errno) -> Int {
        try thread.inKernel { () throws(Errno) in
          try futexes.wakeAndChange(word, target, 1, 1, code(0, value, 0, old), thread)
        }
      }
      #expect(try wakeAndSet(3, ifWas: 1) == 1)
      #expect(all[0].value() == 0)
      #expect(!all[1].isDone)
      #expect(try wakeAndSet(0, ifWas: 3) == 2)
      #expect((all[1].value(), all[2].value()) == (0, 0))
      #expect(!all[3].isDone)
      #expect(try wake(target) == 1)
      #expect(all[3].value() == 0)
    }

    // MARK: The host's

    @Test func turnedOffAllGoToTheHost() throws {
      let all = waiters(word, elsewhere, neighbour)
      futexes.turnOff()
      #expect(all.map { $0.error() } == [.passToHost, .passToHost, .passToHost])
      #expect(waiter(word).error() == .passToHost)
      #expect(thrown { () throws(Errno) in try wake(word) } == .passToHost)
      #expect(thrown { () throws(Errno) in try requeue(word, elsewhere, 1, 1) } == .passToHost)
      #expect(thrown { () throws(Errno) in try futexes.wakeAndChange(word, elsewhere, 1, 1, 0, thread) } == .passToHost)
    }

    @Test func theUserCanLeaveThemToTheHost() {
      var options = Options()
      options.inProcess.subtract(.futex)
      let futexes = Kernel(host: host, options: options, vdso: .none).futexes
      #expect(thrown { () throws(Errno) in try futexes.wake(word, 1, .max, thread) } == .passToHost)
    }

    @Test func theChildOfAForkHasNoOtherWaiters() throws {
      let waiter = waiters(word)[0]
      futexes.childOfForkStarts()
      #expect(try wake(word) == 0)
      waiter.block.pointer.pointee.kept = 1
      waiter.block.wake()
      #expect(waiter.error() == .restart)
      // The queue that it took itself out of is in order.
      let other = waiters(word)[0]
      #expect(try wake(word) == 1)
      #expect(other.value() == 0)
    }

    @Test(arguments: [false, true]) func aMutexMadeOfOne(spins: Bool) throws {
      var options = Options()
      options.spins = spins
      let futexes = Kernel(host: host, options: options, vdso: .none).futexes
      let state = UnsafeMutablePointer<Atomic<UInt32>>(bitPattern: word)!
      state.initialize(to: Atomic(0))
      var total = 0
      let threads = (0..<4).map { _ in
        Caller<Int> { (thread) throws(Errno) in
          for _ in 0..<3000 {
            var old = state.pointee.compareExchange(expected: 0, desired: 1, ordering: .acquiring).original
            if old == 1 { old = state.pointee.exchange(2, ordering: .acquiring) }
            while old != 0 {
              do throws(Errno) {
                _ = try futexes.wait(word, 2, .max, until: nil, thread)
              } catch { if error != .wouldBlock { throw error } }
              old = state.pointee.exchange(2, ordering: .acquiring)
            }
            total += 1
            if state.pointee.exchange(0, ordering: .releasing) == 2 {
              _ = try futexes.wake(word, 1, .max, thread)
              thread.rouseOthers()
            }
          }
          return 3000
        }
      }
      #expect(threads.map { $0.value() } == [3000, 3000, 3000, 3000])
      #expect(total == 12000)
    }
  }
}
