import ArgumentParser

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what kind of program a file is, how Apus runs it, and what it lacks.",
    discussion: """
      Exit status: 0 if Apus runs every file as it is (or can load it, for a library), 1 if one lacks something, \
      2 if one cannot be read or is not an ELF file of this machine.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .hidden, completion: .file())
  var libc: String?

  @Argument(help: ArgumentHelp("Programs, libraries, object files or scripts.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    var status: Int32 = 0
    try reporting {
      let installation = try Installation(libc: libc)
      let libcNames = try Check.definitions(of: installation.libc)
      var reports: [Json] = []
      for file in files {
        do {
          let report = try CheckReport(path: file, installation: installation, libc: libcNames)
          status = max(status, report.isRunnable ? 0 : 1)
          if json { reports.append(report.json) } else { try Terminal.write(report.text) }
        } catch let problem as Problem where problem.subject == file {
          status = 2
          if json {
            reports.append(.object([("file", .string(file)), ("error", .string(problem.reason))]))
          } else {
            Terminal.warn(problem.line)
          }
        }
      }
      if json { try Terminal.write(Json.array(reports).text) }
    }
    if status != 0 { throw ExitCode(status) }
  }

  private static func definitions(of libc: String) throws -> UndefinedSymbols.Libc {
    let file = try ElfFile(path: libc)
    if let refusal = file.refusal(as: "library") { throw Problem(libc, refusal) }
    guard let dynamic = Dynamic(file) else { throw Problem(libc, "is not a dynamic library") }
    return UndefinedSymbols.Libc(dynamic)
  }
}
