import CLinux

/// The flags of send(2), recv(2) and their kin.
struct MessageFlags {
  private var bits: UInt32
  /// MSG_TRUNC, as recvmsg(2) says it.
  var isTruncated = false

  init(_ argument: UInt) { bits = UInt32(truncatingIfNeeded: argument) }

  private static var known: UInt32 {
    UInt32(
      LINUX_MSG_PEEK | LINUX_MSG_TRUNC | LINUX_MSG_DONTWAIT | LINUX_MSG_WAITALL | LINUX_MSG_NOSIGNAL
        | LINUX_MSG_CMSG_CLOEXEC)
  }
  // Linux does not look at the last three for these sockets.
  private static var knownToSend: UInt32 {
    UInt32(LINUX_MSG_DONTWAIT | LINUX_MSG_NOSIGNAL | LINUX_MSG_EOR | LINUX_MSG_MORE | LINUX_MSG_CONFIRM)
  }

  /// Whether the kernel answers a call with these.
  @inline(always)
  var areKnownToReceive: Bool { bits & ~Self.known == 0 }
  @inline(always)
  var areKnownToSend: Bool { bits & ~Self.knownToSend == 0 }

  /// MSG_DONTWAIT
  @inline(always)
  var waitNot: Bool { bits & UInt32(LINUX_MSG_DONTWAIT) != 0 }
  /// MSG_PEEK
  @inline(always)
  var peek: Bool { bits & UInt32(LINUX_MSG_PEEK) != 0 }
  /// MSG_TRUNC: the whole length of a message is asked for.
  @inline(always)
  var askForLength: Bool { bits & UInt32(LINUX_MSG_TRUNC) != 0 }
  /// MSG_WAITALL
  @inline(always)
  var waitForAll: Bool { bits & UInt32(LINUX_MSG_WAITALL) != 0 }

  /// MSG_WAITALL has no meaning for messages, nor with MSG_PEEK.
  @inline(always)
  mutating func waitForSome() { bits &= ~UInt32(LINUX_MSG_WAITALL) }

  /// recvmmsg(2)'s MSG_WAITFORONE, which nothing else knows.
  mutating func takeWaitForOne() -> Bool {
    defer { bits &= ~UInt32(LINUX_MSG_WAITFORONE) }
    return bits & UInt32(LINUX_MSG_WAITFORONE) != 0
  }

  /// With MSG_NOSIGNAL.
  var withoutSignal: MessageFlags { MessageFlags(UInt(bits) | UInt(LINUX_MSG_NOSIGNAL)) }

  mutating func waitNoMore() { bits |= UInt32(LINUX_MSG_DONTWAIT) }

  /// As an argument of a host call.
  var argument: Int { Int(bits) }
  /// What recvmsg(2) stores in the header.
  var received: UInt32 { bits & UInt32(LINUX_MSG_CMSG_CLOEXEC) | (isTruncated ? UInt32(LINUX_MSG_TRUNC) : 0) }
}
