import CLinux

// Calls that move data between descriptors without the program's memory, or let
// something beside the process at them: the host does these, on objects that are its own.

/// sendfile(2)
func sysSendfile(
  _ kernel: Kernel, _ thread: ThreadBlock, _ target: Int32, _ source: Int32, _ offset: UserPointer<Int>, _ count: UInt
) throws(Errno) -> Int {
  kernel.descriptors.promote(target)
  kernel.descriptors.promote(source)
  throw .passToHost
}

/// splice(2)
func sysSplice(
  _ kernel: Kernel, _ thread: ThreadBlock, _ source: Int32, _ sourceOffset: UserPointer<Int>, _ target: Int32,
  _ targetOffset: UserPointer<Int>, _ count: UInt, _ flags: UInt
) throws(Errno) -> Int {
  kernel.descriptors.promote(source)
  kernel.descriptors.promote(target)
  throw .passToHost
}

/// tee(2)
func sysTee(
  _ kernel: Kernel, _ thread: ThreadBlock, _ source: Int32, _ target: Int32, _ count: UInt, _ flags: UInt
) throws(Errno) -> Int {
  kernel.descriptors.promote(source)
  kernel.descriptors.promote(target)
  throw .passToHost
}

/// vmsplice(2)
func sysVmsplice(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ vectors: UserPointer<linux_iovec>, _ count: UInt,
  _ flags: UInt
) throws(Errno) -> Int {
  kernel.descriptors.promote(descriptor)
  throw .passToHost
}

/// preadv2(2), which with the offset -1 is a read with flags.
func sysPreadv2(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ vectors: UserPointer<linux_iovec>, _ count: UInt,
  _ offset: Int, _ unused: UInt, _ flags: UInt
) throws(Errno) -> Int {
  if offset == -1 { kernel.descriptors.promote(descriptor) }
  throw .passToHost
}

/// pwritev2(2)
func sysPwritev2(
  _ kernel: Kernel, _ thread: ThreadBlock, _ descriptor: Int32, _ vectors: UserPointer<linux_iovec>, _ count: UInt,
  _ offset: Int, _ unused: UInt, _ flags: UInt
) throws(Errno) -> Int {
  if offset == -1 { kernel.descriptors.promote(descriptor) }
  throw .passToHost
}

/// pidfd_getfd(2): the other process may be ourselves.
func sysPidfdGetfd(
  _ kernel: Kernel, _ thread: ThreadBlock, _ process: Int32, _ descriptor: Int32, _ flags: UInt
) throws(Errno) -> Int {
  kernel.descriptors.promote(descriptor)
  throw .passToHost
}

// Operations in rings do not come by the table.

/// io_setup(2)
func sysIoSetup(
  _ kernel: Kernel, _ thread: ThreadBlock, _ events: UInt32, _ context: UserPointer<UInt>
) throws(Errno) -> Int {
  kernel.descriptors.turnOff()
  kernel.futexes.turnOff()
  throw .passToHost
}

/// io_uring_setup(2)
func sysIoUringSetup(
  _ kernel: Kernel, _ thread: ThreadBlock, _ entries: UInt32, _ parameters: UserPointer<linux_io_uring_params>
) throws(Errno) -> Int {
  kernel.descriptors.turnOff()
  kernel.futexes.turnOff()
  throw .passToHost
}
