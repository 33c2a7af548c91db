import Foundation
import Testing

@testable import apus

@Suite struct LibrarySearchTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func load(_ program: String, environmentPath: String? = nil, preload: [String] = []) throws
    -> LibrarySearch.Result
  {
    let file = try ElfFile(path: program)
    // A loader in a prefix of its own, whose path file says that there is no default folder.
    try scratch.write("prefix/etc/ld-musl-x86_64.path", text: "/nowhere\n", mode: 0o644)
    let search = LibrarySearch(loader: scratch.file("prefix/lib/libc.so"), environmentPath: environmentPath)
    return search.load(file, try #require(Dynamic(file)), path: program, preload: preload)
  }

  private func library(_ name: String, _ source: String = "", _ flags: [String] = []) throws -> String {
    let soname = Files.name(of: name)
    let symbol = soname.filter { $0.isLetter }
    return try scratch.library(
      name, "int \(symbol);" + source, ["-Wl,-soname,\(soname)", "-Wl,--no-as-needed"] + flags)
  }

  private func outcomes(_ result: LibrarySearch.Result) -> [String: LibrarySearch.Outcome] {
    Dictionary(result.dependencies.map { ($0.name, $0.outcome) }) { first, _ in first }
  }

  @Test(arguments: [
    ("libc.so", true), ("libc.musl-x86_64.so.1", true), ("libpthread.so.0", true), ("libm.so.6", true),
    ("librt.so.1", true), ("libdl.so.2", true), ("libutil.so.1", true), ("libxnet.so", true), ("libc.so.6", true),
    ("/p/lib/libc.so", true), ("libcrypt.so.1", false), ("libmvec.so.1", false), ("ld-linux-x86-64.so.2", true),
    ("libresolv.so.2", true), ("libanl.so.1", true), ("libresolv.so", false),
    ("libc", false),
  ])
  func knowsTheNamesOfItself(name: String, isBuiltIn: Bool) {
    #expect(LibrarySearch(loader: "/p/lib/libc.so", environmentPath: nil).isBuiltIn(name) == isBuiltIn)
  }

  @Test(
    arguments: [
      ("$ORIGIN/../lib:/x", "/o/../lib:/x"), ("${ORIGIN}x$ORIGIN", "/ox/o"), ("/plain", "/plain"),
      ("$LIB/x", nil), ("$ORIGIN:$", nil),
    ] as [(String, String?)])
  func expandsOrigin(path: String, expected: String?) {
    #expect(LibrarySearch.expand(path, origin: "/o") == expected)
  }

  @Test func takesTheDefaultPathFromTheLoadersPrefix() throws {
    let loader = scratch.file("prefix/lib/libc.so")
    #expect(LibrarySearch.systemPath(loader: loader) == "/lib:/usr/local/lib:/usr/lib")
    try scratch.write("prefix/etc/ld-musl-x86_64.path", text: "/one\n/two\n", mode: 0o644)
    #expect(LibrarySearch.systemPath(loader: loader) == "/one\n/two\n")
    let found = try library("libs/libz.so")
    #expect(LibrarySearch.find("libz.so", in: "/one\n\n\(scratch.file("libs"))\n") == .found(found))
  }

  @Test func searchesInTheOrderOfTheLoader() throws {
    let one = try library("one/liba.so")
    let two = try library("two/liba.so")
    let program = try scratch.program("prog", ["-Wl,--no-as-needed", one, "-Wl,-rpath,$ORIGIN/two"])
    #expect(outcomes(try load(program)) == ["liba.so": .found(two)])
    #expect(outcomes(try load(program, environmentPath: scratch.file("one"))) == ["liba.so": .found(one)])
  }

  /// musl lets a library's own needs be searched in the run path of whoever needed it.
  @Test func inheritsRunPaths() throws {
    let inner = try library("deep/libinner.so")
    let outer = try library("deep/libouter.so", "", [inner])
    let program = try scratch.program("prog", ["-Wl,--no-as-needed", outer, inner, "-Wl,-rpath,$ORIGIN/deep"])
    #expect(outcomes(try load(program)) == ["libouter.so": .found(outer), "libinner.so": .found(inner)])
    let alone = try scratch.program(
      "alone", ["-Wl,--no-as-needed", outer, "-Wl,--allow-shlib-undefined", "-Wl,-rpath,$ORIGIN/deep"])
    let result = try load(alone)
    #expect(result.dependencies.last?.neededBy == outer)
    #expect(result.libraries.map(\.path) == [outer, inner])
  }

  @Test func tellsWhatIsMissing() throws {
    let present = try library("libs/libpresent.so", "", [try library("gone/libdeep.so")])
    let absent = try library("gone/libabsent.so")
    let program = try scratch.program(
      "prog",
      ["-Wl,--no-as-needed", present, absent, "-Wl,--allow-shlib-undefined", "-Wl,-rpath,\(scratch.file("libs"))"])
    try FileManager.default.removeItem(atPath: scratch.file("gone"))
    let result = try load(program)
    #expect(
      outcomes(result) == [
        "libpresent.so": .found(present), "libabsent.so": .missing, "libdeep.so": .missing,
      ])
    let search = LibrarySearch(loader: scratch.file("prefix/lib/libc.so"), environmentPath: "/e")
    #expect(
      result.lack(searchedIn: search)
        == "the libraries libabsent.so, libdeep.so are missing (looked in /e:/nowhere); name their folder with --library-path"
    )
  }

  @Test func tellsWhatIsOfNoUse() throws {
    let path = try library("libs/liba.so")
    let program = try scratch.program("prog", ["-Wl,--no-as-needed", path, "-Wl,-rpath,\(scratch.file("libs"))"])
    let bytes = try #require(Files.read(path, limit: 1 << 20))
    try scratch.write("libs/liba.so", bytes.prefix(100))
    guard case .unusable(path, let cut) = outcomes(try load(program))["liba.so"] else {
      Issue.record("a truncated library passes for sound")
      return
    }
    #expect(cut.hasPrefix("is a truncated ELF file"))
    var foreign = bytes
    foreign[18] = 183
    try scratch.write("libs/liba.so", foreign)
    let result = try load(program)
    #expect(
      outcomes(result)["liba.so"]
        == .unusable(path, reason: "is a library for AArch64; Apus runs 64-bit x86-64 programs"))
    let search = LibrarySearch(loader: "/l/libc.so", environmentPath: nil)
    #expect(
      result.lack(searchedIn: search)
        == "the library \(path) it needs is a library for AArch64; Apus runs 64-bit x86-64 programs")
  }

  @Test func takesAnotherLibcForItself() throws {
    let libc = try library("libs/libother.so", "int __libc_start_main, stdin;")
    let program = try scratch.program("prog", ["-Wl,--no-as-needed", libc, "-Wl,-rpath,\(scratch.file("libs"))"])
    #expect(outcomes(try load(program)) == ["libother.so": .builtIn])
  }

  @Test func loadsEachFileOnceAndPreloadsFirst() throws {
    let real = try library("libs/liba.so")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("libs/libb.so"), withDestinationPath: "liba.so")
    let program = try scratch.program("prog", ["-Wl,--no-as-needed", real, "-Wl,-rpath,\(scratch.file("libs"))"])
    let extra = try library("extra/libx.so")
    let result = try load(program, preload: [extra, scratch.file("libs/libb.so")])
    #expect(result.libraries.map(\.path) == [extra, scratch.file("libs/libb.so")])
    #expect(result.dependencies.first?.neededBy == nil)
  }

  /// The real loader is asked what it loads, for the cases above in one program.
  @Test(.enabled(if: Built.hasStock)) func agreesWithMusl() throws {
    let inner = try library("deep/libinner.so")
    let outer = try library("deep/libouter.so", "", [inner])
    let program = try scratch.build(
      "prog", "int main(void) { return 0; }",
      ["-Wl,--no-as-needed", outer, inner, "-Wl,-rpath,$ORIGIN/deep", "-lm"], compiler: Built.muslCompiler)
    let listed = try execute(Built.stockLibc, ["--list", program]).text.split(separator: "\n")
      .compactMap { line -> String? in
        let words = line.split(separator: " ")
        return words.count > 2 && words[1] == "=>" ? String(words[2]) : nil
      }.filter { !$0.hasSuffix("/libc.so") && !$0.contains("ld-musl") }
    let file = try ElfFile(path: program)
    let result = LibrarySearch(loader: Built.stockLibc, environmentPath: nil)
      .load(file, try #require(Dynamic(file)), path: program)
    #expect(!listed.isEmpty)
    #expect(result.libraries.map(\.path) == listed)
  }
}
