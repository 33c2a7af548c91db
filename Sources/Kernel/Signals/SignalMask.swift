import CApus
import CLinux

/// The signal mask of one thread. SIGSEGV and SIGBUS are never blocked in the host once
/// they are the kernel's, or a bad pointer would end the program: the block keeps what the
/// program believes of them.
///
/// Deviation: the masks of ppoll(2), pselect(2), epoll_pwait(2), rt_sigtimedwait(2) and signalfd(2) are the
/// host's; in a handler that interrupts one of them a blocked fault signal is truly blocked.
struct SignalMask {
  let thread: ThreadBlock
  let host: Host

  /// Nil where the masks are the host's alone.
  @inline(always)
  init?(_ host: Host) {
    guard apus_owns_faults() != 0, let thread = ThreadBlock.current else { return nil }
    self.init(thread, host)
  }

  init(_ thread: ThreadBlock, _ host: Host) {
    self.thread = thread
    self.host = host
  }

  /// rt_sigprocmask(2).
  /// - Returns: nil if the host may answer it as it is.
  /// - Throws: `EFAULT`, with the mask changed, if the old one could not be stored.
  @inline(always)
  func change(
    _ how: Int32, _ set: UserPointer<UInt>, _ old: UserPointer<UInt>, _ size: UInt
  ) throws(Errno) -> Int? {
    var mask: UInt = 0
    if !set.isNull && !set.guardedLoad(into: &mask) { return nil }
    if mask & APUS_FAULTS == 0 && thread.maskedFaults == 0 { return nil }
    guard size == 8, set.isNull || 0...2 ~= how else { return nil }
    return try change(how, set.isNull ? nil : mask, old)
  }

  @inline(never)
  private func change(_ how: Int32, _ mask: UInt?, _ old: UserPointer<UInt>) throws(Errno) -> Int {
    let before = thread.maskedFaults
    if let mask {
      let faults = mask & APUS_FAULTS
      switch Int(how) {
      case Int(LINUX_SIG_BLOCK): thread.maskedFaults |= faults
      case Int(LINUX_SIG_UNBLOCK): thread.maskedFaults &= ~faults
      default: thread.maskedFaults = faults
      }
    }
    // A handler that runs now, as the mask changes, sees and comes back to the new one.
    defer { thread.releaseHeldSignals(blocked: thread.maskedFaults) }
    var given = (mask ?? 0) & ~APUS_FAULTS
    // Safety: the mask outlives the call.
    let result = try withUnsafePointer(to: &given) { given throws(Errno) in
      try host.call(
        Number.rt_sigprocmask, Int(how), mask == nil ? 0 : Int(bitPattern: given), old.argument, 8)
    }
    var told: UInt = 0
    if before != 0 && !old.isNull && old.guardedLoad(into: &told) { _ = old.guardedStore(told | before) }
    return result
  }

  /// rt_sigsuspend(2).
  /// - Returns: nil if the host may do it as it is.
  func suspend(_ set: UserPointer<UInt>, _ size: UInt) throws(Errno) -> Int? {
    var mask: UInt = 0
    guard size == 8, set.guardedLoad(into: &mask) else { return nil }
    let before = thread.maskedFaults
    if (mask & APUS_FAULTS) | before == 0 { return nil }
    thread.suspend(mask & APUS_FAULTS)
    defer { thread.resume(before) }
    if thread.heldSignals & ~mask != 0 {
      thread.releaseHeldSignals(blocked: mask)
      throw .interrupted
    }
    mask &= ~APUS_FAULTS
    // Safety: the mask outlives the call.
    return try withUnsafePointer(to: &mask) { mask throws(Errno) in
      try host.call(Number.rt_sigsuspend, Int(bitPattern: mask), 8)
    }
  }

  /// rt_sigtimedwait(2), which takes blocked signals: these pend in the host while it waits.
  /// - Returns: nil if the host may do it as it is.
  func wait(_ set: UserPointer<UInt>, _ info: UInt, _ timeout: Int, _ size: UInt) throws(Errno) -> Int? {
    var wanted: UInt = 0
    guard size == 8, thread.maskedFaults != 0, set.guardedLoad(into: &wanted) else { return nil }
    let faults = wanted & thread.maskedFaults
    if faults == 0 { return nil }
    host.changeSignalMask(Int(LINUX_SIG_BLOCK), faults)
    thread.releaseHeldSignals(blocked: ~faults)
    defer { _ = host.changeSignalMask(Int(LINUX_SIG_UNBLOCK), faults) }
    return try host.call(Number.rt_sigtimedwait, set.argument, Int(bitPattern: info), timeout, Int(size))
  }

  /// rt_sigpending(2).
  /// - Returns: nil if the host knows of all.
  func pending(_ set: UserPointer<UInt>, _ size: UInt) throws(Errno) -> Int? {
    guard thread.heldSignals != 0, size <= 8 else { return nil }
    let result = try host.call(Number.rt_sigpending, set.argument, Int(size))
    if size >= 4 && size < 8 {
      let low = UserPointer<UInt32>(set.argument)
      var told: UInt32 = 0
      if low.guardedLoad(into: &told) { _ = low.guardedStore(told | UInt32(thread.heldSignals)) }
      return result
    }
    if size < 4 { return result }
    var told: UInt = 0
    if set.guardedLoad(into: &told) { _ = set.guardedStore(told | thread.heldSignals) }
    return result
  }
}

extension ThreadBlock {
  /// SIGSEGV and SIGBUS, where the program holds them for blocked.
  @inline(always)
  var maskedFaults: UInt {
    get { pointer.pointee.masked_faults }
    nonmutating set { pointer.pointee.masked_faults = newValue }
  }

  /// Those that were sent while they were.
  var heldSignals: UInt { UInt(pointer.pointee.held) }

  /// Blocks other faults until `resume`. A handler that runs meanwhile goes back to those before.
  func suspend(_ faults: UInt) {
    pointer.pointee.suspended_faults = UInt32(truncatingIfNeeded: maskedFaults) | 1
    maskedFaults = faults
  }

  func resume(_ faults: UInt) {
    pointer.pointee.suspended_faults = 0
    maskedFaults = faults
  }

  /// Sends held signals to the thread itself, but those that are blocked.
  func releaseHeldSignals(blocked: UInt) {
    if heldSignals & ~blocked != 0 { apus_release_held(pointer, blocked) }
  }

  /// A new thread has its block: signals that came before that are delivered.
  func endEarlySignals() { apus_end_early_signals() }

  /// A new thread starts with its maker's mask and no signal kept.
  func startSignals(of maker: ThreadBlock) {
    maskedFaults = maker.maskedFaults
    pointer.pointee.in_kernel = 0
    pointer.pointee.kept = 0
    pointer.pointee.held = 0
    pointer.pointee.suspended_faults = 0
  }

  /// In the child of a fork: what is kept and held is the parent's.
  /// - Parameter mask: the host's, before the fork.
  /// - Returns: the mask to give the host: the program's, where the first kept signal had all blocked.
  func dropSignals(_ mask: UInt64) -> UInt64 {
    if pointer.pointee.held != 0 { pointer.pointee.held = 0 }
    if pointer.pointee.kept == 0 { return mask }
    pointer.pointee.kept = 0
    return UInt64(pointer.pointee.kept_signals.pointee.mask & ~APUS_FAULTS)
  }
}

extension Host {
  /// - Returns: the mask before.
  @discardableResult
  func changeSignalMask(_ how: Int, _ mask: UInt) -> UInt {
    var new = mask
    var old: UInt = 0
    // Safety: both masks outlive the call.
    withUnsafePointer(to: &new) { new in
      withUnsafeMutablePointer(to: &old) { old in
        _ = try? call(Number.rt_sigprocmask, how, Int(bitPattern: new), Int(bitPattern: old), 8)
      }
    }
    return old
  }

  /// - Returns: the mask before.
  func unblockFaults() -> UInt { changeSignalMask(Int(LINUX_SIG_UNBLOCK), APUS_FAULTS) }
}
