import CLinux
import Synchronization

/// futex(2) for the private futexes of the process: threads wait in queues of our
/// own, and a waiter looks out for its wake-up before it sleeps in the host.
///
/// Shared futexes and those with priority inheritance are the host's: Linux, too,
/// keeps them apart from private ones on the same address.
final class Futexes {
  private let queues = FutexQueues()
  private let clocks: Clocks
  private let spins: Bool
  private let isOff: Atomic<Bool>
  /// The host has waiters on private futexes, too: with priority inheritance.
  var othersAreUsed = false

  init(clocks: Clocks, options: Options) {
    self.clocks = clocks
    spins = options.spins
    isOff = Atomic(options.gs == .off || !options.inProcess.contains(.futex))
  }

  /// FUTEX_WAIT and FUTEX_WAIT_BITSET.
  func wait(
    _ address: UInt, _ value: UInt32, _ bits: UInt32, until deadline: Deadline?, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    try check(address)
    if bits == 0 { throw .invalidArgument }
    var waiter = FutexWaiter(thread, address, bits)
    let bucket = FutexQueues.bucket(of: address)
    thread.prepareToSleep()
    queues.lock(bucket)
    do throws(Errno) {
      if isOff.load(ordering: .relaxed) { throw .passToHost }
      if try FutexQueues.load(address) != value { throw .wouldBlock }
    } catch {
      queues.unlock(bucket)
      throw error
    }
    let (isWoken, wakeup) = queues.wait(&waiter) { thread.sleep(until: deadline, spins: spins) }
    if isWoken {
      if isOff.load(ordering: .relaxed) { throw .passToHost }
      return 0
    }
    if wakeup == .timedOut { throw .timedOut }
    // With a time-out Linux does not start a wait again that a handler interrupted.
    throw deadline == nil ? .restart : .interrupted
  }

  /// FUTEX_WAKE and FUTEX_WAKE_BITSET.
  @inline(always)
  func wake(_ address: UInt, _ most: Int32, _ bits: UInt32, _ thread: ThreadBlock) throws(Errno) -> Int {
    try check(address)
    if bits == 0 { throw .invalidArgument }
    let bucket = FutexQueues.bucket(of: address)
    queues.lock(bucket)
    let count = queues.wake(address, most, bits, by: thread)
    queues.unlock(bucket)
    // The host knows whether a plain wake is right there.
    if count == 0 && othersAreUsed { throw .passToHost }
    return Int(count)
  }

  /// FUTEX_REQUEUE and, with a value, FUTEX_CMP_REQUEUE.
  func requeue(
    _ address: UInt, _ target: UInt, wakes: Int32, moves: Int32, ifStill value: UInt32?, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if wakes < 0 || moves < 0 { throw .invalidArgument }
    try check(address)
    try check(target)
    let (a, b) = (FutexQueues.bucket(of: address), FutexQueues.bucket(of: target))
    queues.lock(a, b)
    defer { queues.unlock(a, b) }
    if let value, try FutexQueues.load(address) != value { throw .wouldBlock }
    return Int(queues.requeue(address, target, wakes, moves, by: thread))
  }

  /// FUTEX_WAKE_OP: changes the second word, wakes waiters of the first, and of the
  /// second if its old value compares as asked.
  func wakeAndChange(
    _ address: UInt, _ target: UInt, _ most: Int32, _ mostOfTarget: Int32, _ code: UInt32, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    try check(address)
    try check(target)
    let (a, b) = (FutexQueues.bucket(of: address), FutexQueues.bucket(of: target))
    queues.lock(a, b)
    defer { queues.unlock(a, b) }
    let operation = FutexOperation(code)
    let old = try FutexQueues.change(target) { (value) throws(Errno) in try operation.apply(to: value) }
    let alsoTarget = try operation.compares(old)
    var count = queues.wake(address, most, .max, by: thread)
    if alsoTarget { count += queues.wake(target, mostOfTarget, .max, by: thread) }
    return Int(count)
  }

  /// The time of a call that gives one: absolute, or from now on.
  func deadline(_ time: linux_timespec, isRelative: Bool, isRealtime: Bool) throws(Errno) -> Deadline {
    if time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec > 999_999_999 { throw .invalidArgument }
    if !isRelative { return Deadline(time: time, isRealtime: isRealtime) }
    return try clocks.deadline(after: time)
  }

  @inline(always)
  private func check(_ address: UInt) throws(Errno) {
    if isOff.load(ordering: .relaxed) { throw .passToHost }
    if address & 3 != 0 { throw .invalidArgument }
    if address > 0x7fff_ffff_effc { throw .badAddress }
  }

  /// From now on the host has all of them.
  func turnOff() {
    if isOff.exchange(true, ordering: .sequentiallyConsistent) { return }
    shielded { queues.wakeAll() }
  }

  /// The host wakes threads with a real-time policy by their priority, so that it has
  /// all futexes from the first such thread on.
  func noticePolicy(of thread: Int32, _ host: Host) {
    if isOff.load(ordering: .relaxed) { return }
    guard let policy = try? host.call(Number.sched_getscheduler, Int(thread)) else { return }
    switch policy & ~LINUX_SCHED_RESET_ON_FORK {
    case LINUX_SCHED_FIFO, LINUX_SCHED_RR, LINUX_SCHED_DEADLINE: turnOff()
    default: break
    }
  }

  func childOfForkStarts() {
    if ThreadBlock.mayBeMany { queues.forgetAll() }
  }
}

/// What FUTEX_WAKE_OP does to a word and asks of it.
struct FutexOperation {
  private let operation: UInt32
  private let comparison: UInt32
  private let operand: Int32
  private let comparand: Int32

  init(_ code: UInt32) {
    operation = code >> 28 & 7
    comparison = code >> 24 & 15
    comparand = Int32(bitPattern: code << 20) >> 20
    let value = Int32(bitPattern: code << 8) >> 20
    // FUTEX_OP_OPARG_SHIFT
    operand = code >> 31 != 0 ? 1 << (value & 31) : value
  }

  func apply(to value: UInt32) throws(Errno) -> UInt32 {
    let operand = UInt32(bitPattern: operand)
    switch operation {
    case 0: return operand
    case 1: return value &+ operand
    case 2: return value | operand
    case 3: return value & ~operand
    case 4: return value ^ operand
    default: throw .notImplemented
    }
  }

  func compares(_ old: UInt32) throws(Errno) -> Bool {
    let old = Int32(bitPattern: old)
    switch comparison {
    case 0: return old == comparand
    case 1: return old != comparand
    case 2: return old < comparand
    case 3: return old <= comparand
    case 4: return old > comparand
    case 5: return old >= comparand
    default: throw .notImplemented
    }
  }
}
