import Glibc

/// Finds the file of a command the way a shell does.
enum CommandLookup {
  /// Where a shell looks without PATH.
  static let defaultPath = "/usr/local/bin:/usr/bin:/bin"

  /// The file that a name as typed means; checked to be one that may be executed.
  static func find(_ name: String, path: String?) throws -> String {
    if name.isEmpty { throw Problem("''", errorText(ENOENT), status: Problem.notFound) }
    if name.contains("/") {
      try check(name)
      return name
    }
    var forbidden: Problem?
    for directory in (path ?? defaultPath).split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = directory.isEmpty ? "./\(name)" : "\(directory)/\(name)"
      do {
        try check(candidate)
        return candidate
      } catch let problem as Problem {
        // A file that may not be executed is worth telling only if no later folder has one that may.
        if problem.status == Problem.cannotRun, isRegular(candidate) { forbidden = forbidden ?? problem }
      }
    }
    throw forbidden ?? Problem(name, errorText(ENOENT), status: Problem.notFound)
  }

  private static func isRegular(_ path: String) -> Bool {
    if case .success(let status) = Files.status(path) { return status.isRegular }
    return false
  }

  /// Whether a file may be executed, and if not why, as shells have it: 127 where there is none, 126 else.
  static func check(_ path: String) throws {
    switch Files.status(path) {
    case .failure(let error):
      let isAbsent = error.code == ENOENT || error.code == ENOTDIR
      throw Problem(path, error.text, status: isAbsent ? Problem.notFound : Problem.cannotRun)
    case .success(let status) where status.isDirectory: throw Problem(path, "is a directory")
    case .success(let status) where !status.isRegular: throw Problem(path, "is not a regular file")
    case .success where !Files.mayExecute(path): throw Problem(path, "no permission to execute it")
    case .success: return
    }
  }
}
