import CLinux
import Synchronization

/// What uname(2) answers, kept from the host for at most one of its clock ticks.
///
/// Every call of this process that changes the name makes it unknown. A process
/// that has children shares its name with programs that it can talk to, so it
/// asks each time. Deviation: a program started by exec sees a
/// change by another process up to a tick (1 to 10 ms) later.
public final class SystemName {
  private let host: Host
  private let clocks: Clocks
  private let userMemory: UserMemory
  private let isShared = Atomic<Bool>(false)
  /// Odd while the name is being replaced; 0 if it is not known.
  private let version = Atomic<UInt64>(0)
  private let changes = Atomic<UInt64>(0)
  private let expiry = Atomic<UInt64>(0)
  // Safety: read by several threads; a copy made while `version` changed is thrown away.
  private let name: UnsafeMutablePointer<linux_utsname>

  public init(host: Host, clocks: Clocks, userMemory: UserMemory) {
    self.host = host
    self.clocks = clocks
    self.userMemory = userMemory
    name = .allocate(capacity: 1)
    name.initialize(to: linux_utsname())
  }

  deinit { name.deallocate() }

  func read(into user: UserPointer<linux_utsname>) throws(Errno) -> Int {
    guard !isShared.load(ordering: .relaxed), let now = clocks.coarse else {
      return try host.call(Number.uname, user.argument)
    }
    let before = version.load(ordering: .acquiring)
    if before & 1 == 0 && now == expiry.load(ordering: .relaxed) {
      let target = try userMemory.writable(user)
      target.update(from: name, count: 1)
      atomicMemoryFence(ordering: .acquiring)
      if version.load(ordering: .relaxed) == before { return 0 }
    }
    return try refresh(into: user, at: now)
  }

  private func refresh(into user: UserPointer<linux_utsname>, at now: UInt64) throws(Errno) -> Int {
    let change = changes.load(ordering: .acquiring)
    let before = version.load(ordering: .acquiring)
    let target = try userMemory.writable(user)
    let result = try host.call(Number.uname, user.argument)
    guard before & 1 == 0,
      version.compareExchange(expected: before, desired: before | 1, ordering: .acquiringAndReleasing).exchanged
    else { return result }
    name.update(from: target, count: 1)
    expiry.store(now, ordering: .relaxed)
    version.store(before &+ 2, ordering: .releasing)
    if changes.load(ordering: .sequentiallyConsistent) != change { expiry.store(0, ordering: .relaxed) }
    return result
  }

  /// This process has changed the name, or what of it can be seen.
  func forget() {
    changes.wrappingAdd(1, ordering: .sequentiallyConsistent)
    expiry.store(0, ordering: .relaxed)
  }

  /// There is another process that may change the name and tell us.
  func becomeShared() {
    // A store would cost the parent a copy of the page after each fork.
    if !isShared.load(ordering: .relaxed) { isShared.store(true, ordering: .relaxed) }
  }
}
