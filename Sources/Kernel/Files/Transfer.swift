/// Reading and writing, and what becomes of a thread that has to wait for it:
/// the one place where a call on a file blocks.
extension DescriptorTable {
  @inline(always)
  func read(_ descriptor: Int32, _ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    try lockedFile(descriptor).with { file throws(Errno) in
      do throws(Errno) {
        if !file.isReadable { throw .badDescriptor }
        let count = try file.read(&buffers, thread)
        file.lock.release()
        return count
      } catch {
        if error == .wouldBlock && !file.isNonblocking { return try waitAndRead(file, &buffers, thread) }
        file.lock.release()
        throw error
      }
    }
  }

  /// Whether a descriptor can be read or written, which Linux looks at before the buffers.
  func check(_ descriptor: Int32, _ direction: Readiness) throws(Errno) {
    let isAllowed = try lockedFile(descriptor).with { file throws(Errno) in
      defer { file.lock.release() }
      // A set can be neither, and a timer not be written, which is another error.
      if file.kind == .set || file.kind == .timer && direction == .output { throw .passToHost }
      return direction == .input ? file.isReadable : file.isWritable
    }
    if !isAllowed { throw .badDescriptor }
  }

  @inline(never)
  private func waitAndRead(_ file: File, _ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    try blocking(file, .input, thread, until: file.deadline(.input, host)) { () throws(Errno) in
      try file.read(&buffers, thread)
    }
  }

  @inline(always)
  func write(_ descriptor: Int32, _ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    try lockedFile(descriptor).with { file throws(Errno) in
      do throws(Errno) {
        if !file.isWritable { throw .badDescriptor }
        let count = try file.write(&buffers, thread)
        if buffers.remaining > 0 && file.writesAll && !file.isNonblocking { throw .wouldBlock }
        file.lock.release()
        return count
      } catch {
        if error == .wouldBlock && !file.isNonblocking { return try waitAndWrite(file, descriptor, &buffers, thread) }
        file.lock.release()
        throw error
      }
    }
  }

  @inline(never)
  private func waitAndWrite(
    _ file: File, _ descriptor: Int32, _ buffers: inout UserBuffers, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    do throws(Errno) {
      return try blocking(file, .output, thread, until: file.deadline(.output, host)) { () throws(Errno) in
        _ = try file.write(&buffers, thread)
        if buffers.remaining > 0 && file.writesAll { throw .wouldBlock }
        return buffers.transferred
      }
    } catch {
      if file.kind == .socket { return try finishSending(descriptor, &buffers, MessageFlags(0), thread, error) }
      if buffers.transferred == 0 { throw error }
      if error == .passToHost { finish(descriptor, &buffers, thread) }
      return buffers.transferred
    }
  }

  /// Writes the rest of what a thread had begun to write when the file was promoted.
  private func finish(_ descriptor: Int32, _ buffers: inout UserBuffers, _ thread: ThreadBlock) {
    // The host blocks now, and signals are delivered as in any call that is passed.
    let redirection = thread.takeRedirection()
    thread.leaveKernel()
    defer { if let redirection { _ = try? host.call(Number.close, Int(redirection)) } }
    while let (address, length) = buffers.next() {
      let target = Int(redirection ?? descriptor)
      let count = (try? host.call(Number.write, target, Int(bitPattern: address), length)) ?? 0
      buffers.didTransfer(count)
      if count < length { return }
    }
  }

  /// Waits for a file until an operation on it does not throw `EAGAIN` any more.
  /// Takes the file locked and leaves it unlocked.
  /// - Throws: what the operation throws; `restart` if a signal came first
  ///   (`EINTR` if there is a deadline), `EAGAIN` after the deadline, `passToHost` if the file was promoted.
  func blocking(
    _ file: File, _ wanted: Readiness, _ thread: ThreadBlock, until deadline: Deadline? = nil,
    _ operation: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    var waiter = Waiter(thread, wanted, isExclusive: file.waitsInLine)
    file.pins += 1
    defer {
      unpin(file)
      file.lock.release()
    }
    while true {
      thread.prepareToSleep()
      let alarm = file.kind == .timer ? file.alarm : .max
      let (wakeup, wasTold) = file.wait(&waiter) { sleep(thread, until: deadline, alarm: alarm) }
      if file.isGone {
        if file.continuation >= 0 { thread.redirect(to: duplicateHigh(file.continuation)) }
        throw .passToHost
      }
      do throws(Errno) {
        return try operation()
      } catch {
        if error != .wouldBlock { throw error }
      }
      if wakeup == .woken { continue }
      // The wake-up may have been for the next in line.
      if wasTold { file.waiters.wakeNext(file.readiness, by: thread) }
      if wakeup == .timedOut { throw .wouldBlock }
      throw deadline == nil ? .restart : .interrupted
    }
  }
}
