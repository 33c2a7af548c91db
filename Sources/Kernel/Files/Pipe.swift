import CLinux

/// What lies between the two ends of a pipe(7), kept as Linux keeps it: a ring of
/// pages, each of which a write that fits appends to. So the number of bytes that
/// go in depends on the sizes of the writes here as there.
final class Pipe {
  private var ring = PageRing()
  /// How many pages it may hold. Linux gives fewer to a user who has very many, so
  /// it is asked before the second page.
  private(set) var capacity = 16
  private var isCapacityKnown = false
  private let host: Host

  init(_ host: Host) { self.host = host }

  @inline(never)
  private func learnCapacity() {
    isCapacityKnown = true
    let descriptor = writeEnd.use { file in file.descriptor }
    let size = try? host.call(Number.fcntl, Int(descriptor), LINUX_F_GETPIPE_SZ)
    if let size { capacity = size / PageRing.pageSize }
  }
  /// Linux tells those that poll of every write once somebody has polled.
  var isPolled = false
  private var ends: (read: FileReference, write: FileReference)? = nil

  func connect(_ readEnd: PipeReadEnd, _ writeEnd: PipeWriteEnd) {
    // The ends keep the pipe without a count, and the pipe them.
    _ = Unmanaged.passRetained(self)
    ends = (FileReference(readEnd), FileReference(writeEnd))
  }

  var readEnd: FileReference { ends.unsafelyUnwrapped.read }
  var writeEnd: FileReference { ends.unsafelyUnwrapped.write }

  var isEmpty: Bool { ring.count == 0 }
  var isFull: Bool { ring.count >= capacity }
  var byteCount: Int { ring.byteCount }
  var pageCount: Int { ring.count }

  func reset() {
    ring.removeAll()
    capacity = 16
    isCapacityKnown = false
    isPolled = false
  }

  /// F_SETPIPE_SZ.
  /// - Throws: what the host says to the size; `EBUSY` if more pages are in use.
  func setSize(_ descriptor: Int32, _ host: Host, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    let size = try hostCall()
    if size / PageRing.pageSize < ring.count {
      // The host's pipe is empty and could do it.
      _ = try? host.call(Number.fcntl, Int(descriptor), Int(LINUX_F_SETPIPE_SZ), capacity * PageRing.pageSize)
      throw .busy
    }
    capacity = size / PageRing.pageSize
    // There may be more room; Linux does not look whether there is.
    if let thread = ThreadBlock.current { writeEnd.use { file in file.waiters.wake(.all, by: thread) } }
    return size
  }

  @inline(always)
  func read(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    if ring.count == 0 { throw .wouldBlock }
    let start = buffers.transferred
    repeat {
      let isPacket = ring.first.isPacket
      let wanted = min(ring.first.length, buffers.remaining)
      let copied = ring.copyFirst(wanted, into: &buffers)
      if copied < wanted {
        buffers.giveUp(copied)
        if buffers.transferred == start { throw .badAddress }
        break
      }
      ring.dropFirst(isPacket ? ring.first.length : wanted)
      if isPacket { break }
    } while buffers.remaining > 0 && ring.count > 0
    return buffers.transferred - start
  }

  @inline(always)
  func write(_ buffers: inout UserBuffers, isPacket: Bool) throws(Errno) -> Int {
    let start = buffers.transferred
    // A small rest joins the last page, before anything else.
    let odd = buffers.remaining & (PageRing.pageSize - 1)
    if odd > 0 && ring.count > 0 && ring.last.takesMore && ring.last.end + odd <= PageRing.pageSize {
      if ring.appendToLast(odd, from: &buffers) < odd { throw .badAddress }
    }
    while buffers.remaining > 0 {
      if ring.count == 1 && !isCapacityKnown { learnCapacity() }
      if ring.count >= capacity {
        if buffers.transferred == start { throw .wouldBlock }
        break
      }
      let size = min(buffers.remaining, PageRing.pageSize)
      do throws(Errno) {
        try ring.append(size, from: &buffers, isPacket: isPacket)
      } catch {
        if buffers.transferred == start { throw error }
        break
      }
    }
    return buffers.transferred - start
  }

  /// Writes all of it to the host's pipe, page by page, packets as packets, so that the same fits in afterwards.
  func move(to descriptor: Int32, from reader: Int32, _ host: Host) {
    if ring.count == 0 { return }
    // What was read of the first page still takes its room there.
    let taken = Int(ring.first.offset)
    guard let flags = try? host.call(Number.fcntl, Int(descriptor), LINUX_F_GETFL) else { return }
    var current = flags
    while ring.count > 0 {
      let wanted = ring.first.isPacket ? flags | LINUX_O_DIRECT : flags & ~LINUX_O_DIRECT
      if wanted != current { _ = try? host.call(Number.fcntl, Int(descriptor), LINUX_F_SETFL, wanted) }
      current = wanted
      ring.writeFirst(to: descriptor, host)
      ring.dropFirst(ring.first.length)
    }
    if taken > 0 { host.skip(taken, of: reader) }
    if current != flags { _ = try? host.call(Number.fcntl, Int(descriptor), LINUX_F_SETFL, flags) }
  }
}
