import Foundation
import Testing

extension ObjectTests {
  /// Who runs the programs that one under Apus starts.
  @Suite struct ExecTests {
    /// Tells by its mappings whether Apus's libc is in a process.
    private static let look =
      "if grep -q '\(Build.folder)/apus/lib/libc.so' /proc/self/maps; then echo apus; else echo host; fi"

    private func onApus(_ script: String, _ variables: [String: String] = [:]) throws -> Ended {
      try run([Build.product(Build.libc), "/bin/sh", "-c", script], variables)
    }

    @Test(arguments: [
      look, "exec sh -c \"\(look)\"", "env -i /bin/sh -c \"\(look)\"", "(\(look)) | cat",
      "sh -c 'exec env -i /bin/sh -c \"\(look)\"'",
    ]) func whatIsStartedRunsOnApus(script: String) throws {
      let ended = try onApus(script)
      #expect(ended.output == "apus\n" && ended.errors == "", "\(ended.errors)")
      #expect(try onApus(script, ["APUS_EXEC": "host"]).output == "host\n")
    }

    /// A relinked program's own exec is Linux's, unless it was started by one that keeps exec, or is told to.
    @Test(arguments: ["", "-static"]) func relinkedProgramsGoByWhoStartedThem(flag: String) throws {
      let program = try flag.isEmpty ? Build.program("starter") : Build.program("starter", flag)
      let words = [program, "/bin/sh", "-c", Self.look]
      #expect(try run(words).output == "host\n")
      #expect(try run([Build.product(Build.libc), "/usr/bin/env", "-i"] + words).output == "apus\n")
      #expect(try run([Build.product(Build.libc), "/usr/bin/env", "-i"] + [program] + words).output == "apus\n")
      #expect(try run(words, ["APUS_EXEC": "keep"]).output == (flag.isEmpty ? "apus\n" : "host\n"))
      #expect(try run([Build.product(Build.libc)] + words, ["APUS_EXEC": "host"]).output == "host\n" || !flag.isEmpty)
    }

    /// A filter that was there first, and knows nothing of Linux's second exec.
    @Test(arguments: [(ENOSYS, "apus\n"), (EPERM, "host\n")])
    func execveatMayBeRefused(error: Int32, output: String) throws {
      let words = [try Build.program("starter"), "refuse", "\(error)", try Build.product(Build.libc)]
      let ended = try run(words + ["/bin/sh", "-c", "/bin/true && exec sh -c \"\(Self.look)\""])
      #expect(ended.output == output && ended.errors == "", "\(ended.errors)")
    }

    /// The variables by which one program starts another are seen by none.
    @Test(arguments: ["", "-static"]) func nothingIsLeftInTheEnvironment(flag: String) throws {
      let program = try flag.isEmpty ? Build.program("starter") : Build.program("starter", flag)
      let words = [try Build.product(Build.libc), "/usr/bin/env", "-i", "A=1", program]
      #expect(try run(words + ["/usr/bin/env"]).output == "A=1\n")
      #expect(try run(words + ["/bin/cat", "/proc/self/environ"]).output == "A=1\0")
      #expect(try run(words).output == "A=1\n")
      // Not even where somebody has made them up.
      #expect(
        try run([program], ["APUS_KEEP": "/none", "APUS_LOAD": "-:1:x:"]).output.contains("APUS_") == false)
    }

    @Test(arguments: ["", "-", "x", "-:", "-:9", "-:9:", "-:3:ab:", "99999999999:1:a:", "-:-1:a:", "7", ":::"])
    func aMadeUpOrderIsNoOrder(value: String) throws {
      let ended = try run([Build.product(Build.libc), "/bin/echo", "x"], ["APUS_LOAD": value])
      #expect(ended.output == "x\n" && ended.status == 0)
    }

    @Test func countsAreOfWhatWasStarted() throws {
      let program = try Build.program("starter", "-static")
      // A program that is linked statically with another libc, as far as its file tells.
      let foreign = try Build.scratchFile("foreign")
      _ = try shell("objcopy --remove-section .note.apus \"$1\" \"$2\"", program, foreign)
      let ended = try onApus(
        "/bin/true; /bin/true | /bin/true; \(program) >/dev/null; \(foreign) >/dev/null; /none", ["APUS_STATS": "1"])
      // Each process prints what it has started itself.
      let lines = ended.errors.split(separator: "\n").filter { $0.contains("programs started") }
      #expect(lines == ["apus: programs started: 4 on Apus, 1 on the host (1 static)"], "\(ended.errors)")
    }

    /// A process that a signal of the kernel's kind interrupts, many at a time.
    @Test func threadsAndChildrenStartPrograms() throws {
      let ended = try run([Build.product(Build.libc), Build.program("starter"), "many"])
      #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
    }
  }
}
