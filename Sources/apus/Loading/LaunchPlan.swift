import Glibc

/// How one command is started: the file that is executed, and what precedes the arguments that were typed.
struct LaunchPlan: Equatable {
  struct Options: Equatable {
    var preload: [String] = []
    var libraryPath: [String] = []
  }

  enum Way: String {
    /// libc.so is executed, and loads the program.
    case loader
    /// The host executes the program, for it has Apus in it, or Apus is its interpreter.
    case direct
  }

  let way: Way
  let executable: String
  let head: [String]
  /// Something the user will want to know although the program runs.
  let warning: String?
}

extension LaunchPlan {
  /// Looks at a command and all it takes to run it; `Problem` says why it cannot be run.
  init(
    name: String, options: Options = Options(), installation: Installation,
    path: String? = Environment["PATH"], environmentPath: String? = Environment["LD_LIBRARY_PATH"]
  ) throws {
    let command = try CommandLookup.find(name, path: path)
    let (program, arguments) = try LaunchPlan.followScripts(command, name: name)
    do {
      try self.init(
        program: program, command: command, arguments: arguments, options: options, installation: installation,
        environmentPath: environmentPath)
    } catch let problem as Problem where program != command {
      throw Problem(command, "its interpreter \(problem.clause)")
    }
  }

  /// The program that is loaded in the end, and the arguments it then gets, its own name first.
  static func followScripts(_ command: String, name: String) throws -> (program: String, arguments: [String]) {
    var program = command
    var arguments = [name]
    for _ in 0...Script.maximumDepth {
      guard let script = try Script.read(program) else { return (program, arguments) }
      arguments = [script.interpreter] + (script.argument.map { [$0] } ?? []) + [program] + arguments.dropFirst()
      program = script.interpreter
      do {
        try CommandLookup.check(program)
      } catch let problem as Problem {
        throw Problem(command, "its interpreter \(problem.clause)")
      }
    }
    throw Problem(command, "its interpreter is a script, whose interpreter is a script, and so on too many times")
  }

  private init(
    program: String, command: String, arguments: [String], options: Options, installation: Installation,
    environmentPath: String?
  ) throws {
    let file = try ElfFile(path: program)
    if let refusal = file.refusal() { throw Problem(program, refusal) }
    let dynamic = Dynamic(file)
    let kind = ProgramKind(file, dynamic)
    if let refusal = kind.refusal { throw Problem(program, refusal) }
    let isOptioned = !options.preload.isEmpty || !options.libraryPath.isEmpty
    guard let interpreter = kind.loadableInterpreter, let dynamic else {
      if isOptioned { throw Problem(program, "has Apus in it, so that --preload and --library-path do not apply") }
      self.init(way: .direct, executable: program, head: arguments, warning: nil)
      return
    }
    let isDirect = !isOptioned && Files.isSameFile(interpreter, installation.libc)
    let search = LibrarySearch(
      loader: isDirect ? interpreter : installation.libc,
      environmentPath: options.libraryPath.isEmpty ? environmentPath : options.libraryPath.joined(separator: ":"))
    let libraries = search.load(
      file, dynamic, path: isDirect ? Files.realPath(program) ?? program : program, preload: options.preload)
    if let lack = libraries.lack(searchedIn: search) { throw Problem(program, lack) }
    if isDirect {
      self.init(way: .direct, executable: program, head: arguments, warning: nil)
      return
    }
    var head = [installation.libc]
    if !options.preload.isEmpty { head += ["--preload", options.preload.joined(separator: ":")] }
    if !options.libraryPath.isEmpty { head += ["--library-path", options.libraryPath.joined(separator: ":")] }
    if program != command, installation.hasKernel { head += ["--execfn", command] }
    head += ["--argv0", arguments[0], "--", program] + arguments.dropFirst()
    self.init(
      way: .loader, executable: installation.libc, head: head,
      warning: LaunchPlan.losesPrivileges(program)
        ? "its set-user-ID or set-group-ID bit has no effect, as libc.so loads it; relink it with apus-gcc" : nil)
  }

  private static func losesPrivileges(_ program: String) -> Bool {
    guard case .success(let status) = Files.status(program) else { return false }
    let setsUser = status.mode & S_ISUID != 0 && status.owner != geteuid()
    let setsGroup = status.mode & (S_ISGID | S_IXGRP) == S_ISGID | S_IXGRP && status.group != getegid()
    return setsUser || setsGroup
  }
}
