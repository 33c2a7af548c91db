import CLinux

/// open(2)
func sysOpen(
  _ kernel: Kernel, _ thread: ThreadBlock, _ name: UserPointer<UInt8>, _ flags: UInt, _ mode: UInt32
) throws(Errno) -> Int {
  if let result = try openOwnProgram(kernel, Int32(LINUX_AT_FDCWD), name, flags, mode) { return result }
  return try kernel.descriptors.open(name, flags & 0xffff_ffff, thread, kernel.random) { () throws(Errno) in
    try kernel.host.call(Number.open, name.argument, Int(bitPattern: flags), Int(mode))
  }
}

/// openat(2)
func sysOpenat(
  _ kernel: Kernel, _ thread: ThreadBlock, _ folder: Int32, _ name: UserPointer<UInt8>, _ flags: UInt, _ mode: UInt32
) throws(Errno) -> Int {
  if let result = try openOwnProgram(kernel, folder, name, flags, mode) { return result }
  return try kernel.descriptors.open(name, flags & 0xffff_ffff, thread, kernel.random) { () throws(Errno) in
    try kernel.host.call(Number.openat, Int(folder), name.argument, Int(bitPattern: flags), Int(mode))
  }
}

/// creat(2)
func sysCreat(
  _ kernel: Kernel, _ thread: ThreadBlock, _ name: UserPointer<UInt8>, _ mode: UInt32
) throws(Errno) -> Int {
  let flags = UInt(LINUX_O_CREAT | LINUX_O_WRONLY | LINUX_O_TRUNC)
  return try kernel.descriptors.open(name, flags, thread, kernel.random) { () throws(Errno) in
    try kernel.host.call(Number.creat, name.argument, Int(mode))
  }
}

/// openat2(2): passed, after a look at its name.
func sysOpenat2(
  _ kernel: Kernel, _ thread: ThreadBlock, _ folder: Int32, _ name: UserPointer<UInt8>,
  _ how: UserPointer<linux_open_how>, _ size: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.open(name, UInt(LINUX_O_PATH), thread, kernel.random) { () throws(Errno) in
    try kernel.host.call(Number.openat2, Int(folder), name.argument, how.argument, Int(bitPattern: size))
  }
}

/// Answers an open(2) of /proc/self/exe, in a program that libc.so has loaded.
/// - Returns: nil for all others.
@inline(always)
private func openOwnProgram(
  _ kernel: Kernel, _ folder: Int32, _ name: UserPointer<UInt8>, _ flags: UInt, _ mode: UInt32
) throws(Errno) -> Int? {
  let isLink = flags & UInt(LINUX_O_NOFOLLOW) != 0
  guard !isLink, kernel.ownProgram.isNamed(folder, name) else { return nil }
  return try kernel.ownProgram.call { (name) throws(Errno) in
    try kernel.host.call(Number.openat, LINUX_AT_FDCWD, name, Int(bitPattern: flags), Int(mode))
  }
}
