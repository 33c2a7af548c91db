import Foundation
import Synchronization
import Testing

/// What `make` has built, and the programs that these tests build with it.
enum Build {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let folder = ProcessInfo.processInfo.environment["APUS_BUILD"] ?? root + "/build"
  static let scratch = folder + "/objecttests"
  static let compiler = folder + "/apus/bin/apus-gcc"
  static let programs = root + "/Tests/ObjectPrograms"

  static let libc = "apus/lib/libc.so"
  static let archive = "apus/lib/libc.a"
  static let kernel = "kernel/kernel.o"
  static let stock = "stock/lib/libc.so"

  /// A product's path; its absence fails the test.
  static func product(_ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try #require(FileManager.default.fileExists(atPath: path), "\(path) is missing: run 'make' first")
    return path
  }

  static func version() throws -> String {
    try String(contentsOfFile: root + "/VERSION", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Where to make a file.
  static func scratchFile(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    return "\(scratch)/\(name)"
  }

  private static let built = Mutex<[String: String]>([:])

  /// A program of Tests/ObjectPrograms, built with apus-gcc.
  static func program(_ name: String, _ flags: String...) throws -> String {
    _ = try product("apus/bin/apus-gcc")
    _ = try product(libc)
    return try built.withLock { built in
      let output = "\(scratch)/\(name)\(flags.map { $0.split(separator: "/").last! }.joined())"
      if let path = built[output] { return path }
      try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
      let result = try run(
        [compiler, "-g", "-O1", "-std=gnu11", "-Wall", "-Werror"] + flags
          + ["-o", output, "\(programs)/\(name).c", "-pthread"])
      try #require(result.status == 0, "\(result.errors)")
      built[output] = output
      return output
    }
  }
}

/// How a process ended.
struct Ended {
  let status: Int32
  /// The signal that it died of, or nil.
  let signal: Int32?
  let output: String
  let errors: String

  var lines: [Substring] { output.split(separator: "\n") }
}

/// Runs a command, found in PATH, to its end, without any APUS_ variable but those given.
func run(_ command: [String], _ variables: [String: String] = [:]) throws -> Ended {
  var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("APUS_") }
  environment["LC_ALL"] = "C"
  environment.merge(variables) { $1 }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["--"] + command
  process.environment = environment
  process.standardInput = FileHandle.nullDevice
  // Files, so that no pipe can fill up.
  let base = "\(NSTemporaryDirectory())/apus-object-\(UUID().uuidString)"
  let paths = [base + ".out", base + ".err"]
  defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
  let files = try paths.map { path in
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try #require(FileHandle(forWritingAtPath: path))
  }
  (process.standardOutput, process.standardError) = (files[0], files[1])
  try start(process)
  process.waitUntilExit()
  for file in files { try file.close() }
  let texts = paths.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
  let isSignal = process.terminationReason == .uncaughtSignal
  return Ended(
    status: process.terminationStatus, signal: isSignal ? process.terminationStatus : nil, output: texts[0],
    errors: texts[1])
}

/// Starts a process with no signal blocked. The threads that tests run in block
/// most, what they start inherits that, and gdb then waits for ever.
func start(_ process: Process) throws {
  var (none, before) = (sigset_t(), sigset_t())
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try process.run()
}

/// What a shell pipeline prints; the files are its $1, $2, ...
func shell(_ script: String, _ files: String...) throws -> String {
  let result = try run(["sh", "-c", "set -eu; \(script)", "sh"] + files)
  try #require(result.status == 0, "\(script): \(result.errors)")
  return result.output
}

/// The columns of each line that a pipeline prints.
func table(_ script: String, _ files: String...) throws -> [[String]] {
  let result = try run(["sh", "-c", "set -eu; \(script)", "sh"] + files)
  try #require(result.status == 0, "\(script): \(result.errors)")
  return result.lines.map { $0.split(separator: " ").map(String.init) }
}

/// Tests of what was built: one suite, so that its name chooses all of them.
@Suite enum ObjectTests {}
