import CApus
import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  /// Which program the host gets to execute, in a process that keeps exec; the files are real.
  @Suite struct ProgramStarterTests {
    /// The host but for what ends the process: of an execve it keeps the arguments.
    private final class ExecHost: Host {
      var knowsChecks = true
      var filter: Errno?
      private(set) var opened: [String] = []
      func forgetAll() { executed = [] }

      private var handed: (descriptor: Int32, name: String)?

      private func fileName(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { readlink("/proc/self/fd/\(descriptor)", $0.baseAddress!, 4096) }
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
      }

      /// A variable as it is, but the descriptor in APUS_LOAD as the name of what is open there.
      private func named(_ variable: String) -> String {
        let parts = variable.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard variable.hasPrefix("APUS_LOAD="), let number = Int32(parts[0].dropFirst(10)), number > 2,
          let name = fileName(number), fcntl(number, F_GETFD) == 0
        else { return variable }
        handed = (number, name)
        return "APUS_LOAD=\(name):\(parts[1])"
      }

      private(set) var executed: [(path: String, arguments: [String], environment: [String])] = []

      override func call(
        _ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
      ) throws(Errno) -> Int {
        if number == Number.execve {
          let path = String(cString: UnsafePointer<CChar>(bitPattern: a)!)
          executed.append((path, ProgramStarterTests.strings(b), ProgramStarterTests.strings(c).map(named)))
          // Who gets the program itself gets nothing else.
          if let handed, path != ProgramStarterTests.libc { #expect(fileName(handed.descriptor) != handed.name) }
          throw Errno(8)
        }
        if number == Number.execveat, let filter { throw filter }
        if number == Number.execveat, e & LINUX_AT_EXECVE_CHECK != 0, !knowsChecks { throw .invalidArgument }
        if number == Number.openat { opened.append(String(cString: UnsafePointer<CChar>(bitPattern: b)!)) }
        return try super.call(number, a, b, c, d, e, f)
      }
    }

    fileprivate static let libc = "/bin/true"
    private let folder: String
    private let host = ExecHost()

    init() throws {
      var name = Array("/tmp/apus-starter-XXXXXX".utf8CString)
      let made = name.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } }
      folder = try #require(made)
    }

    private static func strings(_ address: Int) -> [String] {
      guard var next = UnsafePointer<UnsafePointer<CChar>?>(bitPattern: address) else { return [] }
      var result: [String] = []
      while let string = next.pointee {
        result.append(String(cString: string))
        next += 1
      }
      return result
    }

    private func file(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o755) throws -> String {
      let path = folder + "/" + name
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o700)
      #expect(write(descriptor, bytes, bytes.count) == bytes.count)
      close(descriptor)
      #expect(chmod(path, mode) == 0)
      return path
    }

    private func script(_ name: String, _ line: String) throws -> String { try file(name, Array(line.utf8)) }

    /// An ELF header with one segment, of a type, that holds a text.
    private func program(
      _ name: String, segment: UInt32, _ text: [UInt8], bits: UInt8 = 2, machine: UInt16 = 62, mode: mode_t = 0o755
    ) throws -> String {
      var header = linux_elf_header()
      header.ident = (0x7f, 0x45, 0x4c, 0x46, bits, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
      header.type = 3
      header.machine = machine
      header.phoff = 64
      header.phentsize = 56
      header.phnum = 1
      var only = linux_elf_segment()
      only.type = segment
      only.offset = 120
      only.filesz = UInt(text.count)
      return try file(
        name, withUnsafeBytes(of: header) { Array($0) } + withUnsafeBytes(of: only) { Array($0) } + text, mode: mode)
    }

    private func interpreted(_ name: String, _ interpreter: String, mode: mode_t = 0o755) throws -> String {
      try program(name, segment: 3, Array(interpreter.utf8) + [0], mode: mode)
    }

    /// The error of an execve, here where each fails in the end.
    @discardableResult
    private func start(
      _ path: String, _ arguments: [String] = ["zero", "one"], keeps: Bool = true
    ) throws -> Errno? {
      func withStrings<R>(_ strings: [String], _ body: (Int) -> R) -> R {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body(Int(bitPattern: $0.baseAddress)) }
      }
      return withThreadBlock(APUS_GS_FSGSBASE) { _ in
        path.withCString { path in
          Self.libc.withCString { libc in
            withStrings(arguments) { arguments in
              withStrings(["V=1"]) { environment in
                let kernel = Kernel(
                  host: host, options: Options(), vdso: .none, libc: keeps ? UInt(bitPattern: libc) : 0)
                let request = ExecRequest(
                  directory: Int32(LINUX_AT_FDCWD), path: UserPointer(Int(bitPattern: path)),
                  arguments: UserPointer(arguments), environment: UserPointer(environment), flags: 0, isPlain: true)
                apus_set_owns_faults(1)
                defer { apus_set_owns_faults(0) }
                do throws(Errno) {
                  _ = try kernel.starter.start(request)
                  return nil
                } catch { return error }
              }
            }
          }
        }
      }
    }

    private func load(_ name: String, _ file: String = "") -> String {
      "APUS_LOAD=\(file.isEmpty ? name : file):\(name.utf8.count):\(name):\(file)"
    }

    @Test(arguments: [true, false]) func loadersProgramsAreLoaded(knowsChecks: Bool) throws {
      host.knowsChecks = knowsChecks
      for loader in ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1", "/some/where/libc.so"] {
        let path = try interpreted("prog", loader)
        try start(path)
        let first = try #require(host.executed.first { $0.path == Self.libc })
        #expect(first.arguments == ["zero", "one"])
        #expect(first.environment == ["V=1", load(path)])
        // The host refused, and has then got the program itself.
        let last = try #require(host.executed.last)
        #expect(last.path == path && last.arguments == ["zero", "one"] && last.environment == ["V=1"])
      }
    }

    @Test func ownProgramsAreExecutedAndTold() throws {
      let note: [UInt8] = [5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] + Array("Apus".utf8) + [0, 0, 0, 0]
      for path in [try interpreted("relinked", Self.libc), try program("static", segment: 4, note)] {
        try start(path)
        let last = try #require(host.executed.last)
        #expect(last.path == path && last.environment == ["V=1", "APUS_KEEP=\(Self.libc)"])
      }
      #expect(host.executed.count == 2)
    }

    @Test func othersAreTheHosts() throws {
      let paths = [
        try interpreted("other", "/lib/ld-other.so"), try program("static", segment: 1, [1, 2, 3]),
        try program("small", segment: 3, Array("/lib64/ld-linux-x86-64.so.2\0".utf8), bits: 1),
        try program("arm", segment: 3, Array("/lib64/ld-linux-x86-64.so.2\0".utf8), machine: 183),
        try program("unended", segment: 3, Array("/lib64/ld-linux-x86-64.so.2".utf8)),
        try file("text", Array("echo".utf8)), try file("half", [0x7f, 0x45, 0x4c, 0x46, 2, 1]), try file("empty", []),
        try script("absent", "#!/no/such\n"), try script("nothing", "#!  \n"),
        try script("loop", "#!\(folder)/loop\n"),
      ]
      for path in paths {
        #expect(try start(path) == Errno(8))
        let last = try #require(host.executed.last)
        #expect(last.path == path && last.environment == ["V=1"])
      }
      #expect(host.executed.count == paths.count)
    }

    @Test func programsWithRightsOfTheirOwnAreTheHosts() throws {
      let path = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2", mode: 0o755)
      if geteuid() == 0 {
        #expect(chown(path, 1, 1) == 0)
        #expect(chmod(path, 0o4755) == 0)
        try start(path)
        #expect(host.executed.map(\.path) == [path])
        #expect(chmod(path, 0o2755) == 0)
        try start(path)
        #expect(host.executed.map(\.path) == [path, path])
        // Without the bit that lets the group execute it, it is a matter of locks.
        #expect(chmod(path, 0o2705) == 0)
        try start(path)
        #expect(host.executed.dropFirst(2).map(\.path) == [Self.libc, path])
      }
    }

    @Test func scriptsBecomeTheirInterpretersArguments() throws {
      let program = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2")
      let inner = try script("inner", "#! \(program)\t a  b \t\nrest")
      let outer = try script("outer", "#!\(inner)")
      try start(outer, ["lost", "kept"])
      let first = try #require(host.executed.first)
      #expect(first.path == Self.libc)
      #expect(first.arguments == [program, "a  b", inner, outer, "kept"])
      #expect(first.environment == ["V=1", load(outer, program)])
      try start(outer, [])
      #expect(host.executed[2].arguments == [program, "a  b", inner, outer])
    }

    @Test func fiveScriptsFollowEachOther() throws {
      var path = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2")
      for depth in 1...6 {
        path = try script("script\(depth)", "#!\(path)\n")
        host.forgetAll()
        try start(path)
        #expect(host.executed.first?.path == (depth <= 5 ? Self.libc : path))
      }
    }

    @Test func anErrorIsTheHostsAndNothingIsExecuted() throws {
      let path = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2", mode: 0o644)
      #expect(try start(path) == Errno(13))
      #expect(try start(folder + "/none") == .noSuchFile)
      #expect(try start(folder) == Errno(13))
      #expect(host.executed.isEmpty)
    }

    /// What refuses execveat(2) has not refused execve(2).
    @Test func aFilterOfChecksIsNoError() throws {
      let path = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2")
      host.filter = .notImplemented
      #expect(try start(path) == Errno(8))
      #expect(host.executed.map(\.path) == [Self.libc, path])
      host.forgetAll()
      host.filter = .notPermitted
      #expect(try start(path) == Errno(8))
      #expect(host.executed.map(\.path) == [path])
    }

    /// To open it would wait, or do whatever a device does.
    @Test(arguments: [true, false]) func onlyRegularFilesAreOpened(knowsChecks: Bool) throws {
      host.knowsChecks = knowsChecks
      let fifo = folder + "/fifo"
      #expect(mkfifo(fifo, 0o755) == 0)
      let writer = open(fifo, O_RDWR | O_CLOEXEC)
      defer { close(writer) }
      let error = try start(fifo)
      // Without a check the error is that of the host's call.
      #expect(knowsChecks ? error == Errno(13) : host.executed.map(\.path) == [fifo])
      #expect(try start(try script("script", "#!\(fifo)\n")) == Errno(8))
      #expect(!host.opened.contains(fifo))
      try start(try interpreted("prog", "/lib64/ld-linux-x86-64.so.2"))
      #expect(host.opened.contains(folder + "/prog"))
    }

    @Test func nothingIsLookedAtWhereExecIsNotKept() throws {
      let path = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2")
      try start(path, keeps: false)
      #expect(host.executed.map(\.path) == [path])
    }

    /// The first line as Linux takes it apart, cut off after 256 bytes.
    @Test func longFirstLines() throws {
      let program = try interpreted("prog", "/lib64/ld-linux-x86-64.so.2")
      let line = "#!\(program) "
      let room = 255 - line.utf8.count
      try start(try script("exact", line + String(repeating: "x", count: room) + "\n"))
      #expect(host.executed[0].arguments[1] == String(repeating: "x", count: room))
      host.forgetAll()
      try start(try script("longer", line + String(repeating: "y", count: 300) + "\n"))
      #expect(host.executed[0].arguments[1] == String(repeating: "y", count: room))
      host.forgetAll()
      let cut = try script("cut", "#!/" + String(repeating: "z", count: 300) + "\n")
      try start(cut)
      #expect(host.executed.map(\.path) == [cut])
    }
  }
}
