import CLinux

/// The end of a pipe that is read.
final class PipeReadEnd: File {
  let pipe: Pipe

  init(_ pipe: Pipe, lock: LockWord) {
    self.pipe = pipe
    super.init(.pipe, lock: lock)
  }

  override var isWritable: Bool { false }

  override func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining == 0 { return 0 }
    let wasFull = pipe.isFull
    let count = try pipe.read(&buffers)
    if wasFull && !pipe.isFull { pipe.writeEnd.use { file in file.waiters.wake(.output, by: thread) } }
    if !pipe.isEmpty { waiters.wakeNext(.input, by: thread) }
    return count
  }

  override var readiness: Readiness {
    pipe.isPolled = true
    return pipe.isEmpty ? [] : .input
  }

  override var bytesToRead: Int? { pipe.byteCount }

  override func setPipeSize(_ host: Host, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    try pipe.setSize(descriptor, host, hostCall)
  }

  override func promote(_ host: Host) { pipe.writeEnd.use { file in file.promote(host) } }

  override func retire() { pipe.reset() }
}

/// The end of a pipe that is written.
final class PipeWriteEnd: File {
  let pipe: Pipe
  /// O_DIRECT: each write is a packet.
  var isPacket = false

  init(_ pipe: Pipe, lock: LockWord) {
    self.pipe = pipe
    super.init(.pipe, lock: lock)
  }

  override var isReadable: Bool { false }
  override var writesAll: Bool { true }

  override func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining == 0 { return 0 }
    let wasEmpty = pipe.isEmpty
    let count: Int
    do throws(Errno) {
      count = try pipe.write(&buffers, isPacket: isPacket)
    } catch {
      // Linux tells those who poll of each write that ends, whatever it has written.
      if pipe.isPolled && !(error == .wouldBlock && !isNonblocking) { wakeReaders(thread) }
      throw error
    }
    if wasEmpty || pipe.isPolled { wakeReaders(thread) }
    if !pipe.isFull { waiters.wakeNext(.output, by: thread) }
    return count
  }

  @inline(always)
  private func wakeReaders(_ thread: ThreadBlock) {
    pipe.readEnd.use { file in file.waiters.wake(.input, by: thread) }
  }

  override var readiness: Readiness {
    pipe.isPolled = true
    return pipe.isFull ? [] : .output
  }

  override var bytesToRead: Int? { pipe.byteCount }

  override func setStatus(_ flags: Int32) {
    super.setStatus(flags)
    isPacket = Int(flags) & LINUX_O_DIRECT != 0
  }

  override func setPipeSize(_ host: Host, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    try pipe.setSize(descriptor, host, hostCall)
  }

  override func promote(_ host: Host) {
    pipe.move(to: descriptor, from: pipe.readEnd.use { end in end.descriptor }, host)
  }

  override func retire() { pipe.reset() }

  override var primary: FileReference { pipe.readEnd }
}

extension DescriptorTable {
  /// pipe2(2)
  func makePipe(_ flags: Int32, into user: UserPointer<Int32>) throws(Errno) -> Int {
    // Linux refuses other flags, or makes something else of them.
    if Int(flags) & ~(LINUX_O_NONBLOCK | LINUX_O_CLOEXEC | LINUX_O_DIRECT) != 0 { throw .passToHost }
    return try making(.pipe) { () throws(Errno) in
      let (first, second) = try host.descriptorPair { (pair) throws(Errno) in
        try host.call(Number.pipe2, pair, Int(flags))
      }
      try host.hand(first, second, to: user)
      guard FileReference.canHold(first), FileReference.canHold(second) else { return 0 }
      let readEnd = reuse(.pipe) ?? newPipe()
      let isNonblocking = Int(flags) & LINUX_O_NONBLOCK != 0
      guard let writeEnd = readEnd.use({ file in file.otherEnd }) else { return 0 }
      writeEnd.use { file in file.setStatus(flags) }
      install(writeEnd, second, isNonblocking: isNonblocking)
      install(readEnd, first, isNonblocking: isNonblocking)
      return 0
    }
  }

  private func newPipe() -> FileReference {
    let lock = LockWord()
    let pipe = Pipe(host)
    let (readEnd, writeEnd) = (PipeReadEnd(pipe, lock: lock), PipeWriteEnd(pipe, lock: lock))
    pipe.connect(readEnd, writeEnd)
    let (first, second) = (FileReference(immortal: readEnd), FileReference(immortal: writeEnd))
    readEnd.otherEnd = second
    writeEnd.otherEnd = first
    return first
  }
}
