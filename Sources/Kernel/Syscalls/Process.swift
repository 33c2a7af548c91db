import CApus
import CLinux

/// fork(2)
func sysFork(_ kernel: Kernel) throws(Errno) -> Int {
  try kernel.fork { () throws(Errno) in try kernel.host.call(Number.fork) }
}

/// vfork(2) by number: our caller's frame does not survive a child that runs on
/// the same stack, so the child gets a copy of the memory; the parent waits for
/// it as it should. vfork(3) shares the memory.
func sysVfork(_ kernel: Kernel) throws(Errno) -> Int {
  try cloneCopy(kernel, CloneFlags.vfork.rawValue | 17, 0, 0, 0)  // SIGCHLD
}

/// clone(2) by number. clone(3) and threads do not come here, but to the entry
/// points in assembly.
func sysClone(
  _ kernel: Kernel, _ flags: UInt, _ stack: UInt, _ parent: UserPointer<Int32>, _ child: UserPointer<Int32>, _ tls: UInt
) throws(Errno) -> Int {
  let wanted = CloneFlags(rawValue: flags)
  if stack == 0 && wanted.contains([.sharedMemory, .vfork]) {
    return try cloneCopy(kernel, flags & ~CloneFlags.sharedMemory.rawValue, parent.argument, child.argument, tls)
  }
  if stack == 0 && !wanted.contains(.sharedMemory) {
    return try cloneCopy(kernel, flags, parent.argument, child.argument, tls)
  }
  kernel.descriptors.turnOff()
  apus_close_table()
  // The child comes back to a stack that its maker has prepared for a bare
  // instruction: it is as lost in a C function here as it is on Linux.
  return try kernel.host.call(
    Number.clone, Int(bitPattern: flags), Int(bitPattern: stack), parent.argument, child.argument,
    Int(bitPattern: tls))
}

private func cloneCopy(
  _ kernel: Kernel, _ flags: UInt, _ parent: Int, _ child: Int, _ tls: UInt
) throws(Errno) -> Int {
  if CloneFlags(rawValue: flags).contains(.sharedDescriptors) { kernel.descriptors.turnOff() }
  return try kernel.fork { () throws(Errno) in
    try kernel.host.call(Number.clone, Int(bitPattern: flags), 0, parent, child, Int(bitPattern: tls))
  }
}

/// clone3(2), as a kind of fork. A child that shares the memory needs a stack of
/// its own, and is then as lost in a C function as after clone(2).
func sysClone3(_ kernel: Kernel, _ arguments: UserPointer<linux_clone_args>, _ size: UInt) throws(Errno) -> Int {
  // Rare, and all of it is the host's from here on.
  kernel.descriptors.turnOff()
  apus_close_table()
  return try kernel.fork {
    !CloneFlags(rawValue: UserPointer<UInt>(arguments.argument).valueThatTheHostHasRead).contains(.sharedMemory)
  } _: { () throws(Errno) in
    try kernel.host.call(Number.clone3, arguments.argument, Int(bitPattern: size))
  }
}

/// execve(2)
func sysExecve(
  _ kernel: Kernel, _ path: UserPointer<UInt8>, _ arguments: UInt, _ environment: UInt
) throws(Errno) -> Int {
  let request = ExecRequest(
    directory: Int32(LINUX_AT_FDCWD), path: path, arguments: UserPointer(Int(bitPattern: arguments)),
    environment: UserPointer(Int(bitPattern: environment)), flags: 0, isPlain: true)
  return try kernel.exec(request)
}

/// execveat(2)
func sysExecveat(
  _ kernel: Kernel, _ directory: Int32, _ path: UserPointer<UInt8>, _ arguments: UInt, _ environment: UInt,
  _ flags: UInt
) throws(Errno) -> Int {
  let request = ExecRequest(
    directory: directory, path: path, arguments: UserPointer(Int(bitPattern: arguments)),
    environment: UserPointer(Int(bitPattern: environment)), flags: Int(bitPattern: flags & 0xffff_ffff), isPlain: false)
  return try kernel.exec(request)
}

/// ptrace(2): a debugger that starts a program finds it by the file that the host has executed.
func willPtrace(_ kernel: Kernel, _ request: Int32, _ process: Int32, _ address: UInt, _ data: UInt) {
  if request == 0 { ThreadBlock.current?.becomeTraced() }  // PTRACE_TRACEME
}

/// exit(2): of the calling thread. In a sandbox signals stay as they are, since
/// to block them takes a call that may be forbidden; libc has blocked them before.
func willExit(_ kernel: Kernel, _ status: Int32) {
  kernel.threads.leave(signalsAreBlocked: kernel.userMemory.isTrustingEverything)
}

/// exit_group(2)
func willExitGroup(_ kernel: Kernel, _ status: Int32) {
  if kernel.options.printsCounts, let statistics = kernel.statistics, ThreadBlock.current?.isBorrowed != true {
    // The reader of standard error may be gone, and SIGPIPE is not the program's doing.
    _ = kernel.host.blockSignals()
    statistics.print()
  }
  if !kernel.userMemory.isTrustingEverything { kernel.threads.leaveProcess() }
}
