import CLinux

/// epoll_create(2)
func sysEpollCreate(_ kernel: Kernel, _ thread: ThreadBlock, _ size: Int32) throws(Errno) -> Int {
  try kernel.descriptors.makeSet { () throws(Errno) in try kernel.host.call(Number.epoll_create, Int(size)) }
}

/// epoll_create1(2)
func sysEpollCreate1(_ kernel: Kernel, _ thread: ThreadBlock, _ flags: UInt) throws(Errno) -> Int {
  try kernel.descriptors.makeSet { () throws(Errno) in
    try kernel.host.call(Number.epoll_create1, Int(bitPattern: flags))
  }
}

/// epoll_ctl(2)
func sysEpollCtl(
  _ kernel: Kernel, _ thread: ThreadBlock, _ set: Int32, _ operation: Int32, _ descriptor: Int32,
  _ event: UserPointer<linux_epoll_event>
) throws(Errno) -> Int {
  try kernel.descriptors.controlSet(set, operation, descriptor, event)
}

/// epoll_wait(2)
func sysEpollWait(
  _ kernel: Kernel, _ thread: ThreadBlock, _ set: Int32, _ events: UserPointer<linux_epoll_event>, _ most: Int32,
  _ timeout: Int32
) throws(Errno) -> Int {
  let isOutside = try kernel.descriptors.waitOutside(set, isImmediate: timeout == 0, thread) { () throws(Errno) in
    try kernel.host.call(Number.epoll_wait, Int(set), events.argument, Int(most), Int(timeout))
  }
  if let isOutside { return isOutside }
  let time = Timeout(milliseconds: timeout, kernel.clocks)
  return try kernel.descriptors.wait(EpollWait(set, events, most, time, nil), thread)
}

/// epoll_pwait(2)
func sysEpollPwait(
  _ kernel: Kernel, _ thread: ThreadBlock, _ set: Int32, _ events: UserPointer<linux_epoll_event>, _ most: Int32,
  _ timeout: Int32, _ mask: UserPointer<UInt>, _ size: UInt
) throws(Errno) -> Int {
  let isOutside = try kernel.descriptors.waitOutside(set, isImmediate: timeout == 0, thread) { () throws(Errno) in
    try kernel.host.call(
      Number.epoll_pwait, Int(set), events.argument, Int(most), Int(timeout), mask.argument, Int(bitPattern: size))
  }
  if let isOutside { return isOutside }
  let mask = try WaitMask.load(mask, size)
  let time = Timeout(milliseconds: timeout, kernel.clocks)
  return try kernel.descriptors.wait(EpollWait(set, events, most, time, mask), thread)
}

/// epoll_pwait2(2)
func sysEpollPwait2(
  _ kernel: Kernel, _ thread: ThreadBlock, _ set: Int32, _ events: UserPointer<linux_epoll_event>, _ most: Int32,
  _ timeout: UserPointer<linux_timespec>, _ mask: UserPointer<UInt>, _ size: UInt
) throws(Errno) -> Int {
  let isOutside = try kernel.descriptors.waitOutside(set, isImmediate: false, thread) { () throws(Errno) in
    try kernel.host.call(
      Number.epoll_pwait2, Int(set), events.argument, Int(most), timeout.argument, mask.argument, Int(bitPattern: size))
  }
  if let isOutside { return isOutside }
  let time = try Timeout(timeout.isNull ? nil : timeout.load(), kernel.clocks)
  let mask = try WaitMask.load(mask, size)
  return try kernel.descriptors.wait(EpollWait(set, events, most, time, mask), thread)
}

/// poll(2)
func sysPoll(
  _ kernel: Kernel, _ thread: ThreadBlock, _ list: UserPointer<linux_pollfd>, _ count: UInt32, _ timeout: Int32
) throws(Errno) -> Int {
  try kernel.descriptors.poll(list, count, thread) { () throws(Errno) in
    PollLimits(timeout: Timeout(milliseconds: timeout, kernel.clocks), mask: nil)
  }
}

/// ppoll(2)
func sysPpoll(
  _ kernel: Kernel, _ thread: ThreadBlock, _ list: UserPointer<linux_pollfd>, _ count: UInt32,
  _ timeout: UserPointer<linux_timespec>, _ mask: UserPointer<UInt>, _ size: UInt
) throws(Errno) -> Int {
  var time: Timeout? = nil
  defer { time?.storeRest(timeout) }
  return try kernel.descriptors.poll(list, count, thread) { () throws(Errno) in
    let new = try Timeout(timeout.isNull ? nil : timeout.load(), kernel.clocks)
    time = new
    return PollLimits(timeout: new, mask: try WaitMask.load(mask, size))
  }
}

/// select(2)
func sysSelect(
  _ kernel: Kernel, _ thread: ThreadBlock, _ count: Int32, _ input: UserPointer<UInt>, _ output: UserPointer<UInt>,
  _ exception: UserPointer<UInt>, _ timeout: UserPointer<linux_timeval>
) throws(Errno) -> Int {
  var time: Timeout? = nil
  defer { time?.storeRest(timeout) }
  return try kernel.descriptors.select(count, (input, output, exception), thread) { () throws(Errno) in
    let new = try Timeout(timeout.isNull ? nil : linux_timespec(timeout.load()), kernel.clocks)
    time = new
    return PollLimits(timeout: new, mask: nil)
  }
}

/// pselect6(2)
func sysPselect6(
  _ kernel: Kernel, _ thread: ThreadBlock, _ count: Int32, _ input: UserPointer<UInt>, _ output: UserPointer<UInt>,
  _ exception: UserPointer<UInt>, _ timeout: UserPointer<linux_timespec>, _ pack: UserPointer<linux_sigset_argpack>
) throws(Errno) -> Int {
  var time: Timeout? = nil
  defer { time?.storeRest(timeout) }
  return try kernel.descriptors.select(count, (input, output, exception), thread) { () throws(Errno) in
    let mask = pack.isNull ? linux_sigset_argpack() : try pack.load()
    let new = try Timeout(timeout.isNull ? nil : timeout.load(), kernel.clocks)
    time = new
    return PollLimits(
      timeout: new, mask: try WaitMask.load(UserPointer(Int(bitPattern: mask.set)), mask.size))
  }
}
