import CLinux

/// What a file is that is to be executed, as far as it matters for who runs it.
enum ProgramFile {
  case script
  /// libc.so loads it.
  case loadable
  /// It has Apus in it, or libc.so for its interpreter.
  case own
  case foreign(HostReason)

  /// Looks into a file.
  /// - Parameters:
  ///   - isLibc: whether a name, in the memory at that address, is that of our libc.so.
  init(_ descriptor: Int32, _ memory: ExecMemory, _ host: Host, isLibc: (_ address: Int) -> Bool) {
    let count = ProgramFile.read(descriptor, 0, ExecMemory.headSize, to: ExecMemory.head, memory, host)
    if count >= 2, memory.load(0, as: UInt16.self) == 0x2123 {  // "#!"
      self = .script
      return
    }
    guard count >= MemoryLayout<linux_elf_header>.size, memory.load(0, as: UInt32.self) == 0x464c_457f else {
      self = .foreign(.other)
      return
    }
    let header = memory.load(0, as: linux_elf_header.self)
    if header.ident.4 != 2 || header.ident.5 != 1 || header.machine != 62 {
      self = .foreign(.machine)
    } else {
      self = ProgramFile(header, descriptor, memory, host, isLibc)
    }
  }

  private init(
    _ header: linux_elf_header, _ descriptor: Int32, _ memory: ExecMemory, _ host: Host, _ isLibc: (Int) -> Bool
  ) {
    let size = MemoryLayout<linux_elf_segment>.size
    let table = Int(header.phnum) * size
    self = .foreign(.other)
    guard header.phentsize == size, table > 0, table <= ExecMemory.headSize, header.type == 2 || header.type == 3,
      ProgramFile.read(descriptor, header.phoff, table, to: ExecMemory.head, memory, host) == table
    else { return }
    for i in 0..<Int(header.phnum) {
      let segment = memory.load(ExecMemory.head + i * size, as: linux_elf_segment.self)
      guard segment.type == 3 else { continue }  // PT_INTERP
      self = ProgramFile(interpreter: segment, descriptor, memory, host, isLibc)
      return
    }
    self = .foreign(.static)
    for i in 0..<Int(header.phnum) {
      let segment = memory.load(ExecMemory.head + i * size, as: linux_elf_segment.self)
      if segment.type == 4, ProgramFile.isOurNote(segment, descriptor, memory, host) { self = .own }
    }
  }

  private init(
    interpreter segment: linux_elf_segment, _ descriptor: Int32, _ memory: ExecMemory, _ host: Host,
    _ isLibc: (Int) -> Bool
  ) {
    let at = ExecMemory.variable
    let length = Int(truncatingIfNeeded: segment.filesz)
    self = .foreign(.other)
    guard 2...4096 ~= length, ProgramFile.read(descriptor, segment.offset, length, to: at, memory, host) == length,
      memory.load(at + length - 1, as: UInt8.self) == 0
    else { return }
    self = .foreign(.interpreter)
    if isLibc(memory.address(at)) { self = .own } else if ProgramFile.isLoader(at, memory) { self = .loadable }
  }

  /// Whether a name is that of a loader whose programs libc.so loads.
  private static func isLoader(_ offset: Int, _ memory: ExecMemory) -> Bool {
    var start = offset
    var end = offset
    while memory.load(end, as: UInt8.self) != 0 {
      if memory.load(end, as: UInt8.self) == 0x2f { start = end + 1 }
      end += 1
    }
    func reads(_ name: StaticString) -> Bool {
      guard end - start == name.utf8CodeUnitCount else { return false }
      for i in 0..<end - start where memory.load(start + i, as: UInt8.self) != name.utf8Start[i] { return false }
      return true
    }
    return reads("ld-linux-x86-64.so.2") || reads("ld-musl-x86_64.so.1") || reads("libc.so")
  }

  /// Whether notes begin with Apus's, which note.S makes.
  private static func isOurNote(
    _ segment: linux_elf_segment, _ descriptor: Int32, _ memory: ExecMemory, _ host: Host
  ) -> Bool {
    let at = ExecMemory.variable
    let size = Int(truncatingIfNeeded: min(segment.filesz, 1024))
    let count = read(descriptor, segment.offset, size, to: at, memory, host)
    var offset = 0
    while offset + 20 <= count {
      let owner = Int(memory.load(at + offset, as: UInt32.self))
      let text = Int(memory.load(at + offset + 4, as: UInt32.self))
      if owner == 5, memory.load(at + offset + 8, as: UInt32.self) == 1,
        memory.load(at + offset + 12, as: UInt32.self) == 0x7375_7041,
        memory.load(at + offset + 16, as: UInt8.self) == 0
      {
        return true
      }
      offset += 12 + (owner + 3) & ~3 + (text + 3) & ~3
    }
    return false
  }

  /// - Returns: the bytes that were read, or 0.
  private static func read(
    _ descriptor: Int32, _ position: UInt, _ count: Int, to offset: Int, _ memory: ExecMemory, _ host: Host
  ) -> Int {
    (try? host.call(
      Number.pread64, Int(descriptor), memory.address(offset), count, Int(bitPattern: position))) ?? 0
  }
}

/// Why a program runs on the host.
enum HostReason: Int {
  case `static`, machine, privileged, interpreter, unreadable, traced, sandboxed, other

  static var count: Int { 8 }

  var text: StaticString {
    switch self {
    case .static: "static"
    case .machine: "for another machine"
    case .privileged: "with rights of its own"
    case .interpreter: "with another interpreter"
    case .unreadable: "unreadable"
    case .traced: "traced"
    case .sandboxed: "in a sandbox"
    case .other: "for another reason"
    }
  }
}
