import CApus

/// A thread that waits for a futex, in the queue of its bucket.
struct FutexWaiter {
  // Safety: neighbours leave the queue, under the bucket's lock, before their memory goes.
  fileprivate var next: UnsafeMutablePointer<FutexWaiter>?
  fileprivate var previous: UnsafeMutablePointer<FutexWaiter>?
  fileprivate var bucket: Int
  fileprivate let thread: ThreadBlock
  /// The address of the word, another one after a requeue.
  fileprivate var address: UInt
  /// It is woken only for some of these.
  fileprivate let bits: UInt32
  fileprivate var isQueued = false

  init(_ thread: ThreadBlock, _ address: UInt, _ bits: UInt32) {
    self.thread = thread
    self.address = address
    self.bits = bits
    bucket = FutexQueues.bucket(of: address)
  }
}

/// All private futexes that threads wait for: lists in the order of their coming,
/// in buckets by the address, each with a lock.
struct FutexQueues {
  typealias Entry = UnsafeMutablePointer<FutexWaiter>

  static var count: Int { Int(APUS_FUTEX_BUCKETS) }

  @inline(always)
  static func bucket(of address: UInt) -> Int {
    Int(truncatingIfNeeded: (address >> 2 ^ address >> 8 ^ address >> 14) & UInt(count - 1))
  }

  @inline(always)
  func lock(_ bucket: Int) { apus_lock(&apus_futex_bucket(bucket).pointee.lock) }

  @inline(always)
  func unlock(_ bucket: Int) { apus_unlock(&apus_futex_bucket(bucket).pointee.lock) }

  // Safety: only waiters are put into the lists, in static storage.

  private func first(_ bucket: Int) -> Entry? {
    apus_futex_bucket(bucket).pointee.first?.assumingMemoryBound(to: FutexWaiter.self)
  }

  private func last(_ bucket: Int) -> Entry? {
    apus_futex_bucket(bucket).pointee.last?.assumingMemoryBound(to: FutexWaiter.self)
  }

  /// Locks two buckets, in their order.
  func lock(_ a: Int, _ b: Int) {
    lock(min(a, b))
    if a != b { lock(max(a, b)) }
  }

  func unlock(_ a: Int, _ b: Int) {
    unlock(a)
    if a != b { unlock(b) }
  }

  private func add(_ waiter: Entry) {
    let bucket = apus_futex_bucket(waiter.pointee.bucket).unsafelyUnwrapped
    let last = last(waiter.pointee.bucket)
    waiter.pointee.isQueued = true
    waiter.pointee.next = nil
    waiter.pointee.previous = last
    if let last { last.pointee.next = waiter } else { bucket.pointee.first = UnsafeMutableRawPointer(waiter) }
    bucket.pointee.last = UnsafeMutableRawPointer(waiter)
  }

  private func remove(_ waiter: Entry) {
    let bucket = apus_futex_bucket(waiter.pointee.bucket).unsafelyUnwrapped
    let (next, previous) = (waiter.pointee.next, waiter.pointee.previous)
    waiter.pointee.isQueued = false
    if let next { next.pointee.previous = previous } else { bucket.pointee.last = UnsafeMutableRawPointer(previous) }
    if let previous { previous.pointee.next = next } else { bucket.pointee.first = UnsafeMutableRawPointer(next) }
  }

  /// Queues a waiter, whose bucket is locked, unlocks it, and sleeps until a waker
  /// has taken the waiter out again.
  /// - Returns: false if it was not that that ended the sleep.
  func wait(_ waiter: inout FutexWaiter, _ sleep: () -> Wakeup) -> (isWoken: Bool, Wakeup) {
    withUnsafeMutablePointer(to: &waiter) { entry in
      add(entry)
      unlock(entry.pointee.bucket)
      while true {
        let wakeup = sleep()
        lockBucket(of: entry)
        defer { unlock(entry.pointee.bucket) }
        if !entry.pointee.isQueued { return (true, wakeup) }
        if wakeup != .woken {
          remove(entry)
          return (false, wakeup)
        }
        entry.pointee.thread.prepareToSleep()
      }
    }
  }

  /// A requeue may move the waiter until one lock holds it in place.
  private func lockBucket(of waiter: Entry) {
    while true {
      let bucket = waiter.pointee.bucket
      lock(bucket)
      if waiter.pointee.bucket == bucket { return }
      unlock(bucket)
    }
  }

  /// Wakes waiters of an address whose bucket is locked: one at least, if there is one.
  @inline(always)
  func wake(_ address: UInt, _ most: Int32, _ bits: UInt32, by thread: ThreadBlock) -> Int32 {
    var woken: Int32 = 0
    var entry = first(Self.bucket(of: address))
    while let waiter = entry {
      entry = waiter.pointee.next
      if waiter.pointee.address != address || waiter.pointee.bits & bits == 0 { continue }
      let sleeper = waiter.pointee.thread
      remove(waiter)
      sleeper.wake(by: thread)
      woken += 1
      if woken >= most { break }
    }
    return woken
  }

  /// Wakes `wakes` waiters of an address and moves up to `moves` more to another. Both buckets are locked.
  /// - Returns: how many it found.
  func requeue(_ address: UInt, _ target: UInt, _ wakes: Int32, _ moves: Int32, by thread: ThreadBlock) -> Int32 {
    var count: Int32 = 0
    let end = last(Self.bucket(of: address))
    var entry = first(Self.bucket(of: address))
    while let waiter = entry, Int64(count) - Int64(wakes) < Int64(moves) {
      entry = waiter == end ? nil : waiter.pointee.next
      if waiter.pointee.address != address { continue }
      count += 1
      let sleeper = waiter.pointee.thread
      if count <= wakes {
        remove(waiter)
        sleeper.wake(by: thread)
      } else if address != target {
        remove(waiter)
        waiter.pointee.address = target
        waiter.pointee.bucket = Self.bucket(of: target)
        add(waiter)
      }
    }
    return count
  }

  /// Wakes everyone, to wait elsewhere.
  func wakeAll() {
    for i in 0..<Self.count {
      lock(i)
      while let waiter = first(i) {
        let sleeper = waiter.pointee.thread
        remove(waiter)
        sleeper.wake()
      }
      unlock(i)
    }
  }

  /// In the child of a fork, which has no other thread.
  func forgetAll() {
    for i in 0..<Self.count {
      let bucket = apus_futex_bucket(i).unsafelyUnwrapped
      if bucket.pointee.first == nil && bucket.pointee.lock == 0 { continue }
      bucket.pointee = apus_futex_bucket()
    }
  }

  // Safety, of both: an aligned word of the program, guarded by the fault table.

  static func load(_ address: UInt) throws(Errno) -> UInt32 {
    var value: UInt32 = 0
    if apus_load_word(UnsafePointer(bitPattern: address), &value) != 0 { throw .badAddress }
    return value
  }

  /// Changes a word atomically.
  /// - Returns: what it was.
  static func change(_ address: UInt, _ operation: (UInt32) throws(Errno) -> UInt32) throws(Errno) -> UInt32 {
    var old = try load(address)
    while true {
      let new = try operation(old)
      let result = apus_replace_word(UnsafeMutablePointer(bitPattern: address), old, new, &old)
      if result < 0 { throw .badAddress }
      if result == 0 { return old }
    }
  }
}
