extension Kernel {
  /// Runs a host call that returns twice, the second time in a child with a
  /// copy of all memory. No kernel lock is held by another thread meanwhile.
  /// - Parameter copiesMemory: asked in the child.
  func fork(
    copiesMemory: () -> Bool = { true }, _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    systemName.becomeShared()
    // No signal handler runs in the child before it has its own numbers.
    let mask = host.blockSignals()
    programBreak.holdForFork()
    defer {
      programBreak.releaseAfterFork()
      host.setSignalMask(mask)
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
    if !flags.contains(.sharedMemory) { programBreak.holdForFork() }
    return threads.makeBlock(for: flags)
  }

  func cloneReturnsToParent(_ child: ChildBlock, _ flags: CloneFlags, failed: Bool) {
    if !flags.contains(.sharedMemory) { programBreak.releaseAfterFork() }
    threads.parentResumes(child, flags: flags, failed: failed)
  }

  func cloneStartsChild(_ child: ChildBlock, _ flags: CloneFlags) {
    threads.childStarts(child, flags: flags)
    if !flags.contains(.sharedMemory) {
      programBreak.releaseAfterFork()
      statistics?.reset()
    }
    if flags.contains(.newUserNamespace) { credentials.becomeFluid() }
  }

  /// After unshare(2) or setns(2), whatever they changed.
  func enteredNamespace() {
    systemName.forget()
    credentials.becomeFluid()
  }
}
