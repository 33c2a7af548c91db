import CLinux

/// The clocks, read through the host's vDSO where that needs no trap.
public final class Clocks {
  private let host: Host
  // Two threads that look at the image at once store the same words; one that
  // sees only some of them asks the host.
  private var vdso: VDSO
  private var image: VDSOImage?
  private let userMemory: UserMemory

  /// - Parameter image: where to find functions that `vdso` lacks, at the first
  ///   need: many a program never reads a clock.
  public init(host: Host, vdso: VDSO, image: VDSOImage? = nil, userMemory: UserMemory) {
    self.host = host
    self.vdso = vdso
    self.image = image
    self.userMemory = userMemory
  }

  /// Whether a function may be there after all.
  @inline(never)
  private func findFunctions() -> Bool {
    guard let image else { return false }
    vdso = VDSO(image: image.start)
    self.image = nil
    return true
  }

  /// Realtime, monotonic, raw, both coarse ones, boottime and TAI: those that
  /// the vDSO reads from memory. It would trap on its own for any other.
  private static let inMemory: UInt32 = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 11

  @inline(always)
  private static func isInMemory(_ clock: Int32) -> Bool {
    UInt32(bitPattern: clock) < 32 && inMemory >> UInt32(bitPattern: clock) & 1 != 0
  }

  @inline(always)
  func read(_ clock: Int32, into user: UserPointer<linux_timespec>) throws(Errno) -> Int {
    if Self.isInMemory(clock), let function = vdso.clockGettime {
      return try result(function(clock, userMemory.writable(user)))
    }
    return try readOtherwise(clock, into: user)
  }

  @inline(never)
  private func readOtherwise(_ clock: Int32, into user: UserPointer<linux_timespec>) throws(Errno) -> Int {
    if Self.isInMemory(clock) && findFunctions(), let function = vdso.clockGettime {
      return try result(function(clock, userMemory.writable(user)))
    }
    return try host.call(Number.clock_gettime, Int(clock), user.argument)
  }

  func resolution(_ clock: Int32, into user: UserPointer<linux_timespec>) throws(Errno) -> Int {
    guard Self.isInMemory(clock), let function = vdso.clockGetres else {
      if Self.isInMemory(clock) && findFunctions() { return try resolution(clock, into: user) }
      return try host.call(Number.clock_getres, Int(clock), user.argument)
    }
    if user.isNull { return try result(function(clock, nil)) }
    return try result(function(clock, userMemory.writable(user)))
  }

  func timeOfDay(
    into time: UserPointer<linux_timeval>, _ zone: UserPointer<linux_timezone>
  ) throws(Errno) -> Int {
    guard let function = vdso.gettimeofday else {
      if findFunctions() { return try timeOfDay(into: time, zone) }
      return try host.call(Number.gettimeofday, time.argument, zone.argument)
    }
    let time = time.isNull ? nil : try userMemory.writable(time)
    let zone = zone.isNull ? nil : try userMemory.writable(zone)
    return try result(function(time, zone))
  }

  func seconds(into user: UserPointer<Int>) throws(Errno) -> Int {
    guard let function = vdso.time else {
      if findFunctions() { return try seconds(into: user) }
      return try host.call(Number.time, user.argument)
    }
    if user.isNull { return function(nil) }
    return try function(userMemory.writable(user))
  }

  @inline(always)
  func cpu(_ cpu: UserPointer<UInt32>, node: UserPointer<UInt32>) throws(Errno) -> Int {
    guard let function = vdso.getcpu else { return try askForCPU(cpu, node: node) }
    let cpu = cpu.isNull ? nil : try userMemory.writable(cpu)
    let node = node.isNull ? nil : try userMemory.writable(node)
    return try result(function(cpu, node, nil))
  }

  @inline(never)
  private func askForCPU(_ cpu: UserPointer<UInt32>, node: UserPointer<UInt32>) throws(Errno) -> Int {
    if findFunctions() && vdso.getcpu != nil { return try self.cpu(cpu, node: node) }
    return try host.call(Number.getcpu, cpu.argument, node.argument)
  }

  /// The host's clock tick counted since boot, in nanoseconds, or nil if it cannot be read without a trap.
  var coarse: UInt64? {
    guard let function = vdso.clockGettime else { return findFunctions() ? self.coarse : nil }
    var now = linux_timespec()
    guard function(Int32(LINUX_CLOCK_MONOTONIC_COARSE), &now) == 0 else { return nil }
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  /// CLOCK_MONOTONIC, for a time-out that begins now.
  /// - Throws: the host's error, where it has no such clock or forbids the call.
  func deadline(after time: linux_timespec) throws(Errno) -> Deadline {
    var now = linux_timespec()
    // Safety: the time outlives the call.
    if vdso.clockGettime == nil { _ = findFunctions() }
    if let function = vdso.clockGettime {
      _ = try result(function(Int32(LINUX_CLOCK_MONOTONIC), &now))
    } else {
      try host.readClock(LINUX_CLOCK_MONOTONIC, into: &now)
    }
    let (seconds, overflow) = now.tv_sec.addingReportingOverflow(time.tv_sec)
    now.tv_sec = overflow ? .max : seconds
    now.tv_nsec += time.tv_nsec
    if now.tv_nsec > 999_999_999 {
      now.tv_nsec -= 1_000_000_000
      now.tv_sec = now.tv_sec == .max ? .max : now.tv_sec + 1
    }
    return Deadline(time: now, isRealtime: false)
  }

  /// Whether the time is told without a trap.
  var isFree: Bool { vdso.clockGettime != nil || findFunctions() && vdso.clockGettime != nil }

  /// CLOCK_MONOTONIC, in nanoseconds.
  func monotonic() -> UInt64 {
    var now = linux_timespec()
    let function = vdso.clockGettime ?? (findFunctions() ? vdso.clockGettime : nil)
    if let function, function(Int32(LINUX_CLOCK_MONOTONIC), &now) == 0 {
      return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
    // Safety: the time outlives the call.
    withUnsafeMutablePointer(to: &now) {
      _ = try? host.call(Number.clock_gettime, LINUX_CLOCK_MONOTONIC, Int(bitPattern: $0))
    }
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  @inline(always)
  private func result(_ value: Int32) throws(Errno) -> Int {
    if value < 0 { throw Errno(-value) }
    return Int(value)
  }
}
