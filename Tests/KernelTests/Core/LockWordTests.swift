import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct LockWordTests {
    let lock = LockWord()

    init() { ThreadBlock.noteMany() }

    @Test func itIsHeldByOneThreadAtATime() {
      var total = 0
      let (inside, wrong) = (Counter(), Counter())
      let threads = (0..<4).map { _ in
        TestThread {
          for _ in 0..<20000 {
            lock.acquire()
            inside.add()
            if inside.value != 1 { wrong.add() }
            total += 1
            inside.add(-1)
            lock.release()
          }
        }
      }
      for thread in threads { thread.join() }
      #expect((wrong.value, total) == (0, 80000))
    }

    @Test func copiesAreTheSameLock() {
      let copy = lock
      lock.acquire()
      let other = Caller<Void> { _ in
        copy.acquire()
        copy.release()
      }
      pauseForOthers()
      #expect(!other.isDone)
      lock.release()
      #expect(other.value() != nil)
    }

    @Test func oneThatMayNotBeHeldIsReleased() {
      lock.releaseIfHeld()
      lock.acquire()
      lock.releaseIfHeld()
      let other = Caller<Void> { _ in
        lock.acquire()
        lock.release()
      }
      #expect(other.value() != nil)
    }
  }
}
