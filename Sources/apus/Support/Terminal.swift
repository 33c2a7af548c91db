import Glibc

/// Output: whole strings, colour only where a person reads it, and no failure unnoticed.
enum Terminal {
  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  /// By https://no-color.org: NO_COLOR counts if it is there and not empty.
  static let colour: Bool = wantsColour(
    terminal: isatty(STDOUT_FILENO) == 1, noColour: Environment["NO_COLOR"], term: Environment["TERM"])

  static func wantsColour(terminal: Bool, noColour: String?, term: String?) -> Bool {
    terminal && (noColour ?? "").isEmpty && term != "dumb"
  }

  static func styled(_ text: String, _ style: Style) -> String {
    colour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// Control characters made visible, so that a file's name cannot end the line or paint the terminal.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control {
        out += "\\x" + padded(String(scalar.value, radix: 16), 2, with: "0")
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          throw Problem("standard output", errorText(errno), status: 1)
        }
      }
    }
  }

  /// A line on standard error; there is nowhere to report that it cannot be written.
  static func warn(_ line: String) {
    try? write(line + "\n", to: STDERR_FILENO)
  }

  /// Columns aligned on the widest cell, the last one left as it is; `styles` paints a cell after it is padded.
  static func table(_ rows: [[String]], style: (_ row: Int, _ column: Int) -> Style? = { _, _ in nil }) -> String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var out = ""
    for (rowIndex, row) in rows.enumerated() {
      let used = row.lastIndex { !$0.isEmpty } ?? -1
      for (column, cell) in row.enumerated().prefix(used + 1) {
        let text = column == used ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
        out += style(rowIndex, column).map { styled(text, $0) } ?? text
      }
      out += "\n"
    }
    return out
  }
}

func padded(_ text: String, _ width: Int, with fill: Character = " ") -> String {
  String(repeating: fill, count: max(0, width - text.count)) + text
}

func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }

func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

enum Environment {
  static subscript(name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
