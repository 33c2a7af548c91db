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
