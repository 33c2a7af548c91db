/// The items of a set whose files may become ready by themselves, in the order of
/// their time, those without one last. Under the set's lock.
///
/// Few, so that a place is soon found from the end.
struct AlarmList {
  private(set) var first: Immortal<EpollItem>?
  private var last: Immortal<EpollItem>?
  private(set) var count = 0

  /// As many as one set has here.
  static var most: Int { 64 }

  var earliest: UInt64 { first.map { item in item.use { $0.alarm } } ?? .max }

  /// Puts an item in its place, whether it had one or not.
  mutating func set(_ item: EpollItem, to alarm: UInt64) {
    if item.hasAlarm { remove(item) }
    var before = last
    while let reference = before, reference.use({ $0.alarm > alarm }) {
      before = reference.use { $0.previousAlarm }
    }
    let reference = Immortal(item)
    let next: Immortal<EpollItem>?
    if let before {
      next = before.use { $0.nextAlarm }
      before.use { $0.nextAlarm = reference }
    } else {
      next = first
      first = reference
    }
    if let next { next.use { $0.previousAlarm = reference } } else { last = reference }
    item.alarm = alarm
    item.previousAlarm = before
    item.nextAlarm = next
    item.hasAlarm = true
    count += 1
  }

  mutating func remove(_ item: EpollItem) {
    let (next, previous) = (item.nextAlarm, item.previousAlarm)
    if let next { next.use { $0.previousAlarm = previous } } else { last = previous }
    if let previous { previous.use { $0.nextAlarm = next } } else { first = next }
    item.hasAlarm = false
    count -= 1
  }
}

extension EpollSet {
  /// Whether a timer that is added is to be the host's. Those of a set with files of
  /// the host's are: its time-outs come late by up to a thousandth, its timers do not.
  var leavesTimersToHost: Bool { hostItems > 0 || alarms.count >= AlarmList.most }

  /// The item's file becomes ready by itself at another time. Called with the file's lock.
  func setAlarm(_ item: EpollItem, _ alarm: UInt64, _ thread: ThreadBlock?) {
    lock.acquire()
    let before = nextAlarm
    alarms.set(item, to: alarm)
    nextAlarm = alarms.earliest
    // Who sleeps until the one before would be late.
    if nextAlarm < before { waiters.wakeAllThreads(by: thread) }
    lock.release()
  }

  /// With the set's lock.
  func removeAlarm(_ item: EpollItem) {
    alarms.remove(item)
    nextAlarm = alarms.earliest
  }

  /// Lets those files whose time has come say that they are ready.
  func fireAlarms() {
    if nextAlarm == .max { return }
    let now = clocks.monotonic()
    if now < nextAlarm { return }
    scanLock.acquire()
    while let file = takeAlarm(until: now) {
      file.use { file in
        file.lock.acquire()
        file.settle()
        file.lock.release()
      }
    }
    scanLock.release()
  }

  /// A file whose time has come; it has no other until it is set. With the scan lock.
  private func takeAlarm(until now: UInt64) -> FileReference? {
    lock.acquire()
    defer { lock.release() }
    guard nextAlarm <= now, let item = alarms.first else { return nil }
    return item.use { item in
      alarms.set(item, to: .max)
      nextAlarm = alarms.earliest
      return item.file
    }
  }

  /// The file of one of the items. With the table's lock.
  fileprivate var anyTimer: FileReference? {
    lock.acquire()
    defer { lock.release() }
    return alarms.first.flatMap { item in item.use { $0.file } }
  }
}

extension DescriptorTable {
  /// Makes the timers the host's that a set watches.
  func promoteTimers(of set: EpollSet) {
    lock.acquire()
    while let file = set.anyTimer { promoteLocked(file) }
    lock.release()
  }

  /// Sleeps until the thread is woken, which counts for an alarm as well.
  @inline(always)
  func sleep(_ thread: ThreadBlock, until deadline: Deadline?, alarm: UInt64) -> Wakeup {
    if alarm == .max { return thread.sleep(until: deadline, spins: spins) }
    return sleepWithAlarm(thread, until: deadline, alarm)
  }

  @inline(never)
  private func sleepWithAlarm(_ thread: ThreadBlock, until deadline: Deadline?, _ alarm: UInt64) -> Wakeup {
    if let deadline, deadline.time.nanoseconds < alarm { return thread.sleep(until: deadline, spins: spins) }
    let now = clocks.monotonic()
    if now >= alarm { return thread.isInterrupted ? .interrupted : .woken }
    // To look out for longer than that would make it late.
    let isFar = alarm - now > Spin.longest
    let wakeup = thread.sleep(until: Deadline(nanoseconds: alarm), isExact: true, spins: spins && isFar)
    return wakeup == .timedOut ? .woken : wakeup
  }
}
