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
  public static var noSuchFile: Errno { Errno(2) }  // ENOENT
  public static var interrupted: Errno { Errno(4) }  // EINTR
  public static var badDescriptor: Errno { Errno(9) }  // EBADF
  public static var wouldBlock: Errno { Errno(11) }  // EAGAIN
  static var accessDenied: Errno { Errno(13) }  // EACCES
  public static var outOfMemory: Errno { Errno(12) }  // ENOMEM
  public static var badAddress: Errno { Errno(14) }  // EFAULT
  public static var busy: Errno { Errno(16) }  // EBUSY
  public static var exists: Errno { Errno(17) }  // EEXIST
  public static var invalidArgument: Errno { Errno(22) }  // EINVAL
  public static var noSpace: Errno { Errno(28) }  // ENOSPC
  public static var nameTooLong: Errno { Errno(36) }  // ENAMETOOLONG
  public static var notImplemented: Errno { Errno(38) }  // ENOSYS
  public static var tooManyLinks: Errno { Errno(40) }  // ELOOP
  public static var messageTooLong: Errno { Errno(90) }  // EMSGSIZE
  public static var noBuffers: Errno { Errno(105) }  // ENOBUFS
  public static var timedOut: Errno { Errno(110) }  // ETIMEDOUT

  // Two that no program sees.

  /// Interrupted, and to be started again if the handler has SA_RESTART: ERESTARTSYS.
  static var restart: Errno { Errno(512) }
  /// The descriptor is the host's (by now): the edge passes the call.
  static var passToHost: Errno { Errno(513) }
}
