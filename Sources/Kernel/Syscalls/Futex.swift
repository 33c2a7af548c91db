import CLinux

/// futex(2)
@inline(always)
func sysFutex(
  _ kernel: Kernel, _ thread: ThreadBlock, _ address: UInt, _ operation: Int32, _ value: UInt32,
  _ timeout: UserPointer<linux_timespec>, _ target: UInt, _ value3: UInt32
) throws(Errno) -> Int {
  let wakePrivate = LINUX_FUTEX_WAKE | LINUX_FUTEX_PRIVATE_FLAG
  if Int(operation) == wakePrivate {
    return try kernel.futexes.wake(address, Int32(bitPattern: value), .max, thread)
  }
  return try sysFutexOther(kernel, thread, address, Int(operation), value, timeout, target, value3)
}

@inline(never)
private func sysFutexOther(
  _ kernel: Kernel, _ thread: ThreadBlock, _ address: UInt, _ operation: Int, _ value: UInt32,
  _ timeout: UserPointer<linux_timespec>, _ target: UInt, _ value3: UInt32
) throws(Errno) -> Int {
  let futexes = kernel.futexes
  if operation & LINUX_FUTEX_PRIVATE_FLAG == 0 { throw .passToHost }
  let isRealtime = operation & LINUX_FUTEX_CLOCK_REALTIME != 0
  let command = operation & ~(LINUX_FUTEX_PRIVATE_FLAG | LINUX_FUTEX_CLOCK_REALTIME)
  if isRealtime && command != LINUX_FUTEX_WAIT_BITSET { throw .passToHost }
  // For all but the waits the time-out is a number.
  let count = Int32(truncatingIfNeeded: timeout.argument)
  switch command {
  case LINUX_FUTEX_WAIT, LINUX_FUTEX_WAIT_BITSET:
    var deadline: Deadline? = nil
    if !timeout.isNull {
      deadline = try futexes.deadline(timeout.load(), isRelative: command == LINUX_FUTEX_WAIT, isRealtime: isRealtime)
    }
    return try futexes.wait(address, value, command == LINUX_FUTEX_WAIT ? .max : value3, until: deadline, thread)
  case LINUX_FUTEX_WAKE_BITSET:
    return try futexes.wake(address, Int32(bitPattern: value), value3, thread)
  case LINUX_FUTEX_REQUEUE, LINUX_FUTEX_CMP_REQUEUE:
    return try futexes.requeue(
      address, target, wakes: Int32(bitPattern: value), moves: count,
      ifStill: command == LINUX_FUTEX_CMP_REQUEUE ? value3 : nil, thread)
  case LINUX_FUTEX_WAKE_OP:
    return try futexes.wakeAndChange(address, target, Int32(bitPattern: value), count, value3, thread)
  default:
    futexes.othersAreUsed = true
    throw .passToHost
  }
}

// The newer calls take private futexes, too, several at a time and with other
// sizes: a program that makes one has the host keep all.

/// futex_waitv(2)
func willFutexWaitv(
  _ kernel: Kernel, _ waiters: UInt, _ count: UInt32, _ flags: UInt, _ timeout: UserPointer<linux_timespec>,
  _ clock: Int32
) {
  kernel.futexes.turnOff()
}

/// futex_wake(2)
func willFutexWake(_ kernel: Kernel, _ address: UInt, _ mask: UInt, _ count: Int32, _ flags: UInt) {
  kernel.futexes.turnOff()
}

/// futex_wait(2)
func willFutexWait(
  _ kernel: Kernel, _ address: UInt, _ value: UInt, _ mask: UInt, _ flags: UInt, _ timeout: UserPointer<linux_timespec>,
  _ clock: Int32
) {
  kernel.futexes.turnOff()
}

/// futex_requeue(2)
func willFutexRequeue(_ kernel: Kernel, _ waiters: UInt, _ flags: UInt, _ wakes: Int32, _ moves: Int32) {
  kernel.futexes.turnOff()
}
