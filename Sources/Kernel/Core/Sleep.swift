import CApus
import CLinux

/// Until when a thread sleeps: an absolute time of one of two clocks.
struct Deadline {
  var time: linux_timespec
  /// CLOCK_REALTIME, else CLOCK_MONOTONIC.
  var isRealtime: Bool

  init(time: linux_timespec, isRealtime: Bool) {
    self.time = time
    self.isRealtime = isRealtime
  }

  /// Of CLOCK_MONOTONIC.
  init(nanoseconds: UInt64) { self.init(time: linux_timespec(nanoseconds), isRealtime: false) }
}

extension linux_timespec {
  init(_ nanoseconds: UInt64) {
    self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }

  /// For a time that is not negative.
  var nanoseconds: UInt64 { UInt64(tv_sec) &* 1_000_000_000 &+ UInt64(tv_nsec) }
}

/// Why a sleep is over.
enum Wakeup {
  /// Someone had something, or nobody knows.
  case woken
  case timedOut
  /// A signal was kept, or the thread is cancelled.
  case interrupted
}

/// How long a thread looks out before it sleeps.
///
/// A sleep that another core ends costs both sides some tens of microseconds,
/// and a look at the word a nanosecond. It pays where the waker runs meanwhile:
/// not if it ran on our own core the last time, and not if it rarely came in time.
enum Spin {
  /// In ticks of the time stamp counter: about 50 microseconds.
  static var most: UInt32 { 150_000 }
  static var least: UInt32 { 2_000 }
  /// In nanoseconds, for any machine.
  static var longest: UInt64 { 200_000 }
  /// Sleeps without looking out before it is tried again.
  static var rest: Int16 { 64 }
}

extension ThreadBlock {
  /// Announces a sleep, before anyone is told to wake us.
  @inline(always)
  func prepareToSleep() { apus_set_park(pointer, UInt32(APUS_WAITING.rawValue)) }

  /// Waits until the thread is woken after `prepareToSleep`. No lock is held.
  /// - Parameter isExact: without the slack that the host allows itself for the end of a sleep.
  func sleep(until deadline: Deadline? = nil, isExact: Bool = false, spins: Bool) -> Wakeup {
    if pointer.pointee.roused != 0 { apus_rouse(pointer) }
    if isInterrupted { return .interrupted }
    if spins && lookOut() { return isInterrupted ? .interrupted : .woken }
    var result = 0
    if var deadline {
      // Safety: the time outlives the call.
      withUnsafePointer(to: &deadline.time) { time in
        result = isExact ? apus_sleep_exactly(pointer, time) : apus_sleep(pointer, time, deadline.isRealtime ? 1 : 0)
      }
    } else {
      result = apus_sleep(pointer, nil, 0)
    }
    if isInterrupted { return .interrupted }
    return result == 0 ? .woken : .timedOut
  }

  /// Waits in the host, in a call that a write to the descriptor ends, unless the
  /// thread was woken after `prepareToSleep`. No lock is held.
  /// - Returns: what the call returns; `EINTR` without it, if the thread is interrupted, and 0 if it was woken.
  func sleepInHost(_ descriptor: Int32, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    if pointer.pointee.roused != 0 { apus_rouse(pointer) }
    pointer.pointee.wake_descriptor = descriptor
    if apus_change_park(pointer, UInt32(APUS_WAITING.rawValue), UInt32(APUS_IN_HOST.rawValue)) == 0 { return 0 }
    // A signal that is kept from here on writes to the descriptor.
    defer { apus_set_park(pointer, UInt32(APUS_AWAKE.rawValue)) }
    if isInterrupted { throw .interrupted }
    return try hostCall()
  }

  var isWoken: Bool { apus_park(pointer) == UInt32(APUS_AWAKE.rawValue) }

  static func == (a: ThreadBlock, b: ThreadBlock) -> Bool { a.pointer == b.pointer }
  static func != (a: ThreadBlock, b: ThreadBlock) -> Bool { a.pointer != b.pointer }

  /// Ends a sleep of this thread; the host is asked to once the caller holds no lock.
  func wake(by waker: ThreadBlock) {
    pointer.pointee.waker_cpu = Int16(truncatingIfNeeded: apus_cpu())
    apus_wake_later(waker.pointer, pointer)
  }

  func wake() { apus_wake(pointer) }

  /// Looks for a wake-up as long as it may pay.
  private func lookOut() -> Bool {
    let waker = pointer.pointee.waker_cpu
    if waker < 0 || Int32(waker) == apus_cpu() { return false }
    var limit = pointer.pointee.spin
    if limit < Spin.least {
      pointer.pointee.spinless += 1
      if pointer.pointee.spinless < Spin.rest { return false }
      pointer.pointee.spinless = 0
      limit = Spin.least * 8
    }
    let start = apus_ticks()
    repeat {
      if apus_park(pointer) == UInt32(APUS_AWAKE.rawValue) {
        pointer.pointee.spin = min(Spin.most, max(limit, Spin.least * 8) * 2)
        return true
      }
      apus_pause()
    } while apus_ticks() - start < UInt(limit)
    pointer.pointee.spin = limit / 2
    return false
  }
}

/// What calls one of the threads that wait in the host's part of an epoll set: a
/// sleeper of its own, as far as wakers can tell.
struct Bell {
  // Safety: a zeroed block that no thread has, never freed.
  private let block: ThreadBlock

  init() {
    let pointer = UnsafeMutablePointer<apus_thread>.allocate(capacity: 1)
    pointer.initialize(to: apus_thread())
    pointer.pointee.wake_descriptor = -1
    block = ThreadBlock(pointer: pointer)
  }

  /// The eventfd; -1 if there is none.
  var descriptor: Int32 {
    get { block.pointer.pointee.wake_descriptor }
    nonmutating set { block.pointer.pointee.wake_descriptor = newValue }
  }

  /// What no program has for data.
  var secret: UInt64 { UInt64(UInt(bitPattern: block.pointer)) }

  /// From now on the next ring is heard.
  func arm() { apus_set_park(block.pointer, UInt32(APUS_IN_HOST.rawValue)) }

  func disarm() { apus_set_park(block.pointer, UInt32(APUS_AWAKE.rawValue)) }

  /// Writes to the eventfd, if somebody listens and nobody has rung.
  @inline(always)
  func ring(by thread: ThreadBlock) {
    if !block.isWoken { block.wake(by: thread) }
  }

  func ring() { block.wake() }
}
