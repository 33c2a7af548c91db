import CLinux

/// What becomes of an item that was looked at.
private enum Report {
  /// Nothing is to be reported, and it leaves the ready list.
  case nothing
  /// Reported, and the same.
  case once
  /// Level-triggered and reported: it is looked at once more the next time.
  case again
  /// The program's array is bad.
  case bad
}

extension EpollSet {
  /// Stores events in the program's array, from an index on.
  /// - Returns: the end of those stored.
  /// - Throws: `EFAULT` if not one could be; the item then stays ready.
  @inline(always)
  func collect(_ wait: EpollWait, _ start: Int, _ thread: ThreadBlock) throws(Errno) -> Int {
    if ready.isEmpty { return start }
    return try scan(wait, start, thread)
  }

  @inline(never)
  private func scan(_ wait: EpollWait, _ start: Int, _ thread: ThreadBlock) throws(Errno) -> Int {
    let (events, end) = (wait.events, wait.most)
    var index = start
    var isBad = false
    scanLock.acquire()
    // Closed, and perhaps another set by now, since it was looked up.
    if FileReference.of(wait.descriptor) != FileReference(self) {
      scanLock.release()
      return start
    }
    lock.acquire()
    // Once each: what is appended meanwhile has been seen or comes the next time.
    var left = ready.count
    while index < end && left > 0 && !isBad, let reference = ready.takeFirst() {
      left -= 1
      reference.use { item in
        item.isLookedAt = true
        lock.release()
        let report = report(item, events.at(index))
        lock.acquire()
        item.isLookedAt = false
        switch report {
        case .nothing: break
        case .once: index += 1
        case .again:
          index += 1
          if !item.isReady { ready.append(item) }
        case .bad:
          isBad = true
          ready.remove(item)
          ready.putBack(item)
        }
      }
    }
    lock.release()
    scanLock.release()
    passOn(thread)
    if isBad && index == start { throw .badAddress }
    return index
  }

  @inline(always)
  private func report(_ item: EpollItem, _ slot: UserPointer<linux_epoll_event>) -> Report {
    let found = look(item)
    if found == 0 { return .nothing }
    do throws(Errno) { try slot.store(linux_epoll_event(found, item.data)) } catch { return .bad }
    if item.events.contains(.oneShot) {
      item.file?.use { file in
        file.lock.acquire()
        item.disable()
        file.lock.release()
      }
      return .once
    }
    return item.events.contains(.edge) ? .once : .again
  }

  /// What of the item's events there is.
  @inline(always)
  private func look(_ item: EpollItem) -> UInt32 {
    guard let file = item.file else { return 0 }
    let readiness = file.use { file in
      file.lock.acquire()
      defer { file.lock.release() }
      return file.isGone ? [] : file.readiness
    }
    return readiness.rawValue & item.events.readiness.rawValue
  }

  /// Whether there is an event, for poll(2) on the set. Items that are not ready leave the list.
  var hasEvent: Bool {
    scanLock.acquire()
    defer { scanLock.release() }
    lock.acquire()
    defer { lock.release() }
    while let reference = ready.takeFirst() {
      let found = reference.use { item in
        item.isLookedAt = true
        lock.release()
        let found = look(item)
        lock.acquire()
        item.isLookedAt = false
        return found
      }
      if found == 0 { continue }
      reference.use { item in if !item.isReady { ready.putBack(item) } }
      return true
    }
    return false
  }
}
