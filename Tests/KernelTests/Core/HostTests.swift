import CApus
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct HostTests {
    let host = RecordingHost()

    @Test func theRealHostAnswersAndThrows() throws {
      let real = Host()
      #expect(try real.call(Number.getppid) == Int(getppid()))
      #expect(thrown { () throws(Errno) in try real.call(Number.close, -1) } == Errno(9))
      #expect(thrown { () throws(Errno) in try real.call(400) } == .notImplemented)
      let page = try real.call(Number.mmap, 0, 4096, 3, 0x22, -1, 0)
      #expect(page > 0)
      #expect(try real.call(Number.munmap, page, 4096) == 0)
    }

    @Test func theSixthArgumentArrives() throws {
      // futex(FUTEX_WAIT_BITSET) with an empty bitset, its sixth argument, is refused at once.
      var word: UInt32 = 0
      let error = withUnsafeMutablePointer(to: &word) { pointer in
        thrown { () throws(Errno) in try Host().call(Number.futex, Int(bitPattern: pointer), 9, 1, 0, 0, 0) }
      }
      #expect(error == .invalidArgument)
      let other = withUnsafeMutablePointer(to: &word) { pointer in
        thrown { () throws(Errno) in try Host().call(Number.futex, Int(bitPattern: pointer), 9, 1, 0, 0, -1) }
      }
      #expect(other == Errno(11))
    }

    @Test func signalsAreBlockedAndRestoredForReal() {
      var before = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &before)
      let real = Host()
      let mask = real.blockSignals()
      var during = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &during)
      #expect(sigismember(&during, SIGUSR1) == 1)
      real.setSignalMask(mask)
      var after = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &after)
      for signal in 1..<32 as Range<Int32> {
        #expect(sigismember(&after, signal) == sigismember(&before, signal))
      }
    }

    @Test func threeIDsAreAllOrNothing() {
      host.on(Number.getresuid) { call in
        for i in 0..<3 { UnsafeMutablePointer<UInt32>(bitPattern: call.arguments[i])!.pointee = UInt32(i + 7) }
        return 0
      }
      let ids = host.threeIDs(Number.getresuid)
      #expect(ids.map { [$0.0, $0.1, $0.2] } == [7, 8, 9])
      host.on(Number.getresuid) { _ throws(Errno) in throw .notPermitted }
      #expect(host.threeIDs(Number.getresuid) == nil)
    }

    @Test func aLockIsHeldByOneThreadAtATime() {
      let lock = Lock()
      let (inside, wrong) = (Counter(), Counter())
      let threads = (0..<4).map { _ in
        TestThread {
          for _ in 0..<20000 {
            lock.acquire()
            inside.add()
            if inside.value != 1 { wrong.add() }
            inside.add(-1)
            lock.release()
          }
        }
      }
      for thread in threads { thread.join() }
      #expect(wrong.value == 0)
    }

    @Test func aLockThatIsTakenForLongIsWaitedForAsleep() {
      let lock = Lock()
      lock.acquire()
      let milliseconds = Counter()
      let thread = TestThread {
        lock.acquire()
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        milliseconds.add(time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
      }
      usleep(300_000)
      lock.release()
      thread.join()
      #expect(milliseconds.value < 150)
    }
  }

  @Suite struct IdentityTests {
    let host = RecordingHost()

    @Test(arguments: gsModes) func numbersAreAskedOnceAThread(mode: apus_gs) {
      host.on(Number.getpid) { _ in 100 }
      host.on(Number.gettid) { _ in 101 }
      withThreadBlock(mode) { _ in
        withKernel(host) { _ in
          for _ in 0..<3 {
            #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100)
            #expect(apus_sys_gettid(0, 0, 0, 0, 0, 0) == 101)
          }
          #expect(host.names == ["getpid", "gettid"])
        }
      }
    }

    @Test func withoutABlockEachTime() {
      host.on(Number.getpid) { _ in 100 }
      withKernel(host) { _ in
        for _ in 0..<3 { #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 100) }
        #expect(host.names == ["getpid", "getpid", "getpid"])
      }
    }

    @Test func setTidAddressTeachesTheNumbers() {
      host.on(Number.set_tid_address) { call in
        #expect(call.arguments[0] == 0x5000)
        return 300
      }
      withThreadBlock { block in
        withKernel(host) { _ in
          #expect(apus_sys_set_tid_address(0x5000, 0, 0, 0, 0, 0) == 300)
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 300)
          #expect(apus_sys_gettid(0, 0, 0, 0, 0, 0) == 300)
          #expect(host.names == ["set_tid_address"])
          // Another thread of the process: its number is not the process's.
          (block.isLeader, block.processID) = (false, 200)
          #expect(apus_sys_set_tid_address(0x5000, 0, 0, 0, 0, 0) == 300)
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 200)
        }
      }
    }

    /// A thread that took GS and gave it back is still no leader.
    @Test func aThreadThatGivesGSBackIsNoLeader() {
      let (real, pages) = (Host(), Pages(1))
      host.on(Number.arch_prctl) { call throws(Errno) in
        try real.call(call.number, call.arguments[0], call.arguments[1])
      }
      host.on(Number.set_tid_address) { _ in 300 }
      host.on(Number.getpid) { _ in 200 }
      host.on(Number.gettid) { _ in 300 }
      withThreadBlock { block in
        withKernel(host) { _ in
          block.isLeader = false
          #expect(apus_sys_arch_prctl(0x1001, Int(bitPattern: pages.base), 0, 0, 0, 0) == 0)
          #expect(apus_sys_arch_prctl(0x1001, 0, 0, 0, 0, 0) == 0)
          _ = apus_sys_set_tid_address(0, 0, 0, 0, 0, 0)
          #expect(apus_sys_getpid(0, 0, 0, 0, 0, 0) == 200)
        }
      }
    }
  }
}
