import CApus

/// What poll(2) and epoll(7) say of a file, in their bits.
public struct Readiness: OptionSet, Sendable {
  public let rawValue: UInt32

  @inline(always)
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static var input: Readiness { Readiness(rawValue: 0x41) }  // POLLIN, POLLRDNORM
  public static var priority: Readiness { Readiness(rawValue: 0x2) }  // POLLPRI
  public static var output: Readiness { Readiness(rawValue: 0x104) }  // POLLOUT, POLLWRNORM
  public static var error: Readiness { Readiness(rawValue: 0x8) }  // POLLERR
  public static var hangUp: Readiness { Readiness(rawValue: 0x10) }  // POLLHUP
  public static var invalid: Readiness { Readiness(rawValue: 0x20) }  // POLLNVAL
  public static var readHangUp: Readiness { Readiness(rawValue: 0x2000) }  // POLLRDHUP
  public static var all: Readiness { Readiness(rawValue: .max) }

  @inline(always)
  func meets(_ other: Readiness) -> Bool { rawValue & other.rawValue != 0 }
}

/// Whoever is told of a file's changes other than a thread: an entry of an epoll set.
class Watcher {
  /// The file has become ready; called with its lock held.
  /// - Returns: whether somebody was woken, for those that are told one at a time.
  func fileChanged(_ readiness: Readiness, _ thread: ThreadBlock) -> Bool { false }

  /// The file's alarm is another from now on; called with its lock held.
  func fileIsSet(_ alarm: UInt64, _ thread: ThreadBlock?) {}

  /// The file is about to be promoted, or closed by its last descriptor; called with
  /// its lock held, while the descriptors still refer to it.
  func fileWillBePromoted(_ file: FileReference, _ host: Host, isClosing: Bool) {}

  /// What the file held is in the host's object, which no thread can use before the lock is released.
  func fileIsInHost(_ file: File, _ host: Host) {}

  /// The file is the host's from now on, and the watcher no longer in its queue. No lock of a file is held.
  func fileIsPromoted(_ file: File) {}
}

/// One that waits for a file, in the file's queue.
struct Waiter {
  // Safety: neighbours leave the queue, under the file's lock, before their memory goes.
  fileprivate var next: UnsafeMutablePointer<Waiter>?
  fileprivate var previous: UnsafeMutablePointer<Waiter>?
  /// The thread to wake, or who is to be told.
  fileprivate let thread: ThreadBlock?
  fileprivate let watcher: Unmanaged<Watcher>?
  /// What it waits for.
  var wanted: Readiness
  /// One of these is woken at a time, the one that waits longest, and leaves the queue by that.
  let isExclusive: Bool
  fileprivate(set) var isQueued = false

  init(_ thread: ThreadBlock, _ wanted: Readiness, isExclusive: Bool) {
    self.thread = thread
    watcher = nil
    self.wanted = wanted
    self.isExclusive = isExclusive
  }

  init(_ watcher: Watcher, _ wanted: Readiness, isExclusive: Bool) {
    thread = nil
    self.watcher = Unmanaged.passUnretained(watcher)
    self.wanted = wanted
    self.isExclusive = isExclusive
  }
}

/// The threads and watchers of one file, in the order of their coming, exclusive
/// ones last. All under the file's lock.
struct WaitQueue {
  typealias Entry = UnsafeMutablePointer<Waiter>

  private var first: Entry?
  private var last: Entry?

  @inline(always)
  var isEmpty: Bool { first == nil }

  mutating func add(_ waiter: Entry) {
    let neighbour = waiter.pointee.isExclusive ? nil : first
    waiter.pointee.isQueued = true
    if let neighbour {
      waiter.pointee.next = neighbour
      waiter.pointee.previous = nil
      neighbour.pointee.previous = waiter
      first = waiter
    } else {
      waiter.pointee.next = nil
      waiter.pointee.previous = last
      if let last { last.pointee.next = waiter } else { first = waiter }
      last = waiter
    }
  }

  mutating func remove(_ waiter: Entry) {
    guard waiter.pointee.isQueued else { return }
    waiter.pointee.isQueued = false
    if let next = waiter.pointee.next {
      next.pointee.previous = waiter.pointee.previous
    } else {
      last = waiter.pointee.previous
    }
    if let previous = waiter.pointee.previous {
      previous.pointee.next = waiter.pointee.next
    } else {
      first = waiter.pointee.next
    }
  }

  /// Tells everyone who waits for some of this, of the exclusive ones the first.
  @inline(always)
  mutating func wake(_ readiness: Readiness, by thread: ThreadBlock) {
    if first != nil { wakeSlowly(readiness, by: thread, watchersToo: true) }
  }

  /// Hands a wake-up on to the next thread, where the one that had it has left something.
  @inline(always)
  mutating func wakeNext(_ readiness: Readiness, by thread: ThreadBlock) {
    if first != nil { wakeSlowly(readiness, by: thread, watchersToo: false) }
  }

  @inline(never)
  private mutating func wakeSlowly(_ readiness: Readiness, by thread: ThreadBlock, watchersToo: Bool) {
    var entry = first
    while let waiter = entry {
      entry = waiter.pointee.next
      if !waiter.pointee.wanted.meets(readiness) { continue }
      if let sleeper = waiter.pointee.thread {
        if waiter.pointee.isExclusive { remove(waiter) }
        sleeper.wake(by: thread)
        if waiter.pointee.isExclusive { return }
      } else if watchersToo, let watcher = waiter.pointee.watcher {
        let hasWoken = watcher._withUnsafeGuaranteedRef { $0.fileChanged(readiness, thread) }
        if waiter.pointee.isExclusive && hasWoken { return }
      }
    }
  }

  /// Wakes all threads, exclusive or not: the file is about to be another's.
  mutating func wakeAllThreads(by thread: ThreadBlock?) {
    var entry = first
    while let waiter = entry {
      entry = waiter.pointee.next
      guard let sleeper = waiter.pointee.thread else { continue }
      if waiter.pointee.isExclusive { remove(waiter) }
      if let thread { sleeper.wake(by: thread) } else { sleeper.wake() }
    }
  }

  func forEachWatcher(_ body: (Watcher) -> Void) {
    var entry = first
    while let waiter = entry {
      entry = waiter.pointee.next
      waiter.pointee.watcher?._withUnsafeGuaranteedRef { body($0) }
    }
  }

  /// Whether somebody has ended the sleep of a thread other than this that is still here.
  func hasWokenThread(otherThan thread: ThreadBlock) -> Bool {
    var entry = first
    while let waiter = entry {
      entry = waiter.pointee.next
      if let sleeper = waiter.pointee.thread, sleeper != thread, sleeper.isWoken { return true }
    }
    return false
  }

  /// Takes out the first watcher; nil if there is none (left).
  mutating func takeWatcher() -> Unmanaged<Watcher>? {
    var entry = first
    while let waiter = entry {
      if let watcher = waiter.pointee.watcher {
        remove(waiter)
        return watcher
      }
      entry = waiter.pointee.next
    }
    return nil
  }
}

extension File {
  /// Leaves the lock and sleeps, in the queue.
  /// - Returns: why the sleep is over, and whether a waker took the waiter out of the queue.
  func wait(_ waiter: inout Waiter, _ sleep: () -> Wakeup) -> (Wakeup, wasTold: Bool) {
    // Safety: the waiter leaves the queue before this returns.
    withUnsafeMutablePointer(to: &waiter) { entry in
      waiters.add(entry)
      lock.release()
      let wakeup = sleep()
      lock.acquire()
      let wasTold = !entry.pointee.isQueued
      waiters.remove(entry)
      return (wakeup, wasTold)
    }
  }
}

/// A waiter of which a watcher is told, in memory of its own.
struct WatcherPlace {
  // Safety: never freed; it is in one file's queue at most, under that file's lock.
  private let entry: WaitQueue.Entry

  init() { entry = .allocate(capacity: 1) }

  /// Makes it ready for a queue. It is in none.
  func prepare(_ watcher: Watcher, _ wanted: Readiness, isExclusive: Bool) {
    entry.initialize(to: Waiter(watcher, wanted, isExclusive: isExclusive))
  }

  var wanted: Readiness {
    get { entry.pointee.wanted }
    nonmutating set { entry.pointee.wanted = newValue }
  }

  func join(_ file: File) { file.waiters.add(entry) }
  func leave(_ file: File) { file.waiters.remove(entry) }
}

/// The places of one thread in the queues of many files.
struct FileWaiters {
  // Safety: memory of the call that waits, which leaves all queues before it ends.
  fileprivate let entries: UnsafeMutablePointer<Waiter>
  fileprivate let files: UnsafeMutablePointer<FileReference>
  private(set) var count = 0
  /// A timer or a set is among them.
  private var mayHaveAlarm = false

  fileprivate init(_ entries: UnsafeMutablePointer<Waiter>, _ files: UnsafeMutablePointer<FileReference>) {
    self.entries = entries
    self.files = files
  }

  /// Joins the queue of a descriptor's file and keeps the file.
  mutating func join(_ descriptor: Int32, _ wanted: Readiness, _ thread: ThreadBlock, _ table: DescriptorTable) {
    guard let reference = try? table.lockedFile(descriptor) else { return }
    let entry = entries + count
    entry.initialize(to: Waiter(thread, wanted, isExclusive: false))
    (files + count).initialize(to: reference)
    count += 1
    if reference.kind == .timer || reference.kind == .set { mayHaveAlarm = true }
    reference.use { file in
      file.pins += 1
      file.waiters.add(entry)
      file.lock.release()
    }
  }

  /// When the first of the files becomes ready by itself; `.max` for never.
  var alarm: UInt64 {
    var earliest = UInt64.max
    if mayHaveAlarm { forEach { reference, alarm in earliest = min(earliest, alarm) } }
    return earliest
  }

  /// Makes those the host's that may become ready by themselves.
  /// - Returns: whether there were any.
  func promoteTimers(_ table: DescriptorTable) -> Bool {
    if !mayHaveAlarm { return false }
    var isDone = false
    table.lock.acquire()
    forEach { reference, alarm in
      if alarm == .max { return }
      table.promoteLocked(reference)
      isDone = true
    }
    table.lock.release()
    return isDone
  }

  private func forEach(_ body: (FileReference, _ alarm: UInt64) -> Void) {
    for i in 0..<count {
      let alarm = files[i].use { file in
        file.lock.acquire()
        defer { file.lock.release() }
        return file.isGone ? .max : file.alarm
      }
      body(files[i], alarm)
    }
  }

  mutating func leaveAll(_ table: DescriptorTable) {
    while count > 0 {
      count -= 1
      files[count].use { file in
        file.lock.acquire()
        file.waiters.remove(entries + count)
        table.unpin(file)
        file.lock.release()
      }
    }
  }
}

/// Runs the body with room for so many places, of which none is left in a queue.
@inline(always)
func withFileWaiters<R>(_ capacity: Int, _ table: DescriptorTable, _ body: (inout FileWaiters) throws(Errno) -> R)
  throws(Errno) -> R
{
  // Safety: both arrays outlive the places, which are taken back at the end.
  try withUnsafeTemporaryAllocation(of: Waiter.self, capacity: capacity) { (entries) throws(Errno) in
    try withUnsafeTemporaryAllocation(of: FileReference.self, capacity: capacity) { (files) throws(Errno) in
      guard let entries = entries.baseAddress, let files = files.baseAddress else { throw .invalidArgument }
      var waiters = FileWaiters(entries, files)
      defer { waiters.leaveAll(table) }
      return try body(&waiters)
    }
  }
}
