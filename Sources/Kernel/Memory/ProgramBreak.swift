import CLinux
import Synchronization

/// The program break, brk(2), of anonymous memory of our own at the place of the
/// host's, which stays empty: grown and shrunk to the page as the host would.
///
/// RLIMIT_DATA bounds the break and the program's data together, as on the host;
/// the memory itself counts against RLIMIT_DATA and RLIMIT_AS there. Deviations:
/// `/proc/self/maps` does not call it `[heap]`; a program that calls brk(2) by an
/// instruction of its own gets no memory from it once this one has some.
public final class ProgramBreak {
  private static let page: UInt = 4096
  /// For a host that does not say: above the 4 GiB of fixed programs, far below the mapping area.
  private static let usual: UInt = 0x10_0000_0000

  private let host: Host
  private let userMemory: UserMemory
  private let lock: Lock
  private let dataSize: UInt
  /// 0 until the first call.
  private let start = Atomic<UInt>(0)
  private var length: UInt = 0

  /// - Parameter dataSize: the bytes of the program's initialised data.
  public init(host: Host, userMemory: UserMemory, dataSize: UInt) {
    self.host = host
    self.userMemory = userMemory
    self.dataSize = dataSize
    lock = Lock()
  }

  /// Moves the break.
  /// - Returns: the break after the call: `wanted`, or the old one if it is
  ///   below the start or there is no memory for it.
  public func move(to wanted: UInt) -> UInt {
    let start = place()
    // Unlocked: a break that another thread moves meanwhile is as good as before or after.
    if wanted < start { return start + length }
    // A sandbox that lets the program move its break may kill for anything else.
    let isSandboxed = userMemory.isTrustingEverything
    let mask = isSandboxed ? 0 : host.blockSignals()
    if isSandboxed {
      if !lock.acquireSoon() { return start + length }
    } else {
      lock.acquire()
    }
    defer {
      lock.release()
      if !isSandboxed { host.setSignalMask(mask) }
    }
    let limit = isSandboxed ? .max : host.dataLimit
    let end = start + length
    guard wanted <= UInt(Int.max) - Self.page, wanted - start + dataSize <= limit else {
      return end
    }
    let old = roundUp(end)
    let new = roundUp(wanted)
    if new > old {
      guard map(old, new - old) else { return end }
    } else if new < old {
      guard (try? host.call(Number.munmap, Int(new), Int(old - new))) != nil else { return end }
      userMemory.forget(new, old - new)
    }
    length = wanted - start
    return wanted
  }

  /// The start, asked of the host at the first call.
  private func place() -> UInt {
    let known = start.load(ordering: .relaxed)
    if known != 0 { return known }
    let place = (try? host.call(Number.brk, 0)).map { roundUp(UInt(bitPattern: $0)) } ?? Self.usual
    let choice = start.compareExchange(expected: 0, desired: place, ordering: .relaxed)
    return choice.exchanged ? place : choice.original
  }

  /// Keeps the break where it is during a fork, so that the child does not find
  /// it half moved. A process with one thread takes no lock: the child would pay
  /// for the page.
  func holdForFork() {
    guard ThreadBlock.mayBeMany else { return }
    if userMemory.isTrustingEverything { _ = lock.acquireSoon() } else { lock.acquire() }
  }

  /// In the parent and in the child.
  func releaseAfterFork() { lock.releaseIfHeld() }

  private func map(_ address: UInt, _ length: UInt) -> Bool {
    let flags = LINUX_MAP_PRIVATE | LINUX_MAP_ANONYMOUS | LINUX_MAP_FIXED_NOREPLACE
    let protection = LINUX_PROT_READ | LINUX_PROT_WRITE
    guard
      let got = try? host.call(
        Number.mmap, Int(address), Int(length), Int(protection), Int(flags), -1, 0)
    else { return false }
    if UInt(bitPattern: got) == address { return true }
    // A host before Linux 4.17 takes the address for a hint.
    _ = try? host.call(Number.munmap, got, Int(length))
    return false
  }

  private func roundUp(_ address: UInt) -> UInt { (address + Self.page - 1) & ~(Self.page - 1) }
}
