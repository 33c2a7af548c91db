import CLinux
import Glibc
import Synchronization
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct UserMemoryTests {
    let host = RecordingHost()
    let memory: UserMemory
    let pages = Pages(200)

    init() { memory = UserMemory(host: host) }

    private func probes(_ addresses: UInt...) -> [HostCall] {
      addresses.map { HostCall(Number.getcpu, Int(bitPattern: $0)) }
    }

    /// The host calls for an answer of the given type at a place.
    private func tries<T: BitwiseCopyable>(_ page: Int, _ offset: Int = 0, as type: T.Type = UInt32.self) -> [HostCall]
    {
      host.clear()
      #expect(thrown { () throws(Errno) in try memory.writable(pages.user(page, offset, as: type)) } == nil)
      return host.calls
    }

    @Test func aPageIsTriedOnceAndThenKnown() {
      #expect(tries(0, 100) == probes(pages.address(0, 100)))
      #expect(tries(0, 100) == [])
      #expect(tries(0, 4092) == [])
      #expect(tries(1, 0) == probes(pages.address(1, 0)))
    }

    @Test func aPointeeAcrossTwoPagesTriesItsFirstAndItsLastBytes() {
      #expect(tries(0, 4088, as: linux_timespec.self) == probes(pages.address(0, 4088), pages.address(1, 4)))
      #expect(tries(0, 4088, as: linux_timespec.self) == [])
      #expect(tries(1) == [])
    }

    @Test func aKnownFirstPageLeavesTheSecondToBeTried() {
      _ = tries(0)
      #expect(tries(0, 4088, as: linux_timespec.self) == probes(pages.address(1, 4)))
    }

    @Test func aPointeeThatEndsWithItsPageNeedsNoOther() {
      #expect(tries(0, 4080, as: linux_timespec.self) == probes(pages.address(0, 4080)))
    }

    @Test(arguments: 4081...4095) func everyByteOfAPointeeIsTriedWhereverItCrosses(offset: Int) {
      let good = pages.address(0)..<pages.address(1)
      host.on(Number.getcpu) { call throws(Errno) in
        let first = UInt(bitPattern: call.arguments[0])
        guard good.contains(first), good.contains(first + 3) else { throw .badAddress }
        return 0
      }
      #expect(
        thrown { () throws(Errno) in try memory.writable(pages.user(0, offset, as: linux_timespec.self)) }
          == .badAddress)
    }

    @Test func aRefusedPageIsTriedEachTime() {
      host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
      for _ in 0..<2 {
        host.clear()
        #expect(thrown { () throws(Errno) in try memory.write(1, to: pages.user(0, as: Int.self)) } == .badAddress)
        #expect(host.calls == probes(pages.address(0)))
      }
      #expect(pages.load(0, as: Int.self) == 0)
    }

    @Test func writeStoresAtAnyAlignment() throws {
      try memory.write(0x0123_4567_89ab_cdef, to: pages.user(0, 4091, as: Int.self))
      #expect(pages.load(0, 4091, as: Int.self) == 0x0123_4567_89ab_cdef)
      #expect(pages.load(0, 4090, as: UInt8.self) == 0)
      #expect(pages.load(1, 3, as: UInt8.self) == 0)
    }

    @Test func nullIsRefusedWithoutTheHost() {
      #expect(thrown { () throws(Errno) in try memory.writable(UserPointer<Int>(0)) } == .badAddress)
      memory.trustEverything()
      #expect(thrown { () throws(Errno) in try memory.writable(UserPointer<Int>(0)) } == .badAddress)
      #expect(host.calls == [])
    }

    @Test func theRestOfPageZeroIsAskedForEachTime() {
      host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
      for _ in 0..<2 {
        #expect(thrown { () throws(Errno) in try memory.writable(UserPointer<Int32>(16)) } == .badAddress)
      }
      #expect(host.calls == probes(16, 16))
    }

    @Test(arguments: [0, 1, 7, 14]) func aPointeeThatWrapsRoundIsRefusedWithoutTheHost(below: Int) {
      let pointer = UserPointer<linux_timespec>(-1 - below)
      #expect(thrown { () throws(Errno) in try memory.writable(pointer) } == .badAddress)
      #expect(host.calls == [])
    }

    @Test func theLastPageIsTheHostsToRefuse() {
      host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
      #expect(thrown { () throws(Errno) in try memory.writable(UserPointer<linux_timespec>(-16)) } == .badAddress)
      #expect(host.calls == probes(UInt(bitPattern: -16)))
    }

    /// An address whose page number has the low bits of a known one.
    @Test(arguments: [36, 40, 44, 51]) func farAddressesAreNotTakenForKnownOnes(bit: Int) {
      _ = tries(0)
      let far = Int(bitPattern: pages.address(0) | 1 << (bit + 12))
      host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
      #expect(thrown { () throws(Errno) in try memory.writable(UserPointer<Int32>(far)) } == .badAddress)
    }

    @Test func aSandboxThatRefusesToBeAskedIsTrusted() {
      host.on(Number.getcpu) { _ throws(Errno) in throw .notPermitted }
      #expect(tries(0) == probes(pages.address(0)))
      #expect(tries(1) == [])
      #expect(tries(2, 4088, as: linux_timespec.self) == [])
    }

    @Test func trustAsksNoMore() {
      memory.trustEverything()
      #expect(tries(0) == [])
      memory.forgetAll()
      #expect(tries(0) == [])
    }

    @Test func thePageOfTheStackIsNotTried() { #expect(writesHighInAPageOfTheStack(depth: 0)) }

    /// Goes down until a local variable is so high in its page that the frames below are in it too.
    @inline(never)
    private func writesHighInAPageOfTheStack(depth: Int) -> Bool {
      var value: UInt32 = 0
      let isDone = withUnsafeMutablePointer(to: &value) { pointer in
        guard UInt(bitPattern: pointer) & 4095 > 3000 else { return false }
        host.clear()
        #expect(thrown { () throws(Errno) in try memory.write(7, to: UserPointer<UInt32>(pointer)) } == nil)
        #expect(host.calls == [])
        return true
      }
      if isDone { return value == 7 }
      return depth < 1000 && writesHighInAPageOfTheStack(depth: depth + 1)
    }

    // MARK: Forgetting

    @Test(arguments: [1, 2, 63, 64, 65, 130])
    func aForgottenRangeIsTriedAnewAndNothingElse(count: Int) {
      let first = 20
      memory.forget(pages.address(first), UInt(count * Pages.size))
      for page in [first - 1, first, first + count - 1, first + count] {
        for known in [first - 1, first, first + count - 1, first + count] { _ = tries(known) }
        // One page after another, since two may share a slot.
        _ = tries(page)
        memory.forget(pages.address(first), UInt(count * Pages.size))
        let isInside = page >= first && page < first + count
        #expect(tries(page).isEmpty == !isInside, "page \(page) of \(first)..<\(first + count)")
      }
    }

    @Test func aPageTouchedByARangeIsForgotten() {
      _ = tries(0)
      memory.forget(pages.address(0, 4095), 1)
      #expect(tries(0) == probes(pages.address(0)))
      _ = tries(1)
      memory.forget(pages.address(0, 4095), 2)
      #expect(tries(1) == probes(pages.address(1)))
      memory.forget(pages.address(1, 1), 4095)
      #expect(tries(2) == probes(pages.address(2)))
      #expect(tries(1) == probes(pages.address(1)))
    }

    @Test func anEmptyRangeForgetsNothingBeyondItsPage() {
      _ = tries(1)
      memory.forget(pages.address(2), 0)
      #expect(tries(1) == [])
    }

    @Test func aRangeToTheEndOfMemoryIsForgotten() {
      _ = tries(0)
      memory.forget(pages.address(0), UInt.max - pages.address(0))
      #expect(tries(0) == probes(pages.address(0)))
    }

    @Test func aLengthThatWrapsRoundForgets() {
      _ = tries(0)
      memory.forget(pages.address(0), UInt.max)
      #expect(tries(0) == probes(pages.address(0)))
    }

    @Test func forgetAllForgetsEveryPage() {
      let remembered = (0..<64).filter { page in
        _ = tries(page)
        #expect(tries(page) == [])
        memory.forgetAll()
        return tries(page).isEmpty
      }
      #expect(remembered == [])
    }

    @Test func aPageForgottenWhileItIsTriedStaysUnknown() {
      host.on(Number.getcpu) { [memory, pages] _ throws(Errno) in
        memory.forget(pages.address(0), 1)
        return 0
      }
      _ = tries(0)
      #expect(tries(0) == probes(pages.address(0)))
    }
  }
}

/// An address in the caller's stack page, as near as a function can say.
@inline(never) private func stackAddress() -> UnsafeRawPointer {
  var here = 0
  return withUnsafePointer(to: &here) { UnsafeRawPointer($0) }
}
