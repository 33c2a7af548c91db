import Testing

extension ObjectTests {
  /// Every function has an entry in .eh_frame, so that debuggers and C++
  /// exceptions come through it.
  @Suite struct UnwindTests {
    /// The ranges that unwind information covers, in order.
    private func covered(_ path: String) throws -> [Range<UInt>] {
      let lines = try table(
        "readelf --debug-dump=frames -W \"$1\" 2>/dev/null | awk '/^Contents of the .* section/ { frame = /eh_frame/ } "
          + "frame && / FDE / { sub(/.*pc=/, \"\"); sub(/\\.\\./, \" \"); print }'", path)
      return lines.map { UInt($0[0], radix: 16)!..<UInt($0[1], radix: 16)! }.sorted { $0.lowerBound < $1.lowerBound }
    }

    private func uncovered(_ elf: Elf, _ wanted: (Elf.Symbol) -> Bool = { _ in true }) throws -> [String] {
      let ranges = try covered(elf.path)
      let functions = try elf.symbols().filter { $0.type == "FUNC" && $0.section != "UND" && $0.size > 0 && wanted($0) }
      #expect(functions.count > 10, "\(elf.path)")
      return functions.filter { function in
        // The range that begins last at or before the function.
        var (low, high) = (0, ranges.count)
        while low < high {
          let middle = (low + high) / 2
          if ranges[middle].lowerBound <= function.address { low = middle + 1 } else { high = middle }
        }
        return low == 0 || ranges[low - 1].upperBound < function.address + function.size
      }.map(\.name)
    }

    @Test func everyFunctionOfTheLibrary() throws {
      // musl's own assembly of functions that call nothing has none, on stock musl too.
      let stock = Set(try uncovered(Elf(Build.product(Build.stock))))
      let ours = Set(try uncovered(Elf(Build.product(Build.libc))))
      #expect(ours.subtracting(stock).sorted() == [])
    }

    @Test func everyFunctionOfTheKernelAndOfOurAssembly() throws {
      let elf = Elf(try Build.product(Build.libc))
      let assembly: Set = [
        "__clone", "clone", "vfork", "__unmapself", "__set_thread_area", "__restore_rt", "__syscall_cp_c",
        "__syscall_cp_gate", "__cp_interrupted", "apus_gate", "apus_gate_jump", "apus_gate_jump6",
        "apus_gate_cancellable", "apus_host", "apus_enosys", "apus_host_0", "apus_host_511",
      ]
      let present = Set(try elf.symbols().filter { $0.type == "FUNC" }.map(\.name))
      #expect(assembly.subtracting(present).sorted() == [])
      let missing = try uncovered(elf) {
        assembly.contains($0.name) || ["$s", "$e", "apus_", "swift_"].contains(where: $0.name.hasPrefix)
      }
      #expect(missing == [])
    }

    @Test(arguments: ["-static", "-static-pie"]) func aStaticProgramsKernel(flag: String) throws {
      let missing = try uncovered(Elf(Build.program("threads", flag))) {
        ["$s", "$e", "apus_", "swift_", "__cp_", "__syscall_cp"].contains(where: $0.name.hasPrefix)
      }
      #expect(missing == [])
    }

    /// A signal handler's return address lies in a signal frame, one byte after its start.
    @Test func theSignalReturnIsASignalFrame() throws {
      let restore = try Elf(Build.product(Build.libc)).symbol("__restore_rt").address
      let frames = try shell(
        """
        readelf --debug-dump=frames-interp -W "$1" 2>/dev/null | awk '
          / CIE / { cie = $1; signal[cie] = /zRS/ } / FDE / { print $0 }'
        """, Build.product(Build.libc))
      let own = frames.split(separator: "\n").filter { line in
        guard let range = line.split(separator: "=").last?.split(separator: ".", omittingEmptySubsequences: true),
          let low = UInt(range[0], radix: 16), let high = UInt(range[1], radix: 16)
        else { return false }
        return low < restore && restore < high
      }
      #expect(own.count == 1, "the byte before __restore_rt belongs to its frame")
    }
  }
}
