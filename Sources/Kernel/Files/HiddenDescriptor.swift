import CLinux

/// An eventfd of the kernel's own, which ends a thread's wait in the host: under a
/// number that the program does not get to see.
final class HiddenFile: File {
  /// The epoll set in whose host part it is registered.
  var watchingSet: FileReference? = nil

  init() { super.init(.hidden, lock: LockWord()) }

  override var isReadable: Bool { false }
  override var isWritable: Bool { false }
  override var readiness: Readiness { .invalid }
}

extension FileReference {
  @inline(always)
  var kind: FileKind { use { file in file.kind } }

  var isHidden: Bool { kind == .hidden }
}

extension DescriptorTable {
  /// Where hidden descriptors begin, if the limit is not below.
  static var firstHidden: Int { 1000 }

  /// An eventfd that nobody uses. It may have something to read.
  /// - Returns: nil if the host gives none.
  func takeHidden() -> FileReference? {
    lock.acquire()
    defer { lock.release() }
    return takeHiddenLocked()
  }

  func takeHiddenLocked() -> FileReference? {
    if let reference = reuse(.hidden) { return reference }
    guard let descriptor = makeHidden() else { return nil }
    let reference = FileReference(immortal: HiddenFile())
    install(reference, descriptor, isNonblocking: true)
    return reference
  }

  func giveBack(hidden reference: FileReference) {
    reference.of(HiddenFile.self).use { file in file.watchingSet = nil }
    keepForReuse(reference)
  }

  private func makeHidden() -> Int32? {
    let flags = LINUX_EFD_CLOEXEC | LINUX_EFD_NONBLOCK
    guard let low = try? host.call(Number.eventfd2, 0, Int(flags)) else { return nil }
    defer { _ = try? host.call(Number.close, low) }
    return hide(Int32(truncatingIfNeeded: low))
  }

  /// A second descriptor of the same file, out of the way.
  private func hide(_ descriptor: Int32) -> Int32? {
    var limits = host.descriptorLimits
    let soft = limits.soft
    if soft <= UInt(Self.firstHidden) && limits.hard >= soft + 256 {
      limits.soft = soft + 256
      host.descriptorLimits = limits
      defer {
        limits.soft = soft
        host.descriptorLimits = limits
      }
      return duplicate(descriptor, from: Int(soft))
    }
    return duplicateHigh(descriptor)
  }

  /// A second descriptor of the same file, as far out of the way as the limit allows; nil if there is none left.
  func duplicateHigh(_ descriptor: Int32) -> Int32? {
    var number = Int(min(UInt(Self.firstHidden), host.descriptorLimits.soft &- 1))
    while number > 2 {
      if let result = duplicate(descriptor, from: number) { return result }
      number -= 1
    }
    return nil
  }

  private func duplicate(_ descriptor: Int32, from first: Int) -> Int32? {
    guard let result = try? host.call(Number.fcntl, Int(descriptor), LINUX_F_DUPFD_CLOEXEC, first) else { return nil }
    let number = Int32(truncatingIfNeeded: result)
    if FileReference.canHold(number) { return number }
    _ = try? host.call(Number.close, result)
    return nil
  }

  /// The program is about to open something else under its number. With the table's lock.
  func moveAway(_ reference: FileReference) {
    if let set = reference.of(HiddenFile.self).use({ file in file.watchingSet }) { promoteLocked(set) }
    reference.use { file in
      let old = file.descriptor
      FileReference.set(old, to: nil)
      guard let new = hide(old) else { return }
      file.descriptor = new
      FileReference.set(new, to: reference)
    }
  }

  /// In the child of a fork, which shares them with its parent.
  func closeHidden() {
    var number: Int32 = 0
    while number < FileReference.end {
      if let reference = FileReference.of(number), reference.isHidden {
        FileReference.set(number, to: nil)
        _ = try? host.call(Number.close, Int(number))
      }
      number += 1
    }
  }
}
