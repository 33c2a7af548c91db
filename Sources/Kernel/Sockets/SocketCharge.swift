/// What Linux charges a sender for a message until it is received: the memory
/// that the message takes there. How much fits into a socket follows from it.
///
/// A buffer has a linear part, which comes with its header from kmalloc, and whole
/// pages for the rest.
struct SocketCharge: Equatable {
  /// The least that the linear part takes, of which Linux has a cache of its own.
  private let smallest: Int

  private static var header: Int { 256 }
  private static var trailer: Int { 320 }
  private static var page: Int { 4096 }
  /// The most that is linear in a part of a stream, and in a datagram.
  private static var mostInPage: Int { page - trailer }
  private static var mostInFourPages: Int { 4 * page - trailer }
  private static var mostInPages: Int { 17 * page }
  private static var mostOfStream: Int { mostInPage + 8 * page }

  /// Of a host that charges this much for messages of 1 and of 600 bytes.
  /// - Returns: nil if its Linux is not one that is known here.
  init?(ofOne one: Int, ofSixHundred sixHundred: Int) {
    smallest = one - Self.header
    if smallest < 512 || smallest > 1024 || smallest % 64 != 0 { return nil }
    if sixHundred != ofLinear(600) { return nil }
  }

  /// The part of a stream that Linux takes as one message.
  @inline(always)
  static func part(_ length: Int, sendBuffer: Int) -> Int { min(length, sendBuffer >> 1 - 64, mostOfStream) }

  @inline(always)
  func ofPart(_ length: Int) -> Int {
    if length <= smallest &- Self.trailer { return smallest &+ Self.header }
    return ofLongPart(length)
  }

  private func ofLongPart(_ length: Int) -> Int {
    let pages = Self.wholePages(max(0, length - Self.mostInPage))
    return ofLinear(max(0, length - pages)) + pages
  }

  @inline(always)
  func ofDatagram(_ length: Int) -> Int {
    if length <= smallest &- Self.trailer { return smallest &+ Self.header }
    return ofLongDatagram(length)
  }

  private func ofLongDatagram(_ length: Int) -> Int {
    let pages = Self.wholePages(min(max(0, length - Self.mostInFourPages), Self.mostInPages))
    return ofLinear(length - pages) + pages
  }

  private func ofLinear(_ length: Int) -> Int {
    let needed = (length + 63) & ~63 + Self.trailer
    if needed <= smallest { return smallest + Self.header }
    let power = 1 << (Int.bitWidth - (needed - 1).leadingZeroBitCount)
    return power + Self.header
  }

  private static func wholePages(_ length: Int) -> Int { (length + page - 1) & ~(page - 1) }
}
