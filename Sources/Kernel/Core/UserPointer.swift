/// An address that the program passed. It is a number until `UserMemory` has
/// made sure of what is there.
public struct UserPointer<Pointee: BitwiseCopyable> {
  public let address: UInt

  @inline(always)
  public init(_ argument: Int) { address = UInt(bitPattern: argument) }

  @inline(always)
  public var isNull: Bool { address == 0 }

  /// The address as an argument of a host call.
  @inline(always)
  public var argument: Int { Int(bitPattern: address) }
}
