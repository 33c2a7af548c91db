import ArgumentParser

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what this host gives Apus, and what is lost where it does not.",
    discussion: "Exit status: 1 if Apus cannot run here, 0 if it can, even if slower.")

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .hidden, completion: .file())
  var libc: String?

  func run() throws {
    let findings = [LibcFinding.find(libc: libc)] + HostFindings.all()
    try reporting { try Terminal.write(json ? Json.array(findings.map(\.json)).text : Doctor.text(findings)) }
    if findings.contains(where: { $0.state == .broken }) { throw ExitCode(1) }
  }

  static func text(_ findings: [Finding]) -> String {
    var rows: [[String]] = []
    var states: [Finding.State] = []
    for finding in findings {
      rows.append([finding.subject, finding.state.rawValue, Terminal.printable(finding.detail)])
      states.append(finding.state)
      if let loss = finding.loss {
        rows.append(["", "", "lost: \(loss)"])
        states.append(finding.state)
      }
    }
    return Terminal.table(rows) { row, column in
      guard column == 1 else { return nil }
      return switch states[row] {
      case .ok: .green
      case .limited, .absent: .yellow
      case .broken: .red
      }
    }
  }
}
