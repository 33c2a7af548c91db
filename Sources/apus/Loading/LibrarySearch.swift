import CElf
import Glibc

/// The libraries that musl's loader would load for a program, found the way it finds them.
struct LibrarySearch {
  /// The loader's own name as it sees it, and LD_LIBRARY_PATH or --library-path.
  let loader: String
  let environmentPath: String?

  enum Outcome: Equatable {
    /// One of the names that mean the libc itself.
    case builtIn
    case found(String)
    case unusable(String, reason: String)
    case missing
  }

  struct Dependency: Equatable {
    let name: String
    /// The object that asked for it; nil for a preloaded one.
    let neededBy: String?
    let outcome: Outcome
  }

  /// A library that was found, open.
  struct Library {
    let path: String
    let file: ElfFile
    let dynamic: Dynamic
    let isGlibc: Bool
  }

  struct Result {
    var isGlibc = false
    var dependencies: [Dependency] = []
    var libraries: [Library] = []
  }

  /// The default path that this loader uses.
  let systemPath: String
  private let glibcCache: [String: String]

  init(loader: String, environmentPath: String?) {
    self.loader = loader
    self.environmentPath = environmentPath
    systemPath = LibrarySearch.systemPath(loader: loader)
    glibcCache = GlibcSearch.readCache()
  }

  /// PREFIX/etc/ld-musl-x86_64.path, where PREFIX/lib/ is where the loader says it is, or the built-in default.
  static func systemPath(loader: String) -> String {
    let prefix = loader.hasPrefix("/") ? Files.directory(of: Files.directory(of: loader)) : "/"
    let file = (prefix == "/" ? "" : prefix) + "/etc/ld-musl-x86_64.path"
    if let bytes = Files.read(file, limit: 1 << 20) { return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    if case .failure(let error) = Files.status(file), error.code == ENOENT { return "/lib:/usr/local/lib:/usr/lib" }
    return ""
  }

  // MARK: Loading

  private final class Object {
    let name: String
    let path: String
    let file: ElfFile
    let dynamic: Dynamic
    let parent: Object?
    let isGlibc: Bool

    init(name: String, path: String, file: ElfFile, dynamic: Dynamic, parent: Object?, isGlibc: Bool) {
      self.name = name
      self.path = path
      self.file = file
      self.dynamic = dynamic
      self.parent = parent
      self.isGlibc = isGlibc
    }

    /// The run path with $ORIGIN filled in; nil if it names another variable, which musl leaves alone.
    lazy var runPath: String? = dynamic.runPath.flatMap { LibrarySearch.expand($0, origin: Files.directory(of: path)) }

    /// The same by glibc's rules, which has more variables.
    lazy var glibcRunPath: String? = dynamic.runPath.map {
      GlibcSearch.expand($0, origin: Files.directory(of: Files.realPath(path) ?? path))
    }
  }

  /// Loads breadth first: what is preloaded, what the program needs, what those need, each file once.
  func load(_ program: ElfFile, _ dynamic: Dynamic, path: String, preload: [String] = []) -> Result {
    var result = Result()
    result.isGlibc = GlibcNames.isGlibc(dynamic, inProgramOf: false)
    let main = Object(
      name: "", path: path, file: program, dynamic: dynamic, parent: nil, isGlibc: result.isGlibc)
    var queue: [Object] = []
    for name in preload { load(name, for: nil, &queue, &result) }
    var asking: [Object] = [main] + queue
    while !asking.isEmpty {
      let object = asking.removeFirst()
      let known = queue.count
      for name in object.dynamic.needed { load(name, for: object, &queue, &result) }
      asking += queue[known...]
    }
    result.libraries = queue.map { Library(path: $0.path, file: $0.file, dynamic: $0.dynamic, isGlibc: $0.isGlibc) }
    return result
  }

  private func load(_ name: String, for parent: Object?, _ queue: inout [Object], _ result: inout Result) {
    if !name.contains("/"), queue.contains(where: { $0.name == name }) { return }
    var outcome = find(name, for: parent, isGlibc: parent?.isGlibc ?? result.isGlibc)
    if case .found(let path) = outcome {
      if queue.contains(where: { Files.isSameFile($0.path, path) }) { return }
      do {
        let file = try ElfFile(path: path)
        if let reason = file.refusal(as: "library") {
          outcome = .unusable(path, reason: reason)
        } else if let dynamic = Dynamic(file) {
          if dynamic.soname.map(GlibcNames.isServed) == true
            || dynamic.definitions().isSuperset(of: ["__libc_start_main", "stdin"])
          {
            outcome = .builtIn
          } else {
            queue.append(
              Object(
                name: name, path: path, file: file, dynamic: dynamic, parent: parent,
                isGlibc: GlibcNames.isGlibc(dynamic, inProgramOf: result.isGlibc)))
          }
        } else {
          outcome = .unusable(path, reason: "is not a dynamic library")
        }
      } catch {
        outcome = .unusable(path, reason: (error as? Problem)?.reason ?? "cannot be read")
      }
    }
    let dependency = Dependency(name: name, neededBy: parent?.path, outcome: outcome)
    if !result.dependencies.contains(where: { $0.name == name && $0.outcome == outcome }) {
      result.dependencies.append(dependency)
    }
  }

  private func find(_ name: String, for parent: Object?, isGlibc: Bool) -> Outcome {
    if name.isEmpty { return .missing }
    if isBuiltIn(name) { return .builtIn }
    if name.contains("/") { return LibrarySearch.opens(name) == nil ? .found(name) : .missing }
    if name.utf8.count > Int(NAME_MAX) { return .missing }
    if isGlibc { return findForGlibc(name, for: parent) }
    var paths: [String] = environmentPath.map { [$0] } ?? []
    var asking = parent
    while let object = asking {
      if let path = object.runPath { paths.append(path) }
      asking = object.parent
    }
    for path in paths + [systemPath] {
      switch LibrarySearch.find(name, in: path) {
      case .some(.missing): return .missing
      case .some(let outcome): return outcome
      case nil: continue
      }
    }
    return .missing
  }

  /// RPATHs of the chain, LD_LIBRARY_PATH, RUNPATH, the cache, the folders of the system.
  private func findForGlibc(_ name: String, for parent: Object?) -> Outcome {
    var paths: [String] = []
    if let parent, !parent.dynamic.hasRunPath {
      var asking: Object? = parent
      while let object = asking {
        if !object.dynamic.hasRunPath, let path = object.glibcRunPath { paths.append(path) }
        asking = object.parent
      }
    }
    if let environmentPath, !environmentPath.isEmpty { paths.append(environmentPath) }
    if let parent, parent.dynamic.hasRunPath, let path = parent.glibcRunPath { paths.append(path) }
    for path in paths {
      if let file = GlibcSearch.find(name, in: path) { return .found(file) }
    }
    if let file = glibcCache[name], GlibcSearch.isUsable(file) { return .found(file) }
    return GlibcSearch.find(name, in: GlibcSearch.folders.joined(separator: ":")).map { .found($0) } ?? .missing
  }

  // MARK: Rules

  /// The names by which programs ask for the libc itself; musl answers them without looking at any file.
  func isBuiltIn(_ name: String) -> Bool {
    name == loader || GlibcNames.isServed(name)
      || ["libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."].contains { name.hasPrefix($0) }
  }

  /// The file in the first folder of a path that has it; `.missing` if an error ends the search, nil to search on.
  static func find(_ name: String, in path: String) -> Outcome? {
    for directory in path.split(whereSeparator: { $0 == ":" || $0 == "\n" }) {
      let candidate = "\(directory)/\(name)"
      // The size of the buffer that musl puts the name together in.
      guard candidate.utf8.count < 2 * Int(NAME_MAX) + 2 else { continue }
      switch opens(candidate) {
      case nil: return .found(candidate)
      case ENOENT, ENOTDIR, EACCES, ENAMETOOLONG: continue
      default: return .missing
      }
    }
    return nil
  }

  private static func opens(_ path: String) -> Int32? {
    switch Files.open(path) {
    case .failure(let error): return error.code
    case .success(let descriptor):
      close(descriptor)
      return nil
    }
  }

  static func expand(_ path: String, origin: String) -> String? {
    var out = ""
    var rest = path[...]
    while let dollar = rest.firstIndex(of: "$") {
      out += rest[..<dollar] + origin
      rest = rest[dollar...]
      if rest.hasPrefix("$ORIGIN") {
        rest = rest.dropFirst("$ORIGIN".count)
      } else if rest.hasPrefix("${ORIGIN}") {
        rest = rest.dropFirst("${ORIGIN}".count)
      } else {
        return nil
      }
    }
    return out + rest
  }
}

extension LibrarySearch.Result {
  /// What keeps the program from starting, in one sentence; nil if nothing is missing.
  func lack(searchedIn search: LibrarySearch) -> String? {
    let missing = dependencies.filter { $0.outcome == .missing }.map(\.name)
    if !missing.isEmpty {
      let system = isGlibc ? "/etc/ld.so.cache:" + GlibcSearch.folders.joined(separator: ":") : search.systemPath
      let paths = [search.environmentPath ?? "", system].filter { !$0.isEmpty }
      let what =
        missing.count == 1 ? "the library \(missing[0]) is" : "the libraries \(missing.joined(separator: ", ")) are"
      let places = paths.joined(separator: ":").split(whereSeparator: { $0 == "\n" }).joined(separator: ":")
      return
        "\(what) missing (looked in \(places.isEmpty ? "no folder" : places)); name \(missing.count == 1 ? "its" : "their") folder with --library-path"
    }
    for dependency in dependencies {
      if case .unusable(let path, let reason) = dependency.outcome { return "the library \(path) it needs \(reason)" }
    }
    return nil
  }
}
