import CApus
import CLinux

/// Memory for the arguments of one exec: what the program's own arrays and strings do not have.
///
/// It is mapped for the purpose, because a handler of a signal may call exec anywhere, also where it has interrupted
/// the kernel's heap. A process that shares its parent's memory leaves it to the parent.
struct ExecMemory {
  /// The beginning of a file, or its table of segments.
  static var head: Int { 0 }
  static var headSize: Int { 4096 }
  /// The first lines of scripts, `lineSize` each.
  static var lines: Int { 4096 }
  static var lineSize: Int { 256 }
  static var lineCount: Int { 6 }
  /// A program's name, and the variable that carries it.
  static var name: Int { 5632 }
  static var nameSize: Int { 4608 }
  static var variable: Int { 10240 }
  static var variableSize: Int { 10240 }
  /// The arrays of arguments and variables.
  static var words: Int { 20480 }

  // Safety: `size` bytes of memory that only this exec has; each access is checked against it.
  private let base: UnsafeMutableRawPointer
  private let size: Int

  /// - Parameter words: the pointers that both arrays have together.
  /// - Throws: the host's error.
  init(words: Int, _ host: Host) throws(Errno) {
    size = Self.words + words * 8
    let flags = LINUX_MAP_PRIVATE | LINUX_MAP_ANONYMOUS
    let address = try host.call(Number.mmap, 0, size, LINUX_PROT_READ | LINUX_PROT_WRITE, flags, -1, 0)
    base = UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
    if let thread = ThreadBlock.current, thread.sharesMemory { thread.leave(execMemory: address, size) }
  }

  /// After an exec that failed.
  func release(_ host: Host) {
    if let thread = ThreadBlock.current, thread.sharesMemory { thread.leave(execMemory: 0, 0) }
    _ = try? host.call(Number.munmap, Int(bitPattern: base), size)
  }

  func address(_ offset: Int) -> Int { Int(bitPattern: base) + offset }

  func load<T: BitwiseCopyable>(_ offset: Int, as: T.Type = T.self) -> T {
    precondition(offset >= 0 && offset <= size - MemoryLayout<T>.size)
    return (base + offset).loadUnaligned(as: T.self)
  }

  func store<T: BitwiseCopyable>(_ value: T, _ offset: Int) {
    precondition(offset >= 0 && offset <= size - MemoryLayout<T>.size)
    (base + offset).storeBytes(of: value, as: T.self)
  }

  /// Copies a string, its end included, to an offset.
  /// - Returns: its length.
  /// - Throws: `EFAULT`, and `ENAMETOOLONG` where there is no room.
  func copy(_ string: UserPointer<UInt8>, _ offset: Int, room: Int) throws(Errno) -> Int {
    for i in 0..<room {
      let byte = try string.at(i).load()
      store(byte, offset + i)
      if byte == 0 { return i }
    }
    throw .nameTooLong
  }

  /// Writes a text without an end.
  /// - Returns: the offset behind it.
  func write(_ text: StaticString, _ offset: Int) -> Int {
    for i in 0..<text.utf8CodeUnitCount { store(text.utf8Start[i], offset + i) }
    return offset + text.utf8CodeUnitCount
  }

  /// The same for a number that is not negative.
  func write(_ number: Int, _ offset: Int) -> Int {
    let end = number > 9 ? write(number / 10, offset) : offset
    store(UInt8(0x30 + number % 10), end)
    return end + 1
  }
}
