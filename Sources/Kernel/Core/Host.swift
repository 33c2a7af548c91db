import CApus
import CLinux

/// The host kernel. `call` is the one way to it from Swift; tests put a
/// recording subclass in its place.
public class Host {
  public init() {}

  /// Makes a system call of the host.
  /// - Throws: the host's error number.
  public func call(
    _ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
  ) throws(Errno) -> Int {
    if apus_is_counting() != 0 { apus_count_host_call(number) }
    // Safety: the gate takes any number and arguments, as the host does.
    let result = apus_host(number, a, b, c, d, e, f)
    if UInt(bitPattern: result) > UInt(bitPattern: -4096) {
      throw Errno(Int32(truncatingIfNeeded: -result))
    }
    return result
  }
}

extension Host {
  /// Blocks all signals of the calling thread.
  /// - Returns: the mask before, for `setSignalMask`.
  func blockSignals() -> UInt64 { setSignalMask(.max) }

  @discardableResult
  func setSignalMask(_ mask: UInt64) -> UInt64 {
    var new = mask
    var old: UInt64 = 0
    // Safety: both masks outlive the call. It cannot fail with these arguments
    // but for a sandbox, which then keeps the mask as it is.
    withUnsafePointer(to: &new) { new in
      withUnsafeMutablePointer(to: &old) { old in
        _ = try? call(
          Number.rt_sigprocmask, Int(LINUX_SIG_SETMASK), Int(bitPattern: new),
          Int(bitPattern: old), 8)
      }
    }
    return old
  }

  /// Writes bytes to a descriptor, as far as it takes them.
  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int) {
    var rest = bytes
    while !rest.isEmpty {
      // Safety: `rest` is inside of the caller's bytes.
      guard
        let count = try? call(
          Number.write, descriptor, Int(bitPattern: rest.baseAddress), rest.count),
        count > 0
      else { return }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Reads bytes that are there, for nobody.
  func skip(_ count: Int, of descriptor: Int32) {
    // Safety: the buffer has `count` bytes.
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
      _ = try? call(Number.read, Int(descriptor), Int(bitPattern: buffer.baseAddress), count)
    }
  }
}

extension Host {
  /// The real, effective and saved id, from getresuid or getresgid; nil if the host does not say.
  func threeIDs(_ number: Int) -> (UInt32, UInt32, UInt32)? {
    var ids: (UInt32, UInt32, UInt32) = (0, 0, 0)
    // Safety: the three ids outlive the call.
    return withUnsafeMutablePointer(to: &ids) { pointer in
      let address = Int(bitPattern: pointer)
      guard (try? call(number, address, address + 4, address + 8)) != nil else { return nil }
      return pointer.pointee
    }
  }
}

extension Host {
  /// The soft RLIMIT_DATA, in bytes.
  var dataLimit: UInt {
    var limits: (UInt, UInt) = (.max, .max)
    // Safety: the two words outlive the call.
    withUnsafeMutablePointer(to: &limits) { pointer in
      _ = try? call(Number.prlimit64, 0, 2, 0, Int(bitPattern: pointer))
    }
    return limits.0
  }
}

extension Host {
  /// Two descriptors that a host call stores.
  func descriptorPair(_ hostCall: (_ address: Int) throws(Errno) -> Int) throws(Errno) -> (Int32, Int32) {
    var pair: (Int32, Int32) = (-1, -1)
    // Safety: the two numbers outlive the call.
    _ = try withUnsafeMutablePointer(to: &pair) { (pointer) throws(Errno) in try hostCall(Int(bitPattern: pointer)) }
    return pair
  }

  /// Stores two new descriptors where the program wants them, or closes them again.
  func hand(_ first: Int32, _ second: Int32, to user: UserPointer<Int32>) throws(Errno) {
    var pair = (first, second)
    // Safety: the source is eight bytes of ours; the target is guarded by the fault table.
    let left = withUnsafePointer(to: &pair) { apus_copy(UnsafeMutableRawPointer(bitPattern: user.address), $0, 8) }
    if left == 0 { return }
    _ = try? call(Number.close, Int(first))
    _ = try? call(Number.close, Int(second))
    throw .badAddress
  }
}

extension Host {
  func readClock(_ clock: Int, into time: inout linux_timespec) throws(Errno) {
    // Safety: the time outlives the call.
    _ = try withUnsafeMutablePointer(to: &time) { (pointer) throws(Errno) in
      try call(Number.clock_gettime, clock, Int(bitPattern: pointer))
    }
  }
}

extension Host {
  /// RLIMIT_NOFILE
  var descriptorLimits: (soft: UInt, hard: UInt) {
    get {
      var limits: (soft: UInt, hard: UInt) = (1024, 1024)
      // Safety, of both: the two words outlive the call.
      withUnsafeMutablePointer(to: &limits) { pointer in
        _ = try? call(Number.prlimit64, 0, Int(LINUX_RLIMIT_NOFILE), 0, Int(bitPattern: pointer))
      }
      return limits
    }
    set {
      var limits = newValue
      withUnsafeMutablePointer(to: &limits) { pointer in
        _ = try? call(Number.prlimit64, 0, Int(LINUX_RLIMIT_NOFILE), Int(bitPattern: pointer), 0)
      }
    }
  }
}

extension Host {
  /// Registers a descriptor in a set of the host's: EPOLL_CTL_ADD and EPOLL_CTL_MOD.
  func watch(_ set: Int32, _ operation: Int, _ descriptor: Int32, _ events: UInt32, _ data: UInt64) throws(Errno) {
    var event = linux_epoll_event(events, data)
    // Safety: the event outlives the call.
    _ = try withUnsafeMutablePointer(to: &event) { (pointer) throws(Errno) in
      try call(Number.epoll_ctl, Int(set), operation, Int(descriptor), Int(bitPattern: pointer))
    }
  }

  /// The calling thread's signal mask.
  var signalMask: UInt64 {
    var mask: UInt64 = 0
    // Safety: the mask outlives the call.
    withUnsafeMutablePointer(to: &mask) { pointer in
      _ = try? call(Number.rt_sigprocmask, 0, 0, Int(bitPattern: pointer), 8)
    }
    return mask
  }

  /// The signals that wait for the calling thread to let them in.
  var pendingSignals: UInt64 {
    var set: UInt64 = 0
    // Safety: the set outlives the call.
    withUnsafeMutablePointer(to: &set) { pointer in
      _ = try? call(Number.rt_sigpending, Int(bitPattern: pointer), 8)
    }
    return set
  }

  /// Makes the next wait for an eventfd wait.
  func drain(_ descriptor: Int32) {
    var count: UInt64 = 0
    // Safety: the eight bytes outlive the call.
    withUnsafeMutablePointer(to: &count) { pointer in
      _ = try? call(Number.read, Int(descriptor), Int(bitPattern: pointer), 8)
    }
  }

  /// Adds one to an eventfd.
  func ring(_ descriptor: Int32) {
    var one: UInt64 = 1
    // Safety: the eight bytes outlive the call.
    withUnsafeMutablePointer(to: &one) { pointer in
      _ = try? call(Number.write, Int(descriptor), Int(bitPattern: pointer), 8)
    }
  }

  /// A call that takes a time that is left, as a pointer to it; null for none.
  func call(_ time: linux_timespec?, _ body: (_ address: Int) throws(Errno) -> Int) throws(Errno) -> Int {
    guard var time else { return try body(0) }
    // Safety: the time outlives the call.
    return try withUnsafeMutablePointer(to: &time) { (pointer) throws(Errno) in try body(Int(bitPattern: pointer)) }
  }
}

extension Host {
  /// The lowest number that is free, taken for something that can be neither read nor written;
  /// nil if that cannot be had.
  func reserveDescriptor(from minimum: Int) -> Int32? {
    let root: StaticString = "/"
    guard minimum >= 0, minimum < Int(APUS_DESCRIPTORS) else { return nil }
    // Safety: the name is a constant.
    let flags = LINUX_O_PATH | LINUX_O_CLOEXEC
    guard let low = try? call(Number.open, Int(bitPattern: root.utf8Start), flags) else { return nil }
    var number = low
    if low < minimum {
      defer { _ = try? call(Number.close, low) }
      guard let high = try? call(Number.fcntl, low, LINUX_F_DUPFD_CLOEXEC, minimum) else { return nil }
      number = high
    }
    if number < Int(APUS_DESCRIPTORS) { return Int32(truncatingIfNeeded: number) }
    _ = try? call(Number.close, number)
    return nil
  }
}
