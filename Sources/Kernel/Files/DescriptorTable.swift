import CLinux

/// The descriptors that are the kernel's: which open file each refers to, how
/// they come and go, and how files are promoted.
///
/// A descriptor is the host's number, with an object of the same kind under it in
/// the host. Calls that concern the object's identity (fstat, fcntl, getsockopt,
/// a name in /proc) are the host's to answer; those that move data are answered
/// here, as long as nobody else shares the object.
final class DescriptorTable {
  let host: Host
  let clocks: Clocks
  /// Before every lock of a file.
  let lock = LockWord()
  /// Processes that have our memory and descriptors of their own: theirs and ours
  /// cannot be told apart then, so no file becomes the kernel's.
  private var foreigners = 0
  private(set) var isOff: Bool
  /// The program has set its RLIMIT_NOFILE.
  var hasOtherLimit = false
  /// Files that are done with, by kind. The last lock of all.
  private var pool = InlineArray<8, FileReference?>(repeating: nil)
  private let poolLock = LockWord()
  /// Whether a thread looks out for its wake-up before it sleeps.
  let spins: Bool
  private let kinds: Options.InProcess
  /// How the host charges for messages in a socket, once that is measured.
  var socketCharge: SocketCharge?
  var hasMeasuredSockets = false

  init(host: Host, options: Options, clocks: Clocks) {
    self.host = host
    self.clocks = clocks
    kinds = options.inProcess
    spins = options.spins
    isOff = options.gs == .off
  }

  func holds(_ kind: Options.InProcess) -> Bool { !isOff && foreigners == 0 && kinds.contains(kind) }

  /// Makes files of the kernel's by a host call that opens their descriptors.
  /// - Throws: `passToHost` where such files are the host's.
  func making(_ kind: Options.InProcess, _ body: () throws(Errno) -> Int) throws(Errno) -> Int {
    if !holds(kind) { throw .passToHost }
    lock.acquire()
    defer { lock.release() }
    if !holds(kind) { throw .passToHost }
    return try body()
  }

  /// Gives a new file its first descriptor. Only inside of `making`.
  func install(_ reference: FileReference, _ descriptor: Int32, isNonblocking: Bool) {
    reference.use { file in
      file.descriptor = descriptor
      file.descriptorCount = 1
      file.isGone = false
      file.isClosedUnderCalls = false
      file.isNonblocking = isNonblocking
    }
    FileReference.set(descriptor, to: reference)
  }

  // MARK: Looking up

  /// Finds the file of a descriptor and locks it.
  /// - Throws: `passToHost` if it is not the kernel's.
  @inline(always)
  func lockedFile(_ descriptor: Int32) throws(Errno) -> FileReference {
    while let reference = FileReference.of(descriptor) {
      reference.use { file in file.lock.acquire() }
      if FileReference.of(descriptor) == reference { return reference }
      reference.use { file in file.lock.release() }
    }
    throw .passToHost
  }

  // MARK: Coming and going

  /// close(2)
  func close(_ descriptor: Int32) throws(Errno) -> Int {
    lock.acquire()
    guard let reference = FileReference.of(descriptor) else {
      lock.release()
      throw .passToHost
    }
    defer { lock.release() }
    if reference.isHidden { throw .badDescriptor }
    letGo(reference, descriptor)
    return try host.call(Number.close, Int(descriptor))
  }

  /// Before a descriptor is closed: the file is promoted if it was the last.
  private func letGo(_ reference: FileReference, _ descriptor: Int32) {
    if reference.isHidden { return moveAway(reference) }
    let isLast = reference.use { file in
      file.lock.acquire()
      if file.pins > 0 { file.isClosedUnderCalls = true }
      if file.descriptorCount == 1 {
        file.lock.release()
        return true
      }
      file.descriptorCount -= 1
      FileReference.set(descriptor, to: nil)
      if file.descriptor == descriptor { file.descriptor = anotherDescriptor(of: reference) }
      file.lock.release()
      return false
    }
    if isLast { promoteLocked(reference, isClosing: true) }
  }

  private func anotherDescriptor(of reference: FileReference) -> Int32 {
    var number: Int32 = 0
    while number < FileReference.end && FileReference.of(number) != reference { number += 1 }
    return number
  }

  /// dup(2), dup2(2), dup3(2) and F_DUPFD: a host call that makes another
  /// descriptor of a file, where `target` is the number if that is known; else `lowest` says what it asks for.
  func duplicate(
    _ descriptor: Int32, onto target: Int32?, lowest: (minimum: Int, isInherited: Bool)? = nil,
    _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    lock.acquire()
    defer { lock.release() }
    if let source = FileReference.of(descriptor), source.isHidden { throw .badDescriptor }
    if let target, let old = FileReference.of(target), target != descriptor {
      // What was open there is closed by the call, if that succeeds.
      if old == FileReference.of(descriptor) { return try hostCall() }
      if (try? host.call(Number.fcntl, Int(descriptor), Int(LINUX_F_GETFD))) == nil { throw .badDescriptor }
      letGo(old, target)
    }
    // After that, since it may have been the other end.
    guard let source = FileReference.of(descriptor) else { return try hostCall() }
    // Nobody finds the host's object behind the number before the file is there.
    if let lowest, ThreadBlock.mayBeMany, let number = host.reserveDescriptor(from: lowest.minimum) {
      return try duplicate(source, descriptor, reserved: number, isInherited: lowest.isInherited)
    }
    if let target, target != descriptor, FileReference.canHold(target) { add(target, source) }
    let result: Int
    do {
      result = try hostCall()
    } catch {
      if let target, target != descriptor, FileReference.canHold(target) { subtract(target, source) }
      throw error
    }
    let number = Int32(truncatingIfNeeded: result)
    if target == nil {
      if FileReference.canHold(number) { add(number, source) } else { promoteLocked(source) }
    } else if number != descriptor && !FileReference.canHold(number) {
      promoteLocked(source)
    }
    return result
  }

  private func duplicate(
    _ source: FileReference, _ descriptor: Int32, reserved number: Int32, isInherited: Bool
  ) throws(Errno) -> Int {
    add(number, source)
    do {
      return try host.call(Number.dup3, Int(descriptor), Int(number), isInherited ? 0 : LINUX_O_CLOEXEC)
    } catch {
      subtract(number, source)
      _ = try? host.call(Number.close, Int(number))
      throw error
    }
  }

  private func add(_ number: Int32, _ reference: FileReference) {
    reference.use { file in
      file.lock.acquire()
      file.descriptorCount += 1
      FileReference.set(number, to: reference)
      file.lock.release()
    }
  }

  private func subtract(_ number: Int32, _ reference: FileReference) {
    reference.use { file in
      file.lock.acquire()
      file.descriptorCount -= 1
      FileReference.set(number, to: nil)
      file.lock.release()
    }
  }

  /// close_range(2): the kernel's descriptors in the range are let go before the host closes all.
  func closeRange(_ first: UInt32, _ last: UInt32, _ flags: UInt32) throws(Errno) -> Int {
    // CLOSE_RANGE_UNSHARE gives the calling thread descriptors of its own.
    if flags & 2 != 0 && ThreadBlock.mayBeMany {
      turnOff()
      throw .passToHost
    }
    lock.acquire()
    defer { lock.release() }
    var first = first
    if flags & ~2 == 0 && first <= last {
      var number = first
      while number <= last && number < UInt32(bitPattern: FileReference.end) {
        let descriptor = Int32(bitPattern: number)
        if let reference = FileReference.of(descriptor) {
          if reference.isHidden {
            if first < number { _ = try host.call(Number.close_range, Int(first), Int(number - 1), 0) }
            if number == last { return 0 }
            first = number + 1
          } else {
            letGo(reference, descriptor)
          }
        }
        number += 1
      }
    }
    return try host.call(Number.close_range, Int(first), Int(last), Int(flags))
  }

  // MARK: Promotion

  /// Makes the host's object the one that counts, for a call that the kernel does
  /// not answer itself. Does nothing for a descriptor of the host's.
  func promote(_ descriptor: Int32) {
    if FileReference.of(descriptor) == nil { return }
    lock.acquire()
    if let reference = FileReference.of(descriptor) { promoteLocked(reference) }
    lock.release()
  }

  /// Promotes every file: somebody else is about to share them.
  func promoteAll() {
    if !FileReference.areThere { return }
    lock.acquire()
    promoteAllLocked()
    lock.release()
  }

  private func promoteAllLocked() {
    var number: Int32 = 0
    while number < FileReference.end {
      if let reference = FileReference.of(number) { promoteLocked(reference) }
      number += 1
    }
  }

  func promoteLocked(_ reference: FileReference, isClosing: Bool = false) {
    if reference.isHidden { return }
    reference.use { file in
      file.willBePromoted(self, isClosing: isClosing)
      file.lock.acquire()
      keepOpenForCalls(file)
      if let other = file.otherEnd { other.use { end in keepOpenForCalls(end) } }
      // Who wakes up for this may be done before we are.
      file.pins += 1
      file.waiters.forEachWatcher { $0.fileWillBePromoted(reference, host, isClosing: isClosing) }
      file.otherEnd?.use { end in
        end.waiters.forEachWatcher { $0.fileWillBePromoted(FileReference(end), host, isClosing: false) }
      }
      file.promote(host)
      file.waiters.forEachWatcher { $0.fileIsInHost(file, host) }
      file.otherEnd?.use { end in end.waiters.forEachWatcher { $0.fileIsInHost(end, host) } }
      leave(reference, file)
      if let other = file.otherEnd { other.use { end in leave(other, end) } }
      file.lock.release()
      moveWatchers(file)
      if let other = file.otherEnd { other.use { end in moveWatchers(end) } }
      file.lock.acquire()
      unpin(file)
      file.lock.release()
    }
    FileReference.shrink()
  }

  /// Threads whose descriptor was closed under them go on with one that nobody closes.
  private func keepOpenForCalls(_ file: File) {
    if !file.isClosedUnderCalls || file.pins == 0 { return }
    file.continuation = duplicateHigh(file.descriptor) ?? -1
  }

  /// Its descriptors are the host's from now on.
  private func leave(_ reference: FileReference, _ file: File) {
    file.isGone = true
    var number: Int32 = 0
    while file.descriptorCount > 0 && number < FileReference.end {
      if FileReference.of(number) == reference {
        FileReference.set(number, to: nil)
        file.descriptorCount -= 1
      }
      number += 1
    }
    file.waiters.wakeAllThreads(by: ThreadBlock.current)
  }

  /// The epoll sets that watch the file have the host watch it.
  private func moveWatchers(_ file: File) {
    while true {
      file.lock.acquire()
      let watcher = file.waiters.takeWatcher()
      file.lock.release()
      guard let watcher else { return }
      watcher._withUnsafeGuaranteedRef { $0.fileIsPromoted(file) }
    }
  }

  /// Under the file's lock.
  private func retireIfUnused(_ file: File) {
    if !file.isGone || file.pins > 0 { return }
    if let other = file.otherEnd {
      let isInUse = other.use { end in end.pins > 0 || !end.isGone }
      if isInUse { return }
    }
    file.retire()
    file.isClosedUnderCalls = false
    keepForReuse(file.primary)
  }

  func keepForReuse(_ reference: FileReference) {
    poolLock.acquire()
    let kind = Int(reference.kind.rawValue)
    reference.use { file in file.nextFree = pool[kind] }
    pool[kind] = reference
    poolLock.release()
  }

  /// A file of this kind that was used before, or nil.
  func reuse(_ kind: FileKind) -> FileReference? {
    poolLock.acquire()
    defer { poolLock.release() }
    guard let reference = pool[Int(kind.rawValue)] else { return nil }
    pool[Int(kind.rawValue)] = reference.use { file in file.nextFree }
    return reference
  }

  /// A thread is done with a file that it kept over a sleep. Under the file's lock.
  func unpin(_ file: File) {
    file.pins -= 1
    if file.pins == 0 && file.continuation >= 0 {
      _ = try? host.call(Number.close, Int(file.continuation))
      file.continuation = -1
    }
    retireIfUnused(file)
  }

  // MARK: Other processes and threads

  /// From now on no file becomes the kernel's, and those that are cease to be.
  func turnOff() {
    isOff = true
    shielded {
      lock.acquire()
      promoteAllLocked()
      lock.release()
    }
  }

  /// Before a process is made that has a copy of our descriptors, or a program
  /// that has them: until `resume`, no thread makes files of the kernel's.
  func suspend() {
    lock.acquire()
    if FileReference.areThere { promoteAllLocked() }
  }

  /// In the parent and in the child, which has no other thread.
  func resume() { lock.releaseIfHeld() }

  /// A process comes that shares our memory but not our descriptors.
  func foreignerComes() {
    shielded {
      lock.acquire()
      promoteAllLocked()
      foreigners += 1
      lock.release()
    }
  }

  /// In the child of a fork: files that another thread was in the middle of are lost to it.
  func childOfForkStarts() {
    if ThreadBlock.mayBeMany {
      for i in pool.indices { pool[i] = nil }
      poolLock.release()
    }
    if !FileReference.areThere { return }
    // Only hidden ones are left, on eventfds that are the parent's as well.
    pool[Int(FileKind.hidden.rawValue)] = nil
    closeHidden()
    FileReference.shrink()
  }

  func foreignerIsGone() {
    shielded {
      lock.acquire()
      foreigners -= 1
      lock.release()
    }
  }
}
