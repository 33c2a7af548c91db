// What a thread asks for may be a real-time policy.

/// sched_setscheduler(2)
func sysSchedSetscheduler(
  _ kernel: Kernel, _ thread: Int32, _ policy: Int32, _ parameters: UserPointer<Int32>
) throws(Errno) -> Int {
  let result = try kernel.host.call(Number.sched_setscheduler, Int(thread), Int(policy), parameters.argument)
  kernel.futexes.noticePolicy(of: thread, kernel.host)
  return result
}

/// sched_setparam(2)
func sysSchedSetparam(
  _ kernel: Kernel, _ thread: Int32, _ parameters: UserPointer<Int32>
) throws(Errno) -> Int {
  let result = try kernel.host.call(Number.sched_setparam, Int(thread), parameters.argument)
  kernel.futexes.noticePolicy(of: thread, kernel.host)
  return result
}

/// sched_setattr(2)
func sysSchedSetattr(
  _ kernel: Kernel, _ thread: Int32, _ attributes: UserPointer<UInt32>, _ flags: UInt
) throws(Errno) -> Int {
  let result = try kernel.host.call(
    Number.sched_setattr, Int(thread), attributes.argument, Int(bitPattern: flags))
  kernel.futexes.noticePolicy(of: thread, kernel.host)
  return result
}
