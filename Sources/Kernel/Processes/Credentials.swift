import Synchronization

/// User and group ids. Linux keeps them for each thread, and so do the thread
/// blocks; a thread that changes its own asks the host again afterwards.
public final class Credentials {
  /// What the host shows of an id that a user namespace does not map (yet):
  /// it can turn into another number by an act of another process.
  private static let unmapped: UInt32 = 65534

  private let host: Host
  private let userMemory: UserMemory
  private let isFluid = Atomic<Bool>(false)

  public init(host: Host, userMemory: UserMemory) {
    self.host = host
    self.userMemory = userMemory
  }

  /// Asks the host for one id of the calling thread, and learns all of them on the way.
  @inline(never)
  func ask(_ number: Int) throws(Errno) -> Int {
    if let thread = ThreadBlock.current { _ = learn(thread) }
    return try host.call(number)
  }

  /// The calling thread's ids, from memory, or nil where they must be asked for each time.
  private var current: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)? {
    guard let thread = ThreadBlock.current else { return nil }
    return thread.identity ?? learn(thread)
  }

  /// Whether the real and effective ids differ, or may: the host then starts programs with AT_SECURE.
  var areMixed: Bool {
    guard let users = host.threeIDs(Number.getresuid), let groups = host.threeIDs(Number.getresgid) else { return true }
    return users.0 != users.1 || groups.0 != groups.1
  }

  private func learn(_ thread: ThreadBlock) -> (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)? {
    guard !isFluid.load(ordering: .relaxed), !userMemory.isTrustingEverything,
      let users = host.threeIDs(Number.getresuid), let groups = host.threeIDs(Number.getresgid)
    else { return nil }
    let ids = (users.0, users.1, users.2, groups.0, groups.1, groups.2)
    let all: InlineArray<6, UInt32> = [ids.0, ids.1, ids.2, ids.3, ids.4, ids.5]
    for i in all.indices where all[i] == Self.unmapped { return nil }
    thread.identity = ids
    return ids
  }

  func getresuid(
    _ real: UserPointer<UInt32>, _ effective: UserPointer<UInt32>, _ saved: UserPointer<UInt32>
  ) throws(Errno) -> Int {
    guard let ids = current else {
      return try host.call(Number.getresuid, real.argument, effective.argument, saved.argument)
    }
    try userMemory.write(ids.0, to: real)
    try userMemory.write(ids.1, to: effective)
    try userMemory.write(ids.2, to: saved)
    return 0
  }

  func getresgid(
    _ real: UserPointer<UInt32>, _ effective: UserPointer<UInt32>, _ saved: UserPointer<UInt32>
  ) throws(Errno) -> Int {
    guard let ids = current else {
      return try host.call(Number.getresgid, real.argument, effective.argument, saved.argument)
    }
    try userMemory.write(ids.3, to: real)
    try userMemory.write(ids.4, to: effective)
    try userMemory.write(ids.5, to: saved)
    return 0
  }

  /// Passes a call that may change the calling thread's ids.
  func change(_ number: Int, _ a: Int, _ b: Int = 0, _ c: Int = 0) throws(Errno) -> Int {
    defer { ThreadBlock.current?.identity = nil }
    return try host.call(number, a, b, c)
  }

  /// The process is in, or enters, a user namespace whose maps others write.
  func becomeFluid() {
    isFluid.store(true, ordering: .relaxed)
    ThreadBlock.current?.identity = nil
  }
}
