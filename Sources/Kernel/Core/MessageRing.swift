import CApus
import CLinux

/// Messages in the order of their coming: what one end of a socket pair has yet
/// to receive. Their bytes lie one after another in a ring that grows at need.
struct MessageRing {
  struct Message {
    /// Bytes not taken yet.
    fileprivate(set) var length: Int32
    /// Bytes taken before.
    fileprivate var taken: Int32 = 0
    /// What its sender is charged for it.
    let charge: Int32
  }

  // Safety: `capacity` bytes, of which `used` from `start` on are set, and `size`
  // messages, a power of two, of which `count` from `head` on are.
  private var bytes: UnsafeMutableRawPointer?
  private var capacity = 0
  private var start = 0
  /// Bytes of all messages.
  private(set) var used = 0
  private var messages: UnsafeMutablePointer<Message>?
  private var size = 0
  private var head = 0
  private(set) var count = 0

  /// Above it the memory is not kept for the next message.
  private static var mostKept: Int { 256 << 10 }
  private static var mostKeptInPool: Int { 8 << 10 }

  @inline(always)
  var isEmpty: Bool { count == 0 }

  @inline(always)
  var first: Message { messages.unsafelyUnwrapped[head] }

  /// The length of the `index`th.
  func length(_ index: Int) -> Int { Int(messages.unsafelyUnwrapped[(head &+ index) & (size &- 1)].length) }

  /// Appends a message.
  /// - Throws: `ENOBUFS`; `EFAULT` if the program's memory is bad, and then nothing is appended.
  @inline(always)
  mutating func append(_ length: Int, charge: Int, from buffers: inout UserBuffers) throws(Errno) {
    if count == size { try growMessages() }
    if length > capacity &- used { try growBytes(length) }
    if length > 0 {
      let target = bytes.unsafelyUnwrapped
      var end = start &+ used
      if end >= capacity { end &-= capacity }
      let piece = min(length, capacity &- end)
      var copied = buffers.take(target + end, piece)
      if piece < length && copied == piece { copied &+= buffers.take(target, length &- piece) }
      guard copied == length else {
        buffers.giveUp(copied)
        throw .badAddress
      }
    }
    let message = Message(length: Int32(truncatingIfNeeded: length), charge: Int32(truncatingIfNeeded: charge))
    messages.unsafelyUnwrapped[(head &+ count) & (size &- 1)] = message
    count &+= 1
    used &+= length
  }

  /// Copies bytes without taking them out.
  /// - Parameter offset: counted from the first message's first byte.
  /// - Returns: the bytes copied, fewer than `count` if the program's memory is bad.
  @inline(always)
  func copy(_ count: Int, at offset: Int = 0, into buffers: inout UserBuffers) -> Int {
    if count == 0 { return 0 }
    let source = bytes.unsafelyUnwrapped
    var begin = start &+ offset
    if begin >= capacity { begin &-= capacity }
    let piece = min(count, capacity &- begin)
    let copied = buffers.put(source + begin, piece)
    if piece == count || copied < piece { return copied }
    return piece &+ buffers.put(source, count &- piece)
  }

  /// Takes out the first bytes of the first message, not all of them.
  @inline(always)
  mutating func dropFirst(_ count: Int) {
    messages.unsafelyUnwrapped[head].length &-= Int32(truncatingIfNeeded: count)
    messages.unsafelyUnwrapped[head].taken &+= Int32(truncatingIfNeeded: count)
    skip(count)
  }

  @inline(always)
  mutating func removeFirst() {
    skip(Int(first.length))
    head = (head &+ 1) & (size &- 1)
    count &-= 1
  }

  @inline(always)
  private mutating func skip(_ count: Int) {
    used &-= count
    start &+= count
    if start >= capacity { start &-= capacity }
    if used == 0 {
      // The same bytes again: they are in the cache.
      start = 0
      if capacity > Self.mostKept { giveBack() }
    }
  }

  /// Sends the first message from a descriptor of the host, as one, with the bytes
  /// that were taken already; those are received at once, so that the host charges for all.
  func sendFirst(from sender: Int32, to receiver: Int32, _ host: Host) {
    let (length, taken) = (Int(first.length), Int(first.taken))
    let piece = min(length, capacity - start)
    let base = UInt(bitPattern: bytes)
    var vectors = (
      linux_iovec(base: base, length: UInt(taken)), linux_iovec(base: base + UInt(start), length: UInt(piece)),
      linux_iovec(base: base, length: UInt(length - piece))
    )
    var header = linux_msghdr()
    let flags = Int(LINUX_MSG_DONTWAIT | LINUX_MSG_NOSIGNAL)
    // Safety: both outlive the call, and the vectors lie in the ring, which once held the whole message.
    withUnsafeMutablePointer(to: &vectors) { vectors in
      header.iov = UInt(bitPattern: vectors)
      header.iovlen = 3
      withUnsafeMutablePointer(to: &header) { header in
        _ = try? host.call(Number.sendmsg, Int(sender), Int(bitPattern: header), flags)
      }
    }
    if taken == 0 { return }
    // Safety: the buffer has `taken` bytes.
    withUnsafeTemporaryAllocation(byteCount: taken, alignment: 1) { buffer in
      _ = try? host.call(Number.recvfrom, Int(receiver), Int(bitPattern: buffer.baseAddress), taken, flags)
    }
  }

  /// Makes it as good as new, for a pool.
  mutating func reset() {
    (start, used, head, count) = (0, 0, 0, 0)
    if capacity > Self.mostKeptInPool { giveBack() }
  }

  private mutating func giveBack() {
    apus_heap_free(bytes)
    bytes = nil
    capacity = 0
  }

  @inline(never)
  private mutating func growBytes(_ length: Int) throws(Errno) {
    // The heap's blocks are powers of two with a header.
    let header = 16
    var larger = 4096
    while larger - header < used + length { larger *= 2 }
    var block: UnsafeMutableRawPointer?
    if apus_heap_memalign(&block, UInt(header), UInt(larger - header)) != 0 { throw .noBuffers }
    let new = block.unsafelyUnwrapped
    let piece = min(used, capacity - start)
    if let bytes {
      new.copyMemory(from: bytes + start, byteCount: piece)
      (new + piece).copyMemory(from: bytes, byteCount: used - piece)
      apus_heap_free(bytes)
    }
    bytes = new
    capacity = larger - header
    start = 0
  }

  @inline(never)
  private mutating func growMessages() throws(Errno) {
    let larger = max(32, size * 2)
    var block: UnsafeMutableRawPointer?
    if apus_heap_memalign(&block, 16, UInt(larger * MemoryLayout<Message>.stride)) != 0 { throw .noBuffers }
    let new = block.unsafelyUnwrapped.bindMemory(to: Message.self, capacity: larger)
    for i in 0..<count { new[i] = messages.unsafelyUnwrapped[(head + i) & (size - 1)] }
    apus_heap_free(messages)
    messages = new
    size = larger
    head = 0
  }
}
