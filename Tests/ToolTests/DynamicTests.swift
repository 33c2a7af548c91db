import CElf
import Testing

@testable import apus

@Suite struct DynamicTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func dynamic(_ path: String) throws -> Dynamic {
    try #require(Dynamic(try ElfFile(path: path)))
  }

  @Test(arguments: ["gnu", "sysv", "both"])
  func findsWhatIsExported(hashStyle: String) throws {
    let source = """
      int function(void) { return 0; }
      int object = 1;
      __thread int tls;
      __attribute__((weak)) int weak(void) { return 1; }
      __attribute__((visibility("hidden"))) int hidden(void) { return 2; }
      static int local(void) { return 3; }
      extern int elsewhere(void), unused(void);
      int user(void) { return elsewhere() + hidden() + local(); }
      """
    let path = try scratch.library("lib.so", source, ["-Wl,--hash-style=\(hashStyle)"])
    let names = try dynamic(path).definitions()
    #expect(names == ["function", "object", "tls", "weak", "user"])
    #expect(try dynamic(path).references().map(\.name) == ["elsewhere"])
  }

  @Test func stripsDoNotMatter() throws {
    let path = try scratch.library("lib.so", "extern int e(void); int f(void) { return e(); }", ["-s"])
    // What a loader reads is left when all section headers are gone.
    var bytes = Files.read(path, limit: 1 << 20) ?? []
    bytes.replaceSubrange(40..<48, with: [UInt8](repeating: 0, count: 8))
    bytes.replaceSubrange(58..<64, with: [UInt8](repeating: 0, count: 6))
    let stripped = try scratch.write("stripped.so", bytes)
    #expect(try ElfFile(path: stripped).sections.isEmpty)
    #expect(try dynamic(stripped).definitions() == ["f"])
    #expect(try dynamic(stripped).references().map(\.name) == ["e"])
  }

  @Test func readsVersionsAndHiddenOnes() throws {
    let map = try scratch.write("map", text: "V1 { global: f; }; V2 { global: f; g; local: *; } V1;", mode: 0o644)
    let source = """
      __asm__(".symver f1, f@V1"); __asm__(".symver f2, f@@V2");
      int f1(void) { return 1; } int f2(void) { return 2; } int g(void) { return 3; }
      """
    let library = try scratch.library("libv.so", source, ["-Wl,--version-script=\(map)", "-Wl,-soname,libv.so"])
    #expect(try dynamic(library).definitions().isSuperset(of: ["f", "g"]))
    let program = try scratch.program(
      "prog",
      "extern int f(void); extern int w(void) __attribute__((weak)); int u(void) { return f() + (w ? w() : 0); }",
      ["-L\(scratch.path)", "-lv"])
    let references = try dynamic(program).references()
    let f = try #require(references.first { $0.name == "f" })
    #expect(f.version == "V2")
    #expect(f.library == "libv.so")
    #expect(!f.isWeak)
    #expect(references.first { $0.name == "w" }?.isWeak == true)
    #expect(references.first { $0.name == "w" }?.version == nil)

    let old = try scratch.library(
      "libold.so", "__asm__(\".symver f1, f@V1\"); int f1(void) { return 1; }", ["-Wl,--version-script=\(map)"])
    #expect(try !dynamic(old).definitions().contains("f"))
  }

  @Test func marksCopies() throws {
    let library = try scratch.library("libdata.so", "int data = 1;", ["-Wl,-soname,libdata.so"])
    let program = try scratch.build(
      "prog", "extern int data; void _start(void) { data++; }",
      ["-fno-pie", "-no-pie", "-nostdlib", library, "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1"])
    let reference = try #require(try dynamic(program).references().first { $0.name == "data" })
    #expect(reference.isCopy)
  }

  @Test func readsPathsAndFlags() throws {
    let library = try scratch.library("liba.so", "int a;", ["-Wl,-soname,liba.so.1"])
    let program = try scratch.program("prog", "extern int a; int *p = &a;", [library, "-Wl,-rpath,$ORIGIN/x:/y"])
    let facts = try dynamic(program)
    #expect(facts.needed == ["liba.so.1"])
    #expect(facts.runPath == "$ORIGIN/x:/y")
    #expect(facts.isPIE)
    #expect(!facts.hasTextRelocations)
    #expect(try !dynamic(library).isPIE)
    let relocated = try scratch.build(
      "text.so", ".text\n.global f\nf: .quad e\n", ["-shared", "-nostdlib", "-Wl,-z,notext"], suffix: "s")
    #expect(try dynamic(relocated).hasTextRelocations)
  }

  @Test func readsNotes() {
    func note(_ owner: String, _ type: UInt32, _ data: [UInt8]) -> [UInt8] {
      func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value)) { Array($0) } }
      func aligned(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: -bytes.count & 3) }
      let name = Array(owner.utf8) + [0]
      return word(name.count) + word(data.count) + word(Int(type)) + aligned(name) + aligned(data)
    }
    let bytes = note("GNU", 3, [1, 2, 3, 4, 5]) + note("Apus", 1, []) + note("X", 7, [9])
    bytes.withUnsafeBytes { raw in
      let notes = ElfFile.notes(in: raw, align: 4)
      #expect(notes.map(\.owner) == ["GNU", "Apus", "X"])
      #expect(notes.map(\.type) == [3, 1, 7])
      for count in 0..<raw.count {
        #expect(ElfFile.notes(in: UnsafeRawBufferPointer(rebasing: raw[..<count]), align: 4).count <= 3)
      }
    }
  }
}
