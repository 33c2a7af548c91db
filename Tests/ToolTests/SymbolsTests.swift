import Testing

@testable import apus

@Suite struct SymbolsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(
    arguments: [
      ("open64", "open"), ("readdir64_r", "readdir_r"), ("posix_fadvise64", "posix_fadvise"),
      ("__fxstatat64", "__fxstatat"),
      ("posix_fallocate64", nil), ("fcntl64", nil), ("open", nil), ("nonsense64", nil), ("64", nil),
    ] as [(String, String?)])
  func mapsLargeFileNames(name: String, plain: String?) {
    #expect(LargeFileNames.plainName(of: name) == plain)
  }

  private func undefined(_ program: String, libc: Set<String>, glibc: Set<String> = []) throws -> UndefinedSymbols {
    let file = try ElfFile(path: program)
    let dynamic = try #require(Dynamic(file))
    let search = LibrarySearch(loader: scratch.file("p/lib/libc.so"), environmentPath: nil)
    return UndefinedSymbols(
      program: dynamic, path: program, libraries: search.load(file, dynamic, path: program),
      libc: UndefinedSymbols.Libc(musl: libc, glibc: glibc))
  }

  private static let use = """
    extern int known(void), unknown(void), open64(void), fromlib(void);
    extern int perhaps(void) __attribute__((weak));
    int use(void) { return known() + unknown() + open64() + fromlib() + perhaps(); }
    """

  @Test func findsWhatNothingDefines() throws {
    let library = try scratch.library(
      "libs/libf.so", "extern int lost(void), use(void); int fromlib(void) { return lost() + use(); }",
      ["-Wl,-soname,libf.so"])
    let program = try scratch.program(
      "prog", SymbolsTests.use,
      [library, "-rdynamic", "-Wl,-rpath,\(scratch.file("libs"))", "-Wl,--unresolved-symbols=ignore-all"])
    let symbols = try undefined(program, libc: ["known", "open"])
    #expect(Set(symbols.entries.map { "\($0.name) \($0.neededBy)" }) == ["unknown \(program)", "lost \(library)"])
    #expect(symbols.open.isEmpty)
    #expect(try undefined(program, libc: ["known", "unknown", "lost", "open"]).entries.isEmpty)
  }

  @Test func leavesOpenWhatAMissingLibraryMayDefine() throws {
    let library = try scratch.library("libs/libf.so", "int fromlib(void) { return 0; }", ["-Wl,-soname,libf.so"])
    let program = try scratch.program(
      "prog", SymbolsTests.use, [library, "-rdynamic", "-Wl,--unresolved-symbols=ignore-all"])
    let symbols = try undefined(program, libc: ["known", "open"])
    #expect(symbols.entries.isEmpty)
    #expect(Set(symbols.open.map(\.name)) == ["fromlib", "unknown"])
  }

  /// A version names the library it is from, which settles it even if another one is missing.
  @Test func goesByVersions() throws {
    let map = try scratch.write("map", text: "V { global: *; };", mode: 0o644)
    let versioned = try scratch.library(
      "there/libv.so", "int unknown(void) { return 0; }", ["-Wl,-soname,libv.so", "-Wl,--version-script=\(map)"])
    let plain = try scratch.library("gone/libf.so", "int fromlib(void) { return 0; }", ["-Wl,-soname,libf.so"])
    let program = try scratch.program(
      "prog", SymbolsTests.use,
      [versioned, plain, "-Wl,-rpath,\(scratch.file("there"))", "-Wl,--unresolved-symbols=ignore-all"])
    _ = try scratch.library("there/libv.so", "int other;", ["-Wl,-soname,libv.so"])
    let symbols = try undefined(program, libc: ["known", "open"])
    #expect(symbols.entries.map(\.text) == ["unknown@V"])
    #expect(symbols.open.map(\.name) == ["fromlib"])
  }

  /// What libc.so has for glibc's objects alone counts for those, and for no others.
  @Test func keepsTheKindsApart() throws {
    let libc = try scratch.library("gone/libc.so.6", "int known;", ["-Wl,-soname,libc.so.6"])
    let source = "extern int known(void), layer(void), lost(void); int f(void) { return known() + layer() + lost(); }"
    let musl = try scratch.library("libs/libmusl.so", source, ["-Wl,-soname,libmusl.so"])
    let glibc = try scratch.program(
      "prog", source,
      [
        "-Wl,--no-as-needed", libc, musl, "-rdynamic", "-Wl,-rpath,\(scratch.file("libs"))",
        "-Wl,--unresolved-symbols=ignore-all",
      ])
    let program = try undefined(glibc, libc: ["known"], glibc: ["known", "layer"])
    // A library that needs no libc is of its program's kind.
    #expect(Set(program.entries.map { "\($0.name) \($0.neededBy)" }) == ["lost \(glibc)", "lost \(musl)"])
    let other = try scratch.program(
      "other", source, [musl, "-rdynamic", "-Wl,-rpath,\(scratch.file("libs"))", "-Wl,--unresolved-symbols=ignore-all"])
    #expect(
      Set(try undefined(other, libc: ["known"], glibc: ["known", "layer"]).entries.map(\.name)) == ["layer", "lost"])
  }

  @Test func doesNotSatisfyACopyFromTheProgramItself() throws {
    let library = try scratch.library("libs/libd.so", "int data = 1;", ["-Wl,-soname,libd.so"])
    let program = try scratch.build(
      "prog", "extern int data; void _start(void) { data++; }",
      [
        "-fno-pie", "-no-pie", "-nostdlib", library, "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1",
        "-Wl,-rpath,\(scratch.file("libs"))",
      ])
    #expect(try undefined(program, libc: []).entries.isEmpty)
    _ = try scratch.library("libs/libd.so", "int other;", ["-Wl,-soname,libd.so"])
    #expect(try undefined(program, libc: []).entries.map(\.name) == ["data"])
  }
}
