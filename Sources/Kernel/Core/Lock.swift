import CApus
import Synchronization

/// A lock of one object. Lock order: there is no path that takes two.
///
/// The holder runs no code of the program and blocks signals where a signal
/// handler could come back for the same lock.
final class Lock {
  private let word = Atomic<UInt32>(0)

  func acquire() {
    var tries: UInt32 = 0
    while word.exchange(1, ordering: .acquiring) != 0 {
      apus_back_off(tries)
      tries += 1
    }
  }

  /// Takes the lock if it becomes free within some tenths of a millisecond, without
  /// a host call: where signals could not be blocked, the holder may be the very
  /// code that a signal handler has interrupted.
  func acquireSoon() -> Bool {
    for _ in 0..<10_000 {
      if word.exchange(1, ordering: .acquiring) == 0 { return true }
      apus_pause()
    }
    return false
  }

  /// Releases a lock that the caller may not have taken, but nobody else has.
  func releaseIfHeld() {
    if word.load(ordering: .relaxed) != 0 { release() }
  }

  func release() { word.store(0, ordering: .releasing) }
}
