import CLinux
import Glibc
import Testing

@testable import Kernel

/// A vDSO image in memory, with the parts that a test leaves in it.
private final class Image {
  static let functions: [(name: String, value: UInt)] = [
    ("__vdso_gettimeofday", 0x2010), ("__vdso_time", 0x2020), ("__vdso_clock_gettime", 0x2030),
    ("__vdso_clock_getres", 0x2040), ("__vdso_getcpu", 0x2050),
  ]
  static let size = 0x3000
  let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
  var name: (String) -> String = { $0 }
  var kind: UInt8 = 0x12  // STB_GLOBAL, STT_FUNC
  var section: UInt16 = 7
  var hash = true
  var gnuHash = true
  var dynamic = true
  /// The address that the image is linked for.
  var origin: UInt = 0

  deinit { base.deallocate() }

  private func store<T: BitwiseCopyable>(_ value: T, _ offset: Int) {
    base.storeBytes(of: value, toByteOffset: offset, as: T.self)
  }

  func build() {
    memset(base, 0, Self.size)
    var header = linux_elf_header()
    (header.ident.0, header.ident.1, header.ident.2, header.ident.3) = (0x7f, 0x45, 0x4c, 0x46)
    header.phoff = 64
    header.phentsize = UInt16(MemoryLayout<linux_elf_segment>.size)
    header.phnum = 2
    store(header, 0)
    let load = linux_elf_segment(
      type: 1, flags: 5, offset: 0, vaddr: origin, paddr: 0, filesz: UInt(Self.size), memsz: UInt(Self.size),
      align: 4096)
    store(load, 64)
    let other = linux_elf_segment(
      type: dynamic ? 2 : 4, flags: 4, offset: 0x200, vaddr: origin + 0x200, paddr: 0, filesz: 96, memsz: 96, align: 8)
    store(other, 64 + 56)
    var items: [(Int, UInt)] = [(5, 0x800), (6, 0x400), (14, 99)]
    if hash { items.append((4, 0x300)) }
    if gnuHash { items.append((0x6fff_fef5, 0x380)) }
    for (i, item) in items.enumerated() {
      store(linux_elf_dynamic(tag: item.0, value: origin + item.1), 0x200 + 16 * i)
    }
    // Symbol 0, an undefined one, then the functions.
    let count = Self.functions.count + 2
    store((UInt32(1), UInt32(count)), 0x300)
    // Two buckets, the symbols that are found from number 2 on, one word of filter; the second bucket has the last three.
    let table: [UInt32] = [2, 2, 1, 0, 0, 0, 2, 4, 10, 11, 20, 30, 41]
    for (i, word) in table.enumerated() { store(word, 0x380 + 4 * i) }
    var string = 0x801
    for (i, function) in Self.functions.enumerated() {
      let bytes = Array(name(function.name).utf8) + [0]
      for (j, byte) in bytes.enumerated() { store(byte, string + j) }
      let symbol = linux_elf_symbol(
        name: UInt32(string - 0x800), info: kind, other: 0, section: section, value: origin + function.value, size: 16)
      store(symbol, 0x400 + 24 * (i + 2))
      string += bytes.count
    }
  }

  /// Offsets of the functions found, in the order of `functions`.
  func found() -> [Int?] {
    build()
    let vdso = VDSO(image: base)
    let all = [
      unsafeBitCast(vdso.gettimeofday, to: Int.self), unsafeBitCast(vdso.time, to: Int.self),
      unsafeBitCast(vdso.clockGettime, to: Int.self), unsafeBitCast(vdso.clockGetres, to: Int.self),
      unsafeBitCast(vdso.getcpu, to: Int.self),
    ]
    return all.map { $0 == 0 ? nil : $0 - Int(bitPattern: base) }
  }
}

extension KernelTests {
  @Suite struct VDSOTests {
    private let nothing = [Int?](repeating: nil, count: 5)
    private let everything: [Int?] = Image.functions.map { Int($0.value) }

    @Test func thisProcesssOwn() throws {
      let image = try #require(UnsafeRawPointer(bitPattern: auxiliary(LINUX_AT_SYSINFO_EHDR)), "this host has a vDSO")
      let vdso = VDSO(image: image)
      let clock = try #require(vdso.clockGettime)
      var (before, ours, after) = (timespec(), linux_timespec(), timespec())
      clock_gettime(CLOCK_MONOTONIC, &before)
      #expect(clock(1, &ours) == 0)
      clock_gettime(CLOCK_MONOTONIC, &after)
      #expect((before.tv_sec, before.tv_nsec) <= (ours.tv_sec, ours.tv_nsec))
      #expect((ours.tv_sec, ours.tv_nsec) <= (after.tv_sec, after.tv_nsec))
      var (resolution, theirs) = (linux_timespec(), timespec())
      clock_getres(CLOCK_MONOTONIC_COARSE, &theirs)
      let clockGetres = try #require(vdso.clockGetres)
      #expect(clockGetres(6, &resolution) == 0)
      #expect(resolution.tv_nsec == theirs.tv_nsec)
      var day = linux_timeval()
      let gettimeofday = try #require(vdso.gettimeofday)
      #expect(gettimeofday(&day, nil) == 0)
      #expect(abs(day.tv_sec - time(nil)) <= 1)
      let seconds = try #require(vdso.time)
      #expect(abs(seconds(nil) - time(nil)) <= 1)
      var cpu: UInt32 = .max
      let getcpu = try #require(vdso.getcpu)
      #expect(getcpu(&cpu, nil, nil) == 0)
      #expect(cpu < UInt32(sysconf(Int32(_SC_NPROCESSORS_CONF))))
    }

    @Test func byEitherHash() {
      let image = Image()
      #expect(image.found() == everything)
      image.hash = false
      #expect(image.found() == everything)
      image.hash = true
      image.gnuHash = false
      #expect(image.found() == everything)
      image.hash = false
      #expect(image.found() == nothing)
    }

    @Test func anImageLinkedForAnotherAddress() {
      let image = Image()
      image.origin = 0xffff_ffff_ff70_0000
      #expect(image.found() == everything)
      image.origin = 0x40_0000
      #expect(image.found() == everything)
    }

    @Test func onlyDefinedFunctionsOfThatVeryName() {
      let image = Image()
      image.kind = 0x22  // weak, as Linux's older aliases
      #expect(image.found() == everything)
      image.kind = 0x11  // an object
      #expect(image.found() == nothing)
      image.kind = 0x12
      image.section = 0
      #expect(image.found() == nothing)
      image.section = 7
      image.name = { $0 + "2" }
      #expect(image.found() == nothing)
      image.name = { String($0.dropLast()) }
      #expect(image.found() == nothing)
    }

    @Test func anEmptyGNUHash() {
      let image = Image()
      image.hash = false
      image.build()
      // No bucket leads anywhere: no symbol but those that are not found by name.
      for i in 6...7 { image.base.storeBytes(of: 0, toByteOffset: 0x380 + 4 * i, as: UInt32.self) }
      #expect(VDSO(image: image.base).clockGettime == nil)
    }

    @Test(arguments: 0..<6) func whatIsNoImageIsLeftAlone(kind: Int) {
      let image = Image()
      image.dynamic = kind != 0
      image.build()
      switch kind {
      case 1: image.base.storeBytes(of: 0, as: UInt8.self)
      case 2: image.base.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
      case 3: image.base.storeBytes(of: 32, toByteOffset: 54, as: UInt16.self)  // a 32-bit e_phentsize
      case 4: image.base.storeBytes(of: 0, toByteOffset: 56, as: UInt16.self)  // no segments
      case 5: image.base.storeBytes(of: 4, toByteOffset: 64, as: UInt32.self)  // none that is loaded
      default: break
      }
      let vdso = VDSO(image: image.base)
      #expect(vdso.clockGettime == nil && vdso.getcpu == nil && vdso.time == nil)
    }

    @Test func garbageBehindTheHeader() {
      var random = SystemRandomNumberGenerator()
      let image = Image()
      for _ in 0..<200 {
        for i in 0..<Image.size / 8 { image.base.storeBytes(of: random.next(), toByteOffset: 8 * i, as: UInt64.self) }
        // The first byte is not ELF's.
        image.base.storeBytes(of: 0x7e, as: UInt8.self)
        #expect(VDSO(image: image.base).clockGettime == nil)
      }
    }
  }
}
