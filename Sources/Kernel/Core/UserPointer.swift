import CApus

/// An address that the program passed. It is a number until `UserMemory` has
/// made sure of what is there.
public struct UserPointer<Pointee: BitwiseCopyable> {
  public let address: UInt

  @inline(always)
  public init(_ argument: Int) { address = UInt(bitPattern: argument) }

  @inline(always)
  public var isNull: Bool { address == 0 }

  /// What is there, after the host has taken it for an argument.
  // Safety: the host has read the pointee just now and found it to be there.
  var valueThatTheHostHasRead: Pointee {
    UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped.loadUnaligned(as: Pointee.self)
  }

  // Safety, of both: the kernel's side is a value of its own, the program's is guarded by the fault table.

  /// Reads the pointee from inside of the kernel.
  /// - Throws: `EFAULT`
  @inline(always)
  func load() throws(Errno) -> Pointee {
    let size = UInt(MemoryLayout<Pointee>.size)
    return try withUnsafeTemporaryAllocation(of: Pointee.self, capacity: 1) { value throws(Errno) in
      let left = apus_copy(value.baseAddress.unsafelyUnwrapped, UnsafeRawPointer(bitPattern: address), size)
      if left != 0 { throw .badAddress }
      return value[0]
    }
  }

  /// Writes the pointee from inside of the kernel.
  /// - Throws: `EFAULT`
  @inline(always)
  func store(_ value: Pointee) throws(Errno) {
    var value = value
    let left = withUnsafePointer(to: &value) {
      apus_copy(UnsafeMutableRawPointer(bitPattern: address), $0, UInt(MemoryLayout<Pointee>.size))
    }
    if left != 0 { throw .badAddress }
  }

  /// The `index`th of an array that begins here.
  @inline(always)
  func at(_ index: Int) -> UserPointer {
    UserPointer(Int(bitPattern: address &+ UInt(bitPattern: index &* MemoryLayout<Pointee>.stride)))
  }

  /// The address as an argument of a host call.
  @inline(always)
  public var argument: Int { Int(bitPattern: address) }
}
