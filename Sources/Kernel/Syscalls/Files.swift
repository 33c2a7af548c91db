import CLinux

/// read(2)
@inline(always)
func sysRead(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ buffer: UserPointer<UInt8>, _ count: UInt
) throws(Errno) -> Int {
  guard var buffers = UserBuffers(buffer, count) else {
    try kernel.descriptors.check(descriptor, .input)
    throw .badAddress
  }
  return try kernel.descriptors.read(descriptor, &buffers, thread)
}

/// write(2)
@inline(always)
func sysWrite(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ buffer: UserPointer<UInt8>, _ count: UInt
) throws(Errno) -> Int {
  guard var buffers = UserBuffers(buffer, count) else {
    try kernel.descriptors.check(descriptor, .output)
    throw .badAddress
  }
  return try kernel.descriptors.write(descriptor, &buffers, thread)
}

/// readv(2)
func sysReadv(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ vectors: UserPointer<linux_iovec>, _ count: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.check(descriptor, .input)
  return try withBuffers(vectors, count) { (buffers) throws(Errno) in
    try kernel.descriptors.read(descriptor, &buffers, thread)
  }
}

/// writev(2)
func sysWritev(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ vectors: UserPointer<linux_iovec>, _ count: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.check(descriptor, .output)
  return try withBuffers(vectors, count) { (buffers) throws(Errno) in
    try kernel.descriptors.write(descriptor, &buffers, thread)
  }
}

/// close(2)
func sysClose(_ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32) throws(Errno) -> Int {
  try kernel.descriptors.close(descriptor)
}

/// close_range(2)
func sysCloseRange(_ kernel: Kernel, _ thread: ThreadBlock, _ first: UInt32, _ last: UInt32, _ flags: UInt)
  throws(Errno) -> Int
{
  try kernel.descriptors.closeRange(first, last, UInt32(truncatingIfNeeded: flags))
}

/// dup(2)
func sysDup(_ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32) throws(Errno) -> Int {
  try kernel.descriptors.duplicate(descriptor, onto: nil, lowest: (0, isInherited: true)) { () throws(Errno) in
    try kernel.host.call(Number.dup, Int(descriptor))
  }
}

/// dup2(2)
func sysDup2(_ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ target: Int32) throws(Errno) -> Int {
  try kernel.descriptors.duplicate(descriptor, onto: target) { () throws(Errno) in
    try kernel.host.call(Number.dup2, Int(descriptor), Int(target))
  }
}

/// dup3(2)
func sysDup3(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ target: Int32, _ flags: UInt
) throws(Errno) -> Int {
  if flags & ~UInt(LINUX_O_CLOEXEC) != 0 || descriptor == target { throw .passToHost }
  return try kernel.descriptors.duplicate(descriptor, onto: target) { () throws(Errno) in
    try kernel.host.call(Number.dup3, Int(descriptor), Int(target), Int(bitPattern: flags))
  }
}

/// fcntl(2)
func sysFcntl(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ command: Int32, _ argument: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.control(descriptor, command, argument)
}

/// ioctl(2)
func sysIoctl(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ request: Int32, _ argument: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.inputOutputControl(descriptor, request, argument)
}

/// pipe(2)
func sysPipe(_ kernel: Kernel, _ thread: ThreadBlock, _ pair: UserPointer<Int32>) throws(Errno) -> Int {
  try kernel.descriptors.makePipe(Int32(0), into: pair)
}

/// pipe2(2)
func sysPipe2(_ kernel: Kernel, _ thread: ThreadBlock, _ pair: UserPointer<Int32>, _ flags: UInt) throws(Errno) -> Int {
  try kernel.descriptors.makePipe(Int32(truncatingIfNeeded: flags), into: pair)
}
