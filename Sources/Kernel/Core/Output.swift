/// Text on its way to a host descriptor, without the heap.
struct Output {
  private let host: Host
  private let descriptor: Int
  private var buffer = InlineArray<512, UInt8>(repeating: 0)
  private var count = 0

  init(host: Host, descriptor: Int) {
    self.host = host
    self.descriptor = descriptor
  }

  mutating func write(_ text: StaticString) { write(Text(text)) }

  mutating func write(_ text: Text) {
    for byte in text.bytes { write(byte) }
  }

  /// Writes a number, right-aligned.
  mutating func write(_ number: UInt, width: Int) {
    var digits = InlineArray<20, UInt8>(repeating: 0x20)
    var first = 20
    var rest = number
    repeat {
      first -= 1
      digits[first] = 0x30 + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    for i in min(first, 20 - min(width, 20))..<20 { write(digits[i]) }
  }

  mutating func write(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
    if count == 512 { flush() }
  }

  mutating func flush() {
    // Safety: the first `count` bytes of the buffer are set.
    withUnsafeBytes(of: buffer) { bytes in
      host.write(UnsafeRawBufferPointer(rebasing: bytes.prefix(count)), to: descriptor)
    }
    count = 0
  }
}
