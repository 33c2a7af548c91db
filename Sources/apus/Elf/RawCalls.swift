import CCapstone
import CElf

/// A system call instruction that is not behind the libc: it goes to the host whatever the libc is.
struct RawCall {
  let address: UInt64
  let instruction: String
  /// The symbol it lies in or after, with the distance: "open+0x12"; nil where there is none.
  let symbol: String?
  let section: String
}

/// Finds `syscall`, `sysenter` and `int 0x80` by disassembling executable code. The bytes alone would also turn up
/// in operands, so the code is followed from the function's start on; what is not code is stepped over.
struct RawCallScanner {
  private struct Region {
    let name: String
    let address: UInt64
    let bytes: UnsafeRawBufferPointer
    /// Sorted, no two at the same address.
    let marks: [Mark]
  }

  private struct Mark {
    let address: UInt64
    let name: String
    let isData: Bool
  }

  private let file: ElfFile
  private let hasHostGate: Bool

  init(_ file: ElfFile) {
    self.file = file
    hasHostGate = Installation.isApus(file)
  }

  /// The one place of Apus itself that has the instruction.
  private func isHostGate(_ mark: Mark?) -> Bool {
    guard hasHostGate, let mark else { return false }
    return mark.name.hasPrefix("apus_gate") || mark.name == "__cp_begin"
  }

  func scan() throws -> [RawCall] {
    guard file.is64Bit, file.header.e_machine == EM_X86_64 else { return [] }
    let regions = self.regions()
    guard regions.contains(where: { RawCallScanner.mayCall($0.bytes) }) else { return [] }
    var engine: csh = 0
    guard cs_open(CS_ARCH_X86, CS_MODE_64, &engine) == CS_ERR_OK else {
      throw Problem(file.path, "capstone cannot disassemble x86-64 here", status: 1)
    }
    defer { cs_close(&engine) }
    cs_option(engine, CS_OPT_SKIPDATA, Int(CS_OPT_ON.rawValue))
    guard let instruction = cs_malloc(engine) else { throw Problem(file.path, "out of memory", status: 1) }
    defer { cs_free(instruction, 1) }
    return regions.flatMap { scan($0, engine, instruction) }
  }

  /// Executable sections, or executable segments where the section headers were stripped.
  private func regions() -> [Region] {
    let sections = file.sections
    let symbols = file.sectionSymbols(sections).filter {
      !$0.isUndefined && !$0.name.isEmpty && [STT_NOTYPE, STT_FUNC, STT_OBJECT, STT_GNU_IFUNC].contains($0.type)
    }
    let code = sections.filter {
      $0.header.sh_flags & UInt64(SHF_EXECINSTR) != 0 && $0.header.sh_type == SHT_PROGBITS
    }
    guard code.isEmpty else {
      return code.map { section in
        let marks = symbols.filter { Int($0.entry.st_shndx) == section.index }
        return Region(
          name: section.name, address: section.header.sh_addr, bytes: section.bytes, marks: RawCallScanner.marks(marks))
      }
    }
    return file.segments.compactMap { segment in
      guard segment.p_type == PT_LOAD, segment.p_flags & UInt32(PF_X) != 0,
        let bytes = file.slice(offset: segment.p_offset, count: segment.p_filesz)
      else { return nil }
      return Region(name: "segment", address: segment.p_vaddr, bytes: bytes, marks: [])
    }
  }

  private static func marks(_ symbols: [ElfFile.Symbol]) -> [Mark] {
    // Of several names for one place a global one is the one that people know.
    let sorted = symbols.sorted {
      ($0.entry.st_value, $0.binding == STB_LOCAL ? 1 : 0, $0.name)
        < ($1.entry.st_value, $1.binding == STB_LOCAL ? 1 : 0, $1.name)
    }
    var marks: [Mark] = []
    for symbol in sorted where marks.last?.address != symbol.entry.st_value {
      marks.append(
        Mark(address: symbol.entry.st_value, name: symbol.name, isData: symbol.type == STT_OBJECT))
    }
    return marks
  }

  /// Whether the bytes of one of the instructions occur at all; most functions are done with after this.
  private static func mayCall(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 2 else { return false }
    var previous = bytes[0]
    for byte in bytes.dropFirst() {
      if previous == 0x0f && (byte == 0x05 || byte == 0x34) || previous == 0xcd && byte == 0x80 { return true }
      previous = byte
    }
    return false
  }

  private func scan(_ region: Region, _ engine: csh, _ instruction: UnsafeMutablePointer<cs_insn>) -> [RawCall] {
    var found: [RawCall] = []
    let end = region.address &+ UInt64(region.bytes.count)
    var starts: [(address: UInt64, mark: Mark?)] = [(region.address, nil)]
    for mark in region.marks where mark.address >= region.address && mark.address < end {
      if mark.address == region.address { starts.removeAll() }
      starts.append((mark.address, mark))
    }
    for (index, start) in starts.enumerated() where start.mark?.isData != true && !isHostGate(start.mark) {
      let stop = index + 1 < starts.count ? starts[index + 1].address : end
      let part = region.bytes[Int(start.address - region.address)..<Int(stop - region.address)]
      let bytes = UnsafeRawBufferPointer(rebasing: part)
      guard RawCallScanner.mayCall(bytes) else { continue }
      var code = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      var left = bytes.count
      var address = start.address
      while cs_disasm_iter(engine, &code, &left, &address, instruction) {
        guard let name = RawCallScanner.name(of: instruction.pointee) else { continue }
        let symbol = start.mark.map { mark in
          instruction.pointee.address == mark.address
            ? mark.name : "\(mark.name)+\(hex(instruction.pointee.address &- mark.address))"
        }
        found.append(
          RawCall(address: instruction.pointee.address, instruction: name, symbol: symbol, section: region.name))
      }
    }
    return found
  }

  private static func name(of instruction: cs_insn) -> String? {
    switch instruction.id {
    case X86_INS_SYSCALL.rawValue: "syscall"
    case X86_INS_SYSENTER.rawValue: "sysenter"
    case X86_INS_INT.rawValue where instruction.bytes.0 == 0xcd && instruction.bytes.1 == 0x80: "int 0x80"
    default: nil
    }
  }
}
