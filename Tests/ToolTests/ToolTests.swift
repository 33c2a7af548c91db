import Foundation
import Testing

@testable import apus

/// The tool as a user meets it.
@Suite struct ToolTests {
  @Test func tellsVersionAndHelp() throws {
    let version = try execute(Built.tool, ["--version"])
    #expect(version.text == "apus 0.1.0 (musl 1.2.5)\n" && version.status == 0)
    for command in ["run", "check", "doctor", "syscalls"] {
      let help = try execute(Built.tool, [command, "--help"])
      #expect(help.status == 0)
      #expect(help.text.contains("USAGE: apus \(command)"))
      #expect(!help.text.contains("--libc"))
    }
  }

  @Test(arguments: [
    ["run"], ["run", "--"], ["run", "--nonsense", "ls"], ["run", "--vdso", "moon", "ls"],
    ["run", "--exec", "us", "ls"], ["run", "--preload"],
    ["run", "--no-inprocess", "pipes", "ls"], ["run", "--no-inprocess", "pipe,,epoll", "ls"],
    ["run", "--no-inprocess=", "ls"], ["run", "--no-spin=off", "ls"],
    ["run", "--stats-signal", "KILL", "ls"], ["run", "--stats-signal", "SIGNONE", "ls"],
    ["run", "--stats-signal=65", "ls"],
    ["check"],
    ["syscalls", "--level", "some"], ["nonsense"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    let ended = try execute(Built.tool, arguments)
    #expect(ended.status == 64)
    #expect(ended.text.isEmpty)
    #expect(ended.errors.hasPrefix("Error: "))
  }

  @Test func namesTheRightValues() throws {
    let kinds = try execute(Built.tool, ["run", "--no-inprocess", "pipe,pipes", "ls"]).errors.split(separator: "\n")
    #expect(
      kinds.first
        == "Error: The value 'pipe,pipes' is invalid for '--no-inprocess <kinds>': It can be all or some of pipe,eventfd,timerfd,socketpair,epoll,futex,device,random."
    )
    let signal = try execute(Built.tool, ["run", "--stats-signal", "SEGV", "ls"]).errors.split(separator: "\n")
    #expect(
      signal.first
        == "Error: The value 'SEGV' is invalid for '--stats-signal <signal>': It can be a signal's name or number, as USR2, but none that libc or a fault needs."
    )
  }

  @Test func writesCompletions() throws {
    for shell in ["bash", "zsh", "fish"] {
      let script = try execute(Built.tool, ["--generate-completion-script", shell])
      #expect(script.status == 0)
      for word in ["doctor", "library-path", "syscalls", "no-inprocess", "no-spin", "stats-signal", "socketpair"] {
        #expect(script.text.contains(word))
      }
    }
  }

  @Test func reportsOutputThatIsLost() throws {
    let ended = try execute("/bin/sh", ["-c", "\"$0\" syscalls >/dev/full", Built.tool])
    #expect(ended.status == 1)
    #expect(ended.errors == "apus: standard output: \(errorText(ENOSPC))\n")
  }

  @Test func listsTheTable() throws {
    struct Row: Decodable {
      let number: Int
      let name: String
      let level: String
    }
    func rows(_ arguments: [String]) throws -> [Row] {
      try JSONDecoder().decode([Row].self, from: execute(Built.tool, ["syscalls", "--json"] + arguments).output)
    }
    let all = try rows([])
    #expect(all.contains { $0.number == 39 && $0.name == "getpid" && $0.level == "full" })
    var counted = 0
    for level in ["full", "partial", "host", "none"] {
      let some = try rows(["--level", level])
      #expect(some.allSatisfy { $0.level == level })
      counted += some.count
    }
    #expect(counted == all.count)
    let two = try rows(["--level", "full", "--level", "partial"])
    #expect(Set(two.map(\.level)).isSubset(of: ["full", "partial"]) && two.contains { $0.level == "full" })
    let lines = try execute(Built.tool, ["syscalls"]).text.split(separator: "\n")
    #expect(lines.count == all.count)
    for (line, row) in zip(lines, all) {
      #expect(
        line.split(separator: " ").prefix(3) == [
          Substring(String(row.number)), Substring(row.name), Substring(row.level),
        ])
    }
  }

  @Test func paintsOnlyATerminal() throws {
    let command = "'\(Built.tool)' syscalls --level full"
    func typed(_ environment: [String: String]) throws -> String {
      try execute("script", ["-qec", command, "/dev/null"], environment: environment.merging(["TERM": "xterm"]) { $1 })
        .text
    }
    #expect(try typed(["NO_COLOR": ""]).contains("\u{1b}[32m"))
    #expect(try !typed(["NO_COLOR": "1"]).contains("\u{1b}"))
    #expect(try !execute("/bin/sh", ["-c", command]).text.contains("\u{1b}"))
  }
}

/// `apus run` on programs that really run, with stock musl as the libc.
@Suite(.enabled(if: Built.hasStock, "needs make stock")) struct RunTests {
  private let scratch: Scratch
  private static let source = """
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    int main(int c, char **v)
    {
      for (int i = 0; i < c; i++) puts(v[i]);
      fflush(stdout);
      if (c > 2 && !strcmp(v[1], "exit")) return atoi(v[2]);
      if (c > 2 && !strcmp(v[1], "kill")) raise(atoi(v[2]));
      if (c > 2 && !strcmp(v[1], "env")) puts(getenv(v[2]) ? getenv(v[2]) : "unset");
      return 0;
    }
    """

  init() throws {
    scratch = try Scratch()
    try scratch.build("prog", RunTests.source, compiler: Built.muslCompiler)
    // Another interpreter than the libc that is used, so that libc.so has to load it.
    try scratch.build(
      "loaded", RunTests.source, ["-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1"], compiler: Built.muslCompiler)
  }

  @Test(arguments: ["prog", "loaded"]) func passesEverythingOn(program: String) throws {
    let path = ["PATH": scratch.path]
    let ended = try Built.apus("run", [program, "--help", "-x", "--", "--stats", ""], environment: path)
    #expect(ended.text == "\(program)\n--help\n-x\n--\n--stats\n\n")
    #expect(ended.errors.isEmpty && ended.status == 0)
    let after = try Built.apus("run", ["--", "./\(program)", "a"], in: scratch.path)
    #expect(after.text == "./\(program)\na\n")
  }

  @Test(arguments: ["prog", "loaded"]) func endsAsTheProgramDoes(program: String) throws {
    let file = scratch.file(program)
    #expect(try Built.apus("run", [file, "exit", "77"]).status == 77)
    for signal in [SIGTERM, SIGKILL, SIGSEGV] {
      #expect(try Built.apus("run", [file, "kill", String(signal)]).signal == signal)
    }
  }

  @Test func keepsBytesThatAreNotText() throws {
    let odd: [UInt8] = [0xff, 0xfe, 0x41, 0x80]
    let ended = try execute(
      Built.tool, bytes: ["run", "--libc", Built.stockLibc, scratch.file("loaded")].map { Array($0.utf8) } + [odd])
    #expect(Array(ended.output) == Array("\(scratch.file("loaded"))\n".utf8) + odd + [0x0a])
  }

  @Test func setsVariables() throws {
    let file = scratch.file("loaded")
    for (options, name, value) in [
      (["--stats"], "APUS_STATS", "1"), ([], "APUS_STATS", "unset"), (["--vdso", "off"], "APUS_VDSO", "off"),
      ([], "APUS_STATS_SIGNAL", "unset"),
      (["--stats-signal", "USR2"], "APUS_STATS_SIGNAL", "USR2"), (["--no-spin"], "APUS_SPIN", "off"),
      (["--ring"], "APUS_RING", "on"), (["--no-ring"], "APUS_RING", "off"), ([], "APUS_RING", "unset"),
      (["--no-inprocess=pipe,eventfd"], "APUS_NO_INPROCESS", "pipe,eventfd"), ([], "APUS_SPIN", "unset"),
      (["--no-inprocess", "pipe", "--no-inprocess", "all"], "APUS_NO_INPROCESS", "pipe,all"),
      ([], "APUS_NO_INPROCESS", "unset"),
      (["--vdso=kernel"], "APUS_VDSO", "kernel"), ([], "APUS_VDSO", "unset"), (["--gs", "prctl"], "APUS_GS", "prctl"),
    ] {
      let text = try Built.apus("run", options + [file, "env", name]).text
      #expect(text.split(separator: "\n").last.map(String.init) == value)
    }
  }

  @Test func preloads() throws {
    let library = try scratch.build(
      "libs/libpre.so", "#include <unistd.h>\n__attribute__((constructor)) void f(void) { write(1, \"pre\\n\", 4); }",
      ["-shared", "-fPIC"], compiler: Built.muslCompiler)
    let file = scratch.file("loaded")
    #expect(try Built.apus("run", ["--preload", library, file]).text == "pre\n\(file)\n")
    let byPath = try Built.apus("run", ["--preload", "libpre.so", "--library-path", scratch.file("libs"), file])
    #expect(byPath.text == "pre\n\(file)\n")
  }

  @Test func runsScripts() throws {
    let script = try scratch.write("script", text: "#!\(scratch.file("loaded")) one two\n")
    let ended = try Built.apus("run", [script, "three"])
    #expect(ended.text == "\(scratch.file("loaded"))\none two\n\(script)\nthree\n")
  }

  @Test func refusesInOneLine() throws {
    let missing = try Built.apus("run", ["no-such-program"])
    #expect(missing.errors == "apus: no-such-program: No such file or directory\n" && missing.status == 127)
    let plain = try scratch.write("plain", text: "x", mode: 0o644)
    let broken = try scratch.write("bro\nken", text: "\u{7f}ELF")
    for (file, line) in [
      ("/tmp", "apus: /tmp: is a directory\n"), (plain, "apus: \(plain): no permission to execute it\n"),
      (
        broken,
        "apus: \(broken.replacing("\n", with: "\\x0a")): is a truncated ELF file: it ends in its header, at byte 4\n"
      ),
    ] {
      let ended = try Built.apus("run", [file])
      #expect(ended.errors == line)
      #expect(ended.text.isEmpty)
      #expect(ended.status == 126)
    }
    let noLibc = try execute(Built.tool, ["run", "--libc", "/no/libc.so", scratch.file("prog")])
    #expect(noLibc.errors == "apus: /no/libc.so: No such file or directory\n" && noLibc.status == 126)
  }
}

/// `apus check`, against stock musl's libc.so.
@Suite(.enabled(if: Built.hasStock, "needs make stock")) struct CheckTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Report: Decodable {
    struct Call: Decodable {
      let instruction: String
      let symbol: String?
    }
    struct Symbol: Decodable { let name: String }
    let file: String
    let error: String?
    let kind: String?
    let runs: Bool?
    let reasons: [String]?
    let undefined: [Symbol]?
    let rawCalls: [Call]?
  }

  private func check(_ files: String...) throws -> (status: Int32, reports: [Report]) {
    let ended = try Built.apus("check", ["--json"] + files)
    return (ended.status, try JSONDecoder().decode([Report].self, from: ended.output))
  }

  private static let source = """
    int main(void) { long r; __asm__ volatile ("syscall" : "=a"(r) : "a"(39) : "rcx", "r11", "memory"); return r < 0; }
    """

  @Test func passesAMuslProgramAndCountsItsRawCalls() throws {
    let program = try scratch.build("prog", CheckTests.source, ["-g0"], compiler: Built.muslCompiler)
    let (status, reports) = try check(program)
    #expect(status == 0)
    #expect(reports[0].kind == "dynamically linked with musl")
    #expect(reports[0].rawCalls?.map(\.instruction) == ["syscall"])
    #expect(reports[0].rawCalls?.first?.symbol?.hasPrefix("main+") == true)
    let text = try Built.apus("check", [program]).text
    #expect(text.contains("runs         directly, or by apus run\n"))
    #expect(text.contains("syscall in main+"))
  }

  @Test func tellsKindsApart() throws {
    let alone = try scratch.build("static", "int main(void) { return 0; }", ["-static"], compiler: Built.muslCompiler)
    let object = try scratch.build("a.o", "extern int my(void); int f(void) { return my(); }", ["-c"])
    let library = try scratch.library("liba.so", "int f(void) { return 1; }")
    let script = try scratch.write("script", text: "#!/bin/true\n")
    let (status, reports) = try check(alone, object, library, script, "/bin/true")
    #expect(status == 1)
    #expect(
      reports.map(\.kind) == [
        "static", "relocatable object file", "shared library", "script", "dynamically linked with glibc",
      ])
    #expect(reports.map(\.runs) == [false, true, true, true, false])
    #expect(try check(library).status == 0)
  }

  @Test func namesUndefinedSymbols() throws {
    let source = "extern int no_such(void); int main(void) { return no_such(); }"
    let program = try scratch.build(
      "prog", source, ["-rdynamic", "-Wl,--unresolved-symbols=ignore-all"], compiler: Built.muslCompiler)
    let (status, reports) = try check(program)
    #expect(status == 1)
    #expect(reports[0].undefined?.map(\.name) == ["no_such"])
    #expect(reports[0].reasons == ["a symbol that nothing defines"])
  }

  @Test func tellsAnExecutableStack() throws {
    let program = try scratch.build(
      "prog", "int main(void) { return 0; }", ["-Wl,-z,execstack"], compiler: Built.muslCompiler)
    #expect(try Built.apus("check", [program]).text.contains("wants an executable stack"))
  }

  @Test func goesOnAfterAFileThatIsNone() throws {
    let text = try scratch.write("text", text: "hello")
    let library = try scratch.library("liba.so")
    let (status, reports) = try check(text, library)
    #expect(status == 2)
    #expect(reports.map(\.error) == ["is not an ELF file", nil])
    let ended = try Built.apus("check", [text, scratch.file("none"), library])
    #expect(ended.status == 2)
    #expect(
      ended.errors == "apus: \(text): is not an ELF file\napus: \(scratch.file("none")): No such file or directory\n")
    #expect(ended.text.hasPrefix(library + "\n"))
  }
}
