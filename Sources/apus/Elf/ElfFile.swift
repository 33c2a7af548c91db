import CElf
import Glibc

/// A file that is an ELF file, opened with libelf. What is not sound in it is told when it is asked for:
/// `refusal` for running it, `nil` and empty results elsewhere.
final class ElfFile {
  let path: String
  let header: GElf_Ehdr
  let is64Bit: Bool
  let isLittleEndian: Bool
  /// Empty if the table lies outside the file.
  let segments: [Elf64_Phdr]
  /// The whole file as it is on disk.
  let image: UnsafeRawBufferPointer

  private let handle: OpaquePointer
  private let descriptor: Int32

  /// The file at a path; `Problem` names why it is not one that can be looked into.
  convenience init(path: String) throws {
    switch Files.status(path) {
    case .failure(let error):
      throw Problem(path, error.text, status: error.code == ENOENT ? Problem.notFound : Problem.cannotRun)
    case .success(let status) where status.isDirectory: throw Problem(path, "is a directory")
    case .success(let status) where !status.isRegular: throw Problem(path, "is not a regular file")
    case .success: break
    }
    switch Files.open(path) {
    case .failure(let error): throw Problem(path, "cannot be read: \(error.text)")
    case .success(let descriptor): try self.init(path: path, descriptor: descriptor)
    }
  }

  private convenience init(path: String, descriptor: Int32) throws {
    var head = [UInt8](repeating: 0, count: MemoryLayout<Elf64_Ehdr>.size)
    let count = pread(descriptor, &head, head.count, 0)
    do {
      if count < 0 { throw Problem(path, "cannot be read: \(errorText(errno))") }
      try ElfFile.checkHead(head.prefix(count), path)
      elf_version(UInt32(EV_CURRENT))
      guard let handle = elf_begin(descriptor, ELF_C_READ_MMAP, nil) else {
        throw Problem(path, "cannot be read: \(ElfFile.libraryError())")
      }
      try self.init(path: path, handle: handle, descriptor: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// An image in memory, such as the vDSO's; it must outlive the object.
  convenience init(path: String, memory: UnsafeMutableRawBufferPointer) throws {
    try ElfFile.checkHead(Array(memory.prefix(MemoryLayout<Elf64_Ehdr>.size))[...], path)
    elf_version(UInt32(EV_CURRENT))
    guard let handle = elf_memory(memory.baseAddress?.assumingMemoryBound(to: CChar.self), memory.count) else {
      throw Problem(path, ElfFile.libraryError())
    }
    try self.init(path: path, handle: handle, descriptor: -1)
  }

  private init(path: String, handle: OpaquePointer, descriptor: Int32) throws {
    self.path = path
    self.handle = handle
    self.descriptor = descriptor
    do {
      var size = 0
      var header = GElf_Ehdr()
      guard let base = elf_rawfile(handle, &size), gelf_getehdr(handle, &header) != nil else {
        throw Problem(path, "is a damaged ELF file: \(ElfFile.libraryError())")
      }
      image = UnsafeRawBufferPointer(start: base, count: size)
      self.header = header
      is64Bit = image[Int(EI_CLASS)] == UInt8(ELFCLASS64)
      isLittleEndian = image[Int(EI_DATA)] == UInt8(ELFDATA2LSB)
      var count = 0
      if is64Bit, elf_getphdrnum(handle, &count) == 0, count > 0, let table = elf64_getphdr(handle) {
        segments = Array(UnsafeBufferPointer(start: table, count: count))
      } else {
        segments = []
      }
    } catch {
      elf_end(handle)
      throw error
    }
  }

  deinit {
    elf_end(handle)
    if descriptor >= 0 { close(descriptor) }
  }

  private static func libraryError() -> String {
    elf_errmsg(-1).map { String(cString: $0) } ?? "libelf cannot read it"
  }

  /// libelf does not tell a file that is cut off from one that never was an ELF file.
  private static func checkHead(_ head: ArraySlice<UInt8>, _ path: String) throws {
    guard head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
      if head.starts(with: "!<arch>\n".utf8) {
        throw Problem(path, "is an archive of object files, not an ELF file")
      }
      throw Problem(path, head.isEmpty ? "is empty" : "is not an ELF file")
    }
    let is32Bit = head.count > 4 && head[4] == UInt8(ELFCLASS32)
    guard head.count >= (is32Bit ? MemoryLayout<Elf32_Ehdr>.size : MemoryLayout<Elf64_Ehdr>.size) else {
      throw Problem(path, "is a truncated ELF file: it ends in its header, at byte \(head.count)")
    }
  }
}

// MARK: - Contents

extension ElfFile {
  /// Part of the file, or nil if it is not all there.
  func slice(offset: UInt64, count: UInt64) -> UnsafeRawBufferPointer? {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard !overflow, end <= UInt64(image.count) else { return nil }
    return UnsafeRawBufferPointer(rebasing: image[Int(offset)..<Int(end)])
  }

  /// What the file holds at an address of the program, to the end of the segment.
  func memory(at address: UInt64) -> UnsafeRawBufferPointer? {
    for segment in segments where segment.p_type == PT_LOAD {
      guard address >= segment.p_vaddr, address - segment.p_vaddr < segment.p_filesz else { continue }
      let skipped = address - segment.p_vaddr
      let (offset, overflow) = segment.p_offset.addingReportingOverflow(skipped)
      return overflow ? nil : slice(offset: offset, count: segment.p_filesz - skipped)
    }
    return nil
  }

  /// An array at an address, cut off where the segment ends.
  func array<Element: BitwiseCopyable>(
    at address: UInt64, count: UInt64 = .max, of type: Element.Type
  ) -> [Element] {
    guard let bytes = memory(at: address) else { return [] }
    let stride = MemoryLayout<Element>.stride
    let count = Int(min(count, UInt64(bytes.count / stride)))
    return (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * stride, as: type) }
  }

  func segment(_ type: Int32) -> Elf64_Phdr? {
    segments.first { $0.p_type == UInt32(bitPattern: type) }
  }

  /// The program interpreter it asks for.
  var interpreter: String? {
    guard let segment = segment(PT_INTERP),
      let bytes = slice(offset: segment.p_offset, count: segment.p_filesz)
    else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Whether a note of this owner and type is in it.
  func hasNote(owner: String, type: UInt32) -> Bool {
    segments.contains { segment in
      guard segment.p_type == PT_NOTE, let bytes = slice(offset: segment.p_offset, count: segment.p_filesz) else {
        return false
      }
      return ElfFile.notes(in: bytes, align: segment.p_align == 8 ? 8 : 4).contains {
        $0.owner == owner && $0.type == type
      }
    }
  }

  static func notes(in bytes: UnsafeRawBufferPointer, align: Int) -> [(owner: String, type: UInt32)] {
    var found: [(owner: String, type: UInt32)] = []
    var position = 0
    func aligned(_ value: Int) -> Int { (value + align - 1) & -align }
    while position + 12 <= bytes.count {
      let nameSize = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      let dataSize = Int(bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self))
      let type = bytes.loadUnaligned(fromByteOffset: position + 8, as: UInt32.self)
      guard position + 12 + nameSize <= bytes.count else { break }
      let name = bytes[(position + 12)..<(position + 12 + nameSize)].prefix { $0 != 0 }
      found.append((String(decoding: name, as: UTF8.self), type))
      position = aligned(aligned(position + 12 + nameSize) + dataSize)
    }
    return found
  }
}

// MARK: - Sections

extension ElfFile {
  struct Section {
    let index: Int
    let name: String
    let header: GElf_Shdr
    /// Empty if the section has no contents or they lie outside the file.
    let bytes: UnsafeRawBufferPointer
  }

  var sections: [Section] {
    var names = 0
    guard elf_getshdrstrndx(handle, &names) == 0 else { return [] }
    var result: [Section] = []
    var next = elf_nextscn(handle, nil)
    while let scn = next {
      next = elf_nextscn(handle, scn)
      var header = GElf_Shdr()
      guard gelf_getshdr(scn, &header) != nil else { continue }
      let name = elf_strptr(handle, names, Int(header.sh_name)).map { String(cString: $0) } ?? ""
      let bytes = header.sh_type == SHT_NOBITS ? nil : slice(offset: header.sh_offset, count: header.sh_size)
      result.append(
        Section(
          index: elf_ndxscn(scn), name: name, header: header,
          bytes: bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)))
    }
    return result
  }

  struct Symbol {
    let name: String
    let entry: Elf64_Sym

    var type: Int32 { Int32(entry.st_info & 0xf) }
    var binding: Int32 { Int32(entry.st_info >> 4) }
    var isUndefined: Bool { entry.st_shndx == UInt16(SHN_UNDEF) }
  }

  /// The symbols of a symbol table section: the full table if there is one, else the dynamic one.
  func sectionSymbols(_ sections: [Section]) -> [Symbol] {
    guard is64Bit,
      let table = sections.first(where: { $0.header.sh_type == SHT_SYMTAB })
        ?? sections.first(where: { $0.header.sh_type == SHT_DYNSYM })
    else { return [] }
    let strings = sections.first { $0.index == Int(table.header.sh_link) }?.bytes
    let size = MemoryLayout<Elf64_Sym>.size
    return (0..<(table.bytes.count / size)).map { index in
      let entry = table.bytes.loadUnaligned(fromByteOffset: index * size, as: Elf64_Sym.self)
      return Symbol(name: ElfFile.string(strings, UInt64(entry.st_name)), entry: entry)
    }
  }

  /// A string of a string table; empty if the offset lies outside.
  static func string(_ table: UnsafeRawBufferPointer?, _ offset: UInt64) -> String {
    guard let table, offset < UInt64(table.count) else { return "" }
    return String(decoding: table[Int(offset)...].prefix { $0 != 0 }, as: UTF8.self)
  }
}
