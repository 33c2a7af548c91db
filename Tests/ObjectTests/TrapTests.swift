import Foundation
import Testing

extension ObjectTests {
  /// A failure of the kernel's Swift code tells its place and ends the process.
  @Suite struct TrapTests {
    private static let program = Result {
      for name in ["gate", "stubs", "heap", "panic", "threads", "table"] { _ = try Build.product("kernel/\(name).o") }
      try FileManager.default.createDirectory(atPath: Build.scratch, withIntermediateDirectories: true)
      let output = Build.scratch + "/traps"
      _ = try shell("\"$1\" \"$2\" \"$3\"", Build.programs + "/build-traps", Build.folder, output)
      return output
    }

    @Test(arguments: [
      ("overflow", "arithmetic overflow"), ("index", "Index out of bounds"), ("precondition", "precondition failure"),
      ("conversion", "Not enough bits to represent the passed value"),
      ("nil", "Unexpectedly found nil while unwrapping an Optional value"),
    ]) func tellsFileLineAndReason(kind: String, reason: String) throws {
      let program = try Self.program.get()
      let source = try String(contentsOfFile: Build.programs + "/traps.swift", encoding: .utf8)
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      let line = try #require(lines.firstIndex { $0.hasSuffix("// line: \(kind)") }) + 1
      let result = try run([program, kind, "7"])
      #expect(
        result.errors == "apus: the kernel failed at Tests/ObjectPrograms/traps.swift:\(line): \(reason)\n")
      #expect(result.signal == SIGABRT)
      #expect(result.output == "")
    }

    @Test(arguments: ["overflow", "index", "precondition", "conversion", "nil"])
    func goodNumbersDoNotFail(kind: String) throws {
      let result = try run([try Self.program.get(), kind, "1"])
      #expect(result.status == 0 && result.errors == "")
      #expect(result.lines.count == 1)
    }

    @Test func theKernelsOwnFailuresAreAllPlaced() throws {
      let traps = try String(contentsOfFile: Build.product("kernel/traps.S"), encoding: .utf8)
      let sites = traps.split(separator: "\n").count { $0.contains("apus_kernel_text+") }
      let calls = try shell(
        "readelf -rW \"$1\" | awk '/^Relocation/ { text = $3 ~ /[.]rela[.]text.$/ } text && $5 == \"apus_trap\"' | wc -l",
        Build.product("kernel/ordered.o"))
      #expect(sites > 0)
      #expect(Int(calls.filter(\.isNumber)) == sites)
      let files = traps.split(separator: "\"").filter { $0.hasSuffix(".swift") }
      #expect(!files.isEmpty)
      #expect(files.filter { !$0.hasPrefix("Sources/Kernel/") && !$0.hasPrefix("build/kernel/") } == [])
    }
  }
}
