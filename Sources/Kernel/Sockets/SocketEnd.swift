import CLinux

/// One end of a socketpair(2) of the family AF_UNIX.
final class SocketEnd: File {
  let incoming: SocketChannel
  let outgoing: SocketChannel
  private let isFirst: Bool
  /// The SO_SNDBUF up to which Linux certainly finds the memory for a message.
  static var mostForMessages: Int { 1 << 20 }
  /// SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET.
  private var type = LINUX_SOCK_STREAM
  /// SO_RCVTIMEO and SO_SNDTIMEO, in nanoseconds; nil for ever.
  var receiveTimeout: Int?
  var sendTimeout: Int?

  init(_ incoming: SocketChannel, _ outgoing: SocketChannel, isFirst: Bool, lock: LockWord) {
    self.incoming = incoming
    self.outgoing = outgoing
    self.isFirst = isFirst
    super.init(.socket, lock: lock)
  }

  func open(_ type: Int, _ charge: SocketCharge, sendBuffer: Int) {
    self.type = type
    outgoing.open(isStream: type == LINUX_SOCK_STREAM, charge, sendBuffer: sendBuffer)
    (receiveTimeout, sendTimeout) = (nil, nil)
  }

  var isStream: Bool { type == LINUX_SOCK_STREAM }
  override var writesAll: Bool { isStream }
  override var asSocket: SocketEnd? { self }

  @inline(always)
  private var peer: FileReference { otherEnd.unsafelyUnwrapped }

  override func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining == 0 { return 0 }
    if !incoming.isStream {
      var flags = MessageFlags(0)
      return try receive(&buffers, &flags, thread)
    }
    let charged = incoming.charged
    let count = try incoming.receiveBytes(&buffers)
    hasReceived(thread, charged)
    return count
  }

  override func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    // No bytes at all are a message for write(2), but not for writev(2).
    if buffers.remaining == 0 && (isStream || buffers.isArray) { return 0 }
    return try send(&buffers, thread)
  }

  override func receive(_ buffers: inout UserBuffers, _ flags: inout MessageFlags, _ thread: ThreadBlock) throws(Errno)
    -> Int
  {
    let charged = incoming.charged
    if incoming.isStream && !flags.peek {
      let count = try incoming.receiveBytes(&buffers)
      hasReceived(thread, charged)
      return count
    }
    flags.waitForSome()
    if incoming.isStream { return try incoming.peekBytes(&buffers) }
    let room = buffers.remaining
    // A message that cannot be stored is received all the same.
    defer { if !flags.peek { hasReceived(thread, charged) } }
    let length = try incoming.receiveMessage(&buffers, keeps: flags.peek)
    if length <= room { return length }
    flags.isTruncated = true
    return flags.askForLength ? length : room
  }

  @inline(always)
  private func hasReceived(_ thread: ThreadBlock, _ charged: Int) {
    // Only what was sent and is gone for good makes room.
    if incoming.charged < charged && incoming.becomesWritable {
      peer.use { end in end.waiters.wake(.socketOutput, by: thread) }
    }
    if !incoming.isEmpty { waiters.wakeNext(.input, by: thread) }
  }

  override func send(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    let count: Int
    do throws(Errno) { count = try outgoing.send(&buffers) } catch {
      if error == .badAddress { hasGivenBack(thread) }
      throw error
    }
    if count > 0 || !outgoing.isStream { peer.use { end in end.waiters.wake(.input, by: thread) } }
    if outgoing.hasRoom {
      if buffers.remaining > 0 { hasGivenBack(thread) }
      waiters.wakeNext(.output, by: thread)
    }
    return count
  }

  /// Linux tells who watches of the room that it takes for bytes before it finds that they cannot be read.
  private func hasGivenBack(_ thread: ThreadBlock) {
    if outgoing.becomesWritable { waiters.wake(.socketOutput, by: thread) }
  }

  override var readiness: Readiness {
    let input: Readiness = incoming.isEmpty ? [] : .input
    return outgoing.isWritable ? input.union(.socketOutput) : input
  }

  override var bytesToRead: Int? { type == LINUX_SOCK_DGRAM ? incoming.firstByteCount : incoming.byteCount }
  override var bytesOnTheirWay: Int? { outgoing.charged }

  override func deadline(_ wanted: Readiness, _ host: Host) -> Deadline? {
    guard let timeout = wanted == .input ? receiveTimeout : sendTimeout else { return nil }
    return host.deadline(after: timeout)
  }

  override func promote(_ host: Host) {
    let other = peer.use { end in end.descriptor }
    outgoing.move(from: descriptor, to: other, host)
    incoming.move(from: other, to: descriptor, host)
  }

  override func retire() {
    outgoing.reset()
    incoming.reset()
  }

  override var primary: FileReference { isFirst ? FileReference(self) : peer }
}

extension Readiness {
  /// What a socket that may send says: it has POLLWRBAND as well.
  static var socketOutput: Readiness { Readiness(rawValue: 0x304) }
}
