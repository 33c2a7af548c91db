import CLinux

/// socketpair(2)
extension DescriptorTable {
  func makeSocketPair(_ domain: Int32, _ type: Int32, _ socketProtocol: Int32, into user: UserPointer<Int32>)
    throws(Errno) -> Int
  {
    let flags = Int(type) & ~LINUX_SOCK_TYPE_MASK
    let kind = Int(type) & LINUX_SOCK_TYPE_MASK
    guard domain == LINUX_AF_UNIX, socketProtocol == 0, flags & ~(LINUX_O_NONBLOCK | LINUX_O_CLOEXEC) == 0,
      kind == LINUX_SOCK_STREAM || kind == LINUX_SOCK_DGRAM || kind == LINUX_SOCK_SEQPACKET
    else { throw .passToHost }
    return try making(.socketpair) { () throws(Errno) in
      let (first, second) = try host.descriptorPair { (pair) throws(Errno) in
        try host.call(Number.socketpair, Int(domain), Int(type), Int(socketProtocol), pair)
      }
      // Before another thread can know them.
      let charge = charge(of: first, second)
      try host.hand(first, second, to: user)
      guard let charge, let sendBuffer = host.sendBuffer(of: first), FileReference.canHold(first),
        FileReference.canHold(second),
        kind == LINUX_SOCK_STREAM || sendBuffer <= SocketEnd.mostForMessages
      else { return 0 }
      let end = reuse(.socket) ?? newSocketPair()
      guard let other = end.use({ end in end.otherEnd }) else { return 0 }
      let isNonblocking = flags & LINUX_O_NONBLOCK != 0
      for (end, descriptor) in [(end, first), (other, second)] {
        end.use { end in end.asSocket?.open(kind, charge, sendBuffer: sendBuffer) }
        install(end, descriptor, isNonblocking: isNonblocking)
      }
      return 0
    }
  }

  /// How the host charges; nil if it is not known how.
  private func charge(of first: Int32, _ second: Int32) -> SocketCharge? {
    if !hasMeasuredSockets {
      hasMeasuredSockets = true
      if let one = host.charge(of: 1, from: first, to: second), let more = host.charge(of: 600, from: first, to: second)
      {
        socketCharge = SocketCharge(ofOne: one, ofSixHundred: more)
      }
    }
    return socketCharge
  }

  private func newSocketPair() -> FileReference {
    let lock = LockWord()
    let (there, back) = (SocketChannel(), SocketChannel())
    let first = SocketEnd(back, there, isFirst: true, lock: lock)
    let second = SocketEnd(there, back, isFirst: false, lock: lock)
    let references = (FileReference(immortal: first), FileReference(immortal: second))
    first.otherEnd = references.1
    second.otherEnd = references.0
    return references.0
  }
}
