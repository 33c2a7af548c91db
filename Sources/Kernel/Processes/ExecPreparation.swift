import CLinux

/// What one exec needs to know of a file, and the arguments and variables with which libc.so is executed in its place.
struct ExecPreparation {
  private let request: ExecRequest
  private let file: ExecRequest
  private let isOwn: Bool
  private let host: Host
  private let libc: UInt
  private let memory: ExecMemory
  private let argumentCount: Int
  private let variableCount: Int
  /// Open on what is looked at.
  private var descriptor: Int32
  /// The interpreters that scripts name, the first one's first.
  private var scripts = InlineArray<6, Int>(repeating: 0)
  private var scriptArguments = InlineArray<6, Int>(repeating: 0)
  private var depth = 0

  /// - Parameters:
  ///   - request: as the program has made it.
  ///   - file: the same, but for the name of the process's own program.
  init(
    _ request: ExecRequest, _ file: ExecRequest, isOwn: Bool, _ host: Host, libc: UInt
  ) throws(Errno) {
    self.request = request
    self.file = file
    self.isOwn = isOwn
    self.host = host
    self.libc = libc
    argumentCount = try ExecPreparation.count(request.arguments)
    variableCount = try ExecPreparation.count(request.environment)
    // Two for each script, one for no arguments at all, one variable, and the ends.
    memory = try ExecMemory(words: argumentCount + variableCount + 16, host)
    descriptor = -1
    do throws(Errno) {
      if try !writeName() { throw .noSuchFile }
    } catch {
      memory.release(host)
      throw error
    }
  }

  /// After a failure.
  mutating func release() {
    close()
    memory.release(host)
  }

  private static func count(_ array: UserPointer<UInt>) throws(Errno) -> Int {
    if array.isNull { return 0 }
    var count = 0
    while try array.at(count).load() != 0 { count += 1 }
    return count
  }

  // MARK: The file

  /// Whether the program is named by a descriptor, alone or as a folder.
  private var isByDescriptor: Bool {
    request.directory >= 0 && (try? request.path.load()) != 0x2f
  }

  private var isDescriptor: Bool { isByDescriptor && (try? request.path.load()) == 0 }

  /// Writes the name that Linux has for the program.
  /// - Returns: false for an empty one.
  private func writeName() throws(Errno) -> Bool {
    var end = ExecMemory.name
    let isEmpty = try request.path.load() == 0
    if isByDescriptor {
      end = memory.write(Int(request.directory), memory.write("/dev/fd/", end))
      if isEmpty { return true }
      end = memory.write("/", end)
    }
    _ = try memory.copy(request.path, end, room: ExecMemory.name + ExecMemory.nameSize - end)
    return !isEmpty
  }

  /// Also before the host gets the program itself, which is not to have the descriptor.
  mutating func close() {
    if descriptor >= 0 { _ = try? host.call(Number.close, Int(descriptor)) }
    descriptor = -1
  }

  /// Does not wait for a FIFO that has come into the place of the file that was checked.
  private mutating func open(_ directory: Int32, _ path: Int, _ flags: Int = 0) -> Bool {
    close()
    let flags = flags | LINUX_O_RDONLY | LINUX_O_CLOEXEC | LINUX_O_NOCTTY | LINUX_O_NONBLOCK
    let result = try? host.call(Number.openat, Int(directory), path, flags, 0)
    descriptor = Int32(truncatingIfNeeded: result ?? -1)
    return result != nil
  }

  private mutating func openProgram() -> Bool {
    if isDescriptor {
      let at = ExecMemory.variable
      memory.store(UInt8(0), memory.write(Int(request.directory), memory.write("/proc/self/fd/", at)))
      return open(Int32(LINUX_AT_FDCWD), memory.address(at))
    }
    return open(
      file.directory, file.path.argument, file.flags & LINUX_AT_SYMLINK_NOFOLLOW != 0 ? LINUX_O_NOFOLLOW : 0)
  }

  /// Follows scripts to the program that runs in the end.
  /// - Parameter knowsChecks: whether the host tells what it would say to an exec.
  mutating func examine(knowsChecks: Bool) -> ProgramFile {
    if !openProgram() { return .foreign(.unreadable) }
    while true {
      let kind = ProgramFile(descriptor, memory, host) { isLibc($0) }
      guard case .script = kind else { return isPrivileged ? .foreign(.privileged) : kind }
      // Linux's ELOOP, ENOENT and ENOEXEC.
      if depth == 5 || depth == 0 && isClosedByExec { return .foreign(.other) }
      let start = ExecMemory.lines + depth * ExecMemory.lineSize
      for i in 0..<ExecMemory.lineSize / 8 {
        memory.store(memory.load(ExecMemory.head + 8 * i, as: UInt64.self), start + 8 * i)
      }
      guard let line = ScriptLine(memory, start) else { return .foreign(.other) }
      scripts[depth] = memory.address(line.interpreter)
      scriptArguments[depth] = line.argument.map { memory.address($0) } ?? 0
      guard mayExecute(scripts[depth], knowsChecks), open(Int32(LINUX_AT_FDCWD), scripts[depth]) else {
        return .foreign(.other)
      }
      depth += 1
      clearHead()
    }
  }

  /// A shorter file may come into the same place.
  private func clearHead() {
    for i in 0..<ExecMemory.lineSize / 8 { memory.store(UInt64(0), ExecMemory.head + 8 * i) }
  }

  private func mayExecute(_ name: Int, _ knowsChecks: Bool) -> Bool {
    memory.store(name, ExecMemory.words)
    memory.store(0, ExecMemory.words + 8)
    let request = ExecRequest(
      directory: Int32(LINUX_AT_FDCWD), path: UserPointer(name),
      arguments: UserPointer(memory.address(ExecMemory.words)),
      environment: UserPointer(memory.address(ExecMemory.words + 8)), flags: 0, isPlain: false)
    do throws(Errno) {
      if knowsChecks { try request.check(host) } else { try request.checkAccess(host) }
      return true
    } catch { return false }
  }

  private var isClosedByExec: Bool {
    isByDescriptor && (try? host.call(Number.fcntl, Int(request.directory), LINUX_F_GETFD)) != 0
  }

  /// Whether the host would give the process other rights.
  private var isPrivileged: Bool {
    var status = linux_stat()
    guard host.status(of: descriptor, &status) else { return true }
    if status.mode & 0o4000 != 0, Int(status.uid) != (try? host.call(Number.geteuid)) { return true }
    if status.mode & 0o2010 == 0o2010, Int(status.gid) != (try? host.call(Number.getegid)) { return true }
    return host.hasCapabilities(descriptor)
  }

  private func isLibc(_ name: Int) -> Bool {
    host.isSameFile(name, Int(bitPattern: libc))
  }

  // MARK: The call

  /// What is to be executed in place of a program that libc.so loads: libc.so.
  /// - Throws: `EMFILE`, `EINVAL` if no descriptor is left that libc.so could have.
  mutating func requestForLoader() throws(Errno) -> ExecRequest {
    try handOver()
    let environment = writeEnvironmentForLoader(at: writeArguments())
    return ExecRequest(
      directory: Int32(LINUX_AT_FDCWD), path: UserPointer(Int(bitPattern: libc)),
      arguments: UserPointer(memory.address(ExecMemory.words)),
      environment: UserPointer(memory.address(environment)), flags: 0, isPlain: true)
  }

  /// Has libc.so find the file that was looked at open, which it closes: its name may lead elsewhere by then, or
  /// through a descriptor that the exec closes. The numbers up to 2 are the program's, closed ones too.
  private mutating func handOver() throws(Errno) {
    if descriptor > 2 {
      _ = try host.call(Number.fcntl, Int(descriptor), LINUX_F_SETFD, 0)
    } else {
      let higher = try host.call(Number.fcntl, Int(descriptor), LINUX_F_DUPFD, 3)
      close()
      descriptor = Int32(truncatingIfNeeded: higher)
    }
  }

  /// The environment for a program that has Apus in it.
  func environment() -> Int {
    var end = memory.write("APUS_KEEP=", ExecMemory.variable)
    end = append(Int(bitPattern: libc), end)
    memory.store(UInt8(0), end)
    return memory.address(writeEnvironment(at: ExecMemory.words))
  }

  /// Each script is an argument of its interpreter, behind what its first line has; all take the first argument's place.
  /// - Returns: the offset behind them.
  private func writeArguments() -> Int {
    var end = ExecMemory.words
    func append(_ address: Int) {
      memory.store(address, end)
      end += 8
    }
    for level in (0..<depth).reversed() {
      append(scripts[level])
      if scriptArguments[level] != 0 { append(scriptArguments[level]) }
    }
    if depth > 0 { append(memory.address(ExecMemory.name)) }
    for i in (depth > 0 ? 1 : 0)..<max(argumentCount, 1) {
      // Without arguments Linux gives an empty one: the end of the name.
      let word = i < argumentCount ? try? request.arguments.at(i).load() : nil
      append(word.map { Int(bitPattern: $0) } ?? memory.address(ExecMemory.words - 1))
    }
    append(0)
    return end
  }

  private func writeEnvironmentForLoader(at start: Int) -> Int {
    var end = memory.write(isDescriptor ? "APUS_LOAD=-" : "APUS_LOAD=", ExecMemory.variable)
    end = memory.write(Int(descriptor), end)
    let name = memory.address(ExecMemory.name)
    var length = 0
    while memory.load(ExecMemory.name + length, as: UInt8.self) != 0 { length += 1 }
    end = memory.write(length, memory.write(":", end))
    end = append(name, memory.write(":", end))
    end = memory.write(":", end)
    if depth > 0 {
      end = append(scripts[depth - 1], end)
    } else if isOwn {
      end = append(file.path.argument, end)
    }
    memory.store(UInt8(0), end)
    return writeEnvironment(at: start)
  }

  private func writeEnvironment(at start: Int) -> Int {
    var end = start
    for i in 0..<variableCount {
      guard let word = try? request.environment.at(i).load(), word != 0 else { break }
      memory.store(word, end)
      end += 8
    }
    memory.store(memory.address(ExecMemory.variable), end)
    memory.store(0, end + 8)
    return start
  }

  /// - Returns: the offset behind the string.
  private func append(_ string: Int, _ offset: Int) -> Int {
    let room = ExecMemory.variable + ExecMemory.variableSize - offset - 1
    return offset + ((try? memory.copy(UserPointer(string), offset, room: room)) ?? 0)
  }
}
