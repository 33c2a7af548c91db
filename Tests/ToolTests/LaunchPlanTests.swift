import Foundation
import Testing

@testable import apus

@Suite struct LaunchPlanTests {
  private let scratch: Scratch
  private let installation: Installation

  init() throws {
    scratch = try Scratch()
    installation = try Installation(libc: try scratch.library("prefix/lib/libc.so", "int environ;"))
  }

  private func plan(_ name: String, _ options: LaunchPlan.Options = .init(), path: String? = nil) throws -> LaunchPlan {
    try LaunchPlan(name: name, options: options, installation: installation, path: path, environmentPath: nil)
  }

  /// A program with the note that Apus's libc.a brings along.
  private func apusStatic(_ name: String, type: Int = 1) throws -> String {
    try scratch.build(
      name,
      """
      .section .note.apus, "a", @note
      .long 5, 0, \(type)
      .asciz "Apus"
      .balign 4
      .text
      .global _start
      _start: ret
      """, ["-static", "-nostdlib"], suffix: "s")
  }

  @Test func loadsMuslProgramsWithTheLibc() throws {
    let program = try scratch.program("bin/prog")
    let found = try plan("prog", path: scratch.file("bin"))
    #expect(found.way == .loader)
    #expect(found.executable == installation.libc)
    #expect(found.head == [installation.libc, "--argv0", "prog", "--", program])
    #expect(found.warning == nil)
  }

  @Test func handsOptionsToTheLoader() throws {
    let program = try scratch.program("prog")
    let extra = try scratch.library("libx.so")
    let found = try plan(program, .init(preload: [extra, extra], libraryPath: ["/a", "/b:/c"]))
    #expect(
      found.head == [
        installation.libc, "--preload", "\(extra):\(extra)", "--library-path", "/a:/b:/c", "--argv0", program, "--",
        program,
      ])
    #expect(
      Problem.reason { _ = try plan(program, .init(preload: ["/no/lib.so"])) }?.hasPrefix(
        "the library /no/lib.so is missing") == true)
  }

  @Test func executesWhatNamesTheLibcAsInterpreter() throws {
    let program = try scratch.program("prog", interpreter: installation.libc)
    #expect(try plan(program) == LaunchPlan(way: .direct, executable: program, head: [program], warning: nil))
    let linked = scratch.file("ld-musl-x86_64.so.1")
    try FileManager.default.createSymbolicLink(atPath: linked, withDestinationPath: installation.libc)
    #expect(try plan(try scratch.program("linked", interpreter: linked)).way == .direct)
    #expect(try plan(program, .init(preload: [], libraryPath: ["/x"])).way == .loader)
  }

  @Test func executesStaticProgramsThatHaveApusInThem() throws {
    let program = try apusStatic("prog")
    #expect(try plan(program) == LaunchPlan(way: .direct, executable: program, head: [program], warning: nil))
    #expect(
      Problem.reason { _ = try plan(program, .init(preload: ["x"])) }
        == "has Apus in it, so that --preload and --library-path do not apply")
    let other = try apusStatic("other", type: 2)
    #expect(
      Problem.reason { _ = try plan(other) }
        == "is linked statically against another libc; relink it with apus-gcc -static")
  }

  @Test func loadsGlibcProgramsAndScripts() throws {
    #expect(
      try plan("/bin/true")
        == LaunchPlan(
          way: .loader, executable: installation.libc,
          head: [installation.libc, "--argv0", "/bin/true", "--", "/bin/true"],
          warning: nil))
    let script = try scratch.write("script", text: "#!/bin/true\n")
    #expect(try plan(script).head.suffix(2) == ["/bin/true", script])
    let lost = try scratch.library("gone/liblost.so.1", "int lost;", ["-Wl,-soname,liblost.so.1"])
    let program = try scratch.build(
      "prog", "extern int lost; int main(void) { return lost; }", [lost, "-Wl,--no-as-needed"])
    #expect(
      Problem.reason { _ = try plan(program) }?.hasPrefix(
        "the library liblost.so.1 is missing (looked in /etc/ld.so.cache:")
        == true)
  }

  @Test func refusesWhatIsNotForMusl() throws {
    let pie = try scratch.build("pie", "void _start(void) {}", ["-static-pie", "-nostdlib"])
    #expect(Problem.reason { _ = try plan(pie) }?.hasPrefix("is linked statically against another libc") == true)
    let odd = try scratch.program("odd", interpreter: "/lib/ld-other.so")
    #expect(
      Problem.reason { _ = try plan(odd) }
        == "is linked for the loader /lib/ld-other.so, which is not musl's; relink it with apus-gcc")
    #expect(Problem.reason { _ = try plan(try scratch.library("lib.so")) } == "is a shared library, not a program")
    let library = try scratch.library("liba.so", "int a;", ["-Wl,-soname,liba.so"])
    let bare = try scratch.program(
      "bare", "extern int a; int *p = &a;", [library, "-Wl,--no-dynamic-linker"])
    #expect(
      Problem.reason { _ = try plan(bare) } == "is dynamically linked but names no interpreter; relink it with apus-gcc"
    )
  }

  @Test func followsScripts() throws {
    let program = try scratch.program("prog")
    let inner = try scratch.write("inner", text: "#!\(program) -a b\n")
    let outer = try scratch.write("outer", text: "#! \(inner)\n")
    let found = try plan(outer)
    #expect(found.head == [installation.libc, "--argv0", program, "--", program, "-a b", inner, outer])
    #expect(try plan("outer", path: scratch.path).head.last == outer)
  }

  @Test func tellsWhatIsWrongWithAScriptsInterpreter() throws {
    let gone = try scratch.write("gone", text: "#!/no/such\n")
    #expect(throws: Problem(gone, "its interpreter /no/such: \(errorText(ENOENT))", status: 126)) { try plan(gone) }
    let empty = try scratch.write("empty", text: "#!\n")
    #expect(
      Problem.reason { _ = try plan(empty) }?.hasPrefix("is a script whose first line names no interpreter") == true)
    let loop = try scratch.write("loop", text: "#!\(scratch.file("loop"))\n")
    #expect(Problem.reason { _ = try plan(loop) }?.contains("too many times") == true)
  }

  /// As many scripts in a row as Linux follows, and one more.
  @Test func followsAsManyScriptsAsTheHost() throws {
    let show = try scratch.build("show", "int main(int c, char **v) { return c; }")
    var last = show
    for depth in 1...6 {
      last = try scratch.write("s\(depth)", text: "#!\(last)\n")
      let byHost = try execute("/bin/sh", ["-c", "exec \"$0\"", last]).status
      let followed = try? LaunchPlan.followScripts(last, name: last)
      if let followed { #expect(Int(byHost) == followed.arguments.count) } else { #expect(byHost >= 126) }
      #expect((followed == nil) == (depth == 6))
    }
  }

  @Test func tellsAMissingLibrary() throws {
    let library = try scratch.library("libs/liba.so", "int a;", ["-Wl,-soname,liba.so"])
    let program = try scratch.program("prog", "extern int a; int *p = &a;", [library])
    try scratch.write("prefix/etc/ld-musl-x86_64.path", text: "/nowhere", mode: 0o644)
    #expect(
      Problem.reason { _ = try plan(program) }
        == "the library liba.so is missing (looked in /nowhere); name its folder with --library-path")
    #expect(try plan(program, .init(libraryPath: [scratch.file("libs")])).way == .loader)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make another user's file"))
  func warnsOfLostPrivileges() throws {
    let program = try scratch.program("prog")
    #expect(chown(program, 12345, 12345) == 0)
    #expect(chmod(program, 0o4755) == 0)
    #expect(try plan(program).warning?.hasPrefix("its set-user-ID") == true)
    #expect(chmod(program, 0o2755) == 0)
    #expect(try plan(program).warning?.hasPrefix("its set-user-ID") == true)
    #expect(chmod(program, 0o2745) == 0)
    #expect(try plan(program).warning == nil)
  }

  @Test func findsTheLibcBesideTheTool() {
    #expect(Installation.beside("/opt/apus/bin/apus") == "/opt/apus/lib/libc.so")
    #expect(Installation.beside("/bin/apus") == "/lib/libc.so")
  }
}
