/// An error number of Linux. It travels as a thrown error and turns into
/// `-errno` only at the table's edge.
public struct Errno: Error, Equatable, Sendable {
  public let rawValue: Int32

  @inline(always)
  public init(_ rawValue: Int32) { self.rawValue = rawValue }

  /// What a system call with this error returns.
  @inline(always)
  public var result: Int { -Int(rawValue) }

  public static var notPermitted: Errno { Errno(1) }  // EPERM
  public static var outOfMemory: Errno { Errno(12) }  // ENOMEM
  public static var badAddress: Errno { Errno(14) }  // EFAULT
  public static var invalidArgument: Errno { Errno(22) }  // EINVAL
  public static var notImplemented: Errno { Errno(38) }  // ENOSYS
}
