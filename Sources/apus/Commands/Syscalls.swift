import ArgumentParser
import Kernel

struct Syscalls: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the system call table.",
    discussion: """
      Levels: full, answered by Apus; partial, answered by Apus but for what the note says; host, passed to the host; \
      none, answered with ENOSYS.
      """)

  /// The levels by the names they have in the table.
  enum Level: String, CaseIterable, ExpressibleByArgument {
    case full, partial, host, none
  }

  @Flag(help: "Print JSON, with each call's arguments and handler.")
  var json = false

  @Option(help: "Only calls of this level; may be repeated.")
  var level: [Level] = []

  func run() throws {
    try reporting {
      let wanted = Set(level.map(\.rawValue))
      let rows = syscallRows.filter { wanted.isEmpty || wanted.contains($0.level.rawValue) }
      try Terminal.write(json ? Syscalls.json(rows).text : Syscalls.table(rows))
    }
  }

  static func table(_ rows: [SyscallRow]) -> String {
    let width = rows.map { String($0.number).count }.max() ?? 0
    let cells = rows.map { [padded(String($0.number), width), $0.name, $0.level.rawValue, $0.note] }
    return Terminal.table(cells) { row, column in
      guard column == 2 else { return column == 3 ? .dim : nil }
      return switch rows[row].level {
      case .full: .green
      case .partial: .yellow
      case .host: nil
      case .none: .red
      }
    }
  }

  static func json(_ rows: [SyscallRow]) -> Json {
    .array(
      rows.map { row in
        .object([
          ("number", .int(row.number)), ("name", .string(row.name)), ("level", .string(row.level.rawValue)),
          ("note", .string(row.note)), ("handler", .string(row.handler)),
          (
            "arguments",
            .array(row.arguments.map { .object([("name", .string($0.name)), ("type", .string($0.type))]) })
          ),
        ])
      })
  }
}
