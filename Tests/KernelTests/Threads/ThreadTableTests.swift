import CApus
import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct ThreadTableTests {
    let host = RecordingHost()

    @Test(arguments: gsModes) func aBlockIsFoundAfterItIsInstalled(mode: apus_gs) {
      withThreadBlock(mode) { block in
        #expect(ThreadBlock.current?.pointer == block.pointer)
        #expect((block.processID, block.threadID) == (0, 0))
        #expect(block.identity == nil)
      }
      #expect(ThreadBlock.current?.pointer == nil)
    }

    @Test func withGSOffThereIsNone() {
      withThreadBlock { block in
        apus_set_gs_mode(APUS_GS_OFF)
        #expect(ThreadBlock.current?.pointer == nil)
        #expect(!block.install())
      }
    }

    @Test func everyThreadHasItsOwn() {
      apus_set_gs_mode(gsModes[0])
      defer { apus_set_gs_mode(APUS_GS_OFF) }
      let wrong = Counter()
      let threads = (0..<8).map { number in
        TestThread {
          for round in 0..<2000 {
            guard let block = ThreadBlock.take() else { return wrong.add() }
            block.install()
            block.threadID = Int32(number * 10000 + round)
            if round % 100 == 0 { sched_yield() }
            if ThreadBlock.current?.pointer != block.pointer { wrong.add() }
            if block.threadID != Int32(number * 10000 + round) { wrong.add() }
            ThreadBlock.uninstall()
            block.giveBack()
          }
        }
      }
      for thread in threads { thread.join() }
      #expect(wrong.value == 0)
    }

    @Test func allBlocksCanBeTakenOnceAndAgain() {
      for _ in 0..<2 {
        var taken: [ThreadBlock] = []
        while let block = ThreadBlock.take() { taken.append(block) }
        #expect(taken.count == Int(APUS_THREADS))
        #expect(Set(taken.map { UInt(bitPattern: $0.pointer) }).count == taken.count)
        let last = taken.removeLast()
        last.giveBack()
        #expect(ThreadBlock.take()?.pointer == last.pointer)
        last.giveBack()
        for block in taken { block.giveBack() }
      }
    }

    @Test func resetForgetsEverything() {
      let block = ThreadBlock.take()!
      (block.processID, block.threadID, block.identity, block.isBorrowed) = (1, 2, (1, 2, 3, 4, 5, 6), true)
      #expect(block.identity.map { [$0.0, $0.1, $0.2, $0.3, $0.4, $0.5] } == [1, 2, 3, 4, 5, 6])
      block.reset()
      #expect((block.processID, block.threadID) == (0, 0))
      #expect(block.identity == nil)
      #expect(!block.isBorrowed)
      block.giveBack()
    }

    @Test func aThreadThatEndsGivesItsBlockBackWithSignalsHeldOff() {
      withThreadBlock { block in
        withKernel(host) { kernel in
          var wasInUse: Int32 = 0
          host.on(Number.rt_sigprocmask) { _ in
            wasInUse = block.pointer.pointee.in_use
            return 0
          }
          kernel.threads.leave()
          #expect(wasInUse == 1, "signals are off before another thread can have the block")
          #expect(host.names == ["rt_sigprocmask"])
          #expect(block.pointer.pointee.in_use == 0)
          _ = ThreadBlock.take()
          host.clear()
          kernel.threads.leave(signalsAreBlocked: true)
          #expect(host.calls == [])
          _ = ThreadBlock.take()
        }
      }
    }

    // MARK: arch_prctl

    private func archPrctl(_ code: Int, _ address: Int) -> Int { apus_sys_arch_prctl(code, address, 0, 0, 0, 0) }

    @Test(arguments: gsModes) func itReadsAsZeroWhileGSIsOurs(mode: apus_gs) {
      let pages = Pages(1)
      withThreadBlock(mode) { block in
        withKernel(host) { _ in
          pages.base.storeBytes(of: 99, as: Int.self)
          #expect(archPrctl(LINUX_ARCH_GET_GS, Int(bitPattern: pages.base)) == 0)
          #expect(pages.load(0, as: Int.self) == 0)
          #expect(archPrctl(LINUX_ARCH_GET_GS, 0) == -14)
          #expect(host.calls.allSatisfy { $0.number == Number.getcpu })
          host.clear()
          #expect(archPrctl(LINUX_ARCH_SET_GS, 0) == 0)
          #expect(host.calls == [])
          #expect(ThreadBlock.current?.pointer == block.pointer)
        }
      }
    }

    /// Passes ARCH_SET_GS to this thread for real.
    private func passArchPrctl() {
      let real = Host()
      host.on(Number.arch_prctl) { call throws(Errno) in
        try real.call(call.number, call.arguments[0], call.arguments[1])
      }
    }

    @Test(arguments: gsModes) func aProgramThatTakesGSHasIt(mode: apus_gs) {
      let pages = Pages(1)
      passArchPrctl()
      withThreadBlock(mode) { block in
        withKernel(host) { _ in
          host.on(Number.getpid) { _ in 100 }
          let mine = Int(bitPattern: pages.base)
          #expect(archPrctl(LINUX_ARCH_SET_GS, mine) == 0)
          #expect(host.calls == [HostCall(Number.arch_prctl, LINUX_ARCH_SET_GS, mine)])
          #expect(block.pointer.pointee.in_use == 0)
          #expect(ThreadBlock.current?.pointer == nil)
          #expect(archPrctl(LINUX_ARCH_GET_GS, mine) == 0)
          #expect(pages.load(0, as: Int.self) == mine)
          host.clear()
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
          #expect(host.names == ["getpid", "getpid"])
          #expect(archPrctl(LINUX_ARCH_SET_GS, 0) == 0)
          if mode == APUS_GS_FSGSBASE { #expect(ThreadBlock.current?.pointer != nil) }
          #expect(archPrctl(LINUX_ARCH_GET_GS, mine) == 0)
          #expect(pages.load(0, as: Int.self) == 0)
        }
      }
    }

    @Test(arguments: gsModes) func aRefusedGSLeavesOurs(mode: apus_gs) {
      withThreadBlock(mode) { block in
        withKernel(host) { _ in
          host.on(Number.arch_prctl) { _ throws(Errno) in throw .notPermitted }
          #expect(archPrctl(LINUX_ARCH_SET_GS, Int.min) == -1)
          #expect(ThreadBlock.current?.pointer == block.pointer)
          #expect(block.pointer.pointee.in_use == 1)
        }
      }
    }

    @Test func otherCodesAreTheHosts() {
      withThreadBlock { _ in
        withKernel(host) { _ in
          host.on(Number.arch_prctl) { _ throws(Errno) in throw .invalidArgument }
          #expect(archPrctl(0x7777, 5) == -22)
          #expect(archPrctl(LINUX_ARCH_GET_FS | 1 << 32, 6) == -22)
          #expect(
            host.calls == [HostCall(Number.arch_prctl, 0x7777, 5), HostCall(Number.arch_prctl, LINUX_ARCH_GET_FS, 6)])
        }
      }
    }
  }
}
