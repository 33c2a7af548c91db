import Foundation
import Synchronization
import Testing

@testable import apus

/// Held while a file is open for writing and while a process starts: one that starts in between has the file open
/// until it executes its program, and a file that is open for writing cannot be executed.
let writingOrStarting = Mutex(())

/// A folder for one test, with what it takes to put programs into it.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("\(NSTemporaryDirectory())/apus-test.XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>, mode: mode_t = 0o755) throws -> String {
    let file = file(name)
    try FileManager.default.createDirectory(
      atPath: Files.directory(of: file), withIntermediateDirectories: true)
    try writingOrStarting.withLock { _ in try Data(bytes).write(to: URL(fileURLWithPath: file)) }
    try #require(chmod(file, mode) == 0)
    return file
  }

  @discardableResult
  func write(_ name: String, text: String, mode: mode_t = 0o755) throws -> String {
    try write(name, text.utf8, mode: mode)
  }

  /// Compiles one source with gcc, without any libc unless the flags name one.
  @discardableResult
  func build(
    _ name: String, _ source: String, _ flags: [String] = [], suffix: String = "c", compiler: String = "gcc"
  ) throws -> String {
    let input = try write("src/\(Files.name(of: name)).\(suffix)", text: source, mode: 0o644)
    try FileManager.default.createDirectory(
      atPath: Files.directory(of: file(name)), withIntermediateDirectories: true)
    let result = try execute(compiler, ["-o", file(name), input] + flags)
    try #require(result.status == 0, "\(result.errors)")
    return file(name)
  }

  /// A library of our own making that needs nothing.
  func library(_ name: String, _ source: String = "int unused_;", _ flags: [String] = []) throws -> String {
    try build(name, source, ["-shared", "-fPIC", "-nostdlib"] + flags)
  }

  /// A program for musl's loader, which it names as its interpreter.
  func program(
    _ name: String, _ source: String = "", interpreter: String = "/lib/ld-musl-x86_64.so.1", _ flags: [String] = []
  )
    throws -> String
  {
    try build(
      name, source + "\nvoid _start(void) {}\n",
      ["-fPIE", "-pie", "-nostdlib", "-Wl,--dynamic-linker=\(interpreter)", "-Wl,--allow-shlib-undefined"] + flags)
  }

  func program(_ name: String, _ flags: [String]) throws -> String { try program(name, "", flags) }
}

struct Ended {
  let status: Int32
  let signal: Int32?
  let output: Data
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a command to its end. Output goes through files, so that no pipe can fill up.
func execute(_ command: String, _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil)
  throws -> Ended
{
  try execute(
    command, bytes: arguments.map { Array($0.utf8) }, environment: environment, in: directory)
}

func execute(
  _ command: String, bytes arguments: [[UInt8]], environment: [String: String] = [:], in directory: String? = nil
) throws -> Ended {
  if let directory {
    let words = ["-c", "cd \"$0\" && exec \"$@\"", directory, command].map { Array($0.utf8) }
    return try execute("/bin/sh", bytes: words + arguments, environment: environment)
  }
  let scratch = try Scratch()
  let (output, errors) = (scratch.file("stdout"), scratch.file("stderr"))
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
  // The threads that tests run on block signals, which a program would inherit.
  var attributes = posix_spawnattr_t()
  var none = sigset_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let argv = [strdup(command)] + arguments.map { strdup(($0 + [0]).map { CChar(bitPattern: $0) }) } + [nil]
  let envp = merged.map { strdup("\($0)=\($1)") } + [nil]
  defer { for string in argv + envp { free(string) } }
  var child: pid_t = 0
  let failure = writingOrStarting.withLock { _ in posix_spawnp(&child, command, &actions, &attributes, argv, envp) }
  try #require(failure == 0, "cannot start \(command): \(errorText(failure))")
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 { try #require(errno == EINTR) }
  let signal = status & 0x7f
  return Ended(
    status: signal == 0 ? status >> 8 & 0xff : 128 + signal, signal: signal == 0 ? nil : signal,
    output: try Data(contentsOf: URL(fileURLWithPath: output)),
    errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
}

/// What the build has laid down, for tests that run programs.
enum Built {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let build = ProcessInfo.processInfo.environment["APUS_BUILD"] ?? "\(root)/build"

  static let muslCompiler = "\(build)/stock/bin/musl-gcc"
  static let stockLibc = "\(build)/stock/lib/libc.so"
  static let hasStock = [muslCompiler, stockLibc].allSatisfy(FileManager.default.fileExists(atPath:))

  /// The tool, which is built next to the tests.
  static let tool: String = {
    let products = Files.directory(of: Files.realPath("/proc/self/exe") ?? "")
    return "\(products)/apus"
  }()

  /// The tool with stock musl in the place of Apus's libc: what it does must not depend on which.
  static func apus(
    _ command: String, _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil
  )
    throws -> Ended
  {
    try execute(tool, [command, "--libc", stockLibc] + arguments, environment: environment, in: directory)
  }
}

extension Problem {
  /// The reason that something is refused for.
  static func reason(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Problem)?.reason ?? "\(error)"
    }
  }
}
