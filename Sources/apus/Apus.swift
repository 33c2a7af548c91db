import ArgumentParser

@main
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Run programs on Apus, a libc whose system calls are function calls.",
    discussion:
      "See apus(1) for what each command answers, and apus-gcc(1) for building programs that need no apus run.",
    version: Version.text,
    subcommands: [Run.self, Check.self, Doctor.self, Syscalls.self])
}

extension ParsableCommand {
  /// Runs what a command does, and turns a `Problem` into its line and exit status.
  func reporting(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let problem as Problem {
      Terminal.warn(problem.line)
      throw ExitCode(problem.status)
    }
  }
}
