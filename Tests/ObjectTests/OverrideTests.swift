import Testing

extension ObjectTests {
  /// apus/kernel.h: calls that a program answers itself.
  @Suite struct OverrideTests {
    private static let modes: [[String: String]] = [
      [:], ["APUS_STATS": "1"], ["APUS_GS": "off"], ["APUS_GS": "prctl"], ["APUS_NO_INPROCESS": "all"],
    ]

    private func overriding(_ flag: String, _ variables: [String: String] = [:]) throws -> Ended {
      let program = try flag.isEmpty ? Build.program("override") : Build.program("override", flag)
      return try run([program], variables.merging(["VERSION": try Build.version()]) { $1 })
    }

    @Test(arguments: ["", "-static", "-static-pie"], modes)
    func changesTheTableBeforeMain(flag: String, variables: [String: String]) throws {
      let result = try overriding(flag, variables)
      #expect(result.status == 0 && result.signal == nil, "\(result.errors)")
      #expect(result.output == "done\n")
    }

    @Test(arguments: ["", "-static"], modes)
    func notWithASecondThread(flag: String, variables: [String: String]) throws {
      let result = try overriding(flag, variables.merging(["MODE": "thread"]) { $1 })
      #expect(result.status == 0 && result.signal == nil, "\(result.errors)")
    }

    /// What an override answers is answered in the process; what it goes on with is passed.
    @Test func overridesAreCounted() throws {
      // After those of the children that it forks.
      let tables = try Statistics.tables(in: overriding("", ["APUS_STATS": "1"]).errors)
      #expect(tables.count == 3)
      let rows = try Statistics(try #require(tables.last))
      // Two, and one that the program makes of what it has overridden.
      #expect(try rows["getppid"] == .init(calls: 2, answered: 1, passed: 1, failed: 0))
      #expect(try rows["nanosleep"] == .init(calls: 1, answered: 1, passed: 0, failed: 1))
      let open = try rows["open"]
      #expect(open.calls == open.passed && open.failed == 1)
      let munmap = try rows["munmap"]
      #expect(munmap.calls == munmap.passed && munmap.calls > 0)
    }

    // MARK: The example

    private static let example = Build.root + "/examples/virtual-file"
    private static let text = "Hello from a file that no disk has.\n"

    private func built(_ name: String, _ arguments: String...) throws -> String {
      let output = try Build.scratchFile(name)
      let result = try run([Build.compiler, "-Wall", "-Wextra", "-Werror", "-o", output] + arguments)
      try #require(result.status == 0, "\(result.errors)")
      return output
    }

    private func expectVirtualFile(_ command: [String]) throws {
      let result = try run(command + ["/virtual/hello", "/dev/null", "/virtual/hell", "/virtual/hello2"])
      #expect(result.output == Self.text)
      #expect(
        result.errors
          == "/virtual/hell: No such file or directory\n/virtual/hello2: No such file or directory\n")
      #expect(result.status == 1)
    }

    @Test(arguments: ["-no-pie", "-static", "-static-pie"]) func theExampleInAProgram(flag: String) throws {
      try expectVirtualFile([built("virtual" + flag, flag, Self.example + "/main.c", Self.example + "/virtual.c")])
    }

    @Test func theExampleAsAPreloadedLibrary() throws {
      let library = try built("libvirtual.so", "-shared", "-fPIC", Self.example + "/virtual.c")
      let program = try built("cat", Self.example + "/main.c")
      #expect(try run([program]).status == 1)
      try expectVirtualFile([Build.product(Build.libc), "--preload", library, program])
    }

    @Test func theExampleInSwift() throws {
      let object = try Build.scratchFile("virtual.swift.o")
      let compiled = try run([
        "swiftc", "-target", "x86_64-unknown-linux-gnu", "-enable-experimental-feature", "Embedded", "-swift-version",
        "6", "-parse-as-library", "-wmo", "-O", "-I", Build.folder + "/apus/include/apus", "-c",
        Self.example + "/virtual.swift", "-o", object,
      ])
      try #require(compiled.status == 0, "\(compiled.errors)")
      try expectVirtualFile([built("virtual-swift", Self.example + "/main.c", object)])
    }
  }

  /// What APUS_STATS and APUS_STATS_SIGNAL print.
  @Suite struct StatisticsTests {
    private func counts(_ name: String, _ arguments: [String] = [], _ flag: String? = nil) throws -> Statistics {
      let program = try flag.map { try Build.program(name, $0) } ?? Build.program(name)
      return try Statistics(run([program] + arguments, ["APUS_STATS": "1"]).errors)
    }

    @Test(arguments: [nil, "-static"]) func failuresAreCounted(flag: String?) throws {
      let rows = try counts("failures", [], flag)
      // Plain calls, by name and number; cancellation points, enabled and disabled; answered and passed.
      #expect(try rows["chdir"] == .init(calls: 3, answered: 0, passed: 3, failed: 2))
      #expect(try rows["open"] == .init(calls: 5, answered: 0, passed: 5, failed: 4))
      #expect(try rows["uname"].failed == 1)
      #expect(try rows["execve"] == .init(calls: 1, answered: 0, passed: 1, failed: 1))
      #expect(try rows["clone"] == .init(calls: 1, answered: 0, passed: 1, failed: 1))
      #expect(try rows["read"].failed == 1 && rows["read"].calls == 2)
    }

    /// The program neither sees the signal nor loses what it set for it.
    @Test(arguments: [nil, "-static"], ["USR2", "SIGUSR2", "12"])
    func aSignalAsks(flag: String?, name: String) throws {
      let program = try flag.map { try Build.program("asked", $0) } ?? Build.program("asked")
      let result = try run([program], ["APUS_STATS_SIGNAL": name])
      #expect(result.status == 0 && result.output == "kept\n1\n2\nended\n", "\(result.output)")
      let parts = Statistics.tables(in: result.errors)
      #expect(parts.count == 2)
      for (part, number) in zip(parts, 1...) { #expect(try Statistics(part)["getpgid"].calls == number) }
      // At exit too, if both are asked for.
      let both = try run([program], ["APUS_STATS_SIGNAL": name, "APUS_STATS": "1"])
      #expect(Statistics.tables(in: both.errors).count == 3)
    }

    @Test(arguments: ["", "NONE", "KILL", "SIGSEGV", "33", "0", "65", "USR2 ", "99999999999"])
    func anotherSignalIsOneWarning(name: String) throws {
      let result = try run([Build.program("one")], ["APUS_STATS_SIGNAL": name])
      #expect(result.output == "one\n" && result.status == 0)
      #expect(
        result.errors
          == "apus: APUS_STATS_SIGNAL=\(name) is not known and ignored; it can be a signal's name or number, as USR2, but none that libc or a fault needs\n"
      )
    }
  }
}

/// The table that `APUS_STATS` prints, checked against its sums.
struct Statistics {
  struct Row: Equatable {
    var calls: Int
    var answered: Int
    var passed: Int
    var failed: Int
  }

  private let rows: [String: Row]

  /// The tables of a text that has several.
  static func tables(in text: String) -> [String] {
    var tables: [String] = []
    for line in text.split(separator: "\n") {
      if line.contains(" system calls, ") { tables.append("") }
      if !tables.isEmpty { tables[tables.count - 1] += line + "\n" }
    }
    return tables
  }

  init(_ text: String) throws {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("apus: ") }
    let head = try #require(lines.first?.matches(of: #/[0-9]+/#).map { Int($0.output)! })
    try #require(head.count == 4, "\(text)")
    #expect(lines[1].split(separator: " ") == ["apus:", "calls", "answered", "passed", "failed"])
    var rows: [String: Row] = [:]
    var sum = Row(calls: 0, answered: 0, passed: 0, failed: 0)
    for line in lines.dropFirst(2) {
      let words = line.split(separator: " ")
      try #require(words.count == 6, "\(line)")
      let row = Row(
        calls: try #require(Int(words[1])), answered: try #require(Int(words[2])), passed: try #require(Int(words[3])),
        failed: try #require(Int(words[4])))
      rows[String(words[5])] = row
      sum.calls += row.calls
      sum.answered += row.answered
      sum.passed += row.passed
      sum.failed += row.failed
    }
    #expect(sum == Row(calls: head[0], answered: head[1], passed: head[3], failed: head[2]))
    self.rows = rows
  }

  subscript(name: String) -> Row {
    get throws { try #require(rows[name], "no row of \(name)") }
  }
}
