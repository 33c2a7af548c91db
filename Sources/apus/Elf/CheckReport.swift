import CElf

/// All that `apus check` says about one file.
struct CheckReport {
  let path: String
  private(set) var kind = ""
  /// Go, where the file says so.
  private(set) var language: String?
  private(set) var way = "not as it is"
  /// Reasons that keep Apus from running it.
  private(set) var reasons: [String] = []
  private(set) var notes: [String] = []
  private(set) var interpreter: String?
  private(set) var libraries: [LibrarySearch.Dependency] = []
  private(set) var undefined: UndefinedSymbols?
  private(set) var rawCalls: [RawCall] = []

  var isRunnable: Bool { reasons.isEmpty }

  var interpreterExists: Bool {
    if let interpreter, case .success = Files.status(interpreter) { true } else { false }
  }

  /// `Problem` if the file is nothing that can be looked into.
  init(path: String, installation: Installation, libc: UndefinedSymbols.Libc) throws {
    self.path = path
    if let script = try Script.read(path) {
      check(script, installation)
      return
    }
    let file = try ElfFile(path: path)
    if file.is64Bit, file.header.e_type == ET_REL, file.header.e_machine == EM_X86_64 {
      check(object: file, libc)
    } else {
      if let refusal = file.refusal() { throw Problem(path, refusal) }
      check(file, installation, libc)
    }
    rawCalls = try RawCallScanner(file).scan()
  }

  private mutating func check(_ script: Script, _ installation: Installation) {
    kind = "script"
    interpreter = script.interpreter
    do {
      let plan = try LaunchPlan(name: path.contains("/") ? path : "./\(path)", installation: installation)
      way = "by apus run, its interpreter \(CheckReport.describe(plan.way))"
    } catch {
      reasons.append((error as? Problem)?.reason ?? "\(error)")
    }
  }

  private mutating func check(object file: ElfFile, _ libc: UndefinedSymbols.Libc) {
    kind = "relocatable object file"
    way = "after it is linked with apus-gcc"
    let elsewhere = file.sectionSymbols(file.sections).filter {
      $0.isUndefined && $0.binding == STB_GLOBAL && !$0.name.isEmpty && $0.name != "_GLOBAL_OFFSET_TABLE_"
        && !libc.musl.contains($0.name)
    }
    if !elsewhere.isEmpty {
      notes.append("needs from other files: " + CheckReport.shortened(elsewhere.map(\.name)))
    }
  }

  private mutating func check(_ file: ElfFile, _ installation: Installation, _ libc: UndefinedSymbols.Libc) {
    let dynamic = Dynamic(file)
    let kind = ProgramKind(file, dynamic)
    let sections = file.sections
    self.kind = kind.name
    language = sections.contains { $0.name == ".go.buildinfo" || $0.name == ".note.go.buildid" } ? "Go" : nil
    interpreter = file.interpreter
    let isDirect = interpreter.map { Files.isSameFile($0, installation.libc) } ?? true
    if kind != .sharedLibrary {
      if let refusal = kind.refusal {
        reasons.append(refusal)
      } else if !Files.mayExecute(path) {
        reasons.append("no permission to execute it")
      }
    }
    if let dynamic, kind != .apusLibrary, kind != .apusStatic {
      let loader = isDirect ? interpreter ?? installation.libc : installation.libc
      let search = LibrarySearch(loader: loader, environmentPath: Environment["LD_LIBRARY_PATH"])
      let preload = (Environment["LD_PRELOAD"] ?? "").split { $0 == ":" || $0.isWhitespace }.map(String.init)
      let result = search.load(file, dynamic, path: path, preload: preload)
      let undefined = UndefinedSymbols(program: dynamic, path: path, libraries: result, libc: libc)
      libraries = result.dependencies
      self.undefined = undefined
      if let lack = result.lack(searchedIn: search) { reasons.append(lack) }
      let count = undefined.entries.count
      if count > 0 {
        reasons.append(count == 1 ? "a symbol that nothing defines" : "\(count) symbols that nothing defines")
        // Missing functions do not keep a glibc program from starting.
        if kind.isGlibc, reasons.count == 1 { way = "by apus run, until it calls one of what is undefined" }
      }
    }
    if isRunnable { way = CheckReport.way(kind, isDirect: isDirect) }
    if let interpreter, !interpreterExists {
      notes.append("its interpreter \(interpreter) is not here: it starts with apus run only")
    }
    if file.segment(PT_GNU_STACK).map({ $0.p_flags & UInt32(PF_X) != 0 }) ?? true {
      notes.append("wants an executable stack")
    }
    if dynamic?.hasTextRelocations == true {
      notes.append("has text relocations: its code is writable while it is loaded")
    }
    if file.header.e_shoff > 0, sections.isEmpty { notes.append("its section headers are not in the file") }
  }

  private static func way(_ kind: ProgramKind, isDirect: Bool) -> String {
    if kind == .sharedLibrary { return "in programs that load it" }
    return isDirect ? "directly, or by apus run" : "by apus run, \(describe(.loader))"
  }

  private static func describe(_ way: LaunchPlan.Way) -> String {
    switch way {
    case .loader: "loaded by Apus's libc.so"
    case .direct: "directly"
    }
  }

  static func shortened(_ names: [String], to limit: Int = 20) -> String {
    names.prefix(limit).joined(separator: ", ") + (names.count > limit ? " and \(names.count - limit) more" : "")
  }
}

// MARK: - Output

extension CheckReport {
  /// How many raw calls are listed one by one.
  private static let listed = 10

  var text: String {
    var rows: [[String]] = [["kind", language.map { "\(kind) (\($0))" } ?? kind], ["runs", way]]
    for reason in reasons { rows.append(["reason", reason]) }
    if let interpreter { rows.append(["interpreter", interpreter + (interpreterExists ? "" : " (not here)")]) }
    for library in libraries {
      let outcome =
        switch library.outcome {
        case .builtIn: "Apus's libc.so"
        case .found(let path): path
        case .unusable(let path, let reason): "\(path), which \(reason)"
        case .missing: "missing"
        }
      rows.append(["library", "\(library.name): \(outcome)"])
    }
    for entry in undefined?.entries ?? [] {
      rows.append(["undefined", entry.text + (entry.neededBy == path ? "" : " (needed by \(entry.neededBy))")])
    }
    if let open = undefined?.open, !open.isEmpty {
      rows.append(["unknown", "\(open.count) symbols that the missing libraries may define"])
    }
    if !rawCalls.isEmpty {
      rows.append(["raw calls", "\(rawCalls.count), which go to the host past Apus"])
      for call in rawCalls.prefix(CheckReport.listed) {
        rows.append(["", "\(hex(call.address)) \(call.instruction) in \(call.symbol ?? call.section)"])
      }
      if rawCalls.count > CheckReport.listed { rows.append(["", "and \(rawCalls.count - CheckReport.listed) more"]) }
    }
    for note in notes { rows.append(["note", note]) }
    let lines = rows.map { ["  " + $0[0]] + $0.dropFirst().map(Terminal.printable) }
    return Terminal.styled(Terminal.printable(path), .bold) + "\n"
      + Terminal.table(lines) { row, column in
        guard column == 1 else { return .dim }
        return switch rows[row][0] {
        case "runs": isRunnable ? .green : .red
        case "reason", "undefined": .red
        case "raw calls": .yellow
        default: nil
        }
      }
  }

  var json: Json {
    .object([
      ("file", .string(path)), ("kind", .string(kind)), ("language", .optional(language)),
      ("runs", .bool(isRunnable)), ("how", .string(way)), ("reasons", .strings(reasons)),
      ("interpreter", .optional(interpreter)),
      ("interpreterExists", interpreter == nil ? .null : .bool(interpreterExists)),
      ("libraries", .array(libraries.map(CheckReport.json))),
      ("undefined", .array((undefined?.entries ?? []).map(CheckReport.json))),
      ("undecided", .array((undefined?.open ?? []).map(CheckReport.json))),
      (
        "rawCalls",
        .array(
          rawCalls.map {
            .object([
              ("address", .string(hex($0.address))), ("instruction", .string($0.instruction)),
              ("symbol", .optional($0.symbol)), ("section", .string($0.section)),
            ])
          })
      ),
      ("notes", .strings(notes)),
    ])
  }

  private static func json(_ entry: UndefinedSymbols.Entry) -> Json {
    .object([
      ("name", .string(entry.name)), ("version", .optional(entry.version)), ("neededBy", .string(entry.neededBy)),
    ])
  }

  private static func json(_ library: LibrarySearch.Dependency) -> Json {
    var members: [(String, Json)] = [("name", .string(library.name)), ("neededBy", .optional(library.neededBy))]
    switch library.outcome {
    case .builtIn: members.append(("state", .string("libc")))
    case .found(let path): members += [("state", .string("found")), ("path", .string(path))]
    case .unusable(let path, let reason):
      members += [("state", .string("unusable")), ("path", .string(path)), ("reason", .string(reason))]
    case .missing: members.append(("state", .string("missing")))
    }
    return .object(members)
  }
}
