import CElf
import Foundation
import Testing

@testable import apus

/// A real program of this machine, with some of its bytes changed.
@Suite struct RefusalTests {
  private let scratch: Scratch
  private let sound: [UInt8]

  init() throws {
    scratch = try Scratch()
    sound = Array(try Data(contentsOf: URL(fileURLWithPath: "/bin/true")))
  }

  private func refusal(_ bytes: some Sequence<UInt8>) throws -> String? {
    let path = try scratch.write("prog", bytes)
    return Problem.reason {
      if let refusal = try ElfFile(path: path).refusal() { throw Problem(path, refusal) }
    }
  }

  private func patched(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
    var copy = sound
    copy.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    return copy
  }

  @Test func passesASoundOne() throws { #expect(try refusal(sound) == nil) }

  @Test(arguments: [1, 3]) func tellsWhatIsTooShort(count: Int) throws {
    #expect(try refusal(sound.prefix(count)) == "is not an ELF file")
  }

  @Test(arguments: [4, 15, 16, 40, 63]) func tellsATruncatedHeader(count: Int) throws {
    #expect(try refusal(sound.prefix(count)) == "is a truncated ELF file: it ends in its header, at byte \(count)")
  }

  @Test(arguments: [64, 65, 119, 300]) func tellsTruncatedProgramHeaders(count: Int) throws {
    #expect(
      try refusal(sound.prefix(count))
        == "is a truncated ELF file: its program headers lie beyond its end, byte \(count)")
  }

  @Test func tellsATruncatedSegment() throws {
    let reason = try #require(try refusal(sound.prefix(sound.count / 2)))
    #expect(reason.hasPrefix("is a truncated ELF file: a segment ends at byte "))
    #expect(reason.hasSuffix(", the file at byte \(sound.count / 2)"))
  }

  /// Section headers, at the end of the file, are nothing that a loader reads.
  @Test func runsWithoutSectionHeaders() throws {
    let file = try ElfFile(path: scratch.write("whole", sound))
    let cut = try refusal(sound.prefix(Int(file.header.e_shoff) + 1))
    #expect(cut == nil)
  }

  @Test func tellsNoElfAtAll() throws {
    #expect(try refusal([]) == "is empty")
    #expect(try refusal("hello, world\n".utf8) == "is not an ELF file")
    #expect(try refusal("!<arch>\n".utf8) == "is an archive of object files, not an ELF file")
  }

  @Test(arguments: [
    (UInt8(EM_AARCH64), "AArch64"), (UInt8(EM_RISCV), "RISC-V"), (UInt8(EM_PPC64), "little-endian PowerPC 64"),
    (UInt8(99), "machine number 99"),
  ])
  func namesTheMachine(machine: UInt8, name: String) throws {
    #expect(try refusal(patched(18, [machine, 0])) == "is a program for \(name); Apus runs 64-bit x86-64 programs")
  }

  @Test func namesABigEndianMachine() throws {
    var header = patched(18, [0, UInt8(EM_S390)])
    header[Int(EI_DATA)] = UInt8(ELFDATA2MSB)
    #expect(try refusal(header) == "is a program for S/390; Apus runs 64-bit x86-64 programs")
  }

  @Test(arguments: [(UInt8(EM_386), "i386"), (UInt8(EM_X86_64), "x32"), (UInt8(EM_ARM), "ARM")])
  func tells32Bit(machine: UInt8, name: String) throws {
    var header = patched(18, [machine, 0])
    header[Int(EI_CLASS)] = UInt8(ELFCLASS32)
    #expect(try refusal(header) == "is a 32-bit program (\(name)); Apus runs 64-bit x86-64 programs")
  }

  @Test(arguments: [
    (UInt8(ET_REL), "is a relocatable object file; link it first, with apus-gcc"),
    (UInt8(ET_CORE), "is a core dump, not a program"), (9, "is an ELF file of unknown type 9, not a program"),
  ])
  func tellsWhatIsNoProgram(type: UInt8, reason: String) throws {
    #expect(try refusal(patched(16, [type, 0])) == reason)
  }

  @Test func tellsDamage() throws {
    #expect(
      try refusal(patched(54, [55, 0])) == "is a damaged ELF file: its program headers are 55 bytes each, not 56")
    let file = try ElfFile(path: scratch.write("whole", sound))
    let load = try #require(file.segments.firstIndex { $0.p_type == PT_LOAD })
    let entry = Int(file.header.e_phoff) + load * 56
    let most = [UInt8](repeating: 0xff, count: 8)
    #expect(
      try refusal(patched(entry + 8, most)) == "is a damaged ELF file: a segment wraps around the address space")
    #expect(
      try refusal(patched(entry + 40, [UInt8](repeating: 0, count: 8)))
        == "is a damaged ELF file: a segment is smaller in memory than in the file")
    let none = [UInt8](repeating: 0, count: 2)
    #expect(try refusal(patched(56, none)) == "is an ELF file with nothing to load")
  }

  /// Whatever is in the file, the tool answers and does not crash.
  @Test func survivesNoise() throws {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let library = Array(
      try Data(
        contentsOf: URL(
          fileURLWithPath: try scratch.library(
            "lib.so", "int f(void) { return 1; } extern int g(void); int h(void) { return g(); }"))))
    for _ in 0..<400 {
      var noisy = library
      for _ in 0..<12 { noisy[random(random(2) == 0 ? 1024 : noisy.count)] = UInt8(random(256)) }
      noisy.replaceSubrange(0..<20, with: library[0..<20])
      let path = try scratch.write("noisy", noisy)
      guard let file = try? ElfFile(path: path) else { continue }
      _ = file.refusal()
      _ = try RawCallScanner(file).scan()
      _ = file.hasNote(owner: "x", type: 1)
      guard let dynamic = Dynamic(file) else { continue }
      _ = ProgramKind(file, dynamic)
      _ = dynamic.definitions()
      _ = dynamic.references()
    }
  }
}
