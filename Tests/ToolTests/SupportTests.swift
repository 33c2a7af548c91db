import Foundation
import Testing

@testable import apus

@Suite struct JsonTests {
  @Test func quotesWhatJsonDemands() throws {
    let text = "a\"b\\c\n\t\r\u{1}\u{1f}é\u{1F426}"
    let parsed = try JSONSerialization.jsonObject(with: Data(Json.string(text).text.utf8), options: .fragmentsAllowed)
    #expect(parsed as? String == text)
  }

  @Test func nestsInOrder() {
    let value = Json.object([
      ("b", .array([.int(-1), .null])), ("a", .object([])), ("c", .array([])), ("d", .bool(true)),
    ])
    #expect(value.text == "{\n  \"b\": [\n    -1,\n    null\n  ],\n  \"a\": {},\n  \"c\": [],\n  \"d\": true\n}\n")
  }
}

@Suite struct TerminalTests {
  @Test(
    arguments: [
      (true, nil, "xterm", true), (false, nil, "xterm", false), (true, "1", "xterm", false), (true, "", "xterm", true),
      (true, nil, "dumb", false), (true, nil, nil, true),
    ] as [(Bool, String?, String?, Bool)])
  func coloursOnlyWhereItIsWanted(terminal: Bool, noColour: String?, term: String?, expected: Bool) {
    #expect(Terminal.wantsColour(terminal: terminal, noColour: noColour, term: term) == expected)
  }

  @Test func showsControlCharacters() {
    #expect(Terminal.printable("a\nb\u{1b}[31m é") == "a\\x0ab\\x1b[31m é")
    #expect(Problem("x\ny", "is odd").line == "apus: x\\x0ay: is odd")
  }

  @Test func alignsColumns() {
    #expect(Terminal.table([["a", "bb", ""], ["ccc", "", "d"]]) == "a    bb\nccc      d\n")
  }

  @Test func failsWhenOutputIsLost() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(Problem.reason { try Terminal.write("text", to: full) } == errorText(ENOSPC))
  }
}

@Suite struct FilesTests {
  @Test(arguments: [
    ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("./a/", "./a", ""), ("a//b", "a/", "b"),
  ])
  func takesPathsApart(path: String, directory: String, name: String) {
    #expect(Files.directory(of: path) == directory)
    #expect(Files.name(of: path) == name)
  }

  @Test func readsNoMoreThanAsked() throws {
    let file = try Scratch()
    let path = try file.write("f", text: "  0123456789 \n")
    #expect(Files.read(path, limit: 4) == Array("  01".utf8))
    #expect(Files.line(path) == "0123456789")
    #expect(Files.read(file.file("none"), limit: 4) == nil)
  }
}

@Suite struct VersionTests {
  @Test func agreesWithTheFiles() throws {
    let version = try String(contentsOfFile: "\(Built.root)/VERSION", encoding: .utf8)
    #expect(trimmed(version) == Version.apus)
    let lock = try String(contentsOfFile: "\(Built.root)/libc/musl.lock", encoding: .utf8)
    let locked = try #require(lock.split(separator: "\n").first { $0.hasPrefix("version=") })
    #expect(locked.hasPrefix("version=\(Version.musl)-"))
  }
}
