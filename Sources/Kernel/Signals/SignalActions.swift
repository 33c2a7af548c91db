import CApus
import CLinux

/// What the program does with signals. In the host every signal that it handles
/// comes to the kernel, which keeps those that arrive at a bad time; the
/// program's own action is in a table that the host's entry reads.
///
/// SIGSEGV and SIGBUS are the kernel's from when `ownFaults()` was called, whatever
/// the program does with them: a bad pointer is found by its fault.
///
/// Deviations: `/proc/self/status` shows those two as caught and never as blocked;
/// they do not restart calls or interrupt them other than as the program wants it.
public final class SignalActions {
  private let host: Host
  private let userMemory: UserMemory

  public init(host: Host, userMemory: UserMemory) {
    self.host = host
    self.userMemory = userMemory
  }

  // MARK: sigaction

  /// Whether the host gets the calling thread's actions as they are: without
  /// blocks nothing is kept, and a process that shares our memory has a table of its own
  /// in the host only.
  static func areTheHosts(for thread: ThreadBlock?) -> Bool {
    apus_get_gs_mode() == APUS_GS_OFF || thread?.sharesMemory == true
  }

  /// rt_sigaction(2) for a process whose actions are the host's.
  @inline(__always)
  func changeInHost(
    _ signal: Int32, _ new: UserPointer<linux_sigaction>, _ old: UserPointer<linux_sigaction>, _ size: UInt
  ) throws(Errno) -> Int {
    let result = try host.call(
      Number.rt_sigaction, Int(signal), new.argument, old.argument, Int(bitPattern: size))
    var action = linux_sigaction()
    if !old.isNull && old.guardedLoad(into: &action) && action.handler == apus_signal_entry_address() {
      _ = old.guardedStore(told(action, kept(signal), signal))
    }
    return result
  }

  /// rt_sigaction(2).
  /// - Throws: the host's error; `EFAULT` with the action changed if only the old one could not be stored.
  @inline(__always)
  func change(
    _ signal: Int32, _ new: UserPointer<linux_sigaction>, _ old: UserPointer<linux_sigaction>, _ size: UInt,
    _ thread: ThreadBlock?
  ) throws(Errno) -> Int {
    if new.isNull { return try changeInHost(signal, new, old, size) }
    ownFaults(thread)
    var action = linux_sigaction()
    guard size == 8, 1...64 ~= signal, signal != APUS_SIGKILL, signal != APUS_SIGSTOP,
      new.guardedLoad(into: &action)
    else { return try changeInHost(signal, new, old, size) }

    let mask = enter(thread)
    var previous = linux_sigaction()
    var failure: Errno? = nil
    do throws(Errno) { previous = try exchange(signal, action) } catch { failure = error }
    leave(thread, mask)
    if let failure { throw failure }
    if !old.isNull && !old.guardedStore(previous) { throw .badAddress }
    return 0
  }

  /// Sets the action in the host and in the table, whichever way round never shows
  /// the entry an action that is not there.
  /// - Returns: the action before, as the program knows it.
  @inline(__always)
  private func exchange(_ signal: Int32, _ action: linux_sigaction) throws(Errno) -> linux_sigaction {
    let before = kept(signal)
    let isHandled = action.handler > 1
    if isHandled || isOwned(signal) { keep(signal, action) }
    do throws(Errno) {
      let previous = try exchangeInHost(signal, inHost(action, signal))
      if !isHandled && before.handler > 1 { keep(signal, action) }
      return told(previous, before, signal)
    } catch {
      keep(signal, before)
      throw error
    }
  }

  /// The action that the host gets for one of the program's.
  @inline(__always)
  private func inHost(_ action: linux_sigaction, _ signal: Int32) -> linux_sigaction {
    guard action.handler > 1 || isOwned(signal) else { return action }
    var given = action
    if apus_owns_faults() != 0 { given.mask &= ~APUS_FAULTS }
    given.handler = apus_signal_entry_address()
    given.flags = action.flags & ~APUS_SA_RESETHAND | UInt(APUS_SA_SIGINFO)
    if isOwned(signal) {
      given.flags |= UInt(APUS_SA_RESTORER | APUS_SA_NODEFER)
      if action.handler <= 1 {
        given.flags |= UInt(APUS_SA_ONSTACK)
        given.restorer = apus_restorer_address()
      }
    }
    return given
  }

  /// What the program is told of the host's action, where the kernel's entry hides its own. The host
  /// knows which flags there are; those that it was not given truly are in the table.
  @inline(__always)
  private func told(_ action: linux_sigaction, _ own: linux_sigaction, _ signal: Int32) -> linux_sigaction {
    guard action.handler == apus_signal_entry_address() else { return action }
    var changed = UInt(APUS_SA_SIGINFO) | APUS_SA_RESETHAND
    if isOwned(signal) {
      changed |= UInt(APUS_SA_RESTORER | APUS_SA_NODEFER | APUS_SA_ONSTACK)
    }
    var result = own
    result.flags = action.flags & ~changed | own.flags & changed
    return result
  }

  // MARK: Faults

  /// Makes bad pointers safe to find by their faults, from now on and in all threads: called
  /// before the first in-process object and before the first thread.
  /// - Returns: false where that cannot be: in a sandbox, without thread blocks, in a process that shares its
  ///   parent's memory.
  @discardableResult
  func ownFaults(_ thread: ThreadBlock? = .current) -> Bool {
    if apus_owns_faults() != 0 { return true }
    guard let thread, !thread.sharesMemory, !userMemory.isTrustingEverything else { return false }
    apus_set_owns_faults(1)
    guard own(Int32(APUS_SIGSEGV)), own(Int32(APUS_SIGBUS)) else {
      apus_set_owns_faults(0)
      return false
    }
    // One that is pending waits on until the program unblocks it.
    thread.maskedFaults = APUS_FAULTS
    thread.maskedFaults = host.unblockFaults() & APUS_FAULTS
    return true
  }

  private func own(_ signal: Int32) -> Bool {
    do throws(Errno) {
      let action = try exchangeInHost(signal, inHost(linux_sigaction(), signal))
      keep(signal, action)
      if action.handler > 1 { _ = try exchangeInHost(signal, inHost(action, signal)) }
      return true
    } catch { return false }
  }

  private func isOwned(_ signal: Int32) -> Bool {
    apus_owns_faults() != 0 && (signal == APUS_SIGSEGV || signal == APUS_SIGBUS)
  }

  // MARK: exec

  /// Runs a host call that replaces the program, which inherits ignored, blocked and pending signals
  /// as the program has them. If it fails everything is as before.
  func aroundExec(
    _ thread: ThreadBlock? = .current, _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    guard apus_owns_faults() != 0, let thread else { return try hostCall() }
    let masked = thread.maskedFaults
    if masked != 0 {
      host.changeSignalMask(LINUX_SIG_BLOCK, masked)
      thread.releaseHeldSignals(blocked: 0)
    }
    let segvWasIgnored = letIgnore(Int32(APUS_SIGSEGV))
    let busWasIgnored = letIgnore(Int32(APUS_SIGBUS))
    do throws(Errno) { return try hostCall() } catch {
      if segvWasIgnored { _ = own(Int32(APUS_SIGSEGV)) }
      if busWasIgnored { _ = own(Int32(APUS_SIGBUS)) }
      if masked != 0 { host.changeSignalMask(LINUX_SIG_UNBLOCK, masked) }
      throw error
    }
  }

  /// Makes the host ignore a fault signal that the program ignores.
  /// - Returns: false if it does not, or the host knows already.
  private func letIgnore(_ signal: Int32) -> Bool {
    let action = kept(signal)
    guard action.handler == 1 else { return false }
    do throws(Errno) {
      let before = try exchangeInHost(signal, action)
      if before.handler == apus_signal_entry_address() { return true }
      // The process has changed it since it was made, in the host only.
      _ = try exchangeInHost(signal, before)
    } catch {}
    return false
  }

  // MARK: fork

  /// Keeps the table as it is during a fork. Signals are blocked.
  func holdForFork() { if ThreadBlock.mayBeMany { apus_lock_actions() } }

  /// In the parent and in the child; the child's only thread may do so always.
  func releaseAfterFork() { if ThreadBlock.mayBeMany { apus_unlock_actions() } }

  // MARK: The table and the host

  @inline(__always)
  private func kept(_ signal: Int32) -> linux_sigaction {
    guard 1...64 ~= signal else { return linux_sigaction() }
    let action = apus_action_of(signal)
    return linux_sigaction(
      handler: action.handler, flags: action.flags, restorer: action.restorer, mask: action.mask)
  }

  @inline(__always)
  private func keep(_ signal: Int32, _ action: linux_sigaction) {
    apus_keep_action(
      signal,
      apus_action(
        handler: action.handler, flags: action.flags, restorer: action.restorer, mask: action.mask))
  }

  @inline(__always)
  private func exchangeInHost(_ signal: Int32, _ action: linux_sigaction) throws(Errno) -> linux_sigaction {
    var new = action
    var old = linux_sigaction()
    // Safety: both actions outlive the call.
    _ = try withUnsafePointer(to: &new) { new throws(Errno) in
      try withUnsafeMutablePointer(to: &old) { old throws(Errno) in
        try host.call(Number.rt_sigaction, Int(signal), Int(bitPattern: new), Int(bitPattern: old), 8)
      }
    }
    return old
  }

  /// Nobody else changes an action from here to `leave`, and no handler of the program runs in this thread.
  /// - Returns: for a thread without a block, the signal mask to go back to.
  @inline(__always)
  private func enter(_ thread: ThreadBlock?) -> UInt64 {
    var mask: UInt64 = 0
    if let thread {
      thread.pointer.pointee.in_kernel += 1
    } else if !userMemory.isTrustingEverything {
      mask = host.blockSignals()
    }
    apus_lock_actions()
    return mask
  }

  @inline(__always)
  private func leave(_ thread: ThreadBlock?, _ mask: UInt64) {
    apus_unlock_actions()
    if let thread {
      thread.pointer.pointee.in_kernel -= 1
      if thread.pointer.pointee.in_kernel == 0 && thread.pointer.pointee.kept != 0 {
        _ = apus_deliver_kept(thread.pointer)
      }
    } else if !userMemory.isTrustingEverything {
      host.setSignalMask(mask)
    }
  }
}
