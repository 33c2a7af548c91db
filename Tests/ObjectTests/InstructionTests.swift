import Testing

/// Ways into the host kernel: syscall, sysenter and int 0x80, also behind prefixes.
private let traps =
  "^((rep|repz|repnz|lock|data16|addr32|cs|ds|es|fs|gs|ss|rex[.A-Z]*) +)*(syscall|sysenter|int +[$]0x80)"

extension ObjectTests {
  @Suite struct InstructionTests {
    private func gate(_ elf: Elf) throws -> Range<UInt> {
      let (begin, end) = (try elf.symbol("apus_gate_begin").address, try elf.symbol("apus_gate_end").address)
      #expect(begin < end)
      return begin..<end
    }

    /// The plain, the two jumping and the cancellable entry have one each.
    private func expectOnlyTheGate(_ elf: Elf) throws {
      let (found, gate) = (try elf.instructions(traps), try gate(elf))
      let outside = found.filter { !gate.contains($0.address) }
      #expect(outside.isEmpty, "\(elf.path): \(outside)")
      #expect(found.map(\.function) == ["apus_gate", "apus_gate_jump", "apus_gate_jump6", "apus_gate_cancellable"])
      #expect(found.allSatisfy { $0.text == "syscall" })
    }

    @Test func theLibraryEntersTheHostInItsGateOnly() throws {
      try expectOnlyTheGate(Elf(Build.product(Build.libc)))
    }

    @Test func soDoStaticPrograms() throws {
      try expectOnlyTheGate(Elf(Build.program("threads", "-static")))
      try expectOnlyTheGate(Elf(Build.program("threads", "-static-pie")))
    }

    @Test func dynamicProgramsAndTheirStartFilesDoNot() throws {
      #expect(try Elf(Build.program("threads")).instructions(traps).isEmpty)
      for name in ["crt1.o", "Scrt1.o", "rcrt1.o", "crti.o", "crtn.o"] {
        #expect(try Elf(Build.product("apus/lib/\(name)")).instructions(traps).isEmpty, "\(name)")
      }
    }

    @Test func theArchiveDoesInTheKernelsMemberOnly() throws {
      let found = try shell(
        """
        objdump -d -w --no-show-raw-insn "$1" | awk -F'\\t' -v pattern="$2" '
          / file format / { member = $0; sub(/:.*/, "", member) }
          NF >= 2 && $2 ~ pattern { print member }' | sort | uniq -c
        """, Build.product(Build.archive), traps)
      #expect(found.split(separator: "\n").map { $0.split(separator: " ").map(String.init) } == [["4", "kernel.o"]])
    }

    /// FS is the program's: it must be in place before any of libc's own code can use it.
    @Test func theKernelLeavesFSAlone() throws {
      let found = try Elf(Build.product(Build.kernel)).instructions("%fs|fsbase")
      #expect(found.isEmpty, "\(found)")
    }

    @Test func stockMuslShowsThatTheSearchFinds() throws {
      #expect(try Elf(Build.product(Build.stock)).instructions(traps).count > 100)
      #expect(try Elf(Build.product(Build.stock)).instructions("%fs").count > 10)
    }
  }
}
