import CApus
import Synchronization

/// Knows pages of the program that can be written, so that an answer from
/// memory to a bad pointer is `EFAULT` and not a crash.
///
/// A page not yet known is tried by a host call that writes four bytes to it.
/// Every call that takes mappings away or changes their protection passes
/// through here and makes its pages unknown again.
///
/// A program that puts itself into a seccomp sandbox is not asked any more, since
/// the call may be one that the sandbox kills for: `trustEverything()`.
///
/// Deviation: a page that turns bad otherwise (a mapped file cut short by another
/// process or by O_TRUNC, protection keys) is noticed only as the fault itself.
public final class UserMemory {
  static let slots = 64
  private static let epochBits: UInt64 = 28

  private let host: Host
  /// One page number above `epochBits` of the epoch in which it was tried.
  private let known: UnsafeMutablePointer<Atomic<UInt64>>
  private let epoch = Atomic<UInt64>(1)
  private let isTrusting = Atomic<Bool>(false)
  private let isIncomplete = Atomic<Bool>(false)

  public init(host: Host) {
    self.host = host
    known = .allocate(capacity: Self.slots)
    for i in 0..<Self.slots { (known + i).initialize(to: Atomic(0)) }
  }

  deinit { known.deallocate() }

  /// Makes sure that the whole pointee can be written.
  /// - Throws: `EFAULT` if it cannot.
  @inline(always)
  func writable<T>(_ user: UserPointer<T>) throws(Errno) -> UnsafeMutablePointer<T> {
    let first = user.address >> 12
    let (end, overflow) = user.address.addingReportingOverflow(UInt(MemoryLayout<T>.size - 1))
    if overflow { throw .badAddress }
    let last = end >> 12
    if !isKnown(first) { try learn(first, at: user.address) }
    if last != first && !isKnown(last) { try learn(last, at: end &- 3) }
    // Safety: both pages could be written since they were last mapped, and a
    // pointee is smaller than a page. A null pointer was refused by the host.
    return UnsafeMutablePointer(bitPattern: user.address).unsafelyUnwrapped
  }

  /// Stores a value at the program's address.
  /// - Throws: `EFAULT` if it cannot be written there; nothing is stored then.
  @inline(always)
  func write<T>(_ value: T, to user: UserPointer<T>) throws(Errno) {
    let pointer = UnsafeMutableRawPointer(try writable(user))
    pointer.storeBytes(of: value, as: T.self)
  }

  /// Makes unknown the pages of a range that was unmapped, remapped or protected.
  public func forget(_ address: UInt, _ length: UInt) {
    epoch.wrappingAdd(1, ordering: .sequentiallyConsistent)
    let first = address >> 12
    let (last, overflow) = address.addingReportingOverflow(length)
    let end = overflow || last > .max - 4095 ? UInt.max >> 12 : (last + 4095) >> 12
    if end &- first < UInt(Self.slots) {
      for page in first..<max(first, end) where isKnown(page) { known[Self.slot(page)].store(0, ordering: .relaxed) }
      return
    }
    for slot in 0..<Self.slots {
      let page = UInt(known[slot].load(ordering: .relaxed) >> Self.epochBits)
      if page >= first && page < end { known[slot].store(0, ordering: .relaxed) }
    }
  }

  /// MADV_DONTFORK was given for some pages, which no child has.
  func leaveOutOfForks() { isIncomplete.store(true, ordering: .relaxed) }

  func childOfForkStarts() {
    if isIncomplete.load(ordering: .relaxed) { forgetAll() }
  }

  /// Whether the program is in a sandbox that may kill for a call it did not make itself.
  var isTrustingEverything: Bool { isTrusting.load(ordering: .relaxed) }

  /// Stops trying pages: every pointer is taken to be good from now on.
  public func trustEverything() { isTrusting.store(true, ordering: .relaxed) }

  public func forgetAll() { forget(0, UInt.max) }

  @inline(always)
  private func isKnown(_ page: UInt) -> Bool {
    let entry = known[Self.slot(page)].load(ordering: .acquiring)
    return entry >> Self.epochBits == UInt64(page) && page != 0
  }

  @inline(always)
  private static func slot(_ page: UInt) -> Int {
    Int(truncatingIfNeeded: (page ^ (page >> 6)) & UInt(slots - 1))
  }

  /// Makes a page known by trying four bytes of the pointee that reach into it.
  @inline(never)
  private func learn(_ page: UInt, at address: UInt) throws(Errno) {
    // The probe takes a null pointer for one that is not wanted.
    if address == 0 { throw .badAddress }
    let before = epoch.load(ordering: .acquiring)
    if page != apus_stack_pointer() >> 12 && !isTrusting.load(ordering: .relaxed) {
      do throws(Errno) {
        _ = try host.call(Number.getcpu, Int(bitPattern: address))
      } catch .badAddress {
        throw .badAddress
      } catch {
        // A sandbox keeps us from asking; the program's pointers are then trusted, as a vDSO trusts them.
        isTrusting.store(true, ordering: .relaxed)
      }
    }
    if page == 0 { return }
    let entry = UInt64(page) << Self.epochBits | 1
    known[Self.slot(page)].store(entry, ordering: .sequentiallyConsistent)
    // A range was forgotten meanwhile, perhaps this one.
    if epoch.load(ordering: .sequentiallyConsistent) != before {
      known[Self.slot(page)].store(0, ordering: .relaxed)
    }
  }
}
