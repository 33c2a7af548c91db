import CLinux

/// What poll(2) and select(2) have in common: they look, sleep, and look again.
extension DescriptorTable {
  /// More descriptors than a process can have; for so many the host has the error.
  static var mostPolled: Int { 1 << 20 }

  /// Whether poll(2) finds a file of the kernel's behind a descriptor.
  @inline(always)
  func isPolledHere(_ descriptor: Int32) -> Bool {
    guard let reference = FileReference.of(descriptor) else { return false }
    return !reference.use { file in file.isPolledByHost }
  }

  /// What there is of a file; nil if the host is to be asked.
  @inline(always)
  func poll(_ descriptor: Int32) -> Readiness? {
    while let reference = FileReference.of(descriptor) {
      if reference.use({ file in file.isPolledByHost }) { return nil }
      if reference.kind == .set && needsHost(reference) {
        promote(descriptor)
        return nil
      }
      let readiness = reference.use { file in file.poll() }
      if FileReference.of(descriptor) == reference { return readiness }
    }
    return nil
  }

  /// Of a set that watches the host's descriptors only the host can tell without taking events out.
  private func needsHost(_ reference: FileReference) -> Bool {
    reference.of(EpollSet.self).use { set in set.hostItems > 0 }
  }

  /// Looks and sleeps by turns until there is something, or an error, or the time is over.
  /// - Parameters:
  ///   - join: takes places in the queues of the kernel's files.
  ///   - look: how many descriptors of the kernel's are ready, and whether there are any of the host's.
  ///   - askHost: how many of the host's are ready, within a time; given the
  ///     descriptor that is to end the wait too, or -1.
  /// - Throws: `EINTR`, `passToHost` for a wait with another mask, and what the host says.
  @inline(always)
  func pollLoop(
    _ limits: PollLimits, _ thread: ThreadBlock, _ capacity: Int,
    promote: () -> Void, join: (inout FileWaiters) -> Void, look: () throws(Errno) -> (ready: Int, isHostToo: Bool),
    askHost: (linux_timespec?, Int32) throws(Errno) -> Int
  ) throws(Errno) -> Int {
    let timeout = limits.timeout
    let now = linux_timespec(tv_sec: 0, tv_nsec: 0)
    let (ready, isHostToo) = try look()
    if ready > 0 || timeout.isImmediate {
      let count = try ready + (isHostToo ? askHost(now, -1) : 0)
      if count > 0 { return count }
      // Poll and select are interrupted even where they do not wait.
      guard let mask = limits.mask, mask.letsIn(host) else { return 0 }
      promote()
      throw .passToHost
    }
    if let mask = limits.mask, mask.changes(host) {
      promote()
      throw .passToHost
    }
    return try withFileWaiters(capacity, self) { (waiters) throws(Errno) in
      var hidden: FileReference? = nil
      var (isHostReady, isInterrupted) = (false, false)
      defer { if let hidden { giveBack(hidden: hidden) } }
      join(&waiters)
      while true {
        thread.prepareToSleep()
        let (ready, isHostToo) = try look()
        let isOver = timeout.isOver
        isInterrupted = isInterrupted || thread.isInterrupted
        if ready > 0 || isHostReady || isOver || isInterrupted {
          let count = try ready + (isHostToo ? askHost(now, -1) : 0)
          if count > 0 { return count }
          if isInterrupted { throw .interrupted }
          if isOver { return 0 }
          isHostReady = false
          continue
        }
        if !isHostToo {
          _ = sleep(thread, until: timeout.deadline, alarm: waiters.alarm)
          continue
        }
        // In the host a time-out comes late by up to a thousandth of it.
        if waiters.promoteTimers(self) { continue }
        if hidden == nil { hidden = takeHidden() }
        guard let number = hidden?.use({ file in file.descriptor }) else {
          // There is no number left to be called by.
          promote()
          throw .passToHost
        }
        do throws(Errno) {
          isHostReady = try thread.sleepInHost(number) { () throws(Errno) in try askHost(timeout.rest, number) } > 0
        } catch .interrupted {
          isInterrupted = true
        }
      }
    }
  }
}
