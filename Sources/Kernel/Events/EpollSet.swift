import CApus
import CLinux
import Synchronization

/// An epoll(7) set: a host set under the same descriptor that watches the host's
/// descriptors, and items of its own that watch the kernel's files.
///
/// Its lock as a file is that of the ready list, taken within the lock of the file
/// that becomes ready. The scan lock is taken before the locks of files.
final class EpollSet: File {
  let clocks: Clocks
  let scanLock = LockWord()
  final var items = ItemTable()
  private var free: Immortal<EpollItem>? = nil

  // Under the set's lock:
  final var ready = ReadyList()
  final var alarms = AlarmList()
  /// The first of them.
  final var nextAlarm = UInt64.max
  /// How many items the host's set has, or more: it forgets closed ones silently.
  final var hostItems = 0
  final var hostEdges = HostItemTable()
  /// Threads that wait in the host; their places in the queue want nothing.
  final var hostSleepers = 0
  /// It is being promoted: nobody begins to sleep.
  private(set) final var isLeaving = false
  final let bell = Bell()
  private var bellFile: FileReference? = nil
  /// From the first on the host's events are looked through, for a thread that came late.
  private(set) final var hasHadBell = false

  /// How many items there are, for those that look before they lock.
  final let watched = Atomic<Int>(0)
  /// Threads that wait in the host outside of the kernel, where nobody can call them.
  final let outsiders = Atomic<Int>(0)
  /// Whose events come first in the next answer, the host's or ours.
  final var isHostFirst = false

  init(clocks: Clocks) {
    self.clocks = clocks
    super.init(.set, lock: LockWord())
  }

  override func poll() -> Readiness {
    fireAlarms()
    return hasEvent ? .input : []
  }

  override var alarm: UInt64 { nextAlarm }

  // MARK: Items

  /// An item that watches nothing. With the scan lock.
  func takeItem() -> Immortal<EpollItem> {
    guard let reference = free else { return Immortal(immortal: EpollItem(self)) }
    reference.use { item in
      free = item.chain
      item.chain = nil
    }
    return reference
  }

  /// The item has left its file's queue. With the scan lock.
  func drop(_ item: EpollItem) {
    lock.acquire()
    ready.remove(item)
    if item.hasAlarm { removeAlarm(item) }
    lock.release()
    if let file = item.file { items.remove(item, file) }
    item.file = nil
    item.chain = free
    free = Immortal(item)
    watched.wrappingSubtract(1, ordering: .sequentiallyConsistent)
  }

  /// Takes an item out of its file's queue and the set. With the scan lock.
  func remove(_ item: EpollItem) {
    item.file?.use { file in
      file.lock.acquire()
      item.place.leave(file)
      file.lock.release()
    }
    drop(item)
  }

  // MARK: Wake-ups

  /// A file has become ready, or may have; called with its lock.
  /// - Returns: whether a thread waits for that.
  func itemIsReady(_ item: EpollItem, _ thread: ThreadBlock) -> Bool {
    lock.acquire()
    defer { lock.release() }
    if !item.isReady { ready.append(item) }
    return callOne(thread)
  }

  /// Tells who polls the set, and one of those that wait for it. With the set's lock.
  @discardableResult
  private func callOne(_ thread: ThreadBlock) -> Bool {
    if waiters.isEmpty { return false }
    waiters.wake(.input, by: thread)
    if hostSleepers > 0 { bell.ring(by: thread) }
    return true
  }

  /// After a thread has taken events: another may have the rest.
  func passOn(_ thread: ThreadBlock) {
    if ready.isEmpty || waiters.isEmpty { return }
    lock.acquire()
    if !ready.isEmpty { callOne(thread) }
    lock.release()
  }

  /// The thread has heard the bell: the next ring is for another.
  func rearm(_ thread: ThreadBlock) {
    lock.acquire()
    if hostSleepers > 0 {
      bell.arm()
      // The ring may have been for a thread on its way into the host.
      if !ready.isEmpty || waiters.hasWokenThread(otherThan: thread) { bell.ring(by: thread) }
    }
    lock.release()
  }

  /// Has the host's set watch the bell. With the table's lock.
  /// - Throws: what keeps it from that.
  func hangBell(_ table: DescriptorTable) throws(Errno) {
    if bell.descriptor >= 0 || isGone { return }
    guard let hidden = table.takeHiddenLocked() else { throw .outOfMemory }
    let number = hidden.use { file in file.descriptor }
    setBell(number, hidden)
    do throws(Errno) {
      // They would be given its events.
      if outsiders.load(ordering: .sequentiallyConsistent) > 0 { throw .busy }
      let events = EpollEvents.edge.rawValue | 1
      try table.host.watch(descriptor, LINUX_EPOLL_CTL_ADD, number, events, bell.secret)
    } catch {
      setBell(-1, nil)
      table.giveBack(hidden: hidden)
      throw error
    }
    hidden.of(HiddenFile.self).use { $0.watchingSet = FileReference(self) }
  }

  private func setBell(_ number: Int32, _ hidden: FileReference?) {
    lock.acquire()
    bellFile = hidden
    bell.descriptor = number
    bell.disarm()
    if number >= 0 { hasHadBell = true }
    lock.release()
  }

  /// Whether a wait of the host's alone finds all that a program is to see, and nothing else.
  @inline(always)
  var isLeftToHost: Bool { watched.load(ordering: .sequentiallyConsistent) == 0 && bell.descriptor < 0 }

  // MARK: Promotion

  /// Its files are promoted before it, or left alone where it is closed.
  override func willBePromoted(_ table: DescriptorTable, isClosing: Bool) {
    while true {
      scanLock.acquire()
      let item = items.any
      if isClosing { item?.use { item in remove(item) } }
      scanLock.release()
      guard let item else { break }
      if !isClosing, let file = item.use({ item in item.file }) { table.promoteLocked(file) }
    }
    lock.acquire()
    isLeaving = true
    lock.release()
    if bellFile != nil { takeBellAway(table) }
  }

  /// An item whose file is the host's is in no queue any more. With the table's lock.
  func forget(_ item: EpollItem, isClosing: Bool) {
    scanLock.acquire()
    drop(item)
    scanLock.release()
    if isClosing { return }
    lock.acquire()
    waiters.wakeAllThreads(by: ThreadBlock.current)
    lock.release()
  }

  /// Calls all threads back from the host, waits for them, and has the host forget the bell.
  private func takeBellAway(_ table: DescriptorTable) {
    guard let hidden = bellFile else { return }
    // One ring calls one thread; where it is heard by all that look, each calls the next.
    try? table.host.watch(descriptor, LINUX_EPOLL_CTL_MOD, bell.descriptor, 1, bell.secret)
    table.host.ring(bell.descriptor)
    var tries: UInt32 = 0
    while true {
      lock.acquire()
      let isDone = hostSleepers == 0
      lock.release()
      if isDone { break }
      apus_back_off(tries)
      tries += 1
    }
    _ = try? table.host.call(Number.epoll_ctl, Int(descriptor), LINUX_EPOLL_CTL_DEL, Int(bell.descriptor))
    table.host.drain(bell.descriptor)
    setBell(-1, nil)
    table.giveBack(hidden: hidden)
  }

  override func retire() {
    hostItems = 0
    outsiders.store(0, ordering: .sequentiallyConsistent)
    hostEdges.removeAll()
    isLeaving = false
  }
}
