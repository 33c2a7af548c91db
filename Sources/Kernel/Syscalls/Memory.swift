import CLinux

/// brk(2), which answers the break and never an error.
func sysBrk(_ kernel: Kernel, _ address: UInt) throws(Errno) -> Int {
  Int(bitPattern: kernel.programBreak.move(to: address))
}

/// mmap(2): only a fixed address replaces what was mapped there.
func sysMmap(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ flags: UInt, _ descriptor: Int32, _ offset: Int
) throws(Errno) -> Int {
  defer {
    if flags & UInt(LINUX_MAP_FIXED) != 0 { kernel.userMemory.forget(address, length) }
  }
  return try kernel.host.call(
    Number.mmap, Int(bitPattern: address), Int(bitPattern: length), Int(bitPattern: protection),
    Int(bitPattern: flags), Int(descriptor), offset)
}

/// munmap(2)
func sysMunmap(_ kernel: Kernel, _ address: UInt, _ length: UInt) throws(Errno) -> Int {
  defer { kernel.userMemory.forget(address, length) }
  return try kernel.host.call(Number.munmap, Int(bitPattern: address), Int(bitPattern: length))
}

/// mprotect(2)
func sysMprotect(_ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt) throws(Errno) -> Int {
  defer { kernel.userMemory.forget(address, length) }
  return try kernel.host.call(
    Number.mprotect, Int(bitPattern: address), Int(bitPattern: length), Int(bitPattern: protection))
}

/// pkey_mprotect(2)
func sysPkeyMprotect(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ key: Int32
) throws(Errno) -> Int {
  defer { kernel.userMemory.forget(address, length) }
  return try kernel.host.call(
    Number.pkey_mprotect, Int(bitPattern: address), Int(bitPattern: length),
    Int(bitPattern: protection), Int(key))
}

/// mremap(2)
func sysMremap(
  _ kernel: Kernel, _ address: UInt, _ oldSize: UInt, _ newSize: UInt, _ flags: UInt, _ newAddress: UInt
) throws(Errno) -> Int {
  defer {
    kernel.userMemory.forget(address, oldSize)
    kernel.userMemory.forget(newAddress, newSize)
  }
  return try kernel.host.call(
    Number.mremap, Int(bitPattern: address), Int(bitPattern: oldSize), Int(bitPattern: newSize),
    Int(bitPattern: flags), Int(bitPattern: newAddress))
}

/// madvise(2): some advice takes pages away.
func sysMadvise(_ kernel: Kernel, _ address: UInt, _ length: UInt, _ advice: Int32) throws(Errno) -> Int {
  defer { kernel.userMemory.forget(address, length) }
  return try kernel.host.call(
    Number.madvise, Int(bitPattern: address), Int(bitPattern: length), Int(advice))
}

/// process_madvise(2)
func sysProcessMadvise(
  _ kernel: Kernel, _ process: Int32, _ ranges: UserPointer<linux_iovec>, _ count: UInt, _ advice: Int32, _ flags: UInt
) throws(Errno) -> Int {
  defer { kernel.userMemory.forgetAll() }
  return try kernel.host.call(
    Number.process_madvise, Int(process), ranges.argument, Int(bitPattern: count), Int(advice),
    Int(bitPattern: flags))
}

/// remap_file_pages(2)
func sysRemapFilePages(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ page: UInt, _ flags: UInt
) throws(Errno) -> Int {
  defer { kernel.userMemory.forget(address, length) }
  return try kernel.host.call(
    Number.remap_file_pages, Int(bitPattern: address), Int(bitPattern: length),
    Int(bitPattern: protection), Int(bitPattern: page), Int(bitPattern: flags))
}

/// shmat(2): SHM_REMAP replaces what was mapped.
func sysShmat(_ kernel: Kernel, _ identifier: Int32, _ address: UInt, _ flags: UInt) throws(Errno) -> Int {
  defer { kernel.userMemory.forgetAll() }
  return try kernel.host.call(
    Number.shmat, Int(identifier), Int(bitPattern: address), Int(bitPattern: flags))
}

/// shmdt(2)
func sysShmdt(_ kernel: Kernel, _ address: UInt) throws(Errno) -> Int {
  defer { kernel.userMemory.forgetAll() }
  return try kernel.host.call(Number.shmdt, Int(bitPattern: address))
}
