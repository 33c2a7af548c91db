import Testing

extension ObjectTests {
  @Suite struct LibraryTests {
    let libc: Elf

    init() throws { libc = Elf(try Build.product(Build.libc)) }

    /// "name type binding" of each symbol that programs can have.
    private func exported(_ elf: Elf) throws -> Set<String> {
      Set(try elf.symbols(dynamic: true).filter { $0.section != "UND" }.map { "\($0.name) \($0.type) \($0.binding)" })
    }

    /// What apus/kernel.h declares.
    private static let api = ["apus_kernel_handler", "apus_kernel_override", "apus_kernel_version"]

    /// What apus/batch.h declares.
    private static let batches = ["batch_count", "batch_flush", "batch_result", "batch_start", "esca_init"]

    @Test func exportsStocksSymbolsNewlibsTwoAndOurs() throws {
      let (ours, stocks) = (try exported(libc), try exported(Elf(Build.product(Build.stock))))
      #expect(stocks.count > 1500)
      // What objects of glibc's alone find has a version, and is named after it.
      let versioned = ours.filter { $0.contains("@GLIBC") }
      #expect(versioned.count > 1000)
      let versions = Set(["GLIBC OBJECT GLOBAL", "GLIBC_2.2.5 OBJECT GLOBAL"])
      #expect(
        ours.subtracting(stocks).subtracting(versioned).subtracting(versions).sorted()
          == (["__errno", "__getreent"] + Self.api + Self.batches).map { "\($0) FUNC GLOBAL" })
      #expect(stocks.subtracting(ours).sorted() == [])
    }

    @Test func needsNoSymbolOfOthers() throws {
      func undefined(_ elf: Elf) throws -> Set<String> {
        Set(try elf.symbols(dynamic: true).filter { $0.section == "UND" && !$0.name.isEmpty }.map(\.name))
      }
      #expect(try undefined(libc) == undefined(Elf(Build.product(Build.stock))))
    }

    @Test func hidesTheKernelAndTheSwiftRuntime() throws {
      let leaks = try libc.symbols(dynamic: true).filter { symbol in
        ["$s", "$e", "_swift", "swift", "apus", "__cp_"].contains { symbol.name.hasPrefix($0) }
      }
      #expect(leaks.map(\.name).sorted() == Self.api)
    }

    @Test func needsNothingAndRelocatesNoText() throws {
      let tags = Set(try libc.dynamicTags())
      #expect(tags.isSuperset(of: ["HASH", "SYMTAB", "RELA"]))
      #expect(tags.isDisjoint(with: ["NEEDED", "TEXTREL", "RPATH", "RUNPATH", "INIT_ARRAY"]))
      let writable = try libc.segments().filter { $0.flags.contains("W") && $0.flags.contains("E") }
      #expect(writable.isEmpty)
    }

    @Test func hasNoExecutableStack() throws {
      let paths = [libc.path, try Build.program("threads", "-static"), try Build.program("threads")]
      for path in paths {
        let stack = try #require(try Elf(path).segments().first { $0.type == "GNU_STACK" }, "\(path)")
        #expect(stack.flags == "RW", "\(path)")
      }
    }

    // MARK: The table

    @Test func theTableIsAPageOfTheProtectedData() throws {
      let table = try libc.symbol("apus_syscall_table")
      #expect(table.size == 4096)
      #expect(table.address % 4096 == 0)
      let relro = try #require(try libc.segments().first { $0.type == "GNU_RELRO" })
      #expect(relro.range.contains(table.address) && relro.range.contains(table.address + 4095))
    }

    @Test func theTableNeedsOnlyTheLoadersFirstRelocations() throws {
      let table = try libc.symbol("apus_syscall_table")
      let relocated = try libc.packedRelocations().filter { table.range.contains($0) }
      #expect(relocated.count == 512)
      #expect(Set(relocated).count == 512)
      #expect(try DynamicRelocations.of(libc.path).allSatisfy { !table.range.contains($0.address) })
    }

    @Test(arguments: ["-static", "-static-pie"]) func theTableOfAStaticProgramIsAPage(flag: String) throws {
      let table = try Elf(Build.program("threads", flag)).symbol("apus_syscall_table")
      #expect(table.size == 4096)
      #expect(table.address % 4096 == 0)
    }

    @Test func everyEntryIsInTheText() throws {
      let functions = try libc.symbols().filter { $0.type == "FUNC" }
      let starts = Set(functions.map(\.address))
      let table = try libc.symbol("apus_syscall_table")
      let targets = try libc.words(of: table)
      #expect(targets.count == 512)
      #expect(targets.allSatisfy { starts.contains($0) })
      let enosys = try libc.symbol("apus_enosys").address
      // 337 to 423, and those from 470 on.
      #expect(targets.count { $0 == enosys } > 129)
    }

    // MARK: The note

    @Test func theNoteIsInTheLibraryAndInStaticProgramsAlone() throws {
      #expect(try libc.hasNote("Apus"))
      #expect(try Elf(Build.program("threads", "-static")).hasNote("Apus"))
      #expect(try Elf(Build.program("threads", "-static-pie")).hasNote("Apus"))
      #expect(try !Elf(Build.program("threads")).hasNote("Apus"))
      #expect(try !Elf(Build.product(Build.stock)).hasNote("Apus"))
      // Loaded with the program, so that it can be found in the process too.
      for path in [libc.path, try Build.program("threads", "-static")] {
        let sections = try shell("readelf -SW \"$1\" | grep -F .note.apus", path)
        #expect(sections.contains(" A "), "\(path)")
      }
    }

    @Test func theLoadersNameIsTheLibrary() throws {
      let loader = try Build.product("apus/lib/ld-musl-x86_64.so.1")
      #expect(try shell("readlink -f \"$1\"", loader) == shell("readlink -f \"$1\"", libc.path))
      let interpreter = try shell(
        "readelf -lW \"$1\" | sed -n 's/.*interpreter: \\(.*\\)]/\\1/p'", Build.program("threads"))
      #expect(interpreter == loader + "\n")
    }
  }
}

/// The dynamic relocations of a file.
enum DynamicRelocations {
  static func of(_ path: String) throws -> [(address: UInt, type: String, addend: UInt)] {
    try table("readelf -rW \"$1\" | awk '$3 ~ /^R_X86_64_/ { print $1, $3, $NF }'", path).map {
      (UInt($0[0], radix: 16)!, $0[1], UInt($0[2], radix: 16) ?? 0)
    }
  }
}
