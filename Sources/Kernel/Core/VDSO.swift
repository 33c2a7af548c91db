import CLinux

/// Where the host has mapped its vDSO.
public struct VDSOImage: @unchecked Sendable {
  // Safety: the image is mapped for ever.
  let start: UnsafeRawPointer

  public init(_ start: UnsafeRawPointer) { self.start = start }
}

/// The functions of the host's vDSO, each nil where the host has none.
public struct VDSO: @unchecked Sendable {
  public typealias ClockFunction = @convention(c) (Int32, UnsafeMutablePointer<linux_timespec>?) -> Int32
  public typealias TimeOfDayFunction =
    @convention(c) (
      UnsafeMutablePointer<linux_timeval>?, UnsafeMutablePointer<linux_timezone>?
    ) -> Int32
  public typealias TimeFunction = @convention(c) (UnsafeMutablePointer<Int>?) -> Int
  public typealias CPUFunction =
    @convention(c) (
      UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?, UnsafeMutableRawPointer?
    ) -> Int32

  public var clockGettime: ClockFunction? = nil
  public var clockGetres: ClockFunction? = nil
  public var gettimeofday: TimeOfDayFunction? = nil
  public var time: TimeFunction? = nil
  public var getcpu: CPUFunction? = nil

  /// A host without a vDSO.
  public static var none: VDSO { VDSO() }

  private init() {}

  /// Finds the functions in the image that the host has mapped.
  // Safety: the image is the host's own ELF file, complete and mapped for ever;
  // an image that does not look like one is left alone.
  public init(image: UnsafeRawPointer) {
    let header = image.load(as: linux_elf_header.self)
    guard header.ident.0 == 0x7f, header.ident.1 == 0x45, header.phentsize == MemoryLayout<linux_elf_segment>.size
    else { return }

    var bias: Int? = nil
    var dynamic: UnsafeRawPointer? = nil
    for i in 0..<Int(header.phnum) {
      let segment = image.load(
        fromByteOffset: Int(header.phoff) + i * MemoryLayout<linux_elf_segment>.size, as: linux_elf_segment.self)
      switch segment.type {
      case 1 where bias == nil:  // PT_LOAD
        bias = Int(bitPattern: image) &+ Int(bitPattern: segment.offset) &- Int(bitPattern: segment.vaddr)
      case 2:  // PT_DYNAMIC
        dynamic = image + Int(segment.offset)
      default: break
      }
    }
    guard let bias, var entry = dynamic else { return }

    var strings: UnsafePointer<CChar>? = nil
    var symbols: UnsafePointer<linux_elf_symbol>? = nil
    var hash: UnsafePointer<UInt32>? = nil
    var gnuHash: UnsafePointer<UInt32>? = nil
    while true {
      let item = entry.load(as: linux_elf_dynamic.self)
      if item.tag == 0 { break }
      let address = bias &+ Int(bitPattern: item.value)
      switch item.tag {
      case 4: hash = UnsafePointer(bitPattern: address)  // DT_HASH
      case 5: strings = UnsafePointer(bitPattern: address)  // DT_STRTAB
      case 6: symbols = UnsafePointer(bitPattern: address)  // DT_SYMTAB
      case 0x6fff_fef5: gnuHash = UnsafePointer(bitPattern: address)  // DT_GNU_HASH
      default: break
      }
      entry += MemoryLayout<linux_elf_dynamic>.size
    }
    guard let strings = strings, let symbols = symbols else { return }
    let count = hash.map { Int($0[1]) } ?? gnuHash.map { Self.symbolCount($0) } ?? 0

    for i in 0..<count {
      let symbol = symbols[i]
      guard symbol.section != 0, symbol.info & 15 == 2 else { continue }  // a defined STT_FUNC
      let name = strings + Int(symbol.name)
      let address = UnsafeRawPointer(bitPattern: bias &+ Int(bitPattern: symbol.value))
      if Self.equal(name, "__vdso_clock_gettime") {
        clockGettime = unsafeBitCast(address, to: ClockFunction?.self)
      } else if Self.equal(name, "__vdso_clock_getres") {
        clockGetres = unsafeBitCast(address, to: ClockFunction?.self)
      } else if Self.equal(name, "__vdso_gettimeofday") {
        gettimeofday = unsafeBitCast(address, to: TimeOfDayFunction?.self)
      } else if Self.equal(name, "__vdso_time") {
        time = unsafeBitCast(address, to: TimeFunction?.self)
      } else if Self.equal(name, "__vdso_getcpu") {
        getcpu = unsafeBitCast(address, to: CPUFunction?.self)
      }
    }
  }

  /// The number of symbols, which DT_GNU_HASH does not say: one more than the
  /// last of the chain that starts last.
  private static func symbolCount(_ table: UnsafePointer<UInt32>) -> Int {
    let (buckets, first, bloomWords) = (Int(table[0]), Int(table[1]), Int(table[2]))
    let bucket = table + 4 + 2 * bloomWords
    let chain = bucket + buckets
    var last = 0
    for i in 0..<buckets { last = max(last, Int(bucket[i])) }
    if last < first { return first }
    while chain[last - first] & 1 == 0 { last += 1 }
    return last + 1
  }

  private static func equal(_ name: UnsafePointer<CChar>, _ wanted: StaticString) -> Bool {
    let count = wanted.utf8CodeUnitCount
    for i in 0..<count where UInt8(bitPattern: name[i]) != wanted.utf8Start[i] { return false }
    return name[count] == 0
  }
}
