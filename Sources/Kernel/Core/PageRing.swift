import CApus

/// Pages of bytes in a row: the contents of a pipe.
struct PageRing {
  static var pageSize: Int { 4096 }

  struct Slot {
    // Safety: a page of the kernel's heap, this slot's alone while it is in the ring.
    fileprivate var page: UnsafeMutableRawPointer
    var offset: Int32
    fileprivate(set) var length32: Int32
    var isPacket: Bool

    fileprivate init(page: UnsafeMutableRawPointer, isPacket: Bool) {
      self.page = page
      offset = 0
      length32 = 0
      self.isPacket = isPacket
    }

    var length: Int { Int(length32) }
    /// Where the next byte would go.
    var end: Int { Int(offset) + Int(length32) }
    var takesMore: Bool { !isPacket }
  }

  // Safety: `size` slots, a power of two, of which `count` from `head` on are set.
  private var slots: UnsafeMutablePointer<Slot>?
  private var size = 0
  private var head = 0
  private(set) var count = 0
  /// The pages used last, still in the cache.
  private var spare: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) = (nil, nil)

  @inline(always)
  private func slot(_ i: Int) -> UnsafeMutablePointer<Slot> { slots.unsafelyUnwrapped + ((head &+ i) & (size &- 1)) }

  var first: Slot { slot(0).pointee }
  var last: Slot { slot(count - 1).pointee }

  var byteCount: Int {
    var sum = 0
    for i in 0..<count { sum += slot(i).pointee.length }
    return sum
  }

  /// Copies from the first page without taking anything out.
  @inline(always)
  func copyFirst(_ count: Int, into buffers: inout UserBuffers) -> Int {
    let first = slot(0)
    return buffers.put(first.pointee.page + Int(first.pointee.offset), count)
  }

  /// Takes bytes out of the first page, and the page if that is empty then.
  @inline(always)
  mutating func dropFirst(_ count: Int) {
    let first = slot(0)
    first.pointee.offset += Int32(truncatingIfNeeded: count)
    first.pointee.length32 -= Int32(truncatingIfNeeded: count)
    if first.pointee.length32 == 0 {
      putBack(first.pointee.page)
      head = (head &+ 1) & (size &- 1)
      self.count -= 1
    }
  }

  /// Appends to the last page, which has room for it.
  /// - Returns: the bytes copied; if fewer, nothing was appended.
  @inline(always)
  mutating func appendToLast(_ count: Int, from buffers: inout UserBuffers) -> Int {
    let last = slot(self.count - 1)
    let copied = buffers.take(last.pointee.page + last.pointee.end, count)
    if copied == count { last.pointee.length32 += Int32(truncatingIfNeeded: count) } else { buffers.giveUp(copied) }
    return copied
  }

  /// Appends a page with `count` bytes, a page's size at most.
  /// - Throws: `ENOMEM`; `EFAULT` if the program's memory is bad, and then nothing is appended.
  @inline(always)
  mutating func append(_ count: Int, from buffers: inout UserBuffers, isPacket: Bool) throws(Errno) {
    if self.count == size { try grow() }
    guard let page = takePage() else { throw .outOfMemory }
    var slot = Slot(page: page, isPacket: isPacket)
    let copied = buffers.take(page, count)
    if copied < count {
      buffers.giveUp(copied)
      putBack(page)
      throw .badAddress
    }
    slot.length32 = Int32(truncatingIfNeeded: count)
    self.slot(self.count).initialize(to: slot)
    self.count += 1
  }

  /// Writes the first page to a descriptor of the host, as one packet if it is one, with the bytes that were taken before.
  func writeFirst(to descriptor: Int32, _ host: Host) {
    let first = slot(0).pointee
    host.write(UnsafeRawBufferPointer(start: first.page, count: first.end), to: Int(descriptor))
  }

  mutating func removeAll() {
    while count > 0 { dropFirst(first.length) }
    if let page = spare.0 { apus_page_give_back(page) }
    if let page = spare.1 { apus_page_give_back(page) }
    spare = (nil, nil)
  }

  @inline(always)
  private mutating func takePage() -> UnsafeMutableRawPointer? {
    if let page = spare.0 {
      spare.0 = nil
      return page
    }
    if let page = spare.1 {
      spare.1 = nil
      return page
    }
    return apus_page_take()
  }

  @inline(always)
  private mutating func putBack(_ page: UnsafeMutableRawPointer) {
    if spare.0 == nil {
      spare.0 = page
    } else if spare.1 == nil {
      spare.1 = page
    } else {
      apus_page_give_back(page)
    }
  }

  @inline(never)
  private mutating func grow() throws(Errno) {
    let larger = max(16, size * 2)
    let new = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
    for i in 0..<count { (new + i).initialize(to: slot(i).pointee) }
    slots?.deallocate()
    slots = new
    size = larger
    head = 0
  }
}
