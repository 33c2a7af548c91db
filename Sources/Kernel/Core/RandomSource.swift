import CApus
import CLinux
import Synchronization

/// Random bytes as getrandom(2) gives them, in small pieces from memory: ChaCha20
/// under a key from the host, which each run of it replaces, so that what was
/// handed out cannot be found again from what is kept.
///
/// All state is in a page that the host gives to the child of any fork as zeros,
/// whoever makes it and how, and zeros are a generator without a key and a free
/// lock. Nobody's bytes are another process's, and a fork costs nothing.
public final class RandomSource {
  /// More is the host's to give, who can be interrupted at it.
  static var most: Int { 4096 }
  /// GRND_NONBLOCK, to which there is nothing: the host is asked where it has no key yet.
  static var nonblocking: UInt32 { 1 }

  /// Calls that the host answers first, for as much time as it takes to start: few programs ask so often.
  static var trials: UInt32 { 64 }
  /// A key is for so many bytes and nanoseconds, as in Linux.
  private static let keyBytes = 1 << 16
  private static let keyTime: UInt64 = 60_000_000_000

  private let host: Host
  private let clocks: Clocks
  private let isOn: Atomic<Bool>
  /// The address of the page, 0 until it is mapped.
  private let page = Atomic<UInt>(0)
  private let calls = Atomic<UInt32>(0)

  public init(host: Host, options: Options, clocks: Clocks) {
    self.host = host
    self.clocks = clocks
    isOn = Atomic(options.inProcess.contains(.random))
  }

  private struct State {
    var lock: UInt32
    var hasKey: Bool
    var keyBytesLeft: Int
    var keyTime: UInt64
    /// Bytes at the end of the store that nobody has got.
    var left: Int
  }

  // Safety: the page is never unmapped, and all zeros are a state.
  private struct Store {
    let state: UnsafeMutablePointer<State>
    let key: UnsafeMutablePointer<UInt32>
    /// Zeros for ever: no two runs have the same key.
    let nonce: UnsafePointer<UInt32>
    let bytes: UnsafeMutableRawPointer
    static var size: Int { 1024 }
    static var keySize: Int { 32 }
    static var runSize: Int { 256 }
    var lock: LockWord { LockWord(UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)) }

    @inline(always)
    init?(_ page: UInt) {
      guard let start = UnsafeMutableRawPointer(bitPattern: page) else { return nil }
      state = start.assumingMemoryBound(to: State.self)
      key = (start + 64).assumingMemoryBound(to: UInt32.self)
      nonce = UnsafePointer((start + 96).assumingMemoryBound(to: UInt32.self))
      bytes = start + 128
    }
  }

  /// Fills the program's buffers.
  /// - Throws: `EFAULT`; `passToHost` for much, for the first few calls, and where the host has no key to give.
  @inline(always)
  func read(_ buffers: inout UserBuffers) throws(Errno) -> Int {
    guard buffers.remaining <= Self.most, let store = Store(page.load(ordering: .acquiring)) ?? map() else {
      throw .passToHost
    }
    store.lock.acquire()
    defer { store.lock.release() }
    while buffers.remaining > 0 {
      if store.state.pointee.left == 0 { try refill(store) }
      let wanted = min(buffers.remaining, store.state.pointee.left)
      let source = store.bytes + (Store.size - store.state.pointee.left)
      let count = buffers.put(source, wanted)
      source.initializeMemory(as: UInt8.self, repeating: 0, count: wanted)
      store.state.pointee.left -= wanted
      if count == wanted { continue }
      if buffers.transferred == 0 { throw .badAddress }
      break
    }
    return buffers.transferred
  }

  /// Makes the next bytes, the first of which are the next key.
  @inline(never)
  private func refill(_ store: Store) throws(Errno) {
    let now = clocks.coarse ?? 0
    let isOld = store.state.pointee.keyBytesLeft <= 0 || now &- store.state.pointee.keyTime > Self.keyTime
    if !store.state.pointee.hasKey || isOld {
      store.state.pointee.hasKey = false
      let count = try? host.call(Number.getrandom, Int(bitPattern: store.key), Store.keySize, Int(Self.nonblocking))
      if count != Store.keySize { throw .passToHost }
      store.state.pointee.hasKey = true
      store.state.pointee.keyBytesLeft = Self.keyBytes
      store.state.pointee.keyTime = now
    }
    for i in 0..<Store.size / Store.runSize {
      apus_chacha(store.key, UInt32(i * 4), store.nonce, store.bytes + i * Store.runSize)
    }
    UnsafeMutableRawPointer(store.key).copyMemory(from: store.bytes, byteCount: Store.keySize)
    store.bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Store.keySize)
    store.state.pointee.keyBytesLeft -= Store.size
    store.state.pointee.left = Store.size - Store.keySize
  }

  @inline(never)
  private func map() -> Store? {
    guard isOn.load(ordering: .relaxed), calls.wrappingAdd(1, ordering: .relaxed).newValue > Self.trials else {
      return nil
    }
    let protection = LINUX_PROT_READ | LINUX_PROT_WRITE
    let flags = LINUX_MAP_PRIVATE | LINUX_MAP_ANONYMOUS
    guard let address = try? host.call(Number.mmap, 0, 4096, Int(protection), Int(flags), -1, 0) else { return nil }
    guard (try? host.call(Number.madvise, address, 4096, Int(LINUX_MADV_WIPEONFORK))) != nil else {
      _ = try? host.call(Number.munmap, address, 4096)
      isOn.store(false, ordering: .relaxed)
      return nil
    }
    let new = UInt(bitPattern: address)
    let (isFirst, first) = page.compareExchange(expected: 0, desired: new, ordering: .acquiringAndReleasing)
    if !isFirst { _ = try? host.call(Number.munmap, address, 4096) }
    return Store(isFirst ? new : first)
  }
}
