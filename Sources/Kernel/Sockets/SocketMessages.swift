import CLinux

/// sendmsg(2), recvmsg(2) and the two for many messages.
extension DescriptorTable {
  // MARK: Sending

  /// Servers send to the host's sockets by this: what is to do for those is little.
  @inline(always)
  func sendMessage(
    _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if let reference = FileReference.of(descriptor) {
      // The host says so before it looks at the message.
      if reference.kind != .socket { throw .passToHost }
      return try sendToPair(descriptor, message, flags, thread)
    }
    promotePassed(message)
    throw .passToHost
  }

  @inline(never)
  private func sendToPair(
    _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    var isPartial = false
    do throws(Errno) {
      return try sendOne(descriptor, message, flags, thread, &isPartial)
    } catch {
      // The edge does this for calls that only the kernel's descriptors bring here.
      guard error == .passToHost, let redirection = thread.takeRedirection() else { throw error }
      thread.leaveKernel()
      defer { _ = try? host.call(Number.close, Int(redirection)) }
      return try host.call(Number.sendmsg, Int(redirection), message.argument, flags.argument)
    }
  }

  func sendMessages(
    _ descriptor: Int32, _ messages: UserPointer<linux_mmsghdr>, _ count: UInt32, _ flags: MessageFlags,
    _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    let count = Int(min(count, 1024))
    if FileReference.of(descriptor)?.kind != .socket {
      for i in 0..<count { promotePassed(messages.at(i).header) }
      throw .passToHost
    }
    return try many(Number.sendmmsg, descriptor, messages, count, thread) { (message, _, isLast) throws(Errno) in
      try sendOne(descriptor, message, flags, thread, &isLast)
    } flags: {
      flags.argument
    }
  }

  private func sendOne(
    _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: MessageFlags, _ thread: ThreadBlock,
    _ isPartial: inout Bool
  ) throws(Errno) -> Int {
    let header = try message.load()
    // Control data and addresses are for the host to look at.
    if header.controllen != 0 { promotePassed(header) }
    if header.controllen != 0 || header.name != 0 && header.namelen != 0 { throw passing(descriptor) }
    // EMSGSIZE, if it is a socket.
    if header.iovlen > 1024 { throw .passToHost }
    if var buffers = singleBuffer(header) {
      let count = try send(descriptor, &buffers, flags, thread)
      isPartial = buffers.remaining > 0
      return count
    }
    return try withBuffers(UserPointer(Int(bitPattern: header.iov)), header.iovlen) { (buffers) throws(Errno) in
      let count = try send(descriptor, &buffers, flags, thread)
      isPartial = buffers.remaining > 0
      return count
    }
  }

  /// The buffer of most messages, without the copy of an array; nil if there are more, or something is wrong with it.
  @inline(always)
  private func singleBuffer(_ header: linux_msghdr) -> UserBuffers? {
    guard header.iovlen == 1, let vector = try? UserPointer<linux_iovec>(Int(bitPattern: header.iov)).load() else {
      return nil
    }
    return UserBuffers(UserPointer(Int(bitPattern: vector.base)), vector.length)
  }

  /// Before descriptors are sent to somebody, what they refer to becomes the host's.
  @inline(always)
  private func promotePassed(_ message: UserPointer<linux_msghdr>) {
    if let length = try? message.controllen.load(), length != 0 { promoteAllPassed(message) }
  }

  @inline(never)
  private func promoteAllPassed(_ message: UserPointer<linux_msghdr>) {
    if let header = try? message.load() { promotePassed(header) }
  }

  /// More than any host takes.
  private static var mostControl: UInt { 1 << 20 }

  @inline(never)
  private func promotePassed(_ header: linux_msghdr) {
    if header.controllen > Self.mostControl { return promoteAll() }
    let end = header.control &+ header.controllen
    let size = UInt(MemoryLayout<linux_cmsghdr>.size)
    var next = header.control
    while next &+ size <= end, let control = try? UserPointer<linux_cmsghdr>(Int(bitPattern: next)).load(),
      control.length >= size, control.length <= end &- next
    {
      if control.level == LINUX_SOL_SOCKET && control.type == LINUX_SCM_RIGHTS {
        let numbers = UserPointer<Int32>(Int(bitPattern: next &+ size))
        for i in 0..<Int((control.length - size) / 4) {
          if let number = try? numbers.at(i).load() { promote(number) }
        }
      }
      next = next &+ (control.length &+ 7) & ~7
    }
  }

  // MARK: Receiving

  func receiveMessage(
    _ descriptor: Int32, _ message: UserPointer<linux_msghdr>, _ flags: MessageFlags, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if FileReference.of(descriptor)?.kind != .socket { throw .passToHost }
    var flags = flags
    let header = try message.load()
    if header.name != 0 && header.namelen < 0 { throw .invalidArgument }
    // EMSGSIZE, if it is a socket.
    if header.iovlen > 1024 { throw .passToHost }
    let count: Int
    if var buffers = singleBuffer(header) {
      count = try receive(descriptor, &buffers, &flags, thread)
    } else {
      count = try withBuffers(UserPointer(Int(bitPattern: header.iov)), header.iovlen) { (buffers) throws(Errno) in
        try receive(descriptor, &buffers, &flags, thread)
      }
    }
    // The sender has no name.
    if header.name != 0 { try message.namelen.store(0) }
    try message.flags.store(flags.received)
    try message.controllen.store(0)
    return count
  }

  func receiveMessages(
    _ descriptor: Int32, _ messages: UserPointer<linux_mmsghdr>, _ count: UInt32, _ flags: MessageFlags,
    _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    if FileReference.of(descriptor)?.kind != .socket { throw .passToHost }
    var flags = flags
    let waitsForOne = flags.takeWaitForOne()
    return try many(Number.recvmmsg, descriptor, messages, Int(count), thread) { (message, index, _) throws(Errno) in
      if waitsForOne && index > 0 { flags.waitNoMore() }
      return try receiveMessage(descriptor, message, flags, thread)
    } flags: {
      flags.argument
    }
  }

  // MARK: Many

  /// Does one message after the other, those that are left in the host if the socket is promoted meanwhile.
  /// - Returns: how many; what goes wrong after the first is not told.
  private func many(
    _ number: Int, _ descriptor: Int32, _ messages: UserPointer<linux_mmsghdr>, _ count: Int, _ thread: ThreadBlock,
    _ one: (UserPointer<linux_msghdr>, _ index: Int, _ isLast: inout Bool) throws(Errno) -> Int,
    flags: () -> Int
  ) throws(Errno) -> Int {
    var done = 0
    do throws(Errno) {
      var isLast = false
      while done < count && !isLast {
        let message = messages.at(done)
        let length = try one(message.header, done, &isLast)
        try message.length.store(UInt32(truncatingIfNeeded: length))
        done += 1
      }
    } catch {
      if error != .passToHost {
        if done == 0 { throw error }
        return done
      }
      let redirection = thread.takeRedirection()
      if done == 0 && redirection == nil { throw error }
      thread.leaveKernel()
      defer { if let redirection { _ = try? host.call(Number.close, Int(redirection)) } }
      let rest = messages.at(done)
      do throws(Errno) {
        done += try host.call(number, Int(redirection ?? descriptor), rest.argument, count - done, flags())
      } catch {
        if done == 0 { throw error }
      }
    }
    return done
  }
}

extension UserPointer<linux_msghdr> {
  fileprivate var namelen: UserPointer<Int32> { UserPointer<Int32>(argument &+ 8) }
  fileprivate var controllen: UserPointer<UInt> { UserPointer<UInt>(argument &+ 40) }
  fileprivate var flags: UserPointer<UInt32> { UserPointer<UInt32>(argument &+ 48) }
}

extension UserPointer<linux_mmsghdr> {
  fileprivate var header: UserPointer<linux_msghdr> { UserPointer<linux_msghdr>(argument) }
  fileprivate var length: UserPointer<UInt32> { UserPointer<UInt32>(argument &+ 56) }
}
