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

  /// The address as an argument of a host call.
  @inline(always)
  public var argument: Int { Int(bitPattern: address) }
}
