import CApus
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct SleepTests {
    @Test func locksAreNotWatchedForAWakerOfTheSameCPU() {
      let thread = TestThread {
        pinToOneCPU()
        withThreadBlock { block in
          #expect(apus_spins() == 100)
          block.wake(by: block)
          #expect(apus_spins() == 0)
          block.pointer.pointee.waker_cpu ^= 1
          #expect(apus_spins() == 100)
        }
        // Without a block nobody knows.
        #expect(apus_spins() == 100)
      }
      thread.join()
    }
  }
}

private func pinToOneCPU() {
  var mask: UInt = 0
  withUnsafeMutablePointer(to: &mask) { mask in
    let address = Int(bitPattern: mask)
    precondition(apus_host(Number.sched_getaffinity, 0, 8, address, 0, 0, 0) == 8)
    mask.pointee &= ~mask.pointee &+ 1
    precondition(apus_host(Number.sched_setaffinity, 0, 8, address, 0, 0, 0) == 0)
  }
}
