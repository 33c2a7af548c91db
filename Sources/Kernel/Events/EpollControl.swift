import CLinux
import Synchronization

/// epoll_create1(2) and epoll_ctl(2).
extension DescriptorTable {
  func makeSet(_ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    try making(.epoll) { () throws(Errno) in
      let result = try hostCall()
      let descriptor = Int32(truncatingIfNeeded: result)
      if FileReference.canHold(descriptor) {
        install(reuse(.set) ?? FileReference(immortal: EpollSet(clocks: clocks)), descriptor, isNonblocking: false)
      }
      return result
    }
  }

  /// The set behind a descriptor, if it is the kernel's.
  func epollSet(_ descriptor: Int32) -> Immortal<EpollSet>? {
    guard let reference = FileReference.of(descriptor), reference.kind == .set else { return nil }
    return reference.of(EpollSet.self)
  }

  func controlSet(
    _ number: Int32, _ operation: Int32, _ descriptor: Int32, _ event: UserPointer<linux_epoll_event>
  ) throws(Errno) -> Int {
    guard let reference = epollSet(number) else {
      // A set of the host's watches what is the host's.
      if Int(operation) == LINUX_EPOLL_CTL_ADD { promote(descriptor) }
      throw .passToHost
    }
    if FileReference.of(number) == FileReference.of(descriptor) { throw .passToHost }
    if let target = FileReference.of(descriptor), target.isHidden { throw .badDescriptor }
    return try reference.with { set throws(Errno) in
      guard let target = FileReference.of(descriptor), !target.use({ file in file.isPolledByHost }) else {
        return try controlHost(set, number, operation, descriptor, event)
      }
      if target.kind == .set {
        // The host has the rules for sets within sets.
        if Int(operation) == LINUX_EPOLL_CTL_ADD { promote(descriptor) }
        return try controlHost(set, number, operation, descriptor, event)
      }
      if target.kind == .timer && Int(operation) == LINUX_EPOLL_CTL_ADD && set.leavesTimersToHost {
        promote(descriptor)
        return try controlHost(set, number, operation, descriptor, event)
      }
      let event = Int(operation) == LINUX_EPOLL_CTL_DEL ? linux_epoll_event(0, 0) : try event.load()
      return try controlItem(set, number, operation, descriptor, event)
    }
  }

  private func controlHost(
    _ set: EpollSet, _ number: Int32, _ operation: Int32, _ descriptor: Int32, _ event: UserPointer<linux_epoll_event>
  ) throws(Errno) -> Int {
    let copy = Int(operation) == LINUX_EPOLL_CTL_DEL ? linux_epoll_event(0, 0) : try? event.load()
    let result = try host.call(
      Number.epoll_ctl, Int(number), Int(operation), Int(descriptor), event.argument)
    set.lock.acquire()
    if let copy { set.hostEdges.note(descriptor, copy.events, copy.data) }
    if Int(operation) == LINUX_EPOLL_CTL_ADD {
      set.hostItems += 1
      // Those that slept with a futex go to the host.
      if set.hostItems == 1 { set.waiters.wakeAllThreads(by: ThreadBlock.current) }
    } else if Int(operation) == LINUX_EPOLL_CTL_DEL && set.hostItems > 0 {
      set.hostItems -= 1
    }
    set.lock.release()
    if set.hostItems > 0 && set.alarms.count > 0 { promoteTimers(of: set) }
    return result
  }

  private func controlItem(
    _ set: EpollSet, _ number: Int32, _ operation: Int32, _ descriptor: Int32, _ event: linux_epoll_event
  ) throws(Errno) -> Int {
    let events = EpollEvents(rawValue: event.events)
    if events.contains(.exclusive) {
      if Int(operation) == LINUX_EPOLL_CTL_MOD { throw .invalidArgument }
      if Int(operation) == LINUX_EPOLL_CTL_ADD && !EpollEvents.beside.isSuperset(of: events) { throw .invalidArgument }
    }
    lock.acquire()
    defer { lock.release() }
    // Both descriptors may have become the host's since.
    guard let file = FileReference.of(descriptor), FileReference.of(number) == FileReference(set) else {
      throw .passToHost
    }
    set.scanLock.acquire()
    let item = set.items.find(descriptor, file)
    switch Int(operation) {
    case LINUX_EPOLL_CTL_ADD:
      if item != nil { break }
      if add(file, descriptor, event, to: set) { return 0 }
      // Threads wait for the set in the host and would not hear of the file.
      promoteLocked(file)
      set.lock.acquire()
      set.hostItems += 1
      set.hostEdges.note(descriptor, event.events, event.data)
      set.lock.release()
      throw .passToHost
    case LINUX_EPOLL_CTL_MOD:
      guard let item, !item.use({ item in item.events.contains(.exclusive) }) else { break }
      item.use { item in change(item, event, in: set) }
      set.scanLock.release()
      return 0
    case LINUX_EPOLL_CTL_DEL:
      guard let item else { break }
      item.use { item in set.remove(item) }
      set.scanLock.release()
      return 0
    default:
      set.scanLock.release()
      throw .invalidArgument
    }
    set.scanLock.release()
    if Int(operation) == LINUX_EPOLL_CTL_ADD { throw .exists }
    throw item == nil ? .noSuchFile : .invalidArgument
  }

  /// Takes the scan lock and leaves it released.
  /// - Returns: false if there are threads that would not hear of the file.
  private func add(_ reference: FileReference, _ descriptor: Int32, _ event: linux_epoll_event, to set: EpollSet)
    -> Bool
  {
    defer { set.scanLock.release() }
    // After this no thread waits outside of the kernel any more without a look at the number.
    set.watched.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if set.outsiders.load(ordering: .sequentiallyConsistent) > 0 {
      set.watched.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      return false
    }
    set.takeItem().use { item in
      reference.use { file in
        file.lock.acquire()
        item.watch(reference, descriptor, event)
        set.items.add(item, reference)
        announce(item, file.readiness, set)
        if file.kind == .timer { item.fileIsSet(file.alarm, ThreadBlock.current) }
        file.lock.release()
      }
    }
    return true
  }

  private func change(_ item: EpollItem, _ event: linux_epoll_event, in set: EpollSet) {
    item.file?.use { file in
      file.lock.acquire()
      item.change(event)
      announce(item, file.readiness, set)
      file.lock.release()
    }
  }

  private func announce(_ item: EpollItem, _ readiness: Readiness, _ set: EpollSet) {
    guard readiness.meets(item.events.readiness), let thread = ThreadBlock.current else { return }
    _ = set.itemIsReady(item, thread)
  }
}
