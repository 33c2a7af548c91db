import CLinux

/// How long a call that waits for events waits.
struct Timeout {
  /// CLOCK_MONOTONIC in nanoseconds; nil for as long as it takes.
  private(set) var end: UInt64?
  /// Zero: the call only looks.
  let isImmediate: Bool
  private let clocks: Immortal<Clocks>

  /// Milliseconds, negative for ever: poll(2), epoll_wait(2).
  init(milliseconds: Int32, _ clocks: Clocks) {
    self.clocks = Immortal(clocks)
    isImmediate = milliseconds == 0
    end = milliseconds <= 0 ? nil : clocks.monotonic() + UInt64(milliseconds) * 1_000_000
  }

  /// - Throws: `EINVAL` for a time that is none.
  init(_ time: linux_timespec?, _ clocks: Clocks) throws(Errno) {
    self.clocks = Immortal(clocks)
    guard let time else {
      isImmediate = false
      return
    }
    if time.tv_sec < 0 || UInt(bitPattern: time.tv_nsec) >= 1_000_000_000 { throw .invalidArgument }
    isImmediate = time.tv_sec == 0 && time.tv_nsec == 0
    // A century is for ever.
    if isImmediate || time.tv_sec > 3_000_000_000 { return }
    end = clocks.monotonic() + UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private var now: UInt64 { clocks.use { clocks in clocks.monotonic() } }

  /// Whether there is a time and it is over.
  var isOver: Bool {
    if isImmediate { return true }
    guard let end else { return false }
    return now >= end
  }

  var deadline: Deadline? {
    guard let end else { return nil }
    return Deadline(nanoseconds: end)
  }

  /// What is left of it; nil for ever.
  var rest: linux_timespec? {
    if isImmediate { return linux_timespec(tv_sec: 0, tv_nsec: 0) }
    guard let end else { return nil }
    let now = now
    return linux_timespec(now < end ? end - now : 0)
  }

  /// Where the program wants to know what was left.
  func storeRest(_ user: UserPointer<linux_timespec>) {
    if end != nil, let rest { try? user.store(rest) }
  }

  func storeRest(_ user: UserPointer<linux_timeval>) {
    if end != nil, let rest { try? user.store(linux_timeval(tv_sec: rest.tv_sec, tv_usec: rest.tv_nsec / 1000)) }
  }
}

extension linux_timespec {
  /// Of select(2), whose microseconds may be more than a second.
  init(_ time: linux_timeval) {
    self.init(tv_sec: time.tv_sec &+ time.tv_usec / 1_000_000, tv_nsec: time.tv_usec % 1_000_000 * 1000)
  }
}

/// How a call of poll(2) or its kin waits.
struct PollLimits {
  let timeout: Timeout
  let mask: WaitMask?
}
