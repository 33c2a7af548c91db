import CLinux

// Calls that take the name of a file, in a program that libc.so has loaded: the host
// answers them but for /proc/self/exe. In other programs they are the host's altogether.

/// readlink(2)
func sysReadlink(
  _ kernel: Kernel, _ name: UserPointer<UInt8>, _ buffer: UserPointer<UInt8>, _ size: Int32
) throws(Errno) -> Int? {
  try sysReadlinkat(kernel, Int32(LINUX_AT_FDCWD), name, buffer, size)
}

/// readlinkat(2)
func sysReadlinkat(
  _ kernel: Kernel, _ directory: Int32, _ name: UserPointer<UInt8>, _ buffer: UserPointer<UInt8>, _ size: Int32
) throws(Errno) -> Int? {
  guard kernel.ownProgram.isNamed(directory, name) else { return nil }
  return try kernel.ownProgram.readLink(buffer, size)
}

/// stat(2)
func sysStat(_ kernel: Kernel, _ name: UserPointer<UInt8>, _ status: UserPointer<UInt8>) throws(Errno) -> Int? {
  try sysNewfstatat(kernel, Int32(LINUX_AT_FDCWD), name, status, 0)
}

/// newfstatat(2)
func sysNewfstatat(
  _ kernel: Kernel, _ directory: Int32, _ name: UserPointer<UInt8>, _ status: UserPointer<UInt8>, _ flags: UInt
) throws(Errno) -> Int? {
  guard kernel.ownProgram.isNamed(directory, name, flags) else { return nil }
  return try kernel.ownProgram.call { (name) throws(Errno) in
    try kernel.host.call(Number.newfstatat, LINUX_AT_FDCWD, name, status.argument, Int(bitPattern: flags))
  }
}

/// statx(2)
func sysStatx(
  _ kernel: Kernel, _ directory: Int32, _ name: UserPointer<UInt8>, _ flags: UInt, _ mask: UInt,
  _ status: UserPointer<UInt8>
) throws(Errno) -> Int? {
  guard kernel.ownProgram.isNamed(directory, name, flags) else { return nil }
  return try kernel.ownProgram.call { (name) throws(Errno) in
    try kernel.host.call(
      Number.statx, LINUX_AT_FDCWD, name, Int(bitPattern: flags), Int(bitPattern: mask), status.argument)
  }
}

/// access(2)
func sysAccess(_ kernel: Kernel, _ name: UserPointer<UInt8>, _ mode: UInt) throws(Errno) -> Int? {
  try sysFaccessat(kernel, Int32(LINUX_AT_FDCWD), name, mode)
}

/// faccessat(2)
func sysFaccessat(
  _ kernel: Kernel, _ directory: Int32, _ name: UserPointer<UInt8>, _ mode: UInt
) throws(Errno) -> Int? {
  guard kernel.ownProgram.isNamed(directory, name) else { return nil }
  return try kernel.ownProgram.call { (name) throws(Errno) in
    try kernel.host.call(Number.faccessat, LINUX_AT_FDCWD, name, Int(bitPattern: mode))
  }
}

/// faccessat2(2)
func sysFaccessat2(
  _ kernel: Kernel, _ directory: Int32, _ name: UserPointer<UInt8>, _ mode: UInt, _ flags: UInt
) throws(Errno) -> Int? {
  guard kernel.ownProgram.isNamed(directory, name, flags) else { return nil }
  return try kernel.ownProgram.call { (name) throws(Errno) in
    try kernel.host.call(
      Number.faccessat2, LINUX_AT_FDCWD, name, Int(bitPattern: mode), Int(bitPattern: flags))
  }
}
