import CLinux
import Synchronization

/// The program break, brk(2), in an arena of our own: anonymous memory far from
/// the host's heap, grown and shrunk to the page as the host would.
///
/// RLIMIT_DATA bounds the break and the program's data together, as on the host;
/// the memory itself counts against RLIMIT_DATA and RLIMIT_AS there. Deviation:
/// `/proc/self/maps` does not call it `[heap]`.
public final class ProgramBreak {
  private static let page: UInt = 4096
  /// Where nothing of Linux's layout is: above the 4 GiB of fixed programs, far below the mapping area.
  private static let lowest: UInt = 0x10_0000_0000

  private let host: Host
  private let userMemory: UserMemory
  private let lock: Lock
  private let seed: UInt
  private let isRandom: Bool
  private let dataSize: UInt
  /// 0 until the first call.
  private let start = Atomic<UInt>(0)
  private var length: UInt = 0

  /// - Parameters:
  ///   - seed: random bits; the start is random as the host's is.
  ///   - isRandom: false in a program that the host gave fixed addresses.
  ///   - dataSize: the bytes of the program's initialised data.
  public init(host: Host, userMemory: UserMemory, seed: UInt, isRandom: Bool = true, dataSize: UInt) {
    self.host = host
    self.userMemory = userMemory
    self.seed = seed
    self.isRandom = isRandom
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

  /// The start, chosen at the first call: random, unless the program runs with
  /// addresses that are not.
  private func place() -> UInt {
    let known = start.load(ordering: .relaxed)
    if known != 0 { return known }
    let random = isRandom ? (seed & 0xfff_ffff) * Self.page : 0
    let choice = start.compareExchange(expected: 0, desired: Self.lowest + random, ordering: .relaxed)
    return choice.exchanged ? Self.lowest + random : choice.original
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
