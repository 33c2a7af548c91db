import CLinux

/// setsockopt(2). Options are the host's to keep; what concerns the transfer of
/// data is either mirrored here or makes the socket the host's.
extension DescriptorTable {
  func setOption(
    _ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: UserPointer<UInt8>, _ size: UInt32
  ) throws(Errno) -> Int {
    if level != LINUX_SOL_SOCKET { throw .passToHost }
    func hostCall() throws(Errno) -> Int {
      try host.call(Number.setsockopt, Int(descriptor), Int(level), Int(name), value.argument, Int(size))
    }
    switch Int(name) {
    case LINUX_SO_SNDBUF, LINUX_SO_SNDBUFFORCE:
      return try setSendBuffer(descriptor, hostCall)
    case LINUX_SO_RCVTIMEO, LINUX_SO_RCVTIMEO_NEW:
      return try setTimeout(descriptor, value, hostCall) { socket, timeout in socket.receiveTimeout = timeout }
    case LINUX_SO_SNDTIMEO, LINUX_SO_SNDTIMEO_NEW:
      return try setTimeout(descriptor, value, hostCall) { socket, timeout in socket.sendTimeout = timeout }
    case LINUX_SO_DEBUG, LINUX_SO_REUSEADDR, LINUX_SO_DONTROUTE, LINUX_SO_BROADCAST, LINUX_SO_RCVBUF,
      LINUX_SO_KEEPALIVE, LINUX_SO_PRIORITY, LINUX_SO_LINGER, LINUX_SO_REUSEPORT, LINUX_SO_RCVBUFFORCE, LINUX_SO_MARK:
      throw .passToHost
    default:
      throw passing(descriptor)
    }
  }

  private func setSendBuffer(_ descriptor: Int32, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    do throws(Errno) {
      return try withSocket(descriptor) { (socket) throws(Errno) in
        // What was sent under the old size may not fit into the host's under the new.
        if !socket.outgoing.isEmpty { throw .busy }
        let result = try hostCall()
        guard let size = host.sendBuffer(of: descriptor), socket.isStream || size <= SocketEnd.mostForMessages else {
          throw .busy
        }
        socket.outgoing.sendBuffer = size
        return result
      }
    } catch {
      if error == .busy { throw passing(descriptor) }
      throw error
    }
  }

  private func setTimeout(
    _ descriptor: Int32, _ value: UserPointer<UInt8>, _ hostCall: () throws(Errno) -> Int,
    _ set: (SocketEnd, Int?) -> Void
  ) throws(Errno) -> Int {
    try withSocket(descriptor) { (socket) throws(Errno) in
      let result = try hostCall()
      let time = try UserPointer<linux_timeval>(value.argument).load()
      if time.tv_sec < 0 {
        set(socket, 0)
      } else if time.tv_sec > Int(Int32.max) || time.tv_sec == 0 && time.tv_usec == 0 {
        set(socket, nil)
      } else {
        set(socket, time.tv_sec * 1_000_000_000 + time.tv_usec * 1000)
      }
      return result
    }
  }

  /// - Throws: `passToHost` for what is not a socket of the kernel's.
  private func withSocket(_ descriptor: Int32, _ body: (SocketEnd) throws(Errno) -> Int) throws(Errno) -> Int {
    try lockedFile(descriptor).with { file throws(Errno) in
      defer { file.lock.release() }
      guard let socket = file.asSocket else { throw .passToHost }
      return try body(socket)
    }
  }
}
