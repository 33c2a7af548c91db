import Testing

/// What binutils say of an ELF file.
struct Elf {
  let path: String

  struct Symbol {
    let address: UInt
    let size: UInt
    let type: String
    let binding: String
    let section: String
    let name: String

    var range: Range<UInt> { address..<address + size }
  }

  struct Segment {
    let type: String
    let address: UInt
    let size: UInt
    let flags: String

    var range: Range<UInt> { address..<address + size }
  }

  init(_ path: String) { self.path = path }

  /// The symbols of the symbol table, or of the dynamic one.
  func symbols(dynamic: Bool = false) throws -> [Symbol] {
    try table("readelf -W $2 \"$1\" | awk '$1 ~ /^[0-9]+:$/ && NF >= 7'", path, dynamic ? "--dyn-syms" : "-s").map {
      let size = $0[2].hasPrefix("0x") ? UInt($0[2].dropFirst(2), radix: 16) : UInt($0[2])
      return Symbol(
        address: UInt($0[1], radix: 16)!, size: size!, type: $0[3], binding: $0[4], section: $0[6],
        name: $0.count > 7 ? $0[7] : "")
    }
  }

  func symbol(_ name: String) throws -> Symbol {
    try #require(symbols().first { $0.name == name && $0.section != "UND" }, "\(path) has no \(name)")
  }

  func segments() throws -> [Segment] {
    try table("readelf -lW \"$1\" | awk '$2 ~ /^0x/ && $3 ~ /^0x/ { $7 = $7 $8 $9; print $1, $3, $6, $7 }'", path).map {
      Segment(
        type: $0[0], address: UInt($0[1].dropFirst(2), radix: 16)!, size: UInt($0[2].dropFirst(2), radix: 16)!,
        // The alignment came along.
        flags: String($0[3].prefix { $0 != "0" }))
    }
  }

  func dynamicTags() throws -> [String] {
    try table("readelf -dW \"$1\" | awk '$1 ~ /^0x/ { print $2 }'", path).map { $0[0].trimmingParentheses }
  }

  /// Where the relative relocations are that are packed (DT_RELR).
  func packedRelocations() throws -> [UInt] {
    try table("readelf -rW \"$1\" | grep -xE '[0-9a-f]{16}'", path).map { UInt($0[0], radix: 16)! }
  }

  /// The words of a symbol's data as they are in the file.
  func words(of symbol: Symbol) throws -> [UInt] {
    let (first, end) = (String(symbol.range.lowerBound), String(symbol.range.upperBound))
    return try table(
      """
      objdump -s --start-address="$2" --stop-address="$3" "$1" | awk '
        /^Contents/ { isLoaded = $4 !~ /^\\.(debug|comment)/ }
        isLoaded && $1 ~ /^[0-9a-f]+$/ { print $2 $3; print $4 $5 }'
      """, path, first, end
    ).map { UInt($0[0], radix: 16)!.byteSwapped }
  }

  /// The machine instructions that an awk pattern matches: address, function and text.
  func instructions(_ pattern: String) throws -> [(address: UInt, function: String, text: String)] {
    try shell(
      """
      objdump -d -w --no-show-raw-insn "$1" | awk -F'\\t' -v pattern="$2" '
        /^[0-9a-f]+ <.*>:$/ { name = substr($0, index($0, "<") + 1); sub(/>:$/, "", name) }
        NF >= 2 && $2 ~ pattern { sub(/:.*/, "", $1); print $1 "\\t" name "\\t" $2 }'
      """, path, pattern
    ).split(separator: "\n").map { line in
      let parts = line.split(separator: "\t").map(String.init)
      return (UInt(parts[0].split(separator: " ")[0], radix: 16)!, parts[1], parts[2])
    }
  }

  /// Whether the file has a note of a name.
  func hasNote(_ owner: String) throws -> Bool {
    try !shell("readelf -nW \"$1\" 2>/dev/null | awk -v owner=\"$2\" '$1 == owner'", path, owner).isEmpty
  }
}

extension String {
  fileprivate var trimmingParentheses: String { filter { $0 != "(" && $0 != ")" } }
}
