/// One direction of a socket pair: what one end has sent and the other has yet to
/// receive. All under the lock of the pair.
final class SocketChannel {
  private var ring = MessageRing()
  private var charge: SocketCharge?
  /// Bytes in a row, or messages each on its own.
  private(set) var isStream = true
  /// Of the sender: SO_SNDBUF.
  var sendBuffer = 0
  /// What the sender is charged for.
  private(set) var charged = 0

  func open(isStream: Bool, _ charge: SocketCharge, sendBuffer: Int) {
    self.isStream = isStream
    self.charge = charge
    self.sendBuffer = sendBuffer
  }

  func reset() {
    ring.reset()
    charged = 0
  }

  @inline(always)
  var isEmpty: Bool { ring.isEmpty }
  /// Bytes of all messages, and of the first.
  var byteCount: Int { ring.used }
  var firstByteCount: Int { ring.isEmpty ? 0 : Int(ring.first.length) }

  /// Whether the sender may send.
  @inline(always)
  var hasRoom: Bool { charged < sendBuffer }
  /// Whether poll(2) says so: a good deal less may be on its way. Linux counts from one.
  @inline(always)
  var isWritable: Bool { (charged &+ 1) &* 4 <= sendBuffer }
  /// The same at the moment when a message is received, of which one byte still counts.
  @inline(always)
  var becomesWritable: Bool { (charged &+ 2) &* 4 <= sendBuffer }

  /// Takes one message from the program, or of a stream as much as there is room for.
  @inline(always)
  func send(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    isStream ? try sendBytes(&buffers) : try sendMessage(&buffers)
  }

  @inline(always)
  private func sendBytes(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    let start = buffers.transferred
    while buffers.remaining > 0 {
      do throws(Errno) {
        if !hasRoom { throw .wouldBlock }
        let length = SocketCharge.part(buffers.remaining, sendBuffer: sendBuffer)
        try append(length, charge.unsafelyUnwrapped.ofPart(length), &buffers)
      } catch {
        if buffers.transferred == start { throw error }
        break
      }
    }
    return buffers.transferred &- start
  }

  private func sendMessage(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    let length = buffers.remaining
    if length > sendBuffer - 32 { throw .messageTooLong }
    if !hasRoom { throw .wouldBlock }
    try append(length, charge.unsafelyUnwrapped.ofDatagram(length), &buffers)
    return length
  }

  @inline(always)
  private func append(_ length: Int, _ charge: Int, _ buffers: inout UserBuffers) throws(Errno) {
    try ring.append(length, charge: charge, from: &buffers)
    charged &+= charge
  }

  /// Gives the program what is there of a stream.
  @inline(always)
  func receiveBytes(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    if ring.isEmpty { throw .wouldBlock }
    let start = buffers.transferred
    repeat {
      let length = Int(ring.first.length)
      let wanted = min(length, buffers.remaining)
      let copied = ring.copy(wanted, into: &buffers)
      if copied < wanted {
        // A part that cannot be given whole stays.
        buffers.giveUp(copied)
        if buffers.transferred == start { throw .badAddress }
        break
      }
      if wanted == length { removeFirst() } else { ring.dropFirst(wanted) }
    } while buffers.remaining > 0 && !ring.isEmpty
    return buffers.transferred &- start
  }

  /// The same, and all of it stays.
  func peekBytes(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    if ring.isEmpty { throw .wouldBlock }
    let start = buffers.transferred
    var index = 0
    var offset = 0
    while index < ring.count && buffers.remaining > 0 {
      let wanted = min(ring.length(index), buffers.remaining)
      let copied = ring.copy(wanted, at: offset, into: &buffers)
      if copied < wanted {
        buffers.giveUp(copied)
        if buffers.transferred == start { throw .badAddress }
        break
      }
      offset += wanted
      index += 1
    }
    return buffers.transferred - start
  }

  /// Gives the program one message, as far as its buffers go.
  /// - Returns: the message's length.
  /// - Throws: `EFAULT`, and then the message is lost, as in Linux.
  func receiveMessage(_ buffers: inout UserBuffers, keeps: Bool) throws(Errno) -> Int {
    if ring.isEmpty { throw .wouldBlock }
    let length = Int(ring.first.length)
    let wanted = min(length, buffers.remaining)
    let copied = ring.copy(wanted, into: &buffers)
    if !keeps { removeFirst() }
    if copied < wanted {
      buffers.giveUp(copied)
      throw .badAddress
    }
    return length
  }

  @inline(always)
  private func removeFirst() {
    charged &-= Int(ring.first.charge)
    ring.removeFirst()
  }

  /// Sends all of it in the host, message by message. It fits: the host charges the same for it.
  func move(from sender: Int32, to receiver: Int32, _ host: Host) {
    while !ring.isEmpty {
      ring.sendFirst(from: sender, to: receiver, host)
      removeFirst()
    }
  }
}
