import Glibc

/// The few file operations the tool needs, by the calls' own names where they differ in nothing but types.
enum Files {
  struct Status {
    let device: UInt64
    let inode: UInt64
    let mode: mode_t
    let owner: uid_t
    let group: gid_t

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }

    func isSameFile(as other: Status) -> Bool { device == other.device && inode == other.inode }
  }

  /// `stat`, or the `errno` it failed with.
  static func status(_ path: String) -> Result<Status, Errno> {
    var buffer = stat()
    guard stat(path, &buffer) == 0 else { return .failure(Errno(errno)) }
    return .success(
      Status(
        device: UInt64(buffer.st_dev), inode: UInt64(buffer.st_ino), mode: buffer.st_mode,
        owner: buffer.st_uid, group: buffer.st_gid))
  }

  static func isSameFile(_ one: String, _ other: String) -> Bool {
    guard case .success(let one) = status(one), case .success(let other) = status(other) else { return false }
    return one.isSameFile(as: other)
  }

  static func mayExecute(_ path: String) -> Bool {
    faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0
  }

  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// An open descriptor, or the `errno`. Never waits: a FIFO opens at once.
  static func open(_ path: String) -> Result<Int32, Errno> {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    return descriptor < 0 ? .failure(Errno(errno)) : .success(descriptor)
  }

  /// The first `limit` bytes of a file, or nil if it cannot be read.
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    guard case .success(let descriptor) = open(path) else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var filled = 0
    while filled < limit {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + filled, limit - filled)
      }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      filled += count
    }
    return Array(bytes.prefix(filled))
  }

  /// A short text file such as one of /proc or /sys, without the white space around it.
  static func line(_ path: String) -> String? {
    read(path, limit: 65536).map { trimmed(String(decoding: $0, as: UTF8.self)) }
  }

  /// All before the last slash; "/" for a name in the root, "." for one without a slash.
  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }
}

struct Errno: Error, Equatable {
  let code: Int32
  init(_ code: Int32) { self.code = code }
  var text: String { errorText(code) }
}

func trimmed(_ text: String) -> String {
  var slice = text[...]
  while slice.last?.isWhitespace == true { slice.removeLast() }
  while slice.first?.isWhitespace == true { slice.removeFirst() }
  return String(slice)
}
