import CLinux

/// fcntl(2) and ioctl(2). What they say of a file is the host's to keep, and a
/// copy of what the kernel looks at is kept here.
extension DescriptorTable {
  func control(_ descriptor: Int32, _ command: Int32, _ argument: UInt) throws(Errno) -> Int {
    func hostCall() throws(Errno) -> Int {
      try host.call(Number.fcntl, Int(descriptor), Int(command), Int(bitPattern: argument))
    }
    if let reference = FileReference.of(descriptor), reference.isHidden { throw .badDescriptor }
    switch Int(command) {
    case LINUX_F_DUPFD, LINUX_F_DUPFD_CLOEXEC:
      let minimum = Int(Int32(truncatingIfNeeded: Int(bitPattern: argument)))
      return try duplicate(
        descriptor, onto: nil, lowest: (minimum, isInherited: Int(command) == LINUX_F_DUPFD), hostCall)
    case LINUX_F_SETFL:
      // A signal for each change of the file is the host's to send.
      if argument & UInt(LINUX_O_ASYNC) != 0 {
        promote(descriptor)
        throw .passToHost
      }
      let reference = try lockedFile(descriptor)
      defer { reference.use { file in file.lock.release() } }
      let result = try hostCall()
      reference.use { file in file.setStatus(Int32(truncatingIfNeeded: Int(bitPattern: argument))) }
      return result
    case LINUX_F_SETPIPE_SZ:
      let reference = try lockedFile(descriptor)
      defer { reference.use { file in file.lock.release() } }
      return try reference.with { file throws(Errno) in try file.setPipeSize(host, hostCall) }
    default:
      throw .passToHost
    }
  }

  func inputOutputControl(_ descriptor: Int32, _ request: Int32, _ argument: UInt) throws(Errno) -> Int {
    if FileReference.of(descriptor) == nil {
      // kvm, vfio, vhost and dri are given eventfds in records, and write to those from the host.
      switch UInt8(truncatingIfNeeded: request >> 8) {
      case 0xae, 0x3b, 0xaf, 0x64: turnOff()
      default: break
      }
      throw .passToHost
    }
    if let reference = FileReference.of(descriptor), reference.isHidden { throw .badDescriptor }
    switch Int(request) {
    case LINUX_FIONREAD, LINUX_SIOCOUTQ:
      let reference = try lockedFile(descriptor)
      let count = reference.use { file in
        defer { file.lock.release() }
        return Int(request) == LINUX_FIONREAD ? file.bytesToRead : file.bytesOnTheirWay
      }
      guard let count else { throw .passToHost }
      try UserPointer<Int32>(Int(bitPattern: argument)).store(Int32(truncatingIfNeeded: count))
      return 0
    case LINUX_FIONBIO:
      let reference = try lockedFile(descriptor)
      defer { reference.use { file in file.lock.release() } }
      let isOn = try UserPointer<Int32>(Int(bitPattern: argument)).load() != 0
      let result = try host.call(Number.ioctl, Int(descriptor), Int(request), Int(bitPattern: argument))
      reference.use { file in file.isNonblocking = isOn }
      return result
    case LINUX_FIOCLEX, LINUX_FIONCLEX, LINUX_TCGETS:
      throw .passToHost
    default:
      promote(descriptor)
      throw .passToHost
    }
  }
}
