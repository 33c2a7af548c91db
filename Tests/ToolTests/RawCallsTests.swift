import Testing

@testable import apus

@Suite struct RawCallsTests {
  private static let source = """
    .text
    .global first, second, third
    .type first, @function
    first:
      nop
      syscall
      mov $0x0000050f, %eax
      movabs $0x80cd340f050f, %rax
      ret
    .type table, @object
    table:
      .byte 0x0f, 0x05, 0x0f, 0x34, 0xcd, 0x80
    .size table, .-table
    .type second, @function
    second:
      sysenter
      int $0x80
      int $0x81
      int3
      ret
    .type third, @function
    third:
      .byte 0x06, 0x07
      syscall
      ret
    .data
      .byte 0x0f, 0x05
    """

  private func scan(_ flags: [String]) throws -> [RawCall] {
    let scratch = try Scratch()
    let path = try scratch.build("raw", RawCallsTests.source, ["-nostdlib"] + flags, suffix: "s")
    return try RawCallScanner(try ElfFile(path: path)).scan()
  }

  @Test(arguments: [["-shared"], ["-c"]])
  func findsInstructionsNotBytes(flags: [String]) throws {
    let calls = try scan(flags)
    #expect(calls.map(\.instruction) == ["syscall", "sysenter", "int 0x80", "syscall"])
    #expect(calls.map(\.symbol) == ["first+0x1", "second", "second+0x2", "third+0x2"])
    #expect(calls.map(\.section) == [".text", ".text", ".text", ".text"])
    #expect(calls[0].address + 1 == calls[1].address - 0x17)
  }

  @Test func worksWithoutSymbols() throws {
    let scratch = try Scratch()
    let source = ".text\nmov $0x050f, %eax\nsyscall\nret\n"
    let path = try scratch.build("raw", source, ["-shared", "-nostdlib", "-s"], suffix: "s")
    let calls = try RawCallScanner(try ElfFile(path: path)).scan()
    #expect(calls.count == 1)
    #expect(calls.first?.symbol == nil)
    // And where the section headers are gone as well, by segments.
    var bytes = Files.read(path, limit: 1 << 20) ?? []
    bytes.replaceSubrange(40..<48, with: [UInt8](repeating: 0, count: 8))
    bytes.replaceSubrange(58..<64, with: [UInt8](repeating: 0, count: 6))
    let bare = try RawCallScanner(try ElfFile(path: try scratch.write("bare", bytes))).scan()
    #expect(bare.map(\.address) == calls.map(\.address))
    #expect(bare.first?.section == "segment")
  }

  /// The gate of a file that has Apus in it is no way past Apus; what else is in it is.
  @Test(arguments: [1, 2]) func leavesOutTheHostGate(type: Int) throws {
    let scratch = try Scratch()
    let source = """
      .section .note.apus, "a", @note
      .long 5, 0, \(type)
      .asciz "Apus"
      .balign 4
      .text
      apus_gate: syscall
      ret
      other: syscall
      ret
      """
    let path = try scratch.build("gate", source, ["-shared", "-nostdlib"], suffix: "s")
    let symbols = try RawCallScanner(try ElfFile(path: path)).scan().map(\.symbol)
    #expect(symbols == (type == 1 ? ["other"] : ["apus_gate", "other"]))
  }

  @Test func findsNoneInOrdinaryCode() throws {
    let scratch = try Scratch()
    let path = try scratch.library("lib.so", "int f(int x) { return x * 0x050f; }")
    #expect(try RawCallScanner(try ElfFile(path: path)).scan().isEmpty)
  }
}
