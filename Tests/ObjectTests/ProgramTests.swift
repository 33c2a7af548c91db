import Foundation
import Testing

extension ObjectTests {
  /// Programs that stock musl could not run, or not so.
  @Suite struct ProgramTests {
    @Test(arguments: ["", "-static", "-static-pie"]) func newlibsObjectsFindErrnoAndStreams(flag: String) throws {
      let program = try flag.isEmpty ? Build.program("newlib") : Build.program("newlib", flag)
      let result = try run([program])
      #expect(result.status == 0, "\(result.output)")
      #expect(result.lines.sorted() == ["a", "b"])
      #expect(result.errors.split(separator: "\n").sorted() == ["a", "b"])
    }

    // MARK: Variables

    /// APUS_GS=prctl is what a CPU without FSGSBASE gets; off, what a sandbox without arch_prctl gets.
    @Test(
      arguments: [
        [:], ["APUS_GS": "auto"], ["APUS_GS": "prctl"], ["APUS_GS": "off"], ["APUS_VDSO": "host"],
        ["APUS_VDSO": "kernel"], ["APUS_VDSO": "off"], ["APUS_GS": "off", "APUS_VDSO": "off"],
      ], ["", "-static"])
    func allNumbersAreRightInEveryMode(variables: [String: String], flag: String) throws {
      let program = try flag.isEmpty ? Build.program("identity") : Build.program("identity", flag)
      let result = try run([program], variables)
      #expect(result.status == 0 && result.signal == nil)
      #expect(result.errors == "")
    }

    /// A thread past the last block has none and asks the host.
    @Test(arguments: ["auto", "prctl", "off"]) func blocksMayRunOut(mode: String) throws {
      let result = try run([Build.program("blocks")], ["APUS_GS": mode])
      #expect(result.status == 0 && result.signal == nil, "\(result.errors)")
    }

    static let valid = [
      "APUS_VDSO": "host, kernel or off", "APUS_GS": "auto, prctl or off", "APUS_STATS": "0 or 1",
      "APUS_EXEC": "keep or host",
    ]

    @Test(arguments: valid.keys.sorted(), ["nonsense", "", "OFF", "host "])
    func anUnknownValueIsOneWarning(variable: String, value: String) throws {
      for program in [try Build.program("one"), try Build.program("one", "-static")] {
        let result = try run([program], [variable: value])
        #expect(result.status == 0)
        #expect(result.output == "one\n")
        #expect(
          result.errors == "apus: \(variable)=\(value) is not known and ignored; it can be \(Self.valid[variable]!)\n")
      }
    }

    @Test func theRightValuesAndOtherVariablesAreNoWarning() throws {
      for (variable, value) in [
        ("APUS_VDSO", "host"), ("APUS_VDSO", "kernel"), ("APUS_VDSO", "off"), ("APUS_GS", "auto"), ("APUS_GS", "prctl"),
        ("APUS_GS", "off"), ("APUS_STATS", "0"), ("APUS_UNHEARD_OF", "x"), ("APUSVDSO", "x"),
      ] {
        let result = try run([Build.program("one")], [variable: value])
        #expect(result.errors == "", "\(variable)=\(value)")
      }
    }

    @Test func statisticsNameTheCallsAndSumThem() throws {
      let result = try run([Build.program("one")], ["APUS_STATS": "1"])
      let rows = try Statistics(result.errors)
      let writes = try (try? rows["writev"]) ?? rows["write"]
      #expect(writes.calls >= 1 && writes.passed >= 1)
    }

    /// AT_SECURE: a program that runs as another user than the one who started it.
    @Test(arguments: ["", "-static"]) func aSetUserIDProgramIgnoresTheVariables(flag: String) throws {
      guard getuid() == 0 else {
        print("not root: a set-user-ID program cannot be made here, and is not tested")
        return
      }
      let program = try flag.isEmpty ? Build.program("one") : Build.program("one", flag)
      // Where nobody can reach it, and on a file system that heeds the bit.
      var template = Array("/var/tmp/apus-setuid.XXXXXX".utf8CString)
      let folder = String(cString: try #require(mkdtemp(&template)))
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let copy = folder + "/prog"
      _ = try shell("cp \"$1\" \"$2\"; chmod 755 \"${2%/*}\"; chmod 4755 \"$2\"", program, copy)
      let loader = try Build.product(Build.libc)
      let unprivileged = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
      let reaches = try run(unprivileged + ["test", "-r", loader]).status == 0
      if !flag.isEmpty || reaches {
        let result = try run(
          unprivileged + [copy, "euid"], ["APUS_VDSO": "nonsense", "APUS_GS": "nonsense", "APUS_STATS": "1"])
        #expect(result.output == "one\n0\n")
        #expect(result.errors == "")
        // The same without the bit: nobody's own program is warned.
        _ = try shell("chmod 755 \"$1\"", copy)
        #expect(try run(unprivileged + [copy], ["APUS_VDSO": "nonsense"]).errors.contains("APUS_VDSO=nonsense"))
      } else {
        print("nobody cannot reach \(loader): the dynamic set-user-ID program is not tested")
      }
    }

    // MARK: Sandboxes

    /// What a sandbox that was there before the program answers to the calls that the kernel makes of its own.
    @Test(arguments: ["arch_prctl", "getcpu", "both"], ["auto", "prctl"])
    func aSandboxThatRefusesOurCallsOnlyCosts(refused: String, gs: String) throws {
      let result = try run([Build.program("sandbox"), refused, Build.program("identity")], ["APUS_GS": gs])
      #expect(result.status == 0 && result.signal == nil, "\(result.errors)")
    }

    /// A program that allows itself a few calls is killed for no others.
    @Test(arguments: ["getuid", "getgid", "getpid", "brk", "uname", "fork", "thread", "clock"])
    func aSandboxIsNotBrokenByCallsOfOurOwn(call: String) throws {
      for flag in ["", "-static"] {
        let program = try flag.isEmpty ? Build.program("confined") : Build.program("confined", flag)
        let result = try run([program, call])
        #expect(result.status == 0 && result.signal == nil, "\(call): signal \(result.signal ?? 0), \(result.status)")
      }
    }

    // MARK: The process

    @Test(arguments: ["", "-static", "-static-pie"]) func theTableIsReadOnlyInTheProcess(flag: String) throws {
      let program = try flag.isEmpty ? Build.program("threads") : Build.program("threads", flag)
      let elf = Elf(flag.isEmpty ? try Build.product(Build.libc) : program)
      let file = try shell("readlink -f \"$1\" | tr -d '\\n'", elf.path)
      let maps = try run([program, "maps"]).lines.map { $0.split(separator: " ") }.filter {
        $0.count == 6 && $0[5] == file
      }
      // Where the first byte of the file came to lie, less where it was linked.
      let first = try #require(maps.first.map { UInt($0[0].split(separator: "-")[0], radix: 16)! })
      let lowest = try #require(try elf.segments().filter { $0.type == "LOAD" }.map(\.address).min())
      let table = try elf.symbol("apus_syscall_table").address - lowest + first
      let map = try #require(
        maps.first { line in
          let ends = line[0].split(separator: "-").map { UInt($0, radix: 16)! }
          return ends[0]..<ends[1] ~= table
        })
      #expect(map[1] == "r--p")
    }
  }
}
