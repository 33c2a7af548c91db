import CApus
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct EdgeTests {
    let host = RecordingHost()
    let thread = newBlock()

    @Test(arguments: [false, true]) func aHandlerRunsInsideOfTheKernel(isCancellable: Bool) {
      withKernel(host) { kernel in
        let result = inside(thread, isCancellable: isCancellable) { handed in
          #expect(handed === kernel)
          #expect(thread.pointer.pointee.in_kernel == (isCancellable ? 2 : 1))
          return 42
        }
        #expect(result == 42)
        #expect(!thread.isInKernel)
      }
    }

    @Test func errorsBecomeNegativeNumbers() {
      withKernel(host) { _ in
        for error in [Errno.badAddress, .wouldBlock, .interrupted, .passToHost] {
          var count = 0
          let result = inside(thread, isCancellable: false) { _ throws(Errno) in
            count += 1
            throw error
          }
          #expect(result == -Int(error.rawValue))
          #expect(count == 1, "it does not start again")
          #expect(!thread.isInKernel)
        }
      }
    }

    @Test func aHandlerStartsAgainUntilItHasAResult() {
      withKernel(host) { _ in
        var count = 0
        let result = inside(thread, isCancellable: false) { _ throws(Errno) in
          count += 1
          if count < 4 { throw .restart }
          return count * 10
        }
        #expect((result, count) == (40, 4))
        #expect(!thread.isInKernel)
      }
    }

    @Test func wokenThreadsRunWhenTheHandlerIsDone() {
      withKernel(host) { _ in
        let sleepers = (0..<Int(APUS_ROUSED)).map { _ in sleeper() }
        let result = inside(thread, isCancellable: false) { _ in
          for sleeper in sleepers { sleeper.block.wake(by: thread) }
          pauseForOthers()
          #expect(sleepers.allSatisfy { !$0.isDone })
          return 5
        }
        #expect(result == 5)
        #expect(sleepers.allSatisfy { $0.value() == .woken })
        #expect(thread.pointer.pointee.roused == 0)
      }
    }

    @Test func moreThreadsThanCanWaitAreWokenAtOnce() {
      withKernel(host) { _ in
        let sleepers = (0...Int(APUS_ROUSED)).map { _ in sleeper() }
        let result = inside(thread, isCancellable: false) { _ in
          for sleeper in sleepers { sleeper.block.wake(by: thread) }
          #expect(sleepers.last?.value() == .woken)
          return 5
        }
        #expect(result == 5)
        #expect(sleepers.allSatisfy { $0.value() == .woken })
      }
    }

    private func sleeper() -> Caller<Wakeup> {
      Caller { thread in
        thread.prepareToSleep()
        return thread.sleep(spins: false)
      }.untilAsleep()
    }

    @Test func aCallGoesOnWithTheDescriptorMadeForIt() {
      let numbers = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
      defer { numbers.deallocate() }
      #expect(Glibc.pipe(numbers) == 0)
      defer { close(numbers[1]) }
      #expect(write(numbers[1], "ab", 2) == 2)
      thread.redirect(to: fcntl(numbers[0], F_DUPFD_CLOEXEC, Int32(DescriptorTable.firstHidden)))
      let own = thread.pointer.pointee.redirection
      #expect(own >= DescriptorTable.firstHidden)
      #expect(fcntl(own, F_GETFD) == FD_CLOEXEC)
      close(numbers[0])
      let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
      defer { byte.deallocate() }
      #expect(redirected(thread, Number.read, Int(bitPattern: byte), 1, 0, 0, 0) == 1)
      #expect(byte.pointee == 0x61)
      #expect(fcntl(own, F_GETFD) == -1)
      #expect(redirected(thread, Number.read, Int(bitPattern: byte), 1, 0, 0, 0) == nil)
    }

    @Test func aThreadWithoutABlockEndsTheKernelsFilesAndFutexes() {
      withKernel(host) { kernel in
        var word: UInt32 = 0
        withUnsafeMutablePointer(to: &word) { pointer in
          let address = UInt(bitPattern: pointer)
          #expect(thrown { () throws(Errno) in try kernel.futexes.wake(address, 1, .max, thread) } == nil)
          #expect(kernel.descriptors.holds(.pipe))
          withoutBlock()
          #expect(thrown { () throws(Errno) in try kernel.futexes.wake(address, 1, .max, thread) } == .passToHost)
          #expect(!kernel.descriptors.holds(.pipe))
        }
      }
    }

    @Test func aShieldedPartIsInsideToo() {
      var count = 0
      shielded { count += 1 }
      #expect(count == 1, "without a block it just runs")
      withThreadBlock { block in
        shielded {
          #expect(block.isInKernel)
          shielded { count += 1 }
          #expect(block.isInKernel, "a part of a part does not leave")
        }
        #expect(!block.isInKernel)
        #expect(count == 2)
      }
    }
  }
}
