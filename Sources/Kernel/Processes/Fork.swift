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
    let mask = isSandboxed ? 0 : host.blockSignals()
    programBreak.holdForFork()
    defer {
      programBreak.releaseAfterFork()
      if !isSandboxed { host.setSignalMask(mask) }
    }
    let result = try hostCall()
    if result == 0 && copiesMemory() { childOfForkStarts() }
    return result
  }

  private func childOfForkStarts() {
    threads.childOfForkStarts()
    userMemory.childOfForkStarts()
    statistics?.reset()
  }

  /// Before clone(3) or vfork(3).
  func cloneBegins(_ flags: CloneFlags, _ number: Int) -> ChildBlock {
    statistics?.count(number)
    if !flags.contains(.thread) { systemName.becomeShared() }
    if !flags.contains(.sharedMemory) { holdForCopy() }
    return threads.makeBlock(for: flags)
  }

  func cloneReturnsToParent(_ child: ChildBlock, _ flags: CloneFlags, failed: Bool) {
    threads.parentResumes(child, flags: flags, failed: failed)
    if !flags.contains(.sharedMemory) { releaseAfterCopy() }
  }

  func cloneStartsChild(_ child: ChildBlock, _ flags: CloneFlags) {
    threads.childStarts(child)
    if !flags.contains(.sharedMemory) {
      childOfForkStarts()
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
    programBreak.holdForFork()
  }

  private func releaseAfterCopy() {
    guard let thread = ThreadBlock.current, !userMemory.isTrustingEverything else { return }
    programBreak.releaseAfterFork()
    host.setSignalMask(thread.signalMask)
  }

  /// After unshare(2) or setns(2), whatever they changed.
  func enteredNamespace() {
    systemName.forget()
    credentials.becomeFluid()
  }
}
