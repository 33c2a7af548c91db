import CApus
import CLinux
import Glibc
import Testing

@testable import Kernel

/// A thread's block that GS does not lead to, for calls that are given their thread.
/// Like all blocks it is never freed.
func newBlock() -> ThreadBlock {
  // The locks are taken only where there may be many threads.
  ThreadBlock.noteMany()
  let pointer = UnsafeMutablePointer<apus_thread>.allocate(capacity: 1)
  pointer.initialize(to: apus_thread())
  let block = ThreadBlock(pointer: pointer)
  block.reset()
  return block
}

extension ThreadBlock {
  var isAsleep: Bool { apus_park(pointer) == UInt32(APUS_ASLEEP.rawValue) }
  var isAwake: Bool { apus_park(pointer) == UInt32(APUS_AWAKE.rawValue) }

  /// What the edge does when the locks are free.
  func rouseOthers() { apus_rouse(pointer) }

  /// Runs a piece of a handler as the edge does, without what comes after signals.
  func inKernel<R>(_ body: () throws(Errno) -> R) throws(Errno) -> R {
    enterKernel(isCancellable: false)
    defer {
      leaveKernel()
      rouseOthers()
    }
    return try body()
  }
}

/// A thread of the host with a block, in a call that may block.
final class Caller<Value> {
  let block = newBlock()
  private let lock = RecursiveLock()
  private var outcome: Result<Value, Errno>?
  private var thread: TestThread?

  init(_ body: @escaping (ThreadBlock) throws(Errno) -> Value) {
    thread = TestThread { [self] in
      let result: Result<Value, Errno>
      do throws(Errno) {
        result = .success(try block.inKernel { () throws(Errno) in try body(block) })
      } catch { result = .failure(error) }
      lock.acquire()
      outcome = result
      lock.release()
    }
  }

  var isDone: Bool {
    lock.acquire()
    defer { lock.release() }
    return outcome != nil
  }

  /// Waits until the thread sleeps in the host.
  func untilAsleep(_ location: SourceLocation = #_sourceLocation) -> Self {
    if !eventually({ block.isAsleep || isDone }) || isDone {
      Issue.record("it does not sleep", sourceLocation: location)
    }
    return self
  }

  /// The end of the call, nil if it does not come.
  func result(_ location: SourceLocation = #_sourceLocation) -> Result<Value, Errno>? {
    if !eventually({ isDone }) {
      Issue.record("it does not end", sourceLocation: location)
      return nil
    }
    thread?.join()
    thread = nil
    return outcome
  }

  /// What the call returns, nil if it throws.
  func value(_ location: SourceLocation = #_sourceLocation) -> Value? { try? result(location)?.get() }

  /// What the call throws, or nil.
  func error(_ location: SourceLocation = #_sourceLocation) -> Errno? {
    if case .failure(let error) = result(location) { return error }
    return nil
  }
}

/// Waits for a condition, seconds at most.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<10_000 {
    if condition() { return true }
    usleep(500)
  }
  return condition()
}

/// Time for a thread to do what it should not.
func pauseForOthers() { usleep(20_000) }

/// What a host that hands out descriptors knows of them; there is nothing behind them.
final class Numbers {
  struct Write: Equatable {
    let descriptor: Int
    let bytes: [UInt8]
    let isPacket: Bool
  }

  /// The number that is given away next, and one that is asked for in the hidden range.
  var next: Int32 = 10
  private var nextHidden = Int32(DescriptorTable.firstHidden)
  /// What F_GETFL says of a descriptor.
  private(set) var status: [Int: Int] = [:]
  private(set) var writes: [Write] = []
  /// The bytes that were read off again.
  private(set) var skipped = 0
  /// What F_GETPIPE_SZ says of both ends of a pipe, where F_SETPIPE_SZ has changed it.
  private var pipeSizes: [Int: Int] = [:]
  private var readEnds: [Int: Int] = [:]

  init(for host: RecordingHost) {
    host.on(Number.pipe2) { call in self.makePipe(call) }
    host.on(Number.write) { call in self.write(call) }
    host.on(Number.read) { call in
      self.skipped += call.arguments[2]
      return call.arguments[2]
    }
    host.on(Number.open) { _ in Int(self.take()) }
    host.on(Number.dup) { call in self.duplicate(call.arguments[0], to: self.take()) }
    host.on(Number.dup2) { call in self.duplicate(call.arguments[0], to: Int32(call.arguments[1])) }
    host.on(Number.dup3) { call in self.duplicate(call.arguments[0], to: Int32(call.arguments[1])) }
    host.on(Number.fcntl) { call in self.control(call) }
  }

  private func makePipe(_ call: HostCall) -> Int {
    let pair = UnsafeMutablePointer<Int32>(bitPattern: call.arguments[0])!
    (pair[0], pair[1]) = (take(), take())
    for end in [pair[0], pair[1]] { readEnds[Int(end)] = Int(pair[0]) }
    status[Int(pair[0])] = call.arguments[1] & LINUX_O_NONBLOCK
    status[Int(pair[1])] = 1 | call.arguments[1] & (LINUX_O_NONBLOCK | LINUX_O_DIRECT)
    return 0
  }

  private func write(_ call: HostCall) -> Int {
    let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: call.arguments[1]), count: call.arguments[2])
    let isPacket = status[call.arguments[0], default: 1] & LINUX_O_DIRECT != 0
    writes.append(Write(descriptor: call.arguments[0], bytes: Array(bytes), isPacket: isPacket))
    return bytes.count
  }

  private func control(_ call: HostCall) -> Int {
    switch call.arguments[1] {
    case LINUX_F_GETFL: return status[call.arguments[0], default: 1]
    case LINUX_F_SETFL: status[call.arguments[0]] = call.arguments[2]
    case LINUX_F_GETPIPE_SZ: return pipeSizes[readEnds[call.arguments[0], default: -1]] ?? 65536
    case LINUX_F_SETPIPE_SZ:
      let size = max(4096, call.arguments[2])
      pipeSizes[readEnds[call.arguments[0], default: -1]] = size
      return size
    case LINUX_F_DUPFD, LINUX_F_DUPFD_CLOEXEC:
      if call.arguments[2] < DescriptorTable.firstHidden { return duplicate(call.arguments[0], to: take()) }
      nextHidden += 1
      return Int(nextHidden - 1)
    default: break
    }
    return 0
  }

  private func take() -> Int32 {
    next += 1
    return next - 1
  }

  private func duplicate(_ descriptor: Int, to number: Int32) -> Int {
    status[Int(number)] = status[descriptor]
    readEnds[Int(number)] = readEnds[descriptor]
    return Int(number)
  }
}

/// A descriptor table of its own, over a host that hands out numbers.
final class Files {
  let host = RecordingHost()
  let numbers: Numbers
  let descriptors: DescriptorTable
  let thread = newBlock()

  init(_ options: Options = Options(), vdso: VDSO = .none) {
    numbers = Numbers(for: host)
    let clocks = Clocks(host: host, vdso: vdso, userMemory: UserMemory(host: host))
    descriptors = DescriptorTable(host: host, options: options, clocks: clocks)
  }

  /// The slots are the process's.
  deinit { descriptors.promoteAll() }

  /// What was written to the host's objects.
  var writes: [Numbers.Write] { numbers.writes }

  // MARK: Calls

  func pipe(_ flags: Int = 0) throws(Errno) -> (read: Int32, write: Int32) {
    let pair = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
    defer { pair.deallocate() }
    pair.initialize(repeating: -1, count: 2)
    _ = try descriptors.makePipe(Int32(flags), into: UserPointer(pair))
    return (pair[0], pair[1])
  }

  func write(_ descriptor: Int32, _ bytes: [UInt8], _ thread: ThreadBlock? = nil) throws(Errno) -> Int {
    let thread = thread ?? self.thread
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
    defer { memory.deallocate() }
    for (i, byte) in bytes.enumerated() { (memory + i).initialize(to: byte) }
    var buffers = UserBuffers(UserPointer(memory), UInt(bytes.count))!
    return try thread.inKernel { () throws(Errno) in try descriptors.write(descriptor, &buffers, thread) }
  }

  func read(_ descriptor: Int32, _ count: Int, _ thread: ThreadBlock? = nil) throws(Errno) -> [UInt8] {
    let thread = thread ?? self.thread
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 1)
    defer { memory.deallocate() }
    memory.initialize(repeating: 0xee, count: count + 1)
    var buffers = UserBuffers(UserPointer(memory), UInt(count))!
    let result = try thread.inKernel { () throws(Errno) in try descriptors.read(descriptor, &buffers, thread) }
    return Array(UnsafeBufferPointer(start: memory, count: result))
  }

  /// A thread that reads, or writes.
  func reader(_ descriptor: Int32, _ count: Int) -> Caller<[UInt8]> {
    Caller { (thread) throws(Errno) in try self.read(descriptor, count, thread) }
  }

  func writer(_ descriptor: Int32, _ bytes: [UInt8]) -> Caller<Int> {
    Caller { (thread) throws(Errno) in try self.write(descriptor, bytes, thread) }
  }

  func close(_ descriptor: Int32) throws(Errno) { _ = try descriptors.close(descriptor) }

  func dup(_ descriptor: Int32) throws(Errno) -> Int32 {
    Int32(
      try descriptors.duplicate(descriptor, onto: nil) { () throws(Errno) in
        try host.call(Number.dup, Int(descriptor))
      })
  }

  func dup2(_ descriptor: Int32, _ target: Int32) throws(Errno) -> Int32 {
    Int32(
      try descriptors.duplicate(descriptor, onto: target) { () throws(Errno) in
        try host.call(Number.dup2, Int(descriptor), Int(target))
      })
  }

  func control(_ descriptor: Int32, _ command: Int, _ argument: Int = 0) throws(Errno) -> Int {
    try descriptors.control(descriptor, Int32(command), UInt(bitPattern: argument))
  }

  // MARK: Looking inside

  func isOurs(_ descriptor: Int32) -> Bool { FileReference.of(descriptor) != nil }

  /// Looks at the file of a descriptor of the kernel's.
  func look<R>(_ descriptor: Int32, _ body: (File) -> R) -> R? {
    FileReference.of(descriptor).map { reference in reference.use(body) }
  }

  func contents(_ descriptor: Int32) -> Pipe? {
    look(descriptor) { file in (file as? PipeReadEnd)?.pipe ?? (file as? PipeWriteEnd)?.pipe } ?? nil
  }
}

/// Bytes of which none is where another could be.
func pattern(_ count: Int, from start: Int = 0) -> [UInt8] {
  (start..<start + count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
}

/// A watcher that writes down what it is told.
final class Spy: Watcher {
  private let hasWoken: Bool
  private let log: Log
  private let name: String
  private(set) var promotions = 0

  /// What several spies are told, in its order.
  final class Log { var entries: [String] = [] }

  init(_ name: String = "", _ log: Log = Log(), hasWoken: Bool = false) {
    (self.name, self.log, self.hasWoken) = (name, log, hasWoken)
  }

  var count: Int { log.entries.count }

  override func fileChanged(_ readiness: Readiness, _ thread: ThreadBlock) -> Bool {
    log.entries.append(name)
    return hasWoken
  }

  override func fileIsPromoted(_ file: File) { promotions += 1 }
}

/// A place in a queue.
final class Place {
  let entry: UnsafeMutablePointer<Waiter>

  init(_ waiter: Waiter) {
    entry = .allocate(capacity: 1)
    entry.initialize(to: waiter)
  }

  deinit { entry.deallocate() }
}
