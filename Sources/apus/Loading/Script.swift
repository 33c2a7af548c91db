/// The first line of a script, taken apart as Linux does.
struct Script: Equatable {
  let interpreter: String
  /// All that follows the interpreter's name, as one argument.
  let argument: String?

  /// What the kernel looks at of a file.
  static let headSize = 256
  /// How many scripts may be each other's interpreters.
  static let maximumDepth = 5

  /// Nil if the file does not start with #!.
  static func read(_ path: String) throws -> Script? {
    guard let head = Files.read(path, limit: headSize), head.starts(with: "#!".utf8) else { return nil }
    guard let script = Script(head: head) else {
      throw Problem(path, "is a script whose first line names no interpreter, or too long a one")
    }
    return script
  }

  /// Nil where Linux answers ENOEXEC.
  init?(head: [UInt8]) {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let newline = head.firstIndex(of: 0x0a)
    // A line that does not end in what is looked at loses its last byte, and may not end in the interpreter's name.
    let isCut = newline == nil && head.count >= Script.headSize
    let line = head[2..<(newline ?? (isCut ? Script.headSize - 1 : head.count))].drop(while: isBlank)
    let name = line.prefix { !isBlank($0) && $0 != 0 }
    if name.isEmpty { return nil }
    if isCut, name.endIndex == line.endIndex, !isBlank(head[line.endIndex]), head[line.endIndex] != 0 { return nil }
    var rest = line[name.endIndex...].prefix { $0 != 0 }.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    interpreter = String(decoding: name, as: UTF8.self)
    argument = rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
  }
}
