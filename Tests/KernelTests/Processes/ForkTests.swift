import CApus
import Testing

@testable import Kernel

extension KernelTests {
  /// The calls that make processes and threads, as the host sees them. The
  /// child is the test's own thread, on the second return of a fork.
  @Suite struct ForkTests {
    let host = RecordingHost()

    @Test func forkByNumber() {
      host.on(Number.fork) { _ in 77 }
      withKernel(host) { _ in
        #expect(apus_sys_fork(0, 0, 0, 0, 0, 0) == 77)
        #expect(host.names == ["rt_sigprocmask", "fork", "rt_sigprocmask"])
      }
    }

    @Test func aFailedForkTellsItsError() {
      host.on(Number.fork) { _ throws(Errno) in throw Errno(11) }
      host.on(Number.brk) { _ in 0x60_2000 }
      withKernel(host) { kernel in
        #expect(apus_sys_fork(0, 0, 0, 0, 0, 0) == -11)
        #expect(kernel.programBreak.move(to: 0) == 0x60_2000)
      }
    }

    /// vfork by number cannot share the memory: the child would use up its parent's frames.
    @Test func vforkByNumberCopies() {
      host.on(Number.clone) { _ in 77 }
      withKernel(host) { _ in
        #expect(apus_sys_vfork(1, 2, 3, 4, 5, 6) == 77)
        #expect(host.calls.filter { $0.number == Number.clone } == [HostCall(Number.clone, 0x4000 | 17)])
      }
    }

    @Test(arguments: [
      (0x11, 0, 0x11), (0x4111, 0, 0x4011), (0x1_0000_0011, 0, 0x1_0000_0011), (0x100_0011, 0, 0x100_0011),
      (0x4111, 0x5000, 0x4111), (0x10f00, 0x5000, 0x10f00), (0x11, 0x5000, 0x11),
    ]) func cloneByNumber(flags: Int, stack: Int, passed: Int) {
      host.on(Number.clone) { _ in 77 }
      withKernel(host) { _ in
        #expect(apus_sys_clone(flags, stack, 30, 40, 50, 0) == 77)
        #expect(
          host.calls.filter { $0.number == Number.clone } == [HostCall(Number.clone, passed, stack, 30, 40, 50)])
      }
    }

    @Test func clone3ByNumber() {
      host.on(Number.clone3) { _ in 77 }
      withKernel(host) { _ in
        let pages = Pages(1)
        let arguments = Int(bitPattern: pages.address(0))
        #expect(apus_sys_clone3(arguments, 88, 0, 0, 0, 0) == 77)
        #expect(host.calls.filter { $0.number == Number.clone3 } == [HostCall(Number.clone3, arguments, 88)])
      }
    }

    @Test(arguments: gsModes) func theChildOfAForkIsAnotherProcess(mode: apus_gs) {
      withThreadBlock(mode) { block in
        withKernel(host) { _ in
          host.on(Number.getpid) { _ in 100 }
          host.on(Number.gettid) { _ in 101 }
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
          #expect(apus_sys_gettid(0, 0, 0, 0, 0, 0) == 101)
          let other = ThreadBlock.take()!
          #expect(apus_sys_fork(0, 0, 0, 0, 0, 0) == 0)
          host.on(Number.getpid) { _ in 200 }
          host.on(Number.gettid) { _ in 201 }
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 200)
          #expect(apus_sys_gettid(0, 0, 0, 0, 0, 0) == 201)
          #expect(other.pointer.pointee.in_use == 0, "another thread's block is free in the child")
          #expect(block.pointer.pointee.in_use == 1)
        }
      }
    }

    @Test func theParentOfAForkStaysItself() {
      withThreadBlock { _ in
        withKernel(host) { _ in
          host.on(Number.getpid) { _ in 100 }
          host.on(Number.fork) { _ in 77 }
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
          let other = ThreadBlock.take()!
          #expect(apus_sys_fork(0, 0, 0, 0, 0, 0) == 77)
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
          #expect(host.count(Number.getpid) == 1)
          #expect(other.pointer.pointee.in_use == 1)
          other.giveBack()
        }
      }
    }

    /// MADV_DONTFORK: a page of the parent need not be there in the child.
    @Test func theChildOfAForkTriesPagesAnew() {
      let pages = Pages(1)
      withKernel(host) { kernel in
        #expect(thrown { () throws(Errno) in try kernel.userMemory.write(1, to: pages.user(0, as: Int.self)) } == nil)
        willMadvise(kernel, pages.address(0), 4096, 10)
        #expect(thrown { () throws(Errno) in try kernel.userMemory.write(1, to: pages.user(0, as: Int.self)) } == nil)
        #expect(apus_sys_fork(0, 0, 0, 0, 0, 0) == 0)
        host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
        #expect(
          thrown { () throws(Errno) in try kernel.userMemory.write(1, to: pages.user(0, as: Int.self)) } == .badAddress)
      }
    }

    // MARK: clone(3) and vfork(3)

    @Test func aCloneWithoutSharedMemoryHoldsTheBreak() {
      withKernel(host) { kernel in
        withThreadBlock { _ in
          let flags = CloneFlags(rawValue: 17)
          let child = kernel.cloneBegins(flags, Number.clone)
          kernel.cloneReturnsToParent(child, flags, failed: false)
          guard case .inherited = child else { return #expect(Bool(false), "the child has a copy of the block") }
          // The lock is free again, or this would not return.
          _ = kernel.programBreak.move(to: UInt.max)
        }
      }
    }

    @Test func aThreadGetsTheProcessAndNotTheThread() {
      withKernel(host) { kernel in
        withThreadBlock { parent in
          (parent.processID, parent.threadID, parent.identity) = (5, 6, (1, 1, 1, 1, 1, 1))
          let flags: CloneFlags = [.sharedMemory, .thread]
          guard case .own(let block) = kernel.cloneBegins(flags, Number.clone) else {
            return #expect(Bool(false), "the thread has a block")
          }
          #expect(block.pointer != parent.pointer)
          #expect((block.processID, block.threadID) == (5, 0))
          #expect(block.identity == nil)
          kernel.cloneReturnsToParent(.own(block), flags, failed: false)
          #expect(block.pointer.pointee.in_use == 1)
          kernel.cloneReturnsToParent(.own(block), flags, failed: true)
          #expect(block.pointer.pointee.in_use == 0)
        }
      }
    }

    @Test func aProcessThatSharesMemoryKnowsNeither() {
      withKernel(host) { kernel in
        withThreadBlock { parent in
          parent.processID = 5
          let flags: CloneFlags = [.sharedMemory, .vfork]
          guard case .own(let block) = kernel.cloneBegins(flags, Number.vfork) else {
            return #expect(Bool(false), "the child has a block")
          }
          #expect(block.processID == 0)
          #expect(block.isBorrowed)
          // The child runs, on the same thread here, and ends: the block stays.
          kernel.cloneStartsChild(.own(block), flags)
          #expect(ThreadBlock.current?.pointer == block.pointer)
          kernel.threads.leave()
          #expect(block.pointer.pointee.in_use == 1)
          // The parent is on its own again.
          parent.install()
          kernel.cloneReturnsToParent(.own(block), flags, failed: false)
          #expect(block.pointer.pointee.in_use == 0)
        }
      }
    }

    @Test func withoutABlockTheChildHasNone() {
      withKernel(host) { kernel in
        let flags: CloneFlags = [.sharedMemory, .thread]
        guard case .inherited = kernel.cloneBegins(flags, Number.clone) else {
          return #expect(Bool(false), "GS is not ours")
        }
        kernel.cloneStartsChild(.inherited, flags)
        kernel.cloneReturnsToParent(.inherited, flags, failed: false)
        #expect(ThreadBlock.current?.pointer == nil)
      }
    }

    @Test(arguments: gsModes) func aChildPastTheLastBlockAsksTheHost(mode: apus_gs) {
      withKernel(host) { kernel in
        host.on(Number.getpid) { _ in 300 }
        withThreadBlock(mode) { parent in
          var taken: [ThreadBlock] = []
          while let block = ThreadBlock.take() { taken.append(block) }
          defer { for block in taken { block.giveBack() } }
          #expect(taken.count == Int(APUS_THREADS) - 1)
          let flags: CloneFlags = [.sharedMemory, .thread]
          let child = kernel.cloneBegins(flags, Number.clone)
          guard case .none = child else { return #expect(Bool(false), "there is no block left") }
          kernel.cloneStartsChild(child, flags)
          // Installed again before anything else can fail.
          let current = apus_get_gs_mode() == APUS_GS_PRCTL ? nil : ThreadBlock.current
          #expect(current?.pointer == nil)
          parent.install()
        }
      }
    }
  }
}
