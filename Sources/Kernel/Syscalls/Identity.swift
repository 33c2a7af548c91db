/// getpid(2). Right in every child: a new process has a block of its own, or a reset one.
@inline(always)
func sysGetpid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let thread = ThreadBlock.current else { return try kernel.host.call(Number.getpid) }
  if thread.processID == 0 {
    thread.processID = Int32(truncatingIfNeeded: try kernel.host.call(Number.getpid))
  }
  return Int(thread.processID)
}

/// gettid(2)
@inline(always)
func sysGettid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let thread = ThreadBlock.current else { return try kernel.host.call(Number.gettid) }
  if thread.threadID == 0 {
    thread.threadID = Int32(truncatingIfNeeded: try kernel.host.call(Number.gettid))
  }
  return Int(thread.threadID)
}

/// getuid(2)
@inline(always)
func sysGetuid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let ids = kernel.credentials.current else { return try kernel.host.call(Number.getuid) }
  return Int(ids.0)
}

/// geteuid(2)
@inline(always)
func sysGeteuid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let ids = kernel.credentials.current else { return try kernel.host.call(Number.geteuid) }
  return Int(ids.1)
}

/// getgid(2)
@inline(always)
func sysGetgid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let ids = kernel.credentials.current else { return try kernel.host.call(Number.getgid) }
  return Int(ids.3)
}

/// getegid(2)
@inline(always)
func sysGetegid(_ kernel: Kernel) throws(Errno) -> Int {
  guard let ids = kernel.credentials.current else { return try kernel.host.call(Number.getegid) }
  return Int(ids.4)
}

/// getresuid(2)
func sysGetresuid(
  _ kernel: Kernel, _ real: UserPointer<UInt32>, _ effective: UserPointer<UInt32>, _ saved: UserPointer<UInt32>
) throws(Errno) -> Int {
  try kernel.credentials.getresuid(real, effective, saved)
}

/// getresgid(2)
func sysGetresgid(
  _ kernel: Kernel, _ real: UserPointer<UInt32>, _ effective: UserPointer<UInt32>, _ saved: UserPointer<UInt32>
) throws(Errno) -> Int {
  try kernel.credentials.getresgid(real, effective, saved)
}

/// setuid(2), of the calling thread alone; musl makes all threads call it.
func sysSetuid(_ kernel: Kernel, _ id: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setuid, Int(id))
}

/// setgid(2)
func sysSetgid(_ kernel: Kernel, _ id: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setgid, Int(id))
}

/// setreuid(2)
func sysSetreuid(_ kernel: Kernel, _ real: UInt32, _ effective: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setreuid, Int(real), Int(effective))
}

/// setregid(2)
func sysSetregid(_ kernel: Kernel, _ real: UInt32, _ effective: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setregid, Int(real), Int(effective))
}

/// setresuid(2)
func sysSetresuid(_ kernel: Kernel, _ real: UInt32, _ effective: UInt32, _ saved: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setresuid, Int(real), Int(effective), Int(saved))
}

/// setresgid(2)
func sysSetresgid(_ kernel: Kernel, _ real: UInt32, _ effective: UInt32, _ saved: UInt32) throws(Errno) -> Int {
  try kernel.credentials.change(Number.setresgid, Int(real), Int(effective), Int(saved))
}
