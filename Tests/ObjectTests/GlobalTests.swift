import Testing

extension ObjectTests {
  /// What can be reached in kernel.o from where libc enters it. `swift_once`
  /// would deadlock under a signal, and so would the kernel's heap.
  @Suite struct GlobalTests {
    /// For each symbol those that its code or data refers to.
    private struct References {
      var edges: [String: Set<String>] = [:]

      /// Everything reachable on ways that do not go through one of the others, each with the one that led to it.
      func reachable(from roots: [String], not others: Set<String> = []) -> [String: String] {
        var found = Dictionary(uniqueKeysWithValues: roots.map { ($0, "") })
        var waiting = roots
        while let name = waiting.popLast() {
          for target in edges[name] ?? [] where found[target] == nil && !others.contains(target) {
            found[target] = name
            waiting.append(target)
          }
        }
        return found
      }
    }

    private func way(to name: String, _ found: [String: String]) -> String {
      var (way, name) = (name, name)
      while let from = found[name], !from.isEmpty { (way, name) = (from + " -> " + way, from) }
      return way
    }

    /// Symbols by section, the relocations of each, and the calls and jumps
    /// that the assembler resolved. Jump tables, in .rodata, lead back into their function.
    private func references(_ path: String) throws -> References {
      let lines = try shell(
        """
        { readelf -SW "$1" | sed 's/^ *[[] *\\([0-9]*\\)[]] */S \\1 /'
          readelf -sW "$1"; readelf -rW "$1"
          objdump -d -w --no-show-raw-insn "$1"; } 2>/dev/null | awk '
          $1 == "S" { number[$3] = $2; section[$2] = $3; next }
          /^ *[0-9]+: [0-9a-f]+ / && $4 != "FILE" && $4 != "SECTION" && $7 ~ /^[0-9]+$/ {
            print "sym", $7, $2, $8 }
          /^Relocation section/ { name = $3; gsub(/\\047/, "", name); sub(/^\\.rela/, "", name)
            skip = name ~ /^[.](debug|eh_frame|rodata)/ }
          $3 ~ /^R_X86_64_/ && !skip { sign = NF > 5 ? $(NF - 1) : "+"; addend = NF > 5 ? $NF : 0
            print "rel", number[name], $1, ($5 in number ? "#" number[$5] : $5), sign, addend, $3 }
          /^[0-9a-f]+ <.*>:$/ { f = $2; gsub(/[<>:]/, "", f) }
          /^ +[0-9a-f]+:.*<[^>]*>$/ { t = $NF; gsub(/[<>]/, "", t); sub(/[+]0x[0-9a-f]+$/, "", t)
            if (t != f) print "code", f, t }' | sort -u
        """, path)
      var symbols: [Int: [(address: UInt, name: String)]] = [:]
      var relocations: [[String]] = []
      var result = References()
      for line in lines.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "sym": symbols[Int(words[1])!, default: []].append((UInt(words[2], radix: 16)!, words[3]))
        case "code": result.edges[words[1], default: []].insert(words[2])
        default: relocations.append(words)
        }
      }
      for section in symbols.keys {
        symbols[section]!.sort { $0 < $1 }
        // Names of one place lead to each other.
        for (one, other) in zip(symbols[section]!, symbols[section]!.dropFirst()) where one.address == other.address {
          result.edges[one.name, default: []].insert(other.name)
          result.edges[other.name, default: []].insert(one.name)
        }
      }
      func owner(_ section: Int, _ address: UInt) -> String {
        symbols[section]?.last { $0.address <= address }?.name ?? "section \(section)"
      }
      for words in relocations {
        let from = owner(Int(words[1])!, UInt(words[2], radix: 16)!)
        var target = words[3]
        if target.hasPrefix("#") {
          var addend = Int(words[5], radix: 16)! * (words[4] == "-" ? -1 : 1)
          // Relative to the end of the instruction.
          if words[6].contains("PC32") || words[6].contains("PLT32") { addend += 4 }
          target = owner(Int(target.dropFirst())!, UInt(max(0, addend)))
        }
        result.edges[from, default: []].insert(target)
      }
      return result
    }

    private func entries(_ path: String) throws -> [String] {
      try table("nm -g --defined-only \"$1\" | awk '{ print $3 }'", path).map { $0[0] }
    }

    @Test func noGlobalIsInitialisedLazily() throws {
      let path = try Build.product(Build.kernel)
      let references = try references(path)
      let found = references.reachable(from: try entries(path))
      #expect(found["apus_sys_clock_gettime"] != nil && found["apus_heap_memalign"] != nil, "the graph is not empty")
      let lazy = found.keys.filter { name in
        name == "swift_once" || name.hasSuffix("_WZ") || name.hasSuffix("_Wz")
      }
      #expect(lazy.map { way(to: $0, found) } == [])
    }

    /// The entries of the calls that run inside of the kernel.
    private func entriesInside() throws -> [String] {
      try table("awk -F'\t' '$4 ~ /^[*?%]/ { print $2 }' \"$1\"", Build.root + "/Sources/Kernel/Syscalls/syscalls.tbl")
        .flatMap { ["apus_sys_" + $0[0], "apus_cp_sys_" + $0[0]] }
    }

    /// A signal handler's call would find the heap's lock taken by the code it
    /// interrupted, unless that runs inside of the kernel, where no handler runs.
    @Test func memoryIsTakenAtBootAndInsideOnly() throws {
      let path = try Build.product(Build.kernel)
      let references = try references(path)
      let inside = try entriesInside()
      let heap = ["swift_allocObject", "swift_slowAlloc", "apus_heap_memalign", "apus_random"]

      let roots = try entries(path).filter { $0 != "apus_boot" }
      let found = references.reachable(from: roots, not: Set(inside))
      let calls = ["getpid", "clock_gettime", "uname", "brk", "rt_sigaction", "rt_sigprocmask", "fork"]
      #expect(calls.filter { found["apus_sys_" + $0] == nil } == [], "the graph is not empty")
      #expect(heap.filter { found[$0] != nil }.map { way(to: $0, found) } == [])

      let foundInside = references.reachable(from: inside)
      #expect(heap.contains { foundInside[$0] != nil }, "the graph leads to the heap")
    }

    @Test func nothingIsWantedFromLibcButMemoryFunctionsAndMusls() throws {
      let wanted = try table("nm -u \"$1\" | awk '{ print $2 }'", Build.product(Build.kernel)).map { $0[0] }
      #expect(
        Set(wanted).subtracting(["memcpy", "memset", "memmove", "memcmp", "__ehdr_start"]).sorted() == [
          "_GLOBAL_OFFSET_TABLE_", "__cancel", "__clone", "__cp_interrupted", "apus_clone_end", "apus_is_cancelled",
        ])
    }

    @Test func onlyWhatLibcCallsIsVisible() throws {
      let kernel = Elf(try Build.product(Build.kernel))
      let names = try kernel.symbols().filter { $0.binding != "LOCAL" && $0.section != "UND" }.map(\.name)
      #expect(names.allSatisfy { $0.hasPrefix("apus_") || $0.hasPrefix("__cp_") }, "\(names)")
      #expect(names.contains("apus_syscall_table") && names.contains("apus_boot"))
    }
  }
}
