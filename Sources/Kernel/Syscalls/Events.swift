import CLinux

/// eventfd(2) as it was before it had flags
func sysEventfd(_ kernel: Kernel, _ thread: ThreadBlock, _ initial: UInt32) throws(Errno) -> Int {
  try kernel.descriptors.makeEvent(initial, 0)
}

/// eventfd2(2)
func sysEventfd2(_ kernel: Kernel, _ thread: ThreadBlock, _ initial: UInt32, _ flags: UInt) throws(Errno) -> Int {
  try kernel.descriptors.makeEvent(initial, Int32(truncatingIfNeeded: flags))
}

/// timerfd_create(2)
func sysTimerfdCreate(_ kernel: Kernel, _ thread: ThreadBlock, _ clock: Int32, _ flags: UInt) throws(Errno) -> Int {
  try kernel.descriptors.makeTimer(clock, Int32(truncatingIfNeeded: flags))
}

/// timerfd_settime(2)
func sysTimerfdSettime(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ flags: UInt, _ new: UserPointer<linux_itimerspec>,
  _ old: UserPointer<linux_itimerspec>
) throws(Errno) -> Int {
  if !kernel.descriptors.isTimer(descriptor) { throw .passToHost }
  let setting = try TimerSetting(new.load(), flags)
  let before = try kernel.descriptors.withTimer(descriptor) { timer in
    timer.set(setting, isAsked: !old.isNull, thread)
  }
  if !old.isNull { try old.store(before) }
  return 0
}

/// timerfd_gettime(2)
func sysTimerfdGettime(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ current: UserPointer<linux_itimerspec>
) throws(Errno) -> Int {
  let time = try kernel.descriptors.withTimer(descriptor) { timer in timer.get(thread) }
  try current.store(time)
  return 0
}
