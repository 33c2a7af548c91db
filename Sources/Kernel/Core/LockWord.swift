import CApus

/// The lock of one object, a word that outlives it: whoever has looked an object
/// up may lock it even if it is gone by then, and finds that out.
///
/// Only for code between a thread's entry into the kernel and its exit, where no
/// signal handler runs. The order of locks is in docs/kernel.md.
struct LockWord {
  // Safety: the word is never freed.
  private let word: UnsafeMutablePointer<UInt32>

  init() {
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  /// A word that lies somewhere else, 0 while nobody has it.
  @inline(always)
  init(_ word: UnsafeMutablePointer<UInt32>) { self.word = word }

  @inline(always)
  func acquire() { apus_lock(word) }

  /// Releases a lock that the caller may not have taken, but nobody else has.
  func releaseIfHeld() {
    if word.pointee != 0 { release() }
  }

  @inline(always)
  func release() { apus_unlock(word) }
}
