import CLinux

/// poll(2) and ppoll(2).
extension DescriptorTable {
  /// - Throws: `passToHost` if no descriptor is the kernel's, or before anything was waited for.
  func poll(
    _ user: UserPointer<linux_pollfd>, _ count: UInt32, _ thread: ThreadBlock,
    _ limits: () throws(Errno) -> PollLimits
  ) throws(Errno) -> Int {
    // More than that no process has.
    if count > UInt32(Self.mostPolled) { throw .passToHost }
    let count = Int(count)
    // Most programs that poll ask for the host's descriptors only.
    var isOurs = false
    for i in 0..<count {
      // The host knows which error is first.
      guard let entry = try? user.at(i).load() else { throw .passToHost }
      if isPolledHere(entry.fd) { isOurs = true }
    }
    if !isOurs { throw .passToHost }
    // The program's, and after them what the host is asked, with one more to be called by.
    return try withArray(of: linux_pollfd(fd: -1, events: 0, revents: 0), 2 * count + 1) { (list) throws(Errno) in
      try list.take(user, 0, count)
      if (count > 16 || hasOtherLimit) && UInt(count) > host.descriptorLimits.soft { throw .invalidArgument }
      func store() throws(Errno) {
        for i in 0..<count { try (user.at(i).revents).store(list[i].revents) }
      }
      do throws(Errno) {
        let result = try poll(list, count, limits(), thread)
        try store()
        return result
      } catch {
        // Linux says then too what there is: nothing.
        if error == .interrupted { try store() }
        throw error
      }
    }
  }

  private func poll(
    _ list: CallArray<linux_pollfd>, _ count: Int, _ limits: PollLimits, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    try pollLoop(
      limits, thread, count,
      promote: {
        for i in 0..<count { promote(list[i].fd) }
      },
      join: { waiters in
        for i in 0..<count where isPolledHere(list[i].fd) {
          waiters.join(list[i].fd, Readiness(list[i]), thread, self)
        }
      },
      look: { () throws(Errno) in look(list, count) },
      askHost: { (rest, bell) throws(Errno) in try askHost(list, count, rest, bell) })
  }

  @inline(always)
  private func look(_ list: CallArray<linux_pollfd>, _ count: Int) -> (ready: Int, isHostToo: Bool) {
    var ready = 0
    var isHostToo = false
    for i in 0..<count {
      var entry = list[i]
      var question = linux_pollfd(fd: -1, events: entry.events, revents: 0)
      entry.revents = 0
      if entry.fd < 0 {
        // Not looked at.
      } else if let readiness = poll(entry.fd) {
        let found = readiness.rawValue & (Readiness(entry).rawValue | Readiness.invalid.rawValue)
        entry.revents = Int16(truncatingIfNeeded: found)
        if found != 0 { ready += 1 }
      } else {
        question.fd = entry.fd
        isHostToo = true
      }
      list[i] = entry
      list[count + i] = question
    }
    return (ready, isHostToo)
  }

  private func askHost(
    _ list: CallArray<linux_pollfd>, _ count: Int, _ rest: linux_timespec?, _ bell: Int32
  ) throws(Errno) -> Int {
    // In the place of a file of the kernel's, since the host may allow no more than the program has.
    var place = 0
    while place < count && list[count + place].fd >= 0 { place += 1 }
    let asked = bell >= 0 && place == count ? count + 1 : count
    if bell >= 0 { list[count + place] = linux_pollfd(fd: bell, events: 1, revents: 0) }
    var ready = try host.call(rest) { (time) throws(Errno) in
      try host.call(Number.ppoll, list.argument(count), asked, time)
    }
    if bell >= 0 {
      if list[count + place].revents != 0 {
        host.drain(bell)
        ready -= 1
      }
      list[count + place] = linux_pollfd(fd: -1, events: 0, revents: 0)
    }
    for i in 0..<count where list[count + i].fd >= 0 {
      list[i].revents = list[count + i].revents
    }
    return ready
  }
}

extension Readiness {
  /// What an entry waits for.
  @inline(always)
  fileprivate init(_ entry: linux_pollfd) {
    self.init(rawValue: UInt32(UInt16(bitPattern: entry.events)) | 0x18)
  }
}

extension UserPointer where Pointee == linux_pollfd {
  fileprivate var revents: UserPointer<Int16> { UserPointer<Int16>(argument + 6) }
}
