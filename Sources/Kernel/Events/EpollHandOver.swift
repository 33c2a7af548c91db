import CLinux

/// Items whose files are promoted become the host's. There each is to report what it
/// would have reported here: the host reports all that there is of a file that is
/// added, so what is no news is taken out of its list again.
extension EpollSet {
  /// Whether a look at the item may still find an event.
  func mayHaveEvent(_ item: EpollItem) -> Bool {
    lock.acquire()
    defer { lock.release() }
    return item.isReady || item.isLookedAt
  }

  /// Before the file's contents are moved, with its lock: the host's object is idle.
  func handOverDisabled(_ item: EpollItem, _ file: File, _ host: Host) {
    // Only what has fired is disabled. Of what is idle all can be written, but for a pipe's end that is read, and a timer.
    if file.isNeverWritable { file.stir(host) }
    add(item, item.events.rawValue | 5, file, host, isQuiet: true)
    if file.isNeverWritable { file.calm(host) }
  }

  /// With the file's lock: no thread can make or take an event meanwhile.
  func handOver(_ item: EpollItem, _ file: File, _ host: Host) {
    add(item, item.events.rawValue, file, host, isQuiet: item.isQuiet)
  }

  private func add(_ item: EpollItem, _ events: UInt32, _ file: File, _ host: Host, isQuiet: Bool) {
    lock.acquire()
    hostItems += 1
    // What had the number before.
    hostEdges.note(item.descriptor, 0, 0)
    lock.release()
    if item.hasDescriptor {
      try? host.watch(descriptor, LINUX_EPOLL_CTL_ADD, item.descriptor, events, item.data)
    } else if let other = try? host.call(
      Number.fcntl, Int(file.descriptor), LINUX_F_DUPFD_CLOEXEC, Int(item.descriptor))
    {
      // The host watches open files as well, by the name of any descriptor that they once had:
      // the item's own, if it is free.
      try? host.watch(descriptor, LINUX_EPOLL_CTL_ADD, Int32(truncatingIfNeeded: other), events, item.data)
      _ = try? host.call(Number.close, other)
    }
    if isQuiet { silence(item.data, host) }
    if item.hasDescriptor {
      lock.acquire()
      hostEdges.note(item.descriptor, events, item.data)
      lock.release()
    }
  }

  /// Takes the event of the item that was added last out of the host's list, and puts others that it took too back.
  private func silence(_ data: UInt64, _ host: Host) {
    var isSilent = false
    var isHeard = false
    lock.acquire()
    _ = try? withArray(of: linux_epoll_event(0, 0), 64) { (events) throws(Errno) in
      // What is level-triggered goes to the end of the list and comes again.
      for _ in 0...(hostItems + 1) / 64 {
        let count = try host.call(Number.epoll_wait, Int(descriptor), events.argument(0), 64, 0)
        for i in 0..<count {
          if events[i].data == bell.secret && bell.descriptor >= 0 {
            isHeard = true
          } else if !isSilent && events[i].data == data {
            isSilent = true
          } else {
            hostEdges.renew(events[i].data, descriptor, host)
          }
        }
        if count < 64 { break }
      }
    }
    lock.release()
    if isHeard, let thread = ThreadBlock.current { rearm(thread) }
  }
}

/// What the host watches for a set and reports once for all.
final class HostItem {
  fileprivate final var descriptor: Int32 = -1
  fileprivate final var events: UInt32 = 0
  fileprivate final var data: UInt64 = 0
  fileprivate final var chain: Immortal<HostItem>? = nil
}

/// Those items by descriptor, under the set's lock. Ones that the host forgot with a file may be left.
struct HostItemTable {
  private var buckets = Buckets<HostItem>(count: 4)
  private var count = 0
  private var free: Immortal<HostItem>? = nil

  /// The descriptor is watched like this from now on; or no longer, if there are no events.
  mutating func note(_ descriptor: Int32, _ events: UInt32, _ data: UInt64) {
    let isEdge = !EpollEvents(rawValue: events).isDisjoint(with: [.edge, .oneShot])
    guard let reference = isEdge ? find(descriptor) ?? add(descriptor) : remove(descriptor) else { return }
    reference.use { item in
      item.events = events
      item.data = data
    }
  }

  /// Has the host report again what it has reported with the data, if it is still there.
  func renew(_ data: UInt64, _ set: Int32, _ host: Host) {
    forEach { item in
      if item.data != data { return }
      if EpollEvents(rawValue: item.events).contains(.exclusive) {
        // It cannot be changed.
        guard (try? host.watch(set, LINUX_EPOLL_CTL_DEL, item.descriptor, 0, 0)) != nil else { return }
        try? host.watch(set, LINUX_EPOLL_CTL_ADD, item.descriptor, item.events, data)
      } else {
        try? host.watch(set, LINUX_EPOLL_CTL_MOD, item.descriptor, item.events, data)
      }
    }
  }

  mutating func removeAll() {
    if count == 0 { return }
    for i in 0..<buckets.count {
      while let item = buckets[UInt(i)] { _ = remove(item.use { item in item.descriptor }) }
    }
  }

  private func forEach(_ body: (HostItem) -> Void) {
    if count == 0 { return }
    for i in 0..<buckets.count {
      var next = buckets[UInt(i)]
      while let reference = next {
        reference.use { item in
          next = item.chain
          body(item)
        }
      }
    }
  }

  private func find(_ descriptor: Int32) -> Immortal<HostItem>? {
    var next = buckets[UInt(UInt32(bitPattern: descriptor))]
    while let reference = next {
      if reference.use({ item in item.descriptor == descriptor }) { return reference }
      next = reference.use { item in item.chain }
    }
    return nil
  }

  private mutating func add(_ descriptor: Int32) -> Immortal<HostItem> {
    if count >= 2 * buckets.count { grow() }
    let reference = free ?? Immortal(immortal: HostItem())
    let hash = UInt(UInt32(bitPattern: descriptor))
    reference.use { item in
      if free != nil { free = item.chain }
      item.descriptor = descriptor
      item.chain = buckets[hash]
    }
    buckets[hash] = reference
    count += 1
    return reference
  }

  /// - Returns: nil.
  private mutating func remove(_ descriptor: Int32) -> Immortal<HostItem>? {
    if count == 0 { return nil }
    let hash = UInt(UInt32(bitPattern: descriptor))
    var before: Immortal<HostItem>? = nil
    var next = buckets[hash]
    while let reference = next {
      reference.use { item in
        next = item.chain
        if item.descriptor != descriptor { return }
        next = nil
        if let before { before.use { $0.chain = item.chain } } else { buckets[hash] = item.chain }
        item.chain = free
        free = reference
        count -= 1
      }
      before = reference
    }
    return nil
  }

  private mutating func grow() {
    let old = buckets
    buckets = Buckets(count: old.count * 4)
    for i in 0..<old.count {
      var next = old[UInt(i)]
      while let reference = next {
        reference.use { item in
          next = item.chain
          let hash = UInt(UInt32(bitPattern: item.descriptor))
          item.chain = buckets[hash]
          buckets[hash] = reference
        }
      }
    }
    old.free()
  }
}
