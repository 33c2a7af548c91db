import CApus

// The edge of a call that uses the kernel's own objects: what the table's entries are made of.

/// Runs a handler inside of the kernel, where no handler of a signal runs; those
/// that came meanwhile run at the end, and then the call starts again if that is
/// what they ask for.
/// - Parameter isCancellable: of a cancellation point of libc.
/// - Returns: the result, or `Errno.passToHost`'s for a call that the host is to answer.
@inline(always)
func inside(_ thread: ThreadBlock, isCancellable: Bool, _ handler: (Kernel) throws(Errno) -> Int) -> Int {
  if apus_owns_faults() == 0 && !ownFaults(thread) { return Errno.passToHost.result }
  while true {
    thread.enterKernel(isCancellable: isCancellable)
    let result = bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef { kernel in
      do throws(Errno) { return try handler(kernel) } catch { return error.result }
    }
    thread.leaveKernel()
    if !thread.hasKept && result != Errno.restart.result { return result }
    if let result = finish(thread, result, isCancellable: isCancellable) { return result }
  }
}

/// Before the first call that looks at the program's memory from inside.
/// - Returns: false where bad pointers cannot be found by their faults.
@inline(never)
private func ownFaults(_ thread: ThreadBlock) -> Bool {
  bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.signals.ownFaults(thread) }
}

/// - Returns: nil if the call starts again.
@inline(never)
private func finish(_ thread: ThreadBlock, _ result: Int, isCancellable: Bool) -> Int? {
  let startsAgain = thread.deliverKept()
  if result != Errno.restart.result { return result }
  return startsAgain && !(isCancellable && apus_cancelled() != 0) ? nil : Errno.interrupted.result
}

/// Makes a call on another descriptor than the program's, which was closed while the thread waited.
/// - Returns: nil if the thread is to pass the call as it is.
@inline(never)
func redirected(_ thread: ThreadBlock, _ number: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int) -> Int? {
  guard let descriptor = thread.takeRedirection() else { return nil }
  // Safety: the host gets the program's arguments; the descriptor is ours.
  let result = apus_host(number, Int(descriptor), b, c, d, e, f)
  _ = apus_host(Number.close, Int(descriptor), 0, 0, 0, 0, 0)
  return result
}

/// What a cancellation point is told that is to pass a call itself.
func leftToCaller() -> Int { Errno.passToHost.result }

/// Runs a part of a call that does not run inside of the kernel as a whole.
func shielded(_ body: () -> Void) {
  guard let thread = ThreadBlock.current, !thread.isInKernel else { return body() }
  thread.enterKernel(isCancellable: false)
  body()
  thread.leaveKernel()
  if thread.hasKept { _ = finish(thread, 0, isCancellable: false) }
}

/// Counts a call that an entry passes after all.
@inline(always)
func willPass(_ number: Int) {
  if apus_is_counting() != 0 { apus_count_host_call(number) }
}

/// A thread without a block cannot be kept from running handlers inside of the
/// kernel: the kernel gives its files up.
@inline(never)
func withoutBlock() {
  bootedKernel?._withUnsafeGuaranteedRef { kernel in
    kernel.descriptors.turnOff()
    kernel.futexes.turnOff()
  }
}
