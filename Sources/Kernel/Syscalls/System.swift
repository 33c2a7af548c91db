import CLinux

/// uname(2)
func sysUname(_ kernel: Kernel, _ name: UserPointer<linux_utsname>) throws(Errno) -> Int {
  try kernel.systemName.read(into: name)
}

/// sethostname(2)
func sysSethostname(_ kernel: Kernel, _ name: UserPointer<UInt8>, _ length: Int32) throws(Errno) -> Int {
  defer { kernel.systemName.forget() }
  return try kernel.host.call(Number.sethostname, name.argument, Int(length))
}

/// setdomainname(2)
func sysSetdomainname(_ kernel: Kernel, _ name: UserPointer<UInt8>, _ length: Int32) throws(Errno) -> Int {
  defer { kernel.systemName.forget() }
  return try kernel.host.call(Number.setdomainname, name.argument, Int(length))
}

/// personality(2): UNAME26 and PER_LINUX32 change what uname shows.
func sysPersonality(_ kernel: Kernel, _ persona: UInt32) throws(Errno) -> Int {
  defer { kernel.systemName.forget() }
  return try kernel.host.call(Number.personality, Int(persona))
}

/// unshare(2)
func sysUnshare(_ kernel: Kernel, _ flags: UInt) throws(Errno) -> Int {
  defer { kernel.enteredNamespace() }
  // With other threads about, their descriptors are no longer ours.
  if flags & UInt(LINUX_CLONE_FILES) != 0 && ThreadBlock.mayBeMany { kernel.descriptors.turnOff() }
  return try kernel.host.call(Number.unshare, Int(bitPattern: flags))
}

/// setns(2)
func sysSetns(_ kernel: Kernel, _ descriptor: Int32, _ type: UInt) throws(Errno) -> Int {
  defer { kernel.enteredNamespace() }
  // The times of timers would be those of another time namespace.
  shielded { kernel.descriptors.promoteAll() }
  return try kernel.host.call(Number.setns, Int(descriptor), Int(bitPattern: type))
}

/// arch_prctl(2)
func sysArchPrctl(_ kernel: Kernel, _ code: Int32, _ address: UInt) throws(Errno) -> Int {
  switch Int(code) {
  case LINUX_ARCH_SET_GS: try kernel.threads.setGS(address)
  case LINUX_ARCH_GET_GS:
    try kernel.threads.getGS(
      UserPointer(Int(bitPattern: address)), kernel.userMemory)
  default: try kernel.host.call(Number.arch_prctl, Int(code), Int(bitPattern: address))
  }
}

/// prctl(2)
func willPrctl(_ kernel: Kernel, _ option: Int32, _ a: UInt, _ b: UInt, _ c: UInt, _ d: UInt) {
  if option == LINUX_PR_SET_SECCOMP { kernel.enterSandbox() }
}

/// seccomp(2)
func willSeccomp(_ kernel: Kernel, _ operation: Int32, _ flags: UInt, _ arguments: UInt) {
  if operation == LINUX_SECCOMP_SET_MODE_STRICT || operation == LINUX_SECCOMP_SET_MODE_FILTER {
    kernel.enterSandbox()
  }
}

/// setrlimit(2)
func willSetrlimit(_ kernel: Kernel, _ resource: Int32, _ limit: UInt) {
  if Int(resource) == LINUX_RLIMIT_NOFILE { kernel.descriptors.hasOtherLimit = true }
}

/// prlimit64(2)
func willPrlimit64(_ kernel: Kernel, _ process: Int32, _ resource: Int32, _ new: UInt, _ old: UInt) {
  if Int(resource) == LINUX_RLIMIT_NOFILE && new != 0 { kernel.descriptors.hasOtherLimit = true }
}
