import CElf

/// The dynamic section, read the way a loader does: by addresses, without the section headers.
struct Dynamic {
  let needed: [String]
  /// RUNPATH if there is one, else RPATH: musl treats them alike and lets RUNPATH win.
  let runPath: String?
  /// Whether it is a RUNPATH, which glibc does not hand on to the libraries of libraries.
  let hasRunPath: Bool
  /// The name by which others ask for this library.
  let soname: String?
  let isPIE: Bool
  let hasTextRelocations: Bool

  private let file: ElfFile
  private let strings: UnsafeRawBufferPointer?
  private let values: [Int64: UInt64]

  /// Nil if the file has no dynamic section.
  init?(_ file: ElfFile) {
    guard let segment = file.segment(PT_DYNAMIC),
      let bytes = file.slice(offset: segment.p_offset, count: segment.p_filesz)
    else { return nil }
    var values: [Int64: UInt64] = [:]
    var neededOffsets: [UInt64] = []
    let size = MemoryLayout<Elf64_Dyn>.size
    for index in 0..<(bytes.count / size) {
      let entry = bytes.loadUnaligned(fromByteOffset: index * size, as: Elf64_Dyn.self)
      if entry.d_tag == DT_NULL { break }
      if entry.d_tag == DT_NEEDED {
        neededOffsets.append(entry.d_un.d_val)
      } else {
        values[entry.d_tag] = entry.d_un.d_val
      }
    }
    let strings = values[Int64(DT_STRTAB)].flatMap { file.memory(at: $0) }
    self.file = file
    self.values = values
    self.strings = strings
    needed = neededOffsets.map { ElfFile.string(strings, $0) }
    runPath = (values[Int64(DT_RUNPATH)] ?? values[Int64(DT_RPATH)]).map { ElfFile.string(strings, $0) }
    hasRunPath = values[Int64(DT_RUNPATH)] != nil
    soname = values[Int64(DT_SONAME)].map { ElfFile.string(strings, $0) }
    isPIE = (values[Int64(DT_FLAGS_1)] ?? 0) & UInt64(DF_1_PIE) != 0
    hasTextRelocations = values[Int64(DT_TEXTREL)] != nil || (values[Int64(DT_FLAGS)] ?? 0) & UInt64(DF_TEXTREL) != 0
  }

  private func value(_ tag: Int32) -> UInt64 { values[Int64(tag)] ?? 0 }

  // MARK: Symbols

  private func symbol(_ index: UInt64) -> Elf64_Sym? {
    let (offset, overflow) = index.multipliedReportingOverflow(by: UInt64(MemoryLayout<Elf64_Sym>.size))
    guard !overflow, let table = values[Int64(DT_SYMTAB)] else { return nil }
    return file.array(at: table &+ offset, count: 1, of: Elf64_Sym.self).first
  }

  /// The names that other objects can bind to. Objects of glibc's may ask for versions that are not a name's default
  /// one, and for functions that choose their implementation.
  func definitions(forGlibc: Bool = false) -> Set<String> {
    guard let table = values[Int64(DT_SYMTAB)] else { return [] }
    let symbols = file.array(at: table, count: symbolCount, of: Elf64_Sym.self)
    let versions = values[Int64(DT_VERSYM)].map {
      file.array(at: $0, count: UInt64(symbols.count), of: UInt16.self)
    }
    var names: Set<String> = []
    for (index, symbol) in symbols.enumerated() {
      let hidden = !forGlibc && versions.map { index < $0.count && $0[index] & 0x8000 != 0 } ?? false
      if !hidden, Dynamic.isExported(symbol, forGlibc: forGlibc) {
        names.insert(ElfFile.string(strings, UInt64(symbol.st_name)))
      }
    }
    return names
  }

  private static func isExported(_ symbol: Elf64_Sym, forGlibc: Bool) -> Bool {
    let type = Int32(symbol.st_info & 0xf)
    let binding = Int32(symbol.st_info >> 4)
    guard symbol.st_shndx != UInt16(SHN_UNDEF), symbol.st_value != 0 || type == STT_TLS else { return false }
    return [STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE].contains(binding)
      && ([STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_COMMON, STT_TLS].contains(type) || forGlibc && type == STT_GNU_IFUNC)
  }

  /// How many symbols the hash table covers.
  private var symbolCount: UInt64 {
    if let hash = values[Int64(DT_HASH)] {
      let counts = file.array(at: hash, count: 2, of: UInt32.self)
      return counts.count == 2 ? UInt64(counts[1]) : 0
    }
    guard let hash = values[Int64(DT_GNU_HASH)] else { return 0 }
    let head = file.array(at: hash, count: 4, of: UInt32.self)
    guard head.count == 4 else { return 0 }
    let bucketsAt = hash &+ 16 &+ UInt64(head[2]) * 8
    let buckets = file.array(at: bucketsAt, count: UInt64(head[0]), of: UInt32.self)
    guard let last = buckets.max(), last >= head[1] else { return 0 }
    // The chain of the last bucket ends with an odd hash.
    let chain = file.array(at: bucketsAt &+ UInt64(head[0]) * 4 &+ UInt64(last - head[1]) * 4, of: UInt32.self)
    let length = chain.firstIndex { $0 & 1 == 1 }.map { $0 + 1 } ?? chain.count
    return UInt64(last) + UInt64(length)
  }

  // MARK: References

  /// A symbol that a relocation of this file asks for.
  struct Reference: Hashable {
    let name: String
    /// The version and the library it was linked against, if it was versioned there.
    let version: String?
    let library: String?
    let isWeak: Bool
    /// A copy relocation is never satisfied by the program itself.
    let isCopy: Bool
  }

  /// What must be bound before the program starts. musl goes by relocations, so unused symbols do not count.
  func references() -> [Reference] {
    var indices: [UInt64: Bool] = [:]
    for (table, size) in [(DT_RELA, DT_RELASZ), (DT_JMPREL, DT_PLTRELSZ)] {
      guard let address = values[Int64(table)] else { continue }
      let stride = UInt64(MemoryLayout<Elf64_Rela>.size)
      for relocation in file.array(at: address, count: value(size) / stride, of: Elf64_Rela.self) {
        let index = relocation.r_info >> 32
        let isCopy = Int32(truncatingIfNeeded: relocation.r_info) == R_X86_64_COPY
        if index != 0 { indices[index] = (indices[index] ?? false) || isCopy }
      }
    }
    let versions = neededVersions()
    return indices.sorted { $0.key < $1.key }.compactMap { index, isCopy in
      guard let entry = symbol(index), Int32(entry.st_info >> 4) != STB_LOCAL else { return nil }
      let name = ElfFile.string(strings, UInt64(entry.st_name))
      let isUndefined = entry.st_shndx == UInt16(SHN_UNDEF)
      guard !name.isEmpty, isUndefined || isCopy else { return nil }
      let version = values[Int64(DT_VERSYM)].flatMap { address in
        file.array(at: address &+ index * 2, count: 1, of: UInt16.self).first
      }.flatMap { versions[$0 & 0x7fff] }
      return Reference(
        name: name, version: version?.name, library: version?.library,
        isWeak: isUndefined && Int32(entry.st_info >> 4) == STB_WEAK, isCopy: isCopy)
    }
  }

  private func neededVersions() -> [UInt16: (name: String, library: String)] {
    var result: [UInt16: (name: String, library: String)] = [:]
    guard var at = values[Int64(DT_VERNEED)] else { return [:] }
    // A damaged table must not be walked for longer than a file of this size could be.
    var budget = file.image.count
    for _ in 0..<min(value(DT_VERNEEDNUM), UInt64(file.image.count)) {
      guard let need = file.array(at: at, count: 1, of: Elf64_Verneed.self).first else { break }
      var auxiliaryAt = at &+ UInt64(need.vn_aux)
      for _ in 0..<need.vn_cnt {
        budget -= 1
        guard budget > 0, let auxiliary = file.array(at: auxiliaryAt, count: 1, of: Elf64_Vernaux.self).first else {
          break
        }
        result[auxiliary.vna_other & 0x7fff] = (
          ElfFile.string(strings, UInt64(auxiliary.vna_name)), ElfFile.string(strings, UInt64(need.vn_file))
        )
        auxiliaryAt = auxiliaryAt &+ UInt64(auxiliary.vna_next)
      }
      if need.vn_next == 0 { break }
      at = at &+ UInt64(need.vn_next)
    }
    return result
  }
}
