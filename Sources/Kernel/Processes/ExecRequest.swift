import CLinux

/// What execve(2) or execveat(2) was asked for.
struct ExecRequest {
  var directory: Int32
  var path: UserPointer<UInt8>
  let arguments: UserPointer<UInt>
  let environment: UserPointer<UInt>
  var flags: Int
  /// Whether it is execve(2), which has no flags and no directory.
  let isPlain: Bool

  /// Takes another file, by the address of its name.
  mutating func rename(_ name: Int) {
    directory = Int32(LINUX_AT_FDCWD)
    path = UserPointer(name)
  }

  /// As the program has made it.
  func pass(_ host: Host, environment: Int? = nil) throws(Errno) -> Int {
    let environment = environment ?? self.environment.argument
    if isPlain { return try host.call(Number.execve, path.argument, arguments.argument, environment) }
    return try host.call(Number.execveat, Int(directory), path.argument, arguments.argument, environment, flags)
  }

  /// Whether the flags are those that every Linux knows.
  var isOrdinary: Bool { flags & ~(LINUX_AT_EMPTY_PATH | LINUX_AT_SYMLINK_NOFOLLOW) == 0 }

  /// What the host would say before it looks into the file.
  /// - Throws: `EINVAL` from a host before Linux 6.14, which cannot be asked; `ENOSYS` or `EPERM` from a filter.
  func check(_ host: Host) throws(Errno) {
    _ = try host.call(
      Number.execveat, Int(directory), path.argument, arguments.argument, environment.argument,
      flags | LINUX_AT_EXECVE_CHECK)
  }

  /// Whether the file may be executed, as far as the host tells by other calls.
  /// - Throws: `EACCES` for what is not a regular file.
  func checkAccess(_ host: Host) throws(Errno) {
    if !host.isRegularFile(directory, path.argument, flags) { throw .accessDenied }
    _ = try host.call(Number.faccessat2, Int(directory), path.argument, 1, flags | LINUX_AT_EACCESS)
  }
}
