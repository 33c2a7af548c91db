/// A JSON value, its members in the order they were given. (Foundation would make the tool twice its size.)
enum Json {
  case null
  case bool(Bool)
  case int(Int)
  case string(String)
  case array([Json])
  case object([(String, Json)])

  static func strings(_ values: [String]) -> Json { .array(values.map(Json.string)) }
  static func optional(_ value: String?) -> Json { value.map(Json.string) ?? .null }

  /// Indented text with a newline at the end.
  var text: String {
    var out = ""
    write(to: &out, indent: "")
    return out + "\n"
  }

  private func write(to out: inout String, indent: String) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .int(let value): out += String(value)
    case .string(let value): out += Json.quoted(value)
    case .array(let values):
      Json.write(values, "[", "]", to: &out, indent: indent) { value, out, indent in
        value.write(to: &out, indent: indent)
      }
    case .object(let members):
      Json.write(members, "{", "}", to: &out, indent: indent) { member, out, indent in
        out += Json.quoted(member.0) + ": "
        member.1.write(to: &out, indent: indent)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: String, _ close: String, to out: inout String, indent: String,
    each: (Element, inout String, String) -> Void
  ) {
    out += open
    for (index, element) in elements.enumerated() {
      out += (index == 0 ? "\n" : ",\n") + indent + "  "
      each(element, &out, indent + "  ")
    }
    out += elements.isEmpty ? close : "\n" + indent + close
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where scalar.value < 0x20: out += "\\u" + padded(String(scalar.value, radix: 16), 4, with: "0")
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
