import ArgumentParser
import Glibc
import Kernel

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a program on Apus.",
    usage: """
      apus run [--stats] [--stats-signal <signal>] [--no-inprocess <kinds>] [--no-spin] [--ring|--no-ring] [--vdso <mode>] \
      [--gs <mode>] [--exec <who>] [--preload <library>] [--library-path <path>] [--] <program> [<arguments> ...]
      """,
    discussion: """
      The program takes the place of apus, so that its exit status, signals and terminal are its own. Everything after \
      the program's name belongs to the program. If it cannot be run, one line says why; the exit status is then 127 \
      if it does not exist and 126 else.
      """)

  enum VDSO: String, CaseIterable, ExpressibleByArgument {
    case host, kernel, off
  }

  enum GS: String, CaseIterable, ExpressibleByArgument {
    case auto, prctl, off
  }

  @Flag(help: "Print when the program ends how many calls were answered without the host, passed to it, and failed.")
  var stats = false

  @Option(
    help: ArgumentHelp(
      "Print the counts so far whenever this signal arrives, as USR2; the program does not see it.",
      valueName: "signal"),
    transform: { try Run.checked($0, for: "APUS_STATS_SIGNAL") })
  var statsSignal: String?

  @Option(
    help: ArgumentHelp(
      "Leave these kinds of objects to the host, separated by commas: \(Run.kinds.joined(separator: ", ")) or all.",
      valueName: "kinds"),
    completion: .list(Run.kinds + ["all"]), transform: { try Run.checked($0, for: "APUS_NO_INPROCESS") })
  var noInprocess: [String] = []

  @Flag(help: "Let a thread that waits sleep at once, and not look out first for what wakes it.")
  var noSpin = false

  @Flag(
    inversion: .prefixedNo,
    help: "Make fewer of a server's calls where the host gives the same answers, as for TCP_CORK (off by default).")
  var ring: Bool?

  @Option(
    help: ArgumentHelp(
      "Who tells the time: the host's vDSO, the kernel in libc.so, or the host's calls as if there were no vDSO (off).",
      valueName: "mode"))
  var vdso: VDSO?

  @Option(
    help: ArgumentHelp(
      "How a thread finds its block: as fast as the CPU can, by arch_prctl, or not at all (off).", valueName: "mode"))
  var gs: GS?

  enum Exec: String, CaseIterable, ExpressibleByArgument {
    case keep, host
  }

  @Option(
    help: ArgumentHelp(
      "Who runs the programs that the program starts: Apus as well (keep, the default), or the host.", valueName: "who")
  )
  var exec: Exec?

  @Option(
    help: ArgumentHelp("A library to load before all others; may be repeated.", valueName: "library"),
    completion: .file())
  var preload: [String] = []

  @Option(
    help: ArgumentHelp(
      "Folders to look for libraries in, separated by colons, in place of LD_LIBRARY_PATH; may be repeated.",
      valueName: "path"),
    completion: .directory)
  var libraryPath: [String] = []

  @Option(help: .hidden, completion: .file())
  var libc: String?

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("The program and its arguments.", valueName: "program"),
    completion: .file())
  var command: [String] = []

  func validate() throws {
    // A captured --help is not seen by the parser.
    if let first = command.first, ["--help", "-h", "-help"].contains(first) { throw CleanExit.helpRequest(self) }
    guard let first = command.first else { throw ValidationError("Missing the program to run.") }
    if first == "--" {
      if command.count < 2 { throw ValidationError("Missing the program to run.") }
    } else if first.hasPrefix("-"), first != "-" {
      throw ValidationError(
        "Unknown option '\(first)'. The program's own options follow its name; a program of this name runs after --.")
    }
  }

  func run() throws {
    try reporting {
      let isTerminated = command[0] == "--"
      let installation = try Installation(libc: libc)
      let plan = try LaunchPlan(
        name: command[isTerminated ? 1 : 0], options: .init(preload: preload, libraryPath: libraryPath),
        installation: installation)
      if let warning = plan.warning {
        Terminal.warn("apus: warning: \(Terminal.printable(plan.executable)): \(warning)")
      }
      if stats { setenv("APUS_STATS", "1", 1) }
      if let statsSignal { setenv("APUS_STATS_SIGNAL", statsSignal, 1) }
      if !noInprocess.isEmpty { setenv("APUS_NO_INPROCESS", noInprocess.joined(separator: ","), 1) }
      if noSpin { setenv("APUS_SPIN", "off", 1) }
      if let ring { setenv("APUS_RING", ring ? "on" : "off", 1) }
      if let vdso { setenv("APUS_VDSO", vdso.rawValue, 1) }
      if let gs { setenv("APUS_GS", gs.rawValue, 1) }
      if let exec { setenv("APUS_EXEC", exec.rawValue, 1) }
      // libc.so keeps exec by itself; a program with Apus in it is told to, by a variable that it does not see.
      if plan.way == .direct, installation.hasKernel { setenv("APUS_KEEP", installation.libc, 1) }
      throw Run.execute(plan, typed: command.count - (isTerminated ? 2 : 1))
    }
  }

  private static let kinds = Options.InProcess.all.names

  /// A value of one of our variables, if libc.so will know it.
  private static func checked(_ value: String, for name: StaticString) throws -> String {
    var options = Options()
    if let valid = options.set(name, to: value) { throw ValidationError("It can be \(valid).") }
    return value
  }

  /// Comes back only if the host refuses. The `typed` last arguments are passed on byte by byte: as strings those
  /// that are not UTF-8 would be mended.
  private static func execute(_ plan: LaunchPlan, typed: Int) -> Problem {
    let head = plan.head.map { strdup($0) }
    let count = Int(CommandLine.argc)
    let tail = (count - typed..<count).map { CommandLine.unsafeArgv[$0] }
    execv(plan.executable, head + tail + [nil])
    return Problem(plan.executable, errorText(errno))
  }
}
