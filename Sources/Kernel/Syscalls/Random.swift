/// getrandom(2)
@inline(always)
func sysGetrandom(
  _ kernel: Kernel, _ thread: ThreadBlock, _ buffer: UserPointer<UInt8>, _ count: UInt, _ flags: UInt
) throws(Errno) -> Int {
  // Others want the host's pool, or are wrong.
  if UInt32(truncatingIfNeeded: flags) & ~RandomSource.nonblocking != 0 { throw .passToHost }
  guard var buffers = UserBuffers(buffer, count) else { throw .passToHost }
  return try kernel.random.read(&buffers)
}
