/// Sending and receiving, as reading and writing in Transfer.swift but with flags.
extension DescriptorTable {
  /// - Throws: `passToHost` if the socket is the host's (by now).
  @inline(always)
  func receive(
    _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: inout MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if !flags.areKnownToReceive { throw passing(descriptor) }
    return try lockedFile(descriptor).with { file throws(Errno) in
      do throws(Errno) {
        let count = try file.receive(&buffers, &flags, thread)
        if flags.waitForAll && buffers.remaining > 0 { throw .wouldBlock }
        file.lock.release()
        return count
      } catch {
        if error == .wouldBlock && !flags.waitNot && !file.isNonblocking {
          return try waitAndReceive(file, descriptor, &buffers, &flags, thread)
        }
        file.lock.release()
        if buffers.transferred > 0 { return buffers.transferred }
        throw error
      }
    }
  }

  @inline(never)
  private func waitAndReceive(
    _ file: File, _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: inout MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    do throws(Errno) {
      return try blocking(file, .input, thread, until: file.deadline(.input, host)) { () throws(Errno) in
        let count = try file.receive(&buffers, &flags, thread)
        if !flags.waitForAll { return count }
        if buffers.remaining > 0 { throw .wouldBlock }
        return buffers.transferred
      }
    } catch {
      if buffers.transferred == 0 { throw error }
      if error == .passToHost { finish(Number.recvfrom, descriptor, &buffers, flags, thread) }
      return buffers.transferred
    }
  }

  /// - Throws: `passToHost` if the socket is the host's (by now).
  @inline(always)
  func send(
    _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if !flags.areKnownToSend { throw passing(descriptor) }
    return try lockedFile(descriptor).with { file throws(Errno) in
      let isBlocking = !flags.waitNot && !file.isNonblocking
      do throws(Errno) {
        let count = try file.send(&buffers, thread)
        if buffers.remaining > 0 && isBlocking { throw .wouldBlock }
        file.lock.release()
        return count
      } catch {
        if error == .wouldBlock && isBlocking { return try waitAndSend(file, descriptor, &buffers, flags, thread) }
        file.lock.release()
        throw error
      }
    }
  }

  @inline(never)
  private func waitAndSend(
    _ file: File, _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    do throws(Errno) {
      return try blocking(file, .output, thread, until: file.deadline(.output, host)) { () throws(Errno) in
        _ = try file.send(&buffers, thread)
        if buffers.remaining > 0 { throw .wouldBlock }
        return buffers.transferred
      }
    } catch {
      return try finishSending(descriptor, &buffers, flags, thread, error)
    }
  }

  /// Ends a call that waited to send, with the rest in the host if it failed because the socket was promoted.
  /// - Returns: the bytes sent.
  /// - Throws: what it failed with, if there are none.
  func finishSending(
    _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: MessageFlags, _ thread: ThreadBlock, _ error: Errno
  ) throws(Errno) -> Int {
    let error = error == .passToHost ? errorFoundAwake(descriptor, thread) ?? error : error
    if buffers.transferred == 0 { throw error }
    // Who has sent something gets no SIGPIPE for the rest.
    if error == .passToHost { finish(Number.sendto, descriptor, &buffers, flags.withoutSignal, thread) }
    return buffers.transferred
  }

  /// What Linux tells a sender that wakes up and not one that comes anew: `ECONNRESET` if the
  /// other end was closed with something unread.
  private func errorFoundAwake(_ descriptor: Int32, _ thread: ThreadBlock) -> Errno? {
    // Who promoted the socket may be just about to close it.
    lock.acquire()
    lock.release()
    guard let error = host.takeError(of: thread.redirection ?? descriptor) else { return nil }
    if let redirection = thread.takeRedirection() { _ = try? host.call(Number.close, Int(redirection)) }
    return error
  }

  /// Sends or receives the rest, where a thread was in the middle of it when the socket was promoted.
  private func finish(
    _ number: Int, _ descriptor: Int32, _ buffers: inout UserBuffers, _ flags: MessageFlags, _ thread: ThreadBlock
  ) {
    // The host blocks now, and signals are delivered as in any call that is passed.
    let redirection = thread.takeRedirection()
    thread.leaveKernel()
    defer { if let redirection { _ = try? host.call(Number.close, Int(redirection)) } }
    let target = Int(redirection ?? descriptor)
    while let (address, length) = buffers.next() {
      let count = (try? host.call(number, target, Int(bitPattern: address), length, flags.argument)) ?? 0
      buffers.didTransfer(count)
      if count < length { return }
    }
  }

  /// Makes a socket the host's, for a call that is then passed.
  func passing(_ descriptor: Int32) -> Errno {
    promote(descriptor)
    return .passToHost
  }
}
