import CLinux

/// eventfd(2) as it was before it had flags
func sysEventfd(_ kernel: Kernel, _ thread: ThreadBlock, _ initial: UInt32) throws(Errno) -> Int {
  try kernel.descriptors.makeEvent(initial, 0)
}

/// eventfd2(2)
func sysEventfd2(_ kernel: Kernel, _ thread: ThreadBlock, _ initial: UInt32, _ flags: UInt) throws(Errno) -> Int {
  try kernel.descriptors.makeEvent(initial, Int32(truncatingIfNeeded: flags))
}
