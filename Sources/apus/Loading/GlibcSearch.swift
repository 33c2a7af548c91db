import Glibc

/// Where the libraries of glibc's objects are found: libc.so goes by the rules of ld.so(8) for them.
enum GlibcSearch {
  static let library = "lib/x86_64-linux-gnu"
  static let folders = ["/\(library)", "/usr/\(library)", "/lib64", "/usr/lib64", "/lib", "/usr/lib"]

  /// The names of /etc/ld.so.cache and the files they stand for, for x86-64 and without hardware capabilities.
  static func readCache(_ path: String = "/etc/ld.so.cache") -> [String: String] {
    guard let bytes = Files.read(path, limit: 16 << 20) else { return [:] }
    return bytes.withUnsafeBytes(parse)
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer) -> [String: String] {
    let head = 48
    let row = 24
    guard bytes.count >= head, bytes.prefix(20).elementsEqual("glibc-ld.so.cache1.1".utf8) else { return [:] }
    let count = Int(bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
    guard count <= (bytes.count - head) / row else { return [:] }
    var names: [String: String] = [:]
    for index in 0..<count {
      let at = head + index * row
      let flags = bytes.loadUnaligned(fromByteOffset: at, as: Int32.self)
      let capabilities = bytes.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self)
      guard flags == 0x0303, capabilities == 0,
        let name = string(bytes, at: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)),
        let file = string(bytes, at: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt32.self)),
        names[name] == nil
      else { continue }
      names[name] = file
    }
    return names
  }

  private static func string(_ bytes: UnsafeRawBufferPointer, at offset: UInt32) -> String? {
    guard Int(offset) < bytes.count else { return nil }
    return String(decoding: bytes[Int(offset)...].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The first file of this machine with a name in the folders of a path; an empty folder is the current one.
  static func find(_ name: String, in path: String) -> String? {
    for folder in path.split(omittingEmptySubsequences: false, whereSeparator: { $0 == ":" || $0 == ";" }) {
      let candidate = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
      if isUsable(candidate) { return candidate }
    }
    return nil
  }

  /// Files for other machines are passed over; what is no ELF file at all is an error when it is loaded.
  static func isUsable(_ path: String) -> Bool {
    guard let head = Files.read(path, limit: 20) else { return false }
    guard head.count == 20, head.prefix(4).elementsEqual([0x7f, 0x45, 0x4c, 0x46]) else { return true }
    return head[4] == 2 && head[18] == 62 && head[19] == 0
  }

  /// A path with $ORIGIN, $LIB and $PLATFORM filled in; other variables stay as they are.
  static func expand(_ path: String, origin: String) -> String {
    var out = ""
    var rest = path[...]
    let values = [("ORIGIN", origin), ("LIB", library), ("PLATFORM", "x86_64")]
    next: while let dollar = rest.firstIndex(of: "$") {
      out += rest[..<dollar]
      rest = rest[dollar...]
      for (name, value) in values {
        for form in ["${\(name)}", "$\(name)"] where rest.hasPrefix(form) {
          let after = rest.dropFirst(form.count)
          if form.hasSuffix(name), let letter = after.first, letter.isLetter || letter.isNumber || letter == "_" {
            continue
          }
          out += value
          rest = after
          continue next
        }
      }
      out += "$"
      rest = rest.dropFirst()
    }
    return out + rest
  }
}
