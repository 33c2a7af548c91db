import CLinux

/// brk(2), which answers the break and never an error.
func sysBrk(_ kernel: Kernel, _ address: UInt) throws(Errno) -> Int {
  Int(bitPattern: kernel.programBreak.move(to: address))
}

// The host does these. What it may take away from the program is forgotten
// first: a thread that makes a page known again meanwhile passes an address that
// is being unmapped under it.

/// mmap(2): only a fixed address replaces what was mapped there.
func willMmap(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ flags: UInt, _ descriptor: Int32,
  _ offset: Int
) {
  if flags & UInt(LINUX_MAP_FIXED) != 0 { kernel.userMemory.forget(address, length) }
}

/// munmap(2)
func willMunmap(_ kernel: Kernel, _ address: UInt, _ length: UInt) {
  kernel.userMemory.forget(address, length)
}

/// mprotect(2)
func willMprotect(_ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt) {
  kernel.userMemory.forget(address, length)
}

/// pkey_mprotect(2)
func willPkeyMprotect(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ key: Int32
) {
  kernel.userMemory.forget(address, length)
}

/// mremap(2)
func willMremap(
  _ kernel: Kernel, _ address: UInt, _ oldSize: UInt, _ newSize: UInt, _ flags: UInt, _ newAddress: UInt
) {
  kernel.userMemory.forget(address, oldSize)
  if flags & UInt(LINUX_MREMAP_FIXED) != 0 { kernel.userMemory.forget(newAddress, newSize) }
}

/// madvise(2): some advice takes pages away.
func willMadvise(_ kernel: Kernel, _ address: UInt, _ length: UInt, _ advice: Int32) {
  if advice == LINUX_MADV_DONTFORK { kernel.userMemory.leaveOutOfForks() }
  kernel.userMemory.forget(address, length)
}

/// process_madvise(2)
func willProcessMadvise(
  _ kernel: Kernel, _ process: Int32, _ ranges: UserPointer<linux_iovec>, _ count: UInt, _ advice: Int32,
  _ flags: UInt
) {
  kernel.userMemory.forgetAll()
}

/// remap_file_pages(2)
func willRemapFilePages(
  _ kernel: Kernel, _ address: UInt, _ length: UInt, _ protection: UInt, _ page: UInt, _ flags: UInt
) {
  kernel.userMemory.forget(address, length)
}

/// shmat(2): SHM_REMAP replaces what was mapped, as far as the segment goes.
func willShmat(_ kernel: Kernel, _ identifier: Int32, _ address: UInt, _ flags: UInt) {
  if flags & UInt(LINUX_SHM_REMAP) != 0 { kernel.userMemory.forgetAll() }
}

/// shmdt(2)
func willShmdt(_ kernel: Kernel, _ address: UInt) {
  kernel.userMemory.forgetAll()
}

/// truncate(2): shared pages of the file may end with it.
func willTruncate(_ kernel: Kernel, _ path: UserPointer<UInt8>, _ length: Int) {
  kernel.userMemory.forgetAll()
}

/// ftruncate(2)
func willFtruncate(_ kernel: Kernel, _ descriptor: Int32, _ length: Int) {
  kernel.userMemory.forgetAll()
}
