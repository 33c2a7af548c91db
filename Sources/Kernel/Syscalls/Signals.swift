import CApus
import CLinux

// A handler that returns nil leaves the call to the host as it is.

/// rt_sigaction(2)
func sysRtSigaction(
  _ kernel: Kernel, _ signal: Int32, _ new: UserPointer<linux_sigaction>, _ old: UserPointer<linux_sigaction>,
  _ size: UInt
) throws(Errno) -> Int {
  let thread = ThreadBlock.current
  if SignalActions.areTheHosts(for: thread) { return try kernel.signals.changeInHost(signal, new, old, size) }
  return try kernel.signals.change(signal, new, old, size, thread)
}

/// rt_sigprocmask(2)
@inline(always)
func sysRtSigprocmask(
  _ kernel: Kernel, _ how: Int32, _ set: UserPointer<UInt>, _ old: UserPointer<UInt>, _ size: UInt
) throws(Errno) -> Int? {
  try SignalMask(kernel.host)?.change(how, set, old, size)
}

/// rt_sigsuspend(2)
func sysRtSigsuspend(_ kernel: Kernel, _ set: UserPointer<UInt>, _ size: UInt) throws(Errno) -> Int? {
  try SignalMask(kernel.host)?.suspend(set, size)
}

/// rt_sigpending(2)
func sysRtSigpending(_ kernel: Kernel, _ set: UserPointer<UInt>, _ size: UInt) throws(Errno) -> Int? {
  try SignalMask(kernel.host)?.pending(set, size)
}

/// rt_sigtimedwait(2)
func sysRtSigtimedwait(
  _ kernel: Kernel, _ set: UserPointer<UInt>, _ info: UInt, _ timeout: UserPointer<linux_timespec>, _ size: UInt
) throws(Errno) -> Int? {
  try SignalMask(kernel.host)?.wait(set, info, timeout.argument, size)
}
