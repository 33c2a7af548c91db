import CLinux

/// The mask that a call brings for the time of its wait.
struct WaitMask {
  private let bits: UInt64

  /// - Returns: nil if the call brings none.
  /// - Throws: `EINVAL` for another size than Linux's, `EFAULT`.
  static func load(_ mask: UserPointer<UInt>, _ size: UInt) throws(Errno) -> WaitMask? {
    if mask.isNull { return nil }
    if size != 8 { throw .invalidArgument }
    return WaitMask(bits: UInt64(try mask.load()))
  }

  /// Whether it differs from the thread's own. A wait with another mask is the
  /// host's, which runs a handler before it goes back to the old one.
  func changes(_ host: Host) -> Bool {
    // SIGKILL, SIGSTOP and the two faults, which are never blocked.
    let fixed: UInt64 = 1 << 8 | 1 << 18 | 1 << 6 | 1 << 10
    return (bits ^ host.signalMask) & ~fixed != 0
  }

  /// Whether a signal is pending that the mask does not block.
  func letsIn(_ host: Host) -> Bool { host.pendingSignals & ~bits != 0 }
}
