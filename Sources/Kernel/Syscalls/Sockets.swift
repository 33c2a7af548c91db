import CLinux

/// socketpair(2)
func sysSocketpair(
  _ kernel: Kernel, _ thread: ThreadBlock, _ domain: Int32, _ type: Int32, _ socketProtocol: Int32,
  _ pair: UserPointer<Int32>
) throws(Errno) -> Int {
  try kernel.descriptors.makeSocketPair(domain, type, socketProtocol, into: pair)
}

/// sendto(2)
@inline(always)
func sysSendto(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ buffer: UserPointer<UInt8>, _ count: UInt,
  _ flags: UInt,
  _ address: UserPointer<UInt8>, _ addressSize: UInt32
) throws(Errno) -> Int {
  guard var buffers = UserBuffers(buffer, min(count, UInt(UserBuffers.most))) else {
    if FileReference.of(descriptor) == nil { throw .passToHost }
    throw .badAddress
  }
  if !address.isNull && addressSize != 0 { throw kernel.descriptors.passing(descriptor) }
  return try kernel.descriptors.send(descriptor, &buffers, MessageFlags(flags), thread)
}

/// recvfrom(2)
@inline(always)
func sysRecvfrom(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ buffer: UserPointer<UInt8>, _ count: UInt,
  _ flags: UInt,
  _ address: UserPointer<linux_sockaddr>, _ addressSize: UserPointer<UInt32>
) throws(Errno) -> Int {
  guard var buffers = UserBuffers(buffer, min(count, UInt(UserBuffers.most))) else {
    if FileReference.of(descriptor) == nil { throw .passToHost }
    throw .badAddress
  }
  var flags = MessageFlags(flags)
  let result = try kernel.descriptors.receive(descriptor, &buffers, &flags, thread)
  if !address.isNull {
    // The sender has no name.
    if try Int32(bitPattern: addressSize.load()) < 0 { throw .invalidArgument }
    try addressSize.store(0)
  }
  return result
}

/// sendmsg(2)
@inline(always)
func sysSendmsg(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.sendMessage(descriptor, message, MessageFlags(flags), thread)
}

/// sendmmsg(2)
func sysSendmmsg(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ messages: UserPointer<linux_mmsghdr>, _ count: UInt32,
  _ flags: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.sendMessages(descriptor, messages, count, MessageFlags(flags), thread)
}

/// recvmsg(2)
func sysRecvmsg(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: UInt
) throws(Errno) -> Int {
  try kernel.descriptors.receiveMessage(descriptor, message, MessageFlags(flags), thread)
}

/// recvmmsg(2)
func sysRecvmmsg(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ messages: UserPointer<linux_mmsghdr>, _ count: UInt32,
  _ flags: UInt, _ timeout: UserPointer<linux_timespec>
) throws(Errno) -> Int {
  if !timeout.isNull { throw kernel.descriptors.passing(descriptor) }
  // ENOTSOCK, if it is none.
  if count == 0 { throw .passToHost }
  return try kernel.descriptors.receiveMessages(descriptor, messages, count, MessageFlags(flags), thread)
}

/// setsockopt(2)
func sysSetsockopt(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ level: Int32, _ name: Int32,
  _ value: UserPointer<UInt8>,
  _ size: UInt32
) throws(Errno) -> Int {
  try kernel.descriptors.setOption(descriptor, level, name, value, size)
}

/// getsockopt(2), of which the host knows all but what is on its way.
func sysGetsockopt(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: UInt,
  _ size: UserPointer<UInt32>
) throws(Errno) -> Int {
  if level == LINUX_SOL_SOCKET && name == LINUX_SO_MEMINFO { kernel.descriptors.promote(descriptor) }
  throw .passToHost
}

// What follows makes a socket the host's.

/// shutdown(2)
func sysShutdown(_ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ how: Int32) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}

/// listen(2)
func sysListen(_ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ backlog: Int32) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}

/// connect(2)
func sysConnect(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ address: UserPointer<UInt8>, _ size: UInt32
) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}

/// bind(2)
func sysBind(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ address: UserPointer<UInt8>, _ size: UInt32
) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}

/// accept(2)
func sysAccept(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ address: UserPointer<linux_sockaddr>,
  _ size: UserPointer<UInt32>
) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}

/// accept4(2)
func sysAccept4(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ address: UserPointer<linux_sockaddr>,
  _ size: UserPointer<UInt32>, _ flags: UInt
) throws(Errno) -> Int {
  throw kernel.descriptors.passing(descriptor)
}
