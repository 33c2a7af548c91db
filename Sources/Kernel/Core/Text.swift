/// Bytes that somebody else keeps: a name or value from the environment.
public struct Text {
  // Safety: the environment of a process outlives its use here, which is boot.
  let start: UnsafePointer<UInt8>
  public let count: Int

  public init(_ start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  public init(_ string: StaticString) {
    self.init(string.utf8Start, count: string.utf8CodeUnitCount)
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard count >= length else { return false }
    for i in 0..<length where start[i] != prefix.utf8Start[i] { return false }
    return true
  }

  static func == (text: Text, string: StaticString) -> Bool {
    text.count == string.utf8CodeUnitCount && text.hasPrefix(string)
  }

  static func == (text: Text, other: Text) -> Bool {
    guard text.count == other.count else { return false }
    for i in 0..<text.count where text.start[i] != other.start[i] { return false }
    return true
  }

  /// All but the first bytes, which are there.
  func dropping(_ length: Int) -> Text { Text(start + length, count: count - length) }

  /// Splits at the first of a byte; nil if there is none.
  func split(at byte: UInt8) -> (Text, Text)? {
    for i in 0..<count where start[i] == byte {
      return (Text(start, count: i), Text(start + i + 1, count: count - i - 1))
    }
    return nil
  }
}
