import CLinux

/// The clocks, read through the host's vDSO where that needs no trap.
public final class Clocks {
  private let host: Host
  private let vdso: VDSO
  private let userMemory: UserMemory

  public init(host: Host, vdso: VDSO, userMemory: UserMemory) {
    self.host = host
    self.vdso = vdso
    self.userMemory = userMemory
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
    guard Self.isInMemory(clock), let function = vdso.clockGettime else {
      return try host.call(Number.clock_gettime, Int(clock), user.argument)
    }
    return try result(function(clock, userMemory.writable(user)))
  }

  func resolution(_ clock: Int32, into user: UserPointer<linux_timespec>) throws(Errno) -> Int {
    guard Self.isInMemory(clock), let function = vdso.clockGetres else {
      return try host.call(Number.clock_getres, Int(clock), user.argument)
    }
    if user.isNull { return try result(function(clock, nil)) }
    return try result(function(clock, userMemory.writable(user)))
  }

  func timeOfDay(
    into time: UserPointer<linux_timeval>, _ zone: UserPointer<linux_timezone>
  ) throws(Errno) -> Int {
    guard let function = vdso.gettimeofday else {
      return try host.call(Number.gettimeofday, time.argument, zone.argument)
    }
    let time = time.isNull ? nil : try userMemory.writable(time)
    let zone = zone.isNull ? nil : try userMemory.writable(zone)
    return try result(function(time, zone))
  }

  func seconds(into user: UserPointer<Int>) throws(Errno) -> Int {
    guard let function = vdso.time else { return try host.call(Number.time, user.argument) }
    if user.isNull { return function(nil) }
    return try function(userMemory.writable(user))
  }

  func cpu(_ cpu: UserPointer<UInt32>, node: UserPointer<UInt32>) throws(Errno) -> Int {
    guard let function = vdso.getcpu else {
      return try host.call(Number.getcpu, cpu.argument, node.argument)
    }
    let cpu = cpu.isNull ? nil : try userMemory.writable(cpu)
    let node = node.isNull ? nil : try userMemory.writable(node)
    return try result(function(cpu, node, nil))
  }

  /// The host's clock tick counted since boot, in nanoseconds, or nil if it cannot be read without a trap.
  var coarse: UInt64? {
    guard let function = vdso.clockGettime else { return nil }
    var now = linux_timespec()
    guard function(Int32(LINUX_CLOCK_MONOTONIC_COARSE), &now) == 0 else { return nil }
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  @inline(always)
  private func result(_ value: Int32) throws(Errno) -> Int {
    if value < 0 { throw Errno(-value) }
    return Int(value)
  }
}
