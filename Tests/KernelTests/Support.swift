import CApus
import CLinux
import Glibc
import Synchronization
import Testing

@testable import Kernel

/// A call as the host gets it.
struct HostCall: Equatable, CustomStringConvertible {
  let number: Int
  let arguments: [Int]

  /// The arguments left out are 0, as in `Host.call`.
  init(_ number: Int, _ arguments: Int...) {
    self.number = number
    self.arguments = arguments + Array(repeating: 0, count: 6 - arguments.count)
  }

  init(number: Int, arguments: [Int]) {
    self.number = number
    self.arguments = arguments
  }

  var name: String { Number.name(number).map { "\($0)" } ?? "\(number)" }
  var description: String { "\(name)(\(arguments.map { "0x" + String(UInt(bitPattern: $0), radix: 16) }))" }
}

/// A host that keeps a list of the calls it gets, and answers 0 or what a test says,
/// one call at a time.
final class RecordingHost: Host {
  typealias Answer = (HostCall) throws(Errno) -> Int

  private let lock = RecursiveLock()
  private(set) var calls: [HostCall] = []
  private var answers: [Int: Answer] = [:]

  func on(_ number: Int, _ answer: @escaping Answer) { answers[number] = answer }

  override func call(
    _ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
  ) throws(Errno) -> Int {
    let call = HostCall(number: number, arguments: [a, b, c, d, e, f])
    lock.acquire()
    defer { lock.release() }
    calls.append(call)
    return try answers[number]?(call) ?? 0
  }

  var names: [String] { calls.map(\.name) }

  /// The names of the calls that a piece of code makes.
  func names(of body: () throws -> Void) rethrows -> [String] {
    calls = []
    try body()
    return names
  }

  func count(_ number: Int) -> Int { calls.count { $0.number == number } }
  func clear() { calls = [] }
}

/// Pages of zeros from the real host, unmapped at the end.
final class Pages {
  static let size = 4096
  let base: UnsafeMutableRawPointer
  let count: Int

  init(_ count: Int) {
    self.count = count
    base = mmap(nil, count * Self.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    precondition(base != MAP_FAILED)
  }

  deinit { munmap(base, count * Self.size) }

  func address(_ page: Int, _ offset: Int = 0) -> UInt { UInt(bitPattern: base) + UInt(page * Self.size + offset) }

  func user<T: BitwiseCopyable>(_ page: Int, _ offset: Int = 0, as type: T.Type = T.self) -> UserPointer<T> {
    UserPointer(Int(bitPattern: address(page, offset)))
  }

  func load<T: BitwiseCopyable>(_ page: Int, _ offset: Int = 0, as type: T.Type) -> T {
    base.loadUnaligned(fromByteOffset: page * Self.size + offset, as: type)
  }

  func protect(_ page: Int, _ protection: Int32) {
    precondition(mprotect(base + page * Self.size, Self.size, protection) == 0)
  }
}

extension UserPointer {
  /// A pointer to a test's own memory.
  init(_ pointer: UnsafeMutablePointer<Pointee>) { self.init(Int(bitPattern: pointer)) }
}

/// What a handler throws, or nil.
func thrown<R>(_ body: () throws(Errno) -> R) -> Errno? {
  do throws(Errno) { _ = try body() } catch { return error }
  return nil
}

/// An entry of the auxiliary vector, 0 if it is not there.
func auxiliary(_ type: Int) -> UInt {
  guard let file = fopen("/proc/self/auxv", "r") else { return 0 }
  defer { fclose(file) }
  var entry = linux_auxv()
  while fread(&entry, MemoryLayout<linux_auxv>.size, 1, file) == 1 {
    if entry.type == UInt(type) { return entry.value }
  }
  return 0
}

let hasFSGSBASE = auxiliary(LINUX_AT_HWCAP2) & UInt(LINUX_HWCAP2_FSGSBASE) != 0

/// The ways to a thread block that this machine has. In a process of glibc GS is free.
var gsModes: [apus_gs] { hasFSGSBASE ? [APUS_GS_FSGSBASE, APUS_GS_PRCTL] : [APUS_GS_PRCTL] }

/// Runs a test in a thread that has a block, found by the given way.
func withThreadBlock<R>(_ mode: apus_gs = gsModes[0], _ body: (ThreadBlock) throws -> R) rethrows -> R {
  apus_set_gs_mode(mode)
  let block = ThreadBlock.take()!
  block.reset()
  precondition(block.install())
  defer {
    let last = ThreadBlock.current
    apus_set_gs_mode(mode)
    ThreadBlock.uninstall()
    apus_set_gs_mode(APUS_GS_OFF)
    (last ?? block).giveBack()
  }
  return try body(block)
}

/// Boots a kernel for the table's functions.
func withKernel<R>(_ host: Host, vdso: VDSO = .none, _ body: (Kernel) throws -> R) rethrows -> R {
  let kernel = Kernel(host: host, options: Options(), vdso: vdso)
  let unmanaged = Unmanaged.passRetained(kernel)
  bootedKernel = unmanaged
  defer {
    bootedKernel = nil
    unmanaged.release()
  }
  return try body(kernel)
}

/// A thread of the host. What it shares with others is the test's affair.
final class TestThread {
  private var thread = pthread_t()

  init(_ body: @escaping () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    let failed = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    precondition(failed == 0)
  }

  func join() { pthread_join(thread, nil) }

  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}

/// A lock that a thread may take more than once.
final class RecursiveLock {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() {
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &attributes)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func acquire() { pthread_mutex_lock(mutex) }
  func release() { pthread_mutex_unlock(mutex) }
}

/// A number that threads add to.
final class Counter {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add(_ number: Int = 1) { count.add(number, ordering: .relaxed) }
}
