import Testing

@testable import apus

@Suite struct ScriptTests {
  private func parse(_ text: String) -> Script? { Script(head: Array(Array(text.utf8).prefix(Script.headSize))) }

  @Test(
    arguments: [
      ("#!/bin/sh\necho", "/bin/sh", nil), ("#! \t/bin/sh \t\n", "/bin/sh", nil), ("#!/bin/sh", "/bin/sh", nil),
      ("#!/usr/bin/env  python3 -u \n", "/usr/bin/env", "python3 -u"), ("#!sh -e\n", "sh", "-e"),
      ("#!/bin/sh\0 -e\n", "/bin/sh", nil),
    ] as [(String, String, String?)])
  func readsTheFirstLine(text: String, interpreter: String, argument: String?) throws {
    let script = try #require(parse(text))
    #expect(script.interpreter == interpreter)
    #expect(script.argument == argument)
  }

  @Test(arguments: ["#!", "#!\n", "#! \t \n/bin/sh"])
  func refusesALineWithoutInterpreter(text: String) { #expect(parse(text) == nil) }

  /// Linux reads 256 bytes, and takes a name for cut off if nothing ends it there.
  @Test(arguments: [
    (253, "\n", true), (254, "\n", false), (253, " -e\n", true), (254, " -e\n", false), (252, "\n", true),
  ])
  func refusesATruncatedName(length: Int, rest: String, isRead: Bool) {
    let name = "/" + String(repeating: "x", count: length - 1)
    #expect((parse("#!" + name + rest)?.interpreter == name) == isRead)
  }

  @Test func cutsOffALongArgument() throws {
    let script = try #require(parse("#!/bin/sh " + String(repeating: "y", count: 300) + "\n"))
    #expect(script.argument == String(repeating: "y", count: 255 - "#!/bin/sh ".count))
  }

  /// The host is asked what it makes of the same lines.
  @Test(arguments: [
    "#!%\n", "#! % one two \t\n", "#!%\tone", "#!% " + String(repeating: "z", count: 400) + "\n",
  ])
  func agreesWithTheHost(line: String) throws {
    let scratch = try Scratch()
    let show = try scratch.build(
      "show", "#include <stdio.h>\nint main(int c, char **v) { for (int i = 1; i < c; i++) puts(v[i]); }")
    let text = line.replacing("%", with: show)
    let path = try scratch.write("script", text: text)
    let script = try #require(parse(text))
    let expected = [script.argument, path, "last"].compactMap { $0 }
    #expect(try execute(path, ["last"]).text == expected.map { $0 + "\n" }.joined())
  }
}
