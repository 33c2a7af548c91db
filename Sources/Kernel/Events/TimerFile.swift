import CLinux

/// A timer of timerfd_create(2) by CLOCK_MONOTONIC, the host's idle one beside it.
///
/// Nothing happens when its time comes: whoever looks next finds that by the clock,
/// and who sleeps for it sleeps no longer than until then (`alarm`). As in Linux, one
/// that repeats is not started again before somebody reads or asks it.
final class TimerFile: File {
  private let clocks: Clocks
  /// When it expires, or did last: nanoseconds of CLOCK_MONOTONIC; 0 if it was disarmed.
  private var end: UInt64 = 0
  private var interval: UInt64 = 0
  /// Expirations that were not read yet, those not counted that came since it stopped.
  private var count: UInt64 = 0
  /// It runs, or has expired and nobody has looked yet.
  private var isArmed = false
  /// Of timerfd_settime(2), for who looks into /proc.
  private var flags = 0
  private var isClosing = false

  init(clocks: Clocks) {
    self.clocks = clocks
    super.init(.timer, lock: LockWord())
  }

  // Poll knows a timer by this alone, not by POLLRDNORM.
  private static var input: Readiness { Readiness(rawValue: 0x1) }
  private static var size: Int { 8 }

  override var waitsInLine: Bool { false }
  override var readiness: Readiness { count > 0 ? Self.input : [] }
  override var alarm: UInt64 { isArmed ? end : .max }

  override func poll() -> Readiness {
    lock.acquire()
    defer { lock.release() }
    if isGone { return [] }
    settle()
    return readiness
  }

  @inline(always)
  override func settle() {
    if isArmed && clocks.monotonic() >= end { expire() }
  }

  @inline(never)
  private func expire() {
    isArmed = false
    count += 1
    if let thread = ThreadBlock.current { waiters.wake(Self.input, by: thread) }
  }

  /// One that repeats, has expired and stopped.
  private var isStopped: Bool { !isArmed && count > 0 && interval > 0 }

  /// The first time after now at which one that repeats and has expired does so again.
  private func next(after now: UInt64) -> UInt64 {
    now < end ? end : Self.sum(end + (now - end) / interval * interval, interval)
  }

  /// Counts the times that have passed and starts it again.
  private func restart(_ thread: ThreadBlock) {
    let now = clocks.monotonic()
    count += now > end ? (now - end) / interval : 0
    end = next(after: now)
    isArmed = true
    isSet(.max, thread)
  }

  /// Its alarm was another before.
  private func isSet(_ before: UInt64, _ thread: ThreadBlock) {
    if waiters.isEmpty { return }
    let alarm = alarm
    waiters.forEachWatcher { $0.fileIsSet(alarm, thread) }
    if alarm < before { waiters.wakeAllThreads(by: thread) }
  }

  @inline(always)
  override func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining < Self.size {
      if buffers.remaining == 0 && buffers.isArray { return 0 }
      throw .invalidArgument
    }
    settle()
    if count == 0 { throw .wouldBlock }
    if isStopped { restart(thread) }
    var value = count
    count = 0
    // What was to go to a bad address is lost, in Linux too.
    let stored = buffers.put(&value, Self.size)
    if stored == 0 { throw .badAddress }
    return stored
  }

  /// The host says what is wrong with that.
  override func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int { throw .passToHost }

  /// timerfd_settime(2)
  /// - Returns: what `get` would have returned, if it is asked for.
  func set(_ setting: TimerSetting, isAsked: Bool, _ thread: ThreadBlock) -> linux_itimerspec {
    let before = alarm
    let isRelative = setting.value > 0 && !setting.isAbsolute
    let now = isRelative || isAsked ? clocks.monotonic() : 0
    var old = linux_itimerspec()
    if isAsked {
      let isOver = interval > 0 && now >= end && (isArmed || count > 0)
      old = told(isOver ? next(after: now) : end, now)
    }
    end = isRelative ? Self.sum(now, setting.value) : setting.value
    interval = setting.interval
    flags = setting.flags
    count = 0
    isArmed = end > 0
    isSet(before, thread)
    return old
  }

  /// timerfd_gettime(2)
  func get(_ thread: ThreadBlock) -> linux_itimerspec {
    settle()
    if isStopped { restart(thread) }
    return told(end, end == 0 ? 0 : clocks.monotonic())
  }

  private func told(_ end: UInt64, _ now: UInt64) -> linux_itimerspec {
    linux_itimerspec(it_interval: linux_timespec(interval), it_value: linux_timespec(end > now ? end - now : 0))
  }

  /// Linux's times end after 292 years.
  private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 { min(a + b, UInt64(Int64.max)) }

  // MARK: Promotion

  override func willBePromoted(_ table: DescriptorTable, isClosing: Bool) {
    lock.acquire()
    settle()
    self.isClosing = isClosing
    lock.release()
  }

  override func promote(_ host: Host) {
    // Who promotes it is in `pins`.
    if !isClosing || pins > 1 { hand(to: host) }
    retire()
  }

  private func hand(to host: Host) {
    if count > 0 {
      // From when the first of them was due the host counts the same.
      let passed = (isArmed ? count : count - 1) * interval
      host.setTimer(descriptor, end > passed ? end - passed : 1, interval, flags | LINUX_TFD_TIMER_ABSTIME)
      host.waitForInput(descriptor)
      // Somebody asked, which started it again.
      if isArmed { host.restartTimer(descriptor) }
    } else if isArmed && flags & LINUX_TFD_TIMER_ABSTIME == 0 {
      let now = clocks.monotonic()
      host.setTimer(descriptor, end > now ? end - now : 1, interval, flags)
    } else if isArmed || interval > 0 {
      host.setTimer(descriptor, isArmed ? end : 0, interval, flags)
    }
  }

  override var isNeverWritable: Bool { true }

  override func stir(_ host: Host) {
    host.setTimer(descriptor, 1, 0, 0)
    host.waitForInput(descriptor)
  }

  override func calm(_ host: Host) { host.setTimer(descriptor, 0, 0, 0) }

  override func retire() {
    (end, interval, count, flags) = (0, 0, 0, 0)
    isArmed = false
  }
}

/// What a timer is set to, in nanoseconds.
struct TimerSetting {
  /// 0 to disarm it.
  let value: UInt64
  let interval: UInt64
  let flags: Int

  var isAbsolute: Bool { flags & LINUX_TFD_TIMER_ABSTIME != 0 }

  /// - Throws: `EINVAL` for times that are none and unknown flags.
  init(_ time: linux_itimerspec, _ flags: UInt) throws(Errno) {
    self.flags = Int(flags & 0xffff_ffff)
    if self.flags & ~(LINUX_TFD_TIMER_ABSTIME | LINUX_TFD_TIMER_CANCEL_ON_SET) != 0 { throw .invalidArgument }
    value = try Self.nanoseconds(time.it_value)
    interval = try Self.nanoseconds(time.it_interval)
  }

  private static func nanoseconds(_ time: linux_timespec) throws(Errno) -> UInt64 {
    if time.tv_sec < 0 || UInt(bitPattern: time.tv_nsec) >= 1_000_000_000 { throw .invalidArgument }
    return time.tv_sec >= Int.max / 1_000_000_000 ? UInt64(Int64.max) : time.nanoseconds
  }
}

extension DescriptorTable {
  /// timerfd_create(2)
  func makeTimer(_ clock: Int32, _ flags: Int32) throws(Errno) -> Int {
    // Others move when they are set, or go on while the machine sleeps; and a wrong flag the host knows.
    let isOurs = Int(clock) == LINUX_CLOCK_MONOTONIC && Int(flags) & ~(LINUX_O_NONBLOCK | LINUX_O_CLOEXEC) == 0
    if !isOurs || !holds(.timerfd) || !clocks.isFree { throw .passToHost }
    return try making(.timerfd) { () throws(Errno) in
      let number = try host.call(Number.timerfd_create, Int(clock), Int(flags))
      let descriptor = Int32(truncatingIfNeeded: number)
      if FileReference.canHold(descriptor) {
        let timer = reuse(.timer) ?? FileReference(immortal: TimerFile(clocks: clocks))
        install(timer, descriptor, isNonblocking: Int(flags) & LINUX_O_NONBLOCK != 0)
      }
      return number
    }
  }

  /// Whether a descriptor is of a timer here.
  func isTimer(_ descriptor: Int32) -> Bool { FileReference.of(descriptor)?.kind == .timer }

  /// Runs the body with the timer of a descriptor, locked.
  /// - Throws: `passToHost` if there is none here.
  @inline(always)
  func withTimer<R>(_ descriptor: Int32, _ body: (TimerFile) -> R) throws(Errno) -> R {
    let reference = try lockedFile(descriptor)
    guard reference.kind == .timer else {
      reference.use { file in file.lock.release() }
      throw .passToHost
    }
    return reference.of(TimerFile.self).use { timer in
      defer { timer.lock.release() }
      return body(timer)
    }
  }
}

extension Host {
  /// timerfd_settime(2), in nanoseconds.
  fileprivate func setTimer(_ descriptor: Int32, _ value: UInt64, _ interval: UInt64, _ flags: Int) {
    let time = linux_itimerspec(it_interval: linux_timespec(interval), it_value: linux_timespec(value))
    // Safety, of all three: what the host reads and writes outlives the call.
    withUnsafePointer(to: time) { pointer in
      _ = try? call(Number.timerfd_settime, Int(descriptor), flags, Int(bitPattern: pointer), 0)
    }
  }

  /// Asks a timer that has expired when it will again.
  fileprivate func restartTimer(_ descriptor: Int32) {
    var time = linux_itimerspec()
    withUnsafeMutablePointer(to: &time) { pointer in
      _ = try? call(Number.timerfd_gettime, Int(descriptor), Int(bitPattern: pointer))
    }
  }

  /// For a timer whose time has come: the host's interrupt for it may be about to.
  fileprivate func waitForInput(_ descriptor: Int32) {
    var entry = linux_pollfd(fd: descriptor, events: Int16(LINUX_POLLIN), revents: 0)
    withUnsafeMutablePointer(to: &entry) { pointer in
      while true {
        do throws(Errno) {
          _ = try call(Number.poll, Int(bitPattern: pointer), 1, 1000)
        } catch .interrupted {
          continue
        } catch {}
        return
      }
    }
  }
}
