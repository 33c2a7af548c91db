import CElf

/// What keeps an ELF file from being a program (or library) of this machine.
extension ElfFile {
  /// Why the loader could not map it, or nil. `what` says what it was to be: "program" or "library".
  func refusal(as what: String = "program") -> String? {
    if !is64Bit {
      let name = header.e_machine == EM_X86_64 ? "x32" : machineName
      return "is a 32-bit \(what) (\(name)); Apus runs 64-bit x86-64 programs"
    }
    guard header.e_machine == EM_X86_64, isLittleEndian else {
      return "is a \(what) for \(machineName); Apus runs 64-bit x86-64 programs"
    }
    switch Int32(header.e_type) {
    case ET_EXEC, ET_DYN: break
    case ET_REL: return "is a relocatable object file; link it first, with apus-gcc"
    case ET_CORE: return "is a core dump, not a \(what)"
    default: return "is an ELF file of unknown type \(header.e_type), not a \(what)"
    }
    return damage
  }

  /// The headers and segments that are not all in the file.
  var damage: String? {
    if header.e_phnum > 0 {
      guard header.e_phentsize == UInt16(MemoryLayout<Elf64_Phdr>.size) else {
        return
          "is a damaged ELF file: its program headers are \(header.e_phentsize) bytes each, not \(MemoryLayout<Elf64_Phdr>.size)"
      }
      let table = UInt64(header.e_phnum) * UInt64(header.e_phentsize)
      guard !segments.isEmpty, slice(offset: header.e_phoff, count: table) != nil else {
        return "is a truncated ELF file: its program headers lie beyond its end, byte \(image.count)"
      }
    }
    var hasContents = false
    for segment in segments where segment.p_type != PT_NULL && segment.p_filesz > 0 {
      guard slice(offset: segment.p_offset, count: segment.p_filesz) != nil else {
        let (end, overflow) = segment.p_offset.addingReportingOverflow(segment.p_filesz)
        return overflow
          ? "is a damaged ELF file: a segment wraps around the address space"
          : "is a truncated ELF file: a segment ends at byte \(end), the file at byte \(image.count)"
      }
      if segment.p_type == PT_LOAD {
        guard segment.p_memsz >= segment.p_filesz else {
          return "is a damaged ELF file: a segment is smaller in memory than in the file"
        }
        hasContents = true
      }
    }
    return hasContents ? nil : "is an ELF file with nothing to load"
  }

  var machineName: String { ElfFile.machineName(header.e_machine, littleEndian: isLittleEndian) }

  static func machineName(_ machine: UInt16, littleEndian: Bool) -> String {
    switch Int32(machine) {
    case EM_X86_64: littleEndian ? "x86-64" : "a big-endian x86-64"
    case EM_386: "i386"
    case EM_AARCH64: littleEndian ? "AArch64" : "big-endian AArch64"
    case EM_ARM: "ARM"
    case EM_RISCV: "RISC-V"
    case EM_PPC: "PowerPC"
    case EM_PPC64: littleEndian ? "little-endian PowerPC 64" : "PowerPC 64"
    case EM_S390: "S/390"
    case EM_MIPS: littleEndian ? "little-endian MIPS" : "MIPS"
    case EM_SPARC, EM_SPARC32PLUS, EM_SPARCV9: "SPARC"
    case EM_68K: "m68k"
    case EM_ALPHA: "Alpha"
    case EM_IA_64: "Itanium"
    case EM_PARISC: "PA-RISC"
    case EM_SH: "SuperH"
    case EM_LOONGARCH: "LoongArch"
    case EM_BPF: "BPF"
    default: "machine number \(machine)"
    }
  }
}
