import CApus

extension Kernel {
  /// Runs a host call that returns twice, the second time in a child with a
  /// copy of all memory. No kernel lock is held by another thread meanwhile.
  /// - Parameter copiesMemory: asked in the child.
  func fork(
    copiesMemory: () -> Bool = { true }, _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    systemName.becomeShared()
    // No signal handler runs in the child before it has its own numbers.
    let isSandboxed = userMemory.isTrustingEverything
    var mask = isSandboxed ? 0 : host.blockSignals()
    hold(isSandboxed)
    defer {
      release(isSandboxed)
      if !isSandboxed { host.setSignalMask(mask) }
    }
    let result = try hostCall()
    if result == 0 && copiesMemory() { mask = childOfForkStarts(mask) }
    return result
  }

  /// Every lock that another thread may have.
  private func hold(_ isSandboxed: Bool = false) {
    if !isSandboxed { signals.holdForFork() }
    descriptors.suspend()
    programBreak.holdForFork()
    if ThreadBlock.mayBeMany { apus_heap_hold() }
  }

  /// In the parent and in the child.
  private func release(_ isSandboxed: Bool = false) {
    apus_heap_let_go()
    programBreak.releaseAfterFork()
    descriptors.resume()
    if !isSandboxed { signals.releaseAfterFork() }
  }

  /// - Returns: the signal mask to go back to, for that of the parent.
  private func childOfForkStarts(_ mask: UInt64) -> UInt64 {
    threads.childOfForkStarts()
    descriptors.childOfForkStarts()
    futexes.childOfForkStarts()
    userMemory.childOfForkStarts()
    statistics?.reset()
    return ThreadBlock.current?.dropSignals(mask) ?? mask
  }

  /// Before clone(3) or vfork(3).
  func cloneBegins(_ flags: CloneFlags, _ number: Int) -> ChildBlock {
    statistics?.count(number)
    if !flags.contains(.thread) { systemName.becomeShared() }
    if flags.contains(.sharedMemory) && !flags.contains(.vfork) { apus_close_table() }
    if flags.contains(.sharedDescriptors) != flags.contains(.sharedMemory) {
      if flags.contains(.sharedMemory) { descriptors.foreignerComes() } else { descriptors.turnOff() }
    }
    if !flags.contains(.sharedMemory) { holdForCopy() }
    // With a second thread it is too late: what it has blocked is blocked in the host.
    if flags.contains(.thread) { signals.ownFaults() }
    // The policy may be one that the program was started with.
    if flags.contains(.thread) && !ThreadBlock.mayBeMany { futexes.noticePolicy(of: 0, host) }
    return threads.makeBlock(for: flags)
  }

  func cloneReturnsToParent(_ child: ChildBlock, _ flags: CloneFlags, failed: Bool) {
    // No clone(3) asks for just what vfork(3) asks for: there would be no signal at its end.
    if failed { statistics?.countFailure(flags.isPlainVfork ? Number.vfork : Number.clone) }
    if starter.isActive { releaseExecMemory(of: child) }
    threads.parentResumes(child, flags: flags, failed: failed)
    // One that the parent does not wait for goes on beside us.
    let isForeigner = flags.contains(.sharedMemory) && !flags.contains(.sharedDescriptors)
    if isForeigner && (failed || flags.contains(.vfork)) { descriptors.foreignerIsGone() }
    if !flags.contains(.sharedMemory) { releaseAfterCopy() }
  }

  /// What a child that has gone on to another program had taken from our memory.
  private func releaseExecMemory(of child: ChildBlock) {
    guard case .own(let block) = child, block.sharesMemory, let memory = block.takeExecMemory() else { return }
    _ = try? host.call(Number.munmap, memory.address, memory.size)
  }

  func cloneStartsChild(_ child: ChildBlock, _ flags: CloneFlags) {
    threads.childStarts(child)
    if !flags.contains(.sharedMemory) {
      let mask = childOfForkStarts(ThreadBlock.current?.signalMask ?? 0)
      ThreadBlock.current?.signalMask = mask
      releaseAfterCopy()
    }
    if flags.contains(.newUserNamespace) { credentials.becomeFluid() }
  }

  /// What fork() does around its host call, for a clone that comes back
  /// elsewhere. The signal mask waits in the block, which the child has a copy of;
  /// a thread without one has nowhere to keep it and takes its chance.
  private func holdForCopy() {
    guard let thread = ThreadBlock.current, !userMemory.isTrustingEverything else { return }
    thread.signalMask = host.blockSignals()
    hold()
  }

  private func releaseAfterCopy() {
    guard let thread = ThreadBlock.current, !userMemory.isTrustingEverything else { return }
    release()
    host.setSignalMask(thread.signalMask)
  }

  /// Before a sandbox of the program's own: it may kill for calls that the kernel makes
  /// and the program does not, so nothing is left that needs them.
  func enterSandbox() {
    apus_end_corks()
    descriptors.turnOff()
    futexes.turnOff()
    userMemory.trustEverything()
  }

  /// After unshare(2) or setns(2), whatever they changed.
  func enteredNamespace() {
    systemName.forget()
    credentials.becomeFluid()
  }
}
