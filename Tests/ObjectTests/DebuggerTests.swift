import Foundation
import Testing

extension ObjectTests {
  /// gdb sees from the program through libc into the Swift kernel, with the lines of all three.
  @Suite struct DebuggerTests {
    private func frames(_ program: String, _ commands: String...) throws -> [Substring] {
      try #require(run(["sh", "-c", "command -v gdb"]).status == 0, "gdb is missing: apt-get install gdb")
      var arguments = ["gdb", "-q", "-nx", "-batch"]
      for command in ["set debuginfod enabled off", "set breakpoint pending on", "set width 0"] + commands + ["bt"] {
        arguments += ["-ex", command]
      }
      let result = try run(arguments + [program])
      #expect(!result.errors.contains("ignoring .debug_"), "\(result.errors)")
      return result.lines.filter { $0.hasPrefix("#") }
    }

    private func program(_ flag: String) throws -> String {
      try flag.isEmpty ? Build.program("debug") : Build.program("debug", flag)
    }

    /// Where each name is first in the frames, which must be in order; each with its source.
    private func expect(_ frames: [Substring], _ wanted: [(name: String, source: String)]) {
      var rest = frames[...]
      for (name, source) in wanted {
        guard let index = rest.firstIndex(where: { $0.contains(" \(name) (") || $0.contains(" \(name) at ") }) else {
          Issue.record("no frame of \(name) in \(frames.joined(separator: "\n"))")
          return
        }
        #expect(rest[index].contains(" at \(source)") || rest[index].contains("/\(source)"), "\(rest[index])")
        rest = rest[(index + 1)...]
      }
    }

    @Test(arguments: ["", "-static", "-static-pie"]) func fromTheProgramIntoTheKernel(flag: String) throws {
      let frames = try frames(program(flag), "break apus_sys_clock_gettime", "run clock")
      expect(
        frames,
        [
          ("apus_sys_clock_gettime", "build/kernel/Table.swift"), ("__clock_gettime", "musl/src/time/clock_gettime.c"),
          ("ask_clock", "Tests/ObjectPrograms/debug.c"), ("main", "Tests/ObjectPrograms/debug.c"),
        ])
    }

    @Test(arguments: ["", "-static"]) func throughASignalHandler(flag: String) throws {
      let frames = try frames(
        program(flag), "handle SIGUSR1 nostop noprint", "break apus_sys_clock_gettime", "run signal")
      #expect(frames.contains { $0.contains("<signal handler called>") })
      expect(
        frames,
        [
          ("apus_sys_clock_gettime", "build/kernel/Table.swift"), ("handle", "debug.c"),
          ("apus_gate", "Sources/CApus/gate.S"), ("raise", "musl/src/signal/raise.c"), ("send_signal", "debug.c"),
          ("main", "debug.c"),
        ])
    }

    /// The frames of a program that gdb finds asleep in a call of the host.
    private func framesAsleep(_ flag: String, _ kind: String, inCall number: Int) throws -> [Substring] {
      let path = try program(flag)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = [kind]
      try start(process)
      defer {
        process.terminate()
        process.waitUntilExit()
      }
      let state = "/proc/\(process.processIdentifier)/syscall"
      // Half a minute at most.
      for _ in 0..<3000 {
        if try String(contentsOfFile: state, encoding: .utf8).hasPrefix("\(number) ") { break }
        usleep(10_000)
      }
      return try frames(path, "attach \(process.processIdentifier)")
    }

    /// The program waits in the host: gdb comes from outside and stops it there.
    /// A static program without cancellation has no cancellable gate.
    @Test(arguments: [
      ("", "read", 0, "apus_gate_cancellable"), ("-static", "read", 0, "apus_gate"),
      ("", "pause", 34, "apus_gate_cancellable"), ("-static", "pause", 34, "apus_gate_jump6"),
    ]) func inTheGate(flag: String, kind: String, number: Int, gate: String) throws {
      expect(
        try framesAsleep(flag, kind, inCall: number),
        [
          (gate, "Sources/CApus/gate.S"), (kind, "musl/src/unistd/\(kind).c"), ("wait_\(kind)", "debug.c"),
          ("main", "debug.c"),
        ])
    }

    /// The program waits in the kernel, whose thread is asleep in a futex of the host.
    @Test(arguments: ["", "-static", "-static-pie"]) func asleepInTheKernel(flag: String) throws {
      let entry = flag.isEmpty ? "apus_cp_sys_read" : "apus_sys_read"
      expect(
        try framesAsleep(flag, "pipe", inCall: 202),
        [
          ("apus_gate", "Sources/CApus/gate.S"), ("apus_sleep", "Sources/CApus/park.c"),
          (entry, "build/kernel/Table.swift"), ("read", "musl/src/unistd/read.c"), ("wait_pipe", "debug.c"),
          ("main", "debug.c"),
        ])
    }

    @Test func everyHandlerHasItsLines() throws {
      let missing = try shell(
        """
        nm "$1" | awk '$3 ~ /^apus_sys_/ { print "0x" $1 }' | addr2line -f -e "$1" | paste - - | grep '[?]' || true
        """, Build.product(Build.libc))
      #expect(missing == "")
    }
  }
}
