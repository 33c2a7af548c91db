import CApus
import CLinux

/// The program's memory that one call reads or writes: a buffer or an array of
/// them, and how far the call has come.
struct UserBuffers {
  /// What Linux transfers at most in one call: INT_MAX down to a page.
  static var most: Int { 0x7fff_f000 }
  /// The end of what a program can map.
  static var addressEnd: UInt { 0x7fff_ffff_f000 }

  private var address: UInt
  private var length: Int
  // Safety: the kernel's own copy of the rest of an array, alive as long as the call.
  private var rest: UnsafePointer<linux_iovec>?
  private var restCount: Int
  /// Bytes yet to come.
  private(set) var remaining: Int
  private(set) var transferred = 0

  /// One buffer; nil if it cannot be in a program's memory at all.
  @inline(always)
  init?(_ buffer: UserPointer<UInt8>, _ count: UInt) {
    if buffer.address > Self.addressEnd || count > Self.addressEnd - buffer.address { return nil }
    address = buffer.address
    length = min(Int(count), Self.most)
    rest = nil
    restCount = 0
    remaining = length
  }

  /// An array of buffers that was copied from the program.
  /// - Throws: `EINVAL` for a negative size, `EFAULT` as above.
  init(_ vectors: UnsafeMutableBufferPointer<linux_iovec>) throws(Errno) {
    for vector in vectors where vector.length > UInt(Int.max) { throw .invalidArgument }
    // Linux cuts one buffer to size before it looks where that ends.
    if vectors.count == 1 { vectors[0].length = min(vectors[0].length, UInt(Self.most)) }
    var total = 0
    // Linux looks at all sizes before it looks at an address.
    for vector in vectors where vector.length > UInt(Int.max) { throw .invalidArgument }
    for i in vectors.indices {
      let vector = vectors[i]
      if vector.base > Self.addressEnd || vector.length > Self.addressEnd - vector.base { throw .badAddress }
      vectors[i].length = UInt(min(Int(vector.length), Self.most - total))
      total += Int(vectors[i].length)
    }
    address = vectors.first?.base ?? 0
    length = Int(vectors.first?.length ?? 0)
    rest = vectors.baseAddress.map { UnsafePointer($0 + 1) }
    restCount = max(vectors.count - 1, 0)
    remaining = total
  }

  // Safety, of both: the kernel's side has `count` bytes, the program's is guarded by the fault table.

  /// Copies from the kernel to the program.
  /// - Returns: the bytes copied, fewer than `count` if the program's memory is bad or at its end.
  @inline(always)
  mutating func put(_ source: UnsafeRawPointer, _ count: Int) -> Int {
    if count <= length && count > 0 {
      guard apus_copy(UnsafeMutableRawPointer(bitPattern: address), source, UInt(count)) == 0 else {
        return putPiecewise(source, count)
      }
      advance(count)
      return count
    }
    return putPiecewise(source, count)
  }

  /// Copies from the program to the kernel.
  @inline(always)
  mutating func take(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    if count <= length && count > 0 {
      guard apus_copy(target, UnsafeRawPointer(bitPattern: address), UInt(count)) == 0 else {
        return takePiecewise(target, count)
      }
      advance(count)
      return count
    }
    return takePiecewise(target, count)
  }

  /// Copies the first bytes of the buffer that comes next, which has as many, and leaves them to be taken.
  /// - Returns: whether the program's memory is there.
  @inline(always)
  func peek(_ target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    apus_copy(target, UnsafeRawPointer(bitPattern: address), UInt(count)) == 0
  }

  /// Fills the program's memory with a byte.
  /// - Returns: the bytes filled.
  mutating func fill(_ byte: UInt8, _ count: Int) -> Int {
    pieces(count) { address, _, piece in
      Int(apus_fill(UnsafeMutableRawPointer(bitPattern: address), Int32(byte), UInt(piece)))
    }
  }

  @inline(never)
  private mutating func putPiecewise(_ source: UnsafeRawPointer, _ count: Int) -> Int {
    pieces(count) { address, done, piece in
      Int(apus_copy(UnsafeMutableRawPointer(bitPattern: address), source + done, UInt(piece)))
    }
  }

  @inline(never)
  private mutating func takePiecewise(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    pieces(count) { address, done, piece in
      Int(apus_copy(target + done, UnsafeRawPointer(bitPattern: address), UInt(piece)))
    }
  }

  @inline(always)
  private mutating func pieces(_ count: Int, _ copy: (UInt, Int, Int) -> Int) -> Int {
    var done = 0
    while done < count && remaining > 0 {
      if length == 0 { nextVector() }
      let piece = min(count - done, length)
      if piece == 0 { continue }
      // A null pointer is as bad as any other.
      let left = address == 0 ? piece : copy(address, done, piece)
      advance(piece - left)
      done += piece - left
      if left > 0 { break }
    }
    return done
  }

  private mutating func nextVector() {
    guard let vector = rest, restCount > 0 else { return }
    address = vector.pointee.base
    length = Int(vector.pointee.length)
    rest = vector + 1
    restCount -= 1
  }

  @inline(always)
  private mutating func advance(_ count: Int) {
    address += UInt(count)
    length -= count
    remaining -= count
    transferred += count
  }

  /// Counts bytes that went nowhere: what a packet had more than the buffers, or a device does not look at.
  mutating func skipAll() -> Int {
    let count = remaining
    transferred += count
    remaining = 0
    length = 0
    return count
  }

  /// Leaves the rest as it is, uncounted.
  mutating func dropRest() {
    remaining = 0
    length = 0
  }

  /// Ends the transfer at bad memory, without the last bytes that were copied.
  mutating func giveUp(_ lost: Int) {
    transferred -= lost
    remaining = 0
    length = 0
  }

  /// Whether they came as an array, be it of one.
  @inline(always)
  var isArray: Bool { rest != nil }

  /// The bytes of the buffer that comes next, which may be empty.
  @inline(always)
  var pieceLength: Int { length }

  /// The next piece of the program's memory, for a host call that goes on where the kernel stopped.
  mutating func next() -> (address: UInt, length: Int)? {
    while remaining > 0 && length == 0 { nextVector() }
    return remaining > 0 ? (address, length) : nil
  }

  mutating func didTransfer(_ count: Int) { advance(count) }
}

/// Runs the body with the buffers of readv(2) and its kin.
/// - Throws: `EINVAL` for more than 1024 or a negative size, `EFAULT`.
@inline(always)
func withBuffers<R>(
  _ vectors: UserPointer<linux_iovec>, _ count: UInt, _ body: (inout UserBuffers) throws(Errno) -> R
) throws(Errno) -> R {
  if count > 1024 { throw .invalidArgument }
  // Safety: the copy has `count` vectors and outlives the body.
  return try withUnsafeTemporaryAllocation(of: linux_iovec.self, capacity: Int(count)) { copy throws(Errno) in
    let size = count * UInt(MemoryLayout<linux_iovec>.stride)
    if count > 0
      && apus_copy(copy.baseAddress.unsafelyUnwrapped, UnsafeRawPointer(bitPattern: vectors.address), size) != 0
    {
      throw .badAddress
    }
    var buffers = try UserBuffers(copy)
    return try body(&buffers)
  }
}

/// The kernel's own copies of a call's structs.
struct CallArray<Element: BitwiseCopyable> {
  // Safety: memory of the call, `count` elements, all initialised.
  fileprivate let pointer: UnsafeMutablePointer<Element>
  let count: Int

  subscript(index: Int) -> Element {
    @inline(always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return pointer[index]
    }
    @inline(always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      pointer[index] = newValue
    }
  }

  /// The address of an element, for a host call.
  func argument(_ index: Int) -> Int { Int(bitPattern: pointer + index) }

  /// Copies elements from the program to the `index`th on.
  /// - Throws: `EFAULT`
  func take(_ user: UserPointer<Element>, _ index: Int, _ count: Int) throws(Errno) {
    precondition(index >= 0 && count >= 0 && index + count <= self.count)
    let size = UInt(count * MemoryLayout<Element>.stride)
    if size > 0 && apus_copy(pointer + index, UnsafeRawPointer(bitPattern: user.address), size) != 0 {
      throw .badAddress
    }
  }

  /// Copies elements from the `index`th on to the program.
  func put(_ user: UserPointer<Element>, _ index: Int, _ count: Int) throws(Errno) {
    precondition(index >= 0 && count >= 0 && index + count <= self.count)
    let size = UInt(count * MemoryLayout<Element>.stride)
    if size > 0 && apus_copy(UnsafeMutableRawPointer(bitPattern: user.address), pointer + index, size) != 0 {
      throw .badAddress
    }
  }
}

/// Runs the body with an array for the time of a call.
@inline(always)
func withArray<Element: BitwiseCopyable, R>(
  of element: Element, _ count: Int, _ body: (CallArray<Element>) throws(Errno) -> R
) throws(Errno) -> R {
  // Safety: the memory outlives the body.
  try withUnsafeTemporaryAllocation(of: Element.self, capacity: count) { (memory) throws(Errno) in
    guard let pointer = memory.baseAddress else { throw .invalidArgument }
    pointer.initialize(repeating: element, count: count)
    return try body(CallArray(pointer: pointer, count: count))
  }
}
