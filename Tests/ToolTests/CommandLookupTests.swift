import Foundation
import Testing

@testable import apus

@Suite struct CommandLookupTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func takesTheFirstThatMayBeExecuted() throws {
    try scratch.write("a/prog", text: "x", mode: 0o644)
    try FileManager.default.createDirectory(atPath: scratch.file("b/prog"), withIntermediateDirectories: true)
    let found = try scratch.write("c/prog", text: "x")
    try scratch.write("d/prog", text: "x")
    let path = ["none", "a", "b", "c", "d"].map(scratch.file).joined(separator: ":")
    #expect(try CommandLookup.find("prog", path: path) == found)
  }

  @Test func tellsForbiddenFromAbsent() throws {
    let forbidden = try scratch.write("a/prog", text: "x", mode: 0o644)
    #expect(
      throws: Problem(forbidden, "no permission to execute it", status: 126)
    ) { try CommandLookup.find("prog", path: scratch.file("a") + ":" + scratch.file("none")) }
    for name in ["prog", "no/prog", scratch.file("a/prog/x")] {
      let problem = #expect(throws: Problem.self) { try CommandLookup.find(name, path: scratch.file("none")) }
      #expect(problem?.status == 127)
      #expect(problem?.subject == name)
    }
  }

  @Test func emptyFoldersMeanTheCurrentOne() throws {
    for path in ["", ":", "/nowhere:"] {
      #expect(throws: Problem("no-such-prog", errorText(ENOENT), status: 127)) {
        try CommandLookup.find("no-such-prog", path: path)
      }
    }
    let found = try execute(
      Built.tool, ["run", "--libc", "/dev/null", "prog"], environment: ["PATH": ":/nowhere"], in: scratch.path)
    #expect(found.status == 127)
    try scratch.write("prog", text: "not ELF")
    let refused = try execute(
      Built.tool, ["run", "--libc", "/dev/null", "prog"], environment: ["PATH": ":/nowhere"], in: scratch.path)
    #expect(refused.errors == "apus: ./prog: is not an ELF file\n")
    #expect(refused.status == 126)
  }

  @Test func refusesFoldersAndDevices() {
    #expect(throws: Problem("/tmp", "is a directory")) { try CommandLookup.find("/tmp", path: nil) }
    #expect(throws: Problem("/dev/null", "is not a regular file")) { try CommandLookup.find("/dev/null", path: nil) }
    #expect(throws: Problem("''", errorText(ENOENT), status: 127)) { try CommandLookup.find("", path: nil) }
  }
}
