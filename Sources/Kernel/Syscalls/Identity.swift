/// getpid(2). Right in every child: a new process has a block of its own, or a reset one.
@inline(always)
func sysGetpid(_ kernel: Kernel) throws(Errno) -> Int {
  if let thread = ThreadBlock.current, thread.processID != 0 { return Int(thread.processID) }
  return try kernel.threads.askProcessID()
}

/// gettid(2)
@inline(always)
func sysGettid(_ kernel: Kernel) throws(Errno) -> Int {
  if let thread = ThreadBlock.current, thread.threadID != 0 { return Int(thread.threadID) }
  return try kernel.threads.askThreadID()
}

/// set_tid_address(2)
func sysSetTidAddress(_ kernel: Kernel, _ address: UInt) throws(Errno) -> Int {
  try kernel.threads.setClearAddress(address)
}

/// getuid(2)
@inline(always)
func sysGetuid(_ kernel: Kernel) throws(Errno) -> Int {
  if let ids = ThreadBlock.current?.identity { return Int(ids.0) }
  return try kernel.credentials.ask(Number.getuid)
}

/// geteuid(2)
@inline(always)
func sysGeteuid(_ kernel: Kernel) throws(Errno) -> Int {
  if let ids = ThreadBlock.current?.identity { return Int(ids.1) }
  return try kernel.credentials.ask(Number.geteuid)
}

/// getgid(2)
@inline(always)
func sysGetgid(_ kernel: Kernel) throws(Errno) -> Int {
  if let ids = ThreadBlock.current?.identity { return Int(ids.3) }
  return try kernel.credentials.ask(Number.getgid)
}

/// getegid(2)
@inline(always)
func sysGetegid(_ kernel: Kernel) throws(Errno) -> Int {
  if let ids = ThreadBlock.current?.identity { return Int(ids.4) }
  return try kernel.credentials.ask(Number.getegid)
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
