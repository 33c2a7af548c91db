import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  /// The calls that take memory away are the host's; the kernel only looks on. It
  /// must then try the pages anew, which a recorded getcpu shows.
  @Suite struct MemoryTests {
    let host = RecordingHost()
    let pages = Pages(8)

    /// Learns page 2, makes a call, and says whether the page is tried again.
    private func forgets(_ call: (Int) -> Int) -> Bool {
      withKernel(host) { kernel in
        let user = pages.user(2, as: Int.self)
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(user) } == nil)
        host.clear()
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(user) } == nil)
        #expect(host.calls == [])
        _ = call(Int(bitPattern: pages.address(2)))
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(user) } == nil)
        return host.count(Number.getcpu) == 1
      }
    }

    @Test func theHostMakesTheCall() {
      withKernel(host) { _ in
        let page = Int(bitPattern: pages.address(1))
        #expect(apus_sys_mprotect(page, 4096, 1, 0, 0, 0) == 0)
        #expect(apus_sys_mprotect(page, 4096, 3, 0, 0, 0) == 0)
        #expect(apus_sys_mprotect(page + 1, 4096, 3, 0, 0, 0) == -22)
        let more = apus_sys_mmap(0, 8192, 3, 0x22, -1, 0)
        #expect(more > 0)
        #expect(apus_sys_munmap(more, 8192, 0, 0, 0, 0) == 0)
        #expect(host.calls == [], "the stub goes to the host by itself")
      }
    }

    @Test func everyCallThatTakesPagesAwayIsSeen() {
      #expect(forgets { apus_sys_munmap($0, 4096, 0, 0, 0, 0) })
      #expect(forgets { apus_sys_mmap($0, 4096, 3, 0x32, -1, 0) })
      #expect(forgets { apus_sys_mprotect($0, 4096, 3, 0, 0, 0) })
      #expect(forgets { apus_sys_pkey_mprotect($0, 4096, 3, -1, 0, 0) })
      #expect(forgets { apus_sys_madvise($0, 4096, 4, 0, 0, 0) })
      #expect(forgets { apus_sys_mremap($0, 4096, 4096, 0, 0, 0) })
      #expect(forgets { apus_sys_remap_file_pages($0, 4096, 0, 0, 0, 0) })
      // These fail, and cannot be told to be harmless before.
      #expect(forgets { _ in apus_sys_process_madvise(-1, 0, 0, 0, 0, 0) })
      #expect(forgets { _ in apus_sys_shmdt(8, 0, 0, 0, 0, 0) })
      #expect(forgets { apus_sys_shmat(-1, $0, 0o40000, 0, 0, 0) })
    }

    @Test func onesElsewhereAreNot() {
      #expect(!forgets { apus_sys_munmap($0 + 4096, 4096, 0, 0, 0, 0) })
      #expect(!forgets { apus_sys_mprotect($0 - 4096, 4096, 3, 0, 0, 0) })
      #expect(
        !forgets { _ in
          munmap(UnsafeMutableRawPointer(bitPattern: apus_sys_mmap(0, 4096, 3, 0x22, -1, 0)), 4096) == 0 ? 0 : 1
        })
      #expect(!forgets { apus_sys_shmat(-1, $0, 0, 0, 0, 0) })
    }

    @Test func mremapForgetsBothPlaces() {
      let target = Pages(1)
      withKernel(host) { kernel in
        let user = target.user(0, as: Int.self)
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(user) } == nil)
        host.clear()
        let (old, new) = (Int(bitPattern: pages.address(3)), Int(bitPattern: target.address(0)))
        #expect(apus_sys_mremap(old, 4096, 4096, 3, new, 0) == new)
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(user) } == nil)
        #expect(host.count(Number.getcpu) == 1)
      }
    }

    @Test func brkAnswersTheBreakAndNeverAnError() {
      host.on(Number.brk) { _ in 0x60_2000 }
      host.on(Number.mmap) { call throws(Errno) in call.arguments[0] }
      withKernel(host) { _ in
        let start = apus_sys_brk(0, 0, 0, 0, 0, 0)
        #expect(start == 0x60_2000)
        #expect(apus_sys_brk(start + 100, 0, 0, 0, 0, 0) == start + 100)
        host.on(Number.mmap) { _ throws(Errno) in throw .outOfMemory }
        #expect(apus_sys_brk(start + 10000, 0, 0, 0, 0, 0) == start + 100)
        #expect(apus_sys_brk(-1, 0, 0, 0, 0, 0) == start + 100)
      }
    }
  }

  @Suite struct SandboxTests {
    let host = RecordingHost()
    let pages = Pages(1)

    private func isTrusting(_ body: (Kernel) -> Void) -> Bool {
      withKernel(host) { kernel in
        body(kernel)
        host.clear()
        #expect(thrown { () throws(Errno) in try kernel.userMemory.writable(pages.user(0, as: Int.self)) } == nil)
        return host.calls == []
      }
    }

    /// The observers alone: the host would put this process into the sandbox.
    @Test func aProgramThatEntersASandboxIsTrusted() {
      #expect(isTrusting { willPrctl($0, 22, 1, 0, 0, 0) })
      #expect(isTrusting { willSeccomp($0, 0, 0, 0) })
      #expect(isTrusting { willSeccomp($0, 1, 0, 0) })
    }

    @Test func otherOptionsAreNoSandbox() {
      #expect(!isTrusting { willPrctl($0, 38, 1, 0, 0, 0) })
      #expect(!isTrusting { willPrctl($0, 21, 0, 0, 0, 0) })
      #expect(!isTrusting { willSeccomp($0, 2, 0, 0) })
      #expect(!isTrusting { willSeccomp($0, 3, 0, 0) })
    }

    @Test func aThreadThatEndsInASandboxAsksNothing() {
      withThreadBlock { block in
        withKernel(host) { kernel in
          kernel.userMemory.trustEverything()
          willExit(kernel, 0)
          #expect(host.calls == [])
          #expect(block.pointer.pointee.in_use == 0)
        }
      }
    }
  }
}
