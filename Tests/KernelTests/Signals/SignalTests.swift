import CApus
import CLinux
import Testing

@testable import Kernel

/// A thread block that is no thread's.
final class LooseBlock {
  let block: ThreadBlock
  private let kept = UnsafeMutablePointer<apus_kept>.allocate(capacity: 1)

  init() {
    let pointer = UnsafeMutablePointer<apus_thread>.allocate(capacity: 1)
    kept.initialize(to: apus_kept())
    pointer.initialize(to: apus_thread())
    pointer.pointee.kept_signals = kept
    block = ThreadBlock(pointer: pointer)
  }

  deinit {
    block.pointer.deallocate()
    kept.deallocate()
  }
}

private let segv = UInt(1) << 10
private let bus = UInt(1) << 6
private let hup = UInt(1)

/// With the faults owned, as far as `body` can tell.
private func owningFaults<R>(_ body: () throws -> R) rethrows -> R {
  apus_set_owns_faults(1)
  defer { apus_set_owns_faults(0) }
  return try body()
}

private func stored<T: BitwiseCopyable>(_ value: T) -> Pages {
  let pages = Pages(1)
  pages.base.storeBytes(of: value, as: T.self)
  return pages
}

/// An argument that stays where it is.
private func passed<T: BitwiseCopyable>(_ value: T) -> UserPointer<T> {
  let pointer = UnsafeMutablePointer<T>.allocate(capacity: 1)
  pointer.initialize(to: value)
  return UserPointer(Int(bitPattern: pointer))
}

private func user<T: BitwiseCopyable>(_ pages: Pages?, as type: T.Type = T.self) -> UserPointer<T> {
  UserPointer(pages.map { Int(bitPattern: $0.base) } ?? 0)
}

private func word(_ address: Int) -> UInt { UnsafePointer<UInt>(bitPattern: address)!.pointee }
private func action(_ address: Int) -> linux_sigaction { UnsafePointer<linux_sigaction>(bitPattern: address)!.pointee }

extension KernelTests {
  @Suite struct SignalMaskTests {
    let host = RecordingHost()
    let loose = LooseBlock()
    var mask: SignalMask { SignalMask(loose.block, host) }

    @Test func aMaskWithoutFaultsIsTheHosts() throws {
      let (set, old) = (passed(hup), passed(UInt(0)))
      #expect(try mask.change(0, set, old, 8) == nil)
      #expect(try mask.change(0, user(nil), old, 8) == nil)
      #expect(try mask.suspend(set, 8) == nil)
      #expect(try mask.pending(old, 8) == nil)
      #expect(host.calls.isEmpty)
    }

    /// The host says what is wrong with these.
    @Test func wrongArgumentsAreTheHosts() throws {
      let set = passed(segv)
      #expect(try mask.change(3, set, user(nil), 8) == nil)
      #expect(try mask.change(-1, set, user(nil), 8) == nil)
      #expect(try mask.change(0, set, user(nil), 4) == nil)
      #expect(try mask.suspend(set, 4) == nil)
      #expect(loose.block.maskedFaults == 0 && host.calls.isEmpty)
    }

    @Test func theHostNeverBlocksFaults() throws {
      var given: [(Int, UInt)] = []
      host.on(Number.rt_sigprocmask) { call in
        given.append((call.arguments[0], word(call.arguments[1])))
        return 0
      }
      #expect(try mask.change(0, passed(segv | hup), user(nil), 8) == 0)
      #expect(loose.block.maskedFaults == segv)
      #expect(try mask.change(0, passed(bus), user(nil), 8) == 0)
      #expect(loose.block.maskedFaults == segv | bus)
      #expect(try mask.change(1, passed(segv), user(nil), 8) == 0)
      #expect(loose.block.maskedFaults == bus)
      #expect(try mask.change(2, passed(segv | 4), user(nil), 8) == 0)
      #expect(loose.block.maskedFaults == segv)
      #expect(try mask.change(2, passed(UInt(4)), user(nil), 8) == 0)
      #expect(loose.block.maskedFaults == 0)
      #expect(given.map(\.0) == [0, 0, 1, 2, 2])
      #expect(given.map(\.1) == [hup, 0, 0, 4, 4])
    }

    @Test func theOldMaskHasThem() throws {
      loose.block.maskedFaults = bus
      let old = stored(UInt(0))
      host.on(Number.rt_sigprocmask) { call in
        UnsafeMutablePointer<UInt>(bitPattern: call.arguments[2])!.pointee = hup
        return 0
      }
      #expect(try mask.change(0, user(nil), user(old), 8) == 0)
      #expect(old.load(0, as: UInt.self) == hup | bus)
      #expect(try mask.change(2, passed(hup), user(old), 8) == 0)
      #expect(old.load(0, as: UInt.self) == hup | bus)
      #expect(loose.block.maskedFaults == 0)
    }

    /// As on Linux: the mask is changed before the old one is stored.
    @Test func aBadOldPointerChangesTheMask() {
      host.on(Number.rt_sigprocmask) { _ throws(Errno) in throw .badAddress }
      #expect(throws: Errno.badAddress) { try mask.change(0, passed(segv), UserPointer(8), 8) }
      #expect(loose.block.maskedFaults == segv)
    }

    @Test func suspendHasAMaskOfItsOwn() {
      loose.block.maskedFaults = bus
      let (host, block) = (host, loose.block)
      host.on(Number.rt_sigsuspend) { call throws(Errno) in
        #expect(word(call.arguments[0]) == hup && call.arguments[1] == 8)
        #expect(block.maskedFaults == segv)
        throw .interrupted
      }
      #expect(throws: Errno.interrupted) { try mask.suspend(passed(segv | hup), 8) }
      #expect(loose.block.maskedFaults == bus && host.count(Number.rt_sigsuspend) == 1)
    }

    @Test func whatIsHeldIsPending() throws {
      loose.block.pointer.pointee.held = UInt32(segv)
      let set = stored(hup)
      #expect(try mask.pending(user(set), 8) == 0)
      #expect(set.load(0, as: UInt.self) == segv | hup)
    }

    @Test func aNewThreadHasItsMakersMask() {
      let other = LooseBlock()
      loose.block.maskedFaults = segv
      other.block.pointer.pointee.kept = 1
      other.block.pointer.pointee.held = 64
      other.block.startSignals(of: loose.block)
      #expect(other.block.maskedFaults == segv && other.block.heldSignals == 0)
      #expect(other.block.pointer.pointee.kept == 0)
    }

    @Test func aForkedChildKeepsNothing() {
      #expect(loose.block.dropSignals(5) == 5)
      loose.block.pointer.pointee.kept = 2
      loose.block.pointer.pointee.kept_signals.pointee.mask = 9
      #expect(loose.block.dropSignals(.max) == 9)
      #expect(loose.block.pointer.pointee.kept == 0)
    }
  }

  @Suite struct SignalActionsTests {
    let host = RecordingHost()
    let loose = LooseBlock()
    let signals: SignalActions
    let entry = apus_signal_entry_address()

    init() {
      signals = SignalActions(host: host, userMemory: UserMemory(host: host))
      // A host that has one action, for all signals.
      var there = linux_sigaction()
      host.on(Number.rt_sigaction) { call in
        let before = there
        if call.arguments[1] != 0 { there = action(call.arguments[1]) }
        if call.arguments[2] != 0 {
          UnsafeMutablePointer<linux_sigaction>(bitPattern: call.arguments[2])!.pointee = before
        }
        return 0
      }
    }

    private func change(_ signal: Int32, _ new: linux_sigaction?, _ old: Pages?) throws -> Int {
      try owningFaults {
        try signals.change(signal, new.map { passed($0) } ?? UserPointer(0), user(old), 8, loose.block)
      }
    }

    /// What the host has.
    private func inHost(_ signal: Int) throws -> linux_sigaction {
      let old = stored(linux_sigaction())
      _ = try host.call(Number.rt_sigaction, signal, 0, Int(bitPattern: old.base), 8)
      return old.load(0, as: linux_sigaction.self)
    }

    @Test func aHandledSignalComesToTheKernel() throws {
      let old = stored(linux_sigaction(handler: 9, flags: 9, restorer: 9, mask: 9))
      let new = linux_sigaction(handler: 0x1000, flags: 0x9400_0000, restorer: 0x2000, mask: segv | hup)
      #expect(try change(50, new, old) == 0)
      #expect(old.load(0, as: linux_sigaction.self).handler == 0)
      let given = try inHost(50)
      #expect(given.handler == entry && given.restorer == 0x2000 && given.mask == hup)
      // Restart and restorer as asked, siginfo for us, no reset by the host.
      #expect(given.flags == 0x1400_0004)
      #expect(try change(50, nil, old) == 0)
      let told = old.load(0, as: linux_sigaction.self)
      #expect(told.handler == 0x1000 && told.flags == 0x9400_0000 && told.restorer == 0x2000)
      #expect(told.mask == segv | hup)
      #expect(loose.block.pointer.pointee.in_kernel == 0)
    }

    @Test func defaultsAndIgnoredSignalsAreTheHosts() throws {
      let old = stored(linux_sigaction())
      _ = try change(51, linux_sigaction(handler: 0x1000, flags: 0, restorer: 0, mask: 0), nil)
      for handler: UInt in [0, 1] {
        _ = try change(51, linux_sigaction(handler: handler, flags: 0x8000_0000, restorer: 3, mask: hup), old)
        #expect(try inHost(51).handler == handler && inHost(51).flags == 0x8000_0000)
        #expect(apus_action_of(51).handler <= 1)
      }
      #expect(old.load(0, as: linux_sigaction.self).handler == 0)
    }

    @Test func aFaultIsTheKernelsWhateverTheProgramDoes() throws {
      let old = stored(linux_sigaction())
      for handler: UInt in [0, 1, 0x1000] {
        _ = try change(11, linux_sigaction(handler: handler, flags: 0x400_0000, restorer: 0x2000, mask: bus), old)
        let given = try inHost(11)
        #expect(given.handler == entry && given.mask == 0)
        #expect(given.flags & 0x4400_0004 == 0x4400_0004)
        #expect(given.restorer == (handler > 1 ? 0x2000 : apus_restorer_address()))
        #expect(try change(11, nil, old) == 0)
        let told = old.load(0, as: linux_sigaction.self)
        #expect(told.handler == handler && told.flags == 0x400_0000 && told.mask == bus)
      }
      _ = try change(11, linux_sigaction(), nil)
    }

    /// The host knows what is wrong, and nothing is kept.
    @Test(arguments: [Int32(0), 65, 9, 19, -1]) func signalsWithoutAnActionArePassed(signal: Int32) throws {
      host.on(Number.rt_sigaction) { _ throws(Errno) in throw .invalidArgument }
      let new = linux_sigaction(handler: 0x1000, flags: 0, restorer: 0, mask: 0)
      #expect(throws: Errno.invalidArgument) { try change(signal, new, nil) }
      #expect(host.count(Number.rt_sigaction) == 1)
    }

    @Test func aRefusingHostLeavesTheTable() throws {
      _ = try change(52, linux_sigaction(handler: 0x1000, flags: 0, restorer: 0, mask: 0), nil)
      host.on(Number.rt_sigaction) { _ throws(Errno) in throw .notPermitted }
      let new = linux_sigaction(handler: 0x3000, flags: 0, restorer: 0, mask: 0)
      #expect(throws: Errno.notPermitted) { try change(52, new, nil) }
      #expect(apus_action_of(52).handler == 0x1000)
      #expect(loose.block.pointer.pointee.in_kernel == 0)
    }

    @Test func execToldTheTruthAndUndone() throws {
      loose.block.maskedFaults = 0
      _ = try change(11, linux_sigaction(handler: 1, flags: 0, restorer: 0, mask: 0), nil)
      // Without a block of its own the thread has nothing to tell.
      host.clear()
      #expect(try owningFaults { try signals.aroundExec { 3 } } == 3)
      #expect(host.calls.isEmpty)
      #expect(throws: Errno.notPermitted) {
        try owningFaults {
          try signals.aroundExec(loose.block) { () throws(Errno) in
            #expect((try? self.inHost(11).handler) == 1)
            throw .notPermitted
          }
        }
      }
      #expect(try inHost(11).handler == entry)
      _ = try change(11, linux_sigaction(), nil)
    }

    @Test func faultsAreOwnedOnce() throws {
      let other = LooseBlock()
      host.on(Number.rt_sigprocmask) { call in
        #expect(word(call.arguments[1]) == segv | bus && call.arguments[0] == 1)
        UnsafeMutablePointer<UInt>(bitPattern: call.arguments[2])!.pointee = bus | hup
        return 0
      }
      defer { apus_set_owns_faults(0) }
      #expect(signals.ownFaults(nil) == false)
      other.block.sharesMemory = true
      #expect(signals.ownFaults(other.block) == false && apus_owns_faults() == 0)
      #expect(signals.ownFaults(loose.block) && apus_owns_faults() != 0)
      #expect(loose.block.maskedFaults == bus)
      #expect(try inHost(11).handler == entry)
      host.clear()
      #expect(signals.ownFaults(loose.block) && host.calls.isEmpty)
    }

    @Test func aSandboxKeepsItsFaults() {
      let memory = UserMemory(host: host)
      memory.trustEverything()
      #expect(!SignalActions(host: host, userMemory: memory).ownFaults(loose.block))
      #expect(host.calls.isEmpty && apus_owns_faults() == 0)
    }
  }
}
