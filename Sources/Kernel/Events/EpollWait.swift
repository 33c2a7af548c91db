import CLinux
import Synchronization

/// One call of epoll_wait(2) or its kin.
struct EpollWait {
  let descriptor: Int32
  let events: UserPointer<linux_epoll_event>
  let most: Int
  let timeout: Timeout
  let mask: WaitMask?

  /// - Throws: `EINVAL`, `EFAULT` as Linux, before it looks at the set.
  init(
    _ descriptor: Int32, _ events: UserPointer<linux_epoll_event>, _ most: Int32, _ timeout: Timeout, _ mask: WaitMask?
  ) throws(Errno) {
    let size = UInt(MemoryLayout<linux_epoll_event>.stride)
    if most <= 0 || UInt(most) > UInt(Int32.max) / size { throw .invalidArgument }
    if events.address > UserBuffers.addressEnd - UInt(most) * size { throw .badAddress }
    self.descriptor = descriptor
    self.events = events
    self.most = Int(most)
    self.timeout = timeout
    self.mask = mask
  }
}

extension DescriptorTable {
  /// Leaves a wait to the host where its set has all that it takes. Threads that
  /// might add a file of the kernel's meanwhile are told that somebody waits.
  /// - Returns: the result of the host's wait, nil if it is not left to it.
  /// - Throws: `passToHost` for the same without anybody else in the process.
  @inline(always)
  func waitOutside(
    _ descriptor: Int32, isImmediate: Bool, _ thread: ThreadBlock, _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int? {
    guard let set = epollSet(descriptor) else { throw .passToHost }
    if !set.use({ set in set.isLeftToHost }) { return nil }
    if isImmediate || !ThreadBlock.mayBeMany { throw .passToHost }
    return try set.with { set throws(Errno) in
      set.outsiders.wrappingAdd(1, ordering: .sequentiallyConsistent)
      // A handler that does not return leaves the number too high: files are then promoted when they are added.
      defer { set.outsiders.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
      if !set.isLeftToHost { return nil }
      thread.leaveKernel()
      return try hostCall()
    }
  }

  func wait(_ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int {
    guard let set = epollSet(wait.descriptor) else { throw .passToHost }
    return try set.with { set throws(Errno) in
      let count = try collectAll(set, wait, thread)
      if count > 0 || wait.timeout.isImmediate { return count }
      if let mask = wait.mask, mask.changes(host) {
        promote(wait.descriptor)
        throw .passToHost
      }
      if let count = try sleep(set, wait, thread) { return count }
      return try goOnInHost(wait, thread)
    }
  }

  /// Events of the kernel's files and of the host's descriptors, as they are now.
  @inline(always)
  private func collectAll(_ set: EpollSet, _ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int {
    if set.nextAlarm != .max { set.fireAlarms() }
    if set.hostItems == 0 { return try set.collect(wait, 0, thread) }
    return try collectBoth(set, wait, thread)
  }

  @inline(never)
  private func collectBoth(_ set: EpollSet, _ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int {
    set.isHostFirst = !set.isHostFirst
    var heard = false
    defer { if heard { set.rearm(thread) } }
    if set.isHostFirst {
      let count = try collectFromHost(set, wait, 0, &heard)
      return try fill(set, wait, count, thread)
    }
    let count = try set.collect(wait, 0, thread)
    if count == wait.most { return count }
    do throws(Errno) {
      return try collectFromHost(set, wait, count, &heard)
    } catch {
      if count == 0 { throw error }
      return count
    }
  }

  /// Adds events of the kernel's files to some that are there.
  private func fill(_ set: EpollSet, _ wait: EpollWait, _ count: Int, _ thread: ThreadBlock) throws(Errno) -> Int {
    do throws(Errno) {
      return try set.collect(wait, count, thread)
    } catch {
      if count == 0 { throw error }
      return count
    }
  }

  private func collectFromHost(_ set: EpollSet, _ wait: EpollWait, _ start: Int, _ heard: inout Bool) throws(Errno)
    -> Int
  {
    let count = try host.call(
      Number.epoll_wait, Int(wait.descriptor), wait.events.at(start).argument, wait.most - start, 0)
    return try withoutBell(set, wait, start, start + count, &heard)
  }

  /// Takes the bell out of the host's events.
  /// - Returns: their new end.
  private func withoutBell(
    _ set: EpollSet, _ wait: EpollWait, _ start: Int, _ end: Int, _ heard: inout Bool
  ) throws(Errno) -> Int {
    if !set.hasHadBell { return end }
    var kept = start
    for i in start..<end {
      let event = try wait.events.at(i).load()
      if event.data == set.bell.secret {
        heard = true
      } else {
        if kept < i { try wait.events.at(kept).store(event) }
        kept += 1
      }
    }
    return kept
  }

  /// Waits for events.
  /// - Returns: how many; nil if the set has become the host's.
  /// - Throws: `EINTR`, `EFAULT`.
  private func sleep(_ set: EpollSet, _ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int? {
    set.lock.acquire()
    if FileReference.of(wait.descriptor) != FileReference(set) {
      set.lock.release()
      return nil
    }
    set.pins += 1
    set.lock.release()
    defer {
      set.lock.acquire()
      unpin(set)
      set.lock.release()
    }
    let deadline = wait.timeout.deadline
    while true {
      if set.hostItems > 0 && set.alarms.count > 0 { promoteTimers(of: set) }
      if set.hostItems > 0 && set.bell.descriptor < 0 && !set.isLeaving && !hangBell(set) {
        promote(wait.descriptor)
        return nil
      }
      thread.prepareToSleep()
      set.lock.acquire()
      if set.isLeaving {
        set.lock.release()
        return afterPromotion()
      }
      if set.hostItems > 0 {
        if set.bell.descriptor < 0 {
          set.lock.release()
          continue
        }
        if let count = try sleepInHost(set, wait, thread) { return count }
        continue
      }
      var wakeup = Wakeup.woken
      var wasTold = false
      if set.ready.isEmpty {
        var waiter = Waiter(thread, .input, isExclusive: true)
        let alarm = set.nextAlarm
        (wakeup, wasTold) = set.wait(&waiter) { sleep(thread, until: deadline, alarm: alarm) }
      }
      set.lock.release()
      let count = try collectAll(set, wait, thread)
      if count > 0 { return count }
      if wakeup == .woken { continue }
      // The wake-up may have been for the next in line.
      if wasTold { set.passOn(thread) }
      if wakeup == .timedOut { return 0 }
      throw .interrupted
    }
  }

  /// Nothing is left that only we know of when the table is free again.
  private func afterPromotion() -> Int? {
    lock.acquire()
    lock.release()
    return nil
  }

  /// Waits for both kinds of files in the host. Takes the set locked and leaves it unlocked.
  /// - Returns: how many events there are; nil to look again.
  private func sleepInHost(_ set: EpollSet, _ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int? {
    var result: Result<Int, Errno> = .success(0)
    if set.ready.isEmpty {
      var waiter = Waiter(thread, [], isExclusive: false)
      set.hostSleepers += 1
      set.bell.arm()
      _ = set.wait(&waiter) {
        do throws(Errno) {
          result = .success(try thread.sleepInHost(set.bell.descriptor) { () throws(Errno) in try hostWait(wait) })
        } catch {
          result = .failure(error)
        }
        return .woken
      }
      set.hostSleepers -= 1
      if set.hostSleepers == 0 { set.bell.disarm() }
    }
    set.lock.release()
    var heard = false
    defer { if heard { set.rearm(thread) } }
    switch result {
    case .success(let found):
      var count = try withoutBell(set, wait, 0, found, &heard)
      if count < wait.most { count = try fill(set, wait, count, thread) }
      if count > 0 { return count }
      if wait.timeout.isOver { return 0 }
      if thread.isInterrupted { throw .interrupted }
      return nil
    case .failure(let error):
      let count = try collectAll(set, wait, thread)
      if count > 0 { return count }
      throw error
    }
  }

  private func hangBell(_ set: EpollSet) -> Bool {
    lock.acquire()
    defer { lock.release() }
    do throws(Errno) { try set.hangBell(self) } catch { return false }
    return true
  }

  /// The host's own wait for what is left of the time.
  private func hostWait(_ wait: EpollWait) throws(Errno) -> Int {
    guard let rest = wait.timeout.rest else {
      return try host.call(Number.epoll_wait, Int(wait.descriptor), wait.events.argument, wait.most, -1)
    }
    do throws(Errno) {
      return try host.call(rest) { (time) throws(Errno) in
        try host.call(Number.epoll_pwait2, Int(wait.descriptor), wait.events.argument, wait.most, time)
      }
    } catch .notImplemented {
      let milliseconds = min(rest.tv_sec, 1_000_000) * 1000 + (rest.tv_nsec + 999_999) / 1_000_000
      return try host.call(Number.epoll_wait, Int(wait.descriptor), wait.events.argument, wait.most, milliseconds)
    }
  }

  /// Waits for the rest of the time on what is the host's set by now, outside of the kernel.
  private func goOnInHost(_ wait: EpollWait, _ thread: ThreadBlock) throws(Errno) -> Int {
    if wait.timeout.end == nil { throw .passToHost }
    thread.leaveKernel()
    return try hostWait(wait)
  }
}
