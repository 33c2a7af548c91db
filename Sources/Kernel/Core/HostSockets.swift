import CLinux

// What the kernel asks of the host's sockets.
extension Host {
  /// SO_SNDBUF, in bytes; nil if the host does not say.
  func sendBuffer(of socket: Int32) -> Int? { option(LINUX_SO_SNDBUF, of: socket) }

  /// SO_ERROR, which is told once; nil if there is none.
  func takeError(of socket: Int32) -> Errno? {
    guard let error = option(LINUX_SO_ERROR, of: socket), error != 0 else { return nil }
    return Errno(Int32(truncatingIfNeeded: error))
  }

  private func option(_ name: Int, of socket: Int32) -> Int? {
    var value: (Int32, UInt32) = (0, 4)
    // Safety: both words outlive the call.
    return withUnsafeMutablePointer(to: &value) { pointer in
      let address = Int(bitPattern: pointer)
      guard
        (try? call(Number.getsockopt, Int(socket), Int(LINUX_SOL_SOCKET), name, address, address + 4))
          != nil
      else { return nil }
      return Int(pointer.pointee.0)
    }
  }

  /// What the host charges the sender of a message of some bytes, which goes from
  /// one socket to the other and is received again; nil if that does not work.
  func charge(of length: Int, from sender: Int32, to receiver: Int32) -> Int? {
    // Safety: the buffer has `length` bytes and room for a word, and outlives the calls.
    withUnsafeTemporaryAllocation(byteCount: length + 4, alignment: 4) { buffer in
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      let address = Int(bitPattern: buffer.baseAddress)
      let word = (address + length) & ~3
      guard (try? call(Number.write, Int(sender), address, length)) == length else { return nil }
      let isKnown = (try? call(Number.ioctl, Int(sender), Int(LINUX_SIOCOUTQ), word)) != nil
      let charge = buffer.load(fromByteOffset: word - address, as: Int32.self)
      guard (try? call(Number.read, Int(receiver), address, length)) == length, isKnown else { return nil }
      return Int(charge)
    }
  }
}

extension Host {
  /// The time by the monotonic clock when some nanoseconds from now will have passed.
  func deadline(after nanoseconds: Int) -> Deadline {
    var deadline = Deadline(time: linux_timespec(), isRealtime: false)
    // Safety: the time outlives the call.
    withUnsafeMutablePointer(to: &deadline.time) {
      _ = try? call(Number.clock_gettime, Int(LINUX_CLOCK_MONOTONIC), Int(bitPattern: $0))
    }
    let sum = deadline.time.tv_nsec + nanoseconds % 1_000_000_000
    deadline.time.tv_sec += nanoseconds / 1_000_000_000 + sum / 1_000_000_000
    deadline.time.tv_nsec = sum % 1_000_000_000
    return deadline
  }
}
