import Foundation
import Testing

@testable import apus

@Suite struct GlibcSearchTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Row {
    let flags: Int32
    let name: String
    let file: String
    let capabilities: UInt64
  }

  /// A cache as ldconfig writes it.
  private func cache(_ rows: [Row], count: UInt32? = nil) -> [UInt8] {
    var head = Array("glibc-ld.so.cache1.1".utf8)
    func add(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    var strings: [UInt8] = []
    var table: [UInt8] = []
    let start = 48 + rows.count * 24
    for row in rows {
      add(row.flags, to: &table)
      for text in [row.name, row.file] {
        add(UInt32(start + strings.count), to: &table)
        strings += Array(text.utf8) + [0]
      }
      add(UInt32(0), to: &table)
      add(row.capabilities, to: &table)
    }
    add(count ?? UInt32(rows.count), to: &head)
    add(UInt32(strings.count), to: &head)
    head += [UInt8](repeating: 0, count: 20)
    return head + table + strings
  }

  @Test func readsTheCache() throws {
    let rows = [
      Row(flags: 0x0303, name: "liba.so.1", file: "/v3/liba.so.1", capabilities: 1 << 62),
      Row(flags: 0x0003, name: "liba.so.1", file: "/i386/liba.so.1", capabilities: 0),
      Row(flags: 0x0303, name: "liba.so.1", file: "/lib/liba.so.1", capabilities: 0),
      Row(flags: 0x0303, name: "liba.so.1", file: "/later/liba.so.1", capabilities: 0),
      Row(flags: 0x0303, name: "libb.so.2", file: "/lib/libb.so.2", capabilities: 0),
    ]
    let path = try scratch.write("cache", cache(rows), mode: 0o644)
    #expect(GlibcSearch.readCache(path) == ["liba.so.1": "/lib/liba.so.1", "libb.so.2": "/lib/libb.so.2"])
  }

  @Test func takesADamagedCacheForNone() throws {
    let good = cache([Row(flags: 0x0303, name: "liba.so.1", file: "/lib/liba.so.1", capabilities: 0)])
    #expect(GlibcSearch.readCache(scratch.file("none")) == [:])
    for (name, bytes) in [
      ("short", Array(good.prefix(40))), ("other", Array("x".utf8) + good.dropFirst()),
      ("many", cache([], count: .max)),
    ] {
      #expect(GlibcSearch.readCache(try scratch.write(name, bytes, mode: 0o644)) == [:], "\(name)")
    }
    var beyond = good
    beyond[52...55] = [255, 255, 255, 127]
    #expect(GlibcSearch.readCache(try scratch.write("beyond", beyond, mode: 0o644)) == [:])
  }

  @Test(arguments: [
    ("$ORIGIN/x", "/o/x"), ("${ORIGIN}x:$LIB", "/ox:lib/x86_64-linux-gnu"), ("/$PLATFORM/", "/x86_64/"),
    ("$ORIGINAL", "$ORIGINAL"), ("$NONE/$", "$NONE/$"), ("plain", "plain"),
  ])
  func fillsInVariables(path: String, expected: String) {
    #expect(GlibcSearch.expand(path, origin: "/o") == expected)
  }

  @Test func passesOverFilesForOtherMachines() throws {
    var other = [UInt8](repeating: 0, count: 64)
    other.replaceSubrange(0..<5, with: [0x7f, 0x45, 0x4c, 0x46, 1])
    try scratch.write("a/liba.so", other)
    let library = try scratch.library("b/liba.so")
    #expect(GlibcSearch.find("liba.so", in: "\(scratch.file("a")):\(scratch.file("b"))") == library)
    #expect(GlibcSearch.find("liba.so", in: scratch.file("a")) == nil)
  }

  /// RPATH is handed on to the libraries of libraries, RUNPATH is not.
  @Test(arguments: [("--disable-new-dtags", true), ("--enable-new-dtags", false)])
  func handsOnRunPaths(tags: String, isHandedOn: Bool) throws {
    let inner = try scratch.library("libs/libinner.so", "int inner;", ["-Wl,-soname,libinner.so"])
    let outer = try scratch.build(
      "libs/libouter.so", "extern int inner; int outer(void) { return inner; }",
      ["-shared", "-fPIC", inner, "-Wl,-soname,libouter.so"])
    let program = try scratch.build(
      "prog", "extern int outer(void); int main(void) { return outer(); }",
      [outer, "-Wl,\(tags)", "-Wl,-rpath,$ORIGIN/libs", "-Wl,--allow-shlib-undefined"])
    let file = try ElfFile(path: program)
    let search = LibrarySearch(loader: scratch.file("p/lib/libc.so"), environmentPath: nil)
    let found = search.load(file, try #require(Dynamic(file)), path: program)
    #expect(found.isGlibc)
    #expect(found.dependencies.first { $0.name == "libc.so.6" }?.outcome == .builtIn)
    let outcome = found.dependencies.first { $0.name == "libinner.so" }?.outcome
    #expect(outcome == (isHandedOn ? .found(Files.realPath(inner) ?? inner) : .missing))
  }
}
