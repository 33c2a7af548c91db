import CLinux

/// The counter of eventfd(2).
final class EventFile: File {
  private let host: Host
  // What Linux holds at most is a number less than the largest.
  private var count: UInt64 = 0
  private var isSemaphore = false

  init(host: Host) {
    self.host = host
    super.init(.event, lock: LockWord())
  }

  override func start(_ value: UInt, _ flags: Int32) {
    count = UInt64(value)
    isSemaphore = Int(flags) & LINUX_EFD_SEMAPHORE != 0
  }

  // Poll knows an eventfd by these alone, not by POLLRDNORM and POLLWRNORM.
  private static var input: Readiness { Readiness(rawValue: 0x1) }
  private static var output: Readiness { Readiness(rawValue: 0x4) }
  private static var size: Int { 8 }

  override var readiness: Readiness {
    var ready: Readiness = count > 0 ? Self.input : []
    if count < .max - 1 { ready.formUnion(Self.output) }
    return ready
  }

  /// Each wake-up is for all who wait: of writers, one may have room where another has none.
  override var waitsInLine: Bool { false }

  @inline(always)
  override func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining < Self.size {
      if buffers.remaining == 0 && buffers.isArray { return 0 }
      throw .invalidArgument
    }
    if count == 0 { throw .wouldBlock }
    var value = isSemaphore ? 1 : count
    count -= value
    waiters.wake(Self.output, by: thread)
    // What was to go to a bad address is lost, in Linux too.
    if buffers.put(&value, Self.size) < Self.size { throw .badAddress }
    return Self.size
  }

  /// Each buffer of an array is a write of its own.
  override func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if buffers.remaining == 0 && buffers.isArray { return 0 }
    let start = buffers.transferred
    repeat {
      do throws(Errno) {
        try add(&buffers, thread)
      } catch {
        if buffers.transferred == start || (error == .wouldBlock && !isNonblocking) { throw error }
        buffers.dropRest()
      }
    } while buffers.remaining > 0
    return buffers.transferred - start
  }

  @inline(always)
  private func add(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) {
    if buffers.transferred > 0 { _ = buffers.next() }
    let length = buffers.pieceLength
    if length != Self.size { try checkLength(length) }
    var value: UInt64 = 0
    if !buffers.peek(&value, Self.size) { throw .badAddress }
    if value == .max { throw .invalidArgument }
    if value > .max - 1 - count { throw .wouldBlock }
    count += value
    waiters.wake(Self.input, by: thread)
    buffers.didTransfer(Self.size)
    if length != Self.size { buffers.dropRest() }
  }

  /// More than eight bytes were allowed until Linux 6.10: the host takes a 0 or says no.
  @inline(never)
  private func checkLength(_ length: Int) throws(Errno) {
    if length < Self.size { throw .invalidArgument }
    var zero: (UInt64, UInt64) = (0, 0)
    // Safety: sixteen bytes of ours.
    _ = try withUnsafePointer(to: &zero) { (pointer) throws(Errno) in
      try host.call(Number.write, Int(descriptor), Int(bitPattern: pointer), 16)
    }
  }

  override func promote(_ host: Host) {
    if count > 0 { host.addToEvent(descriptor, count) }
  }

  override func retire() { count = 0 }
}

extension Host {
  fileprivate func addToEvent(_ descriptor: Int32, _ count: UInt64) {
    // Safety: the eight bytes outlive the call.
    withUnsafeBytes(of: count) { write($0, to: Int(descriptor)) }
  }
}

extension DescriptorTable {
  /// eventfd2(2)
  func makeEvent(_ initial: UInt32, _ flags: Int32) throws(Errno) -> Int {
    // The host says what is wrong with other flags.
    if Int(flags) & ~(LINUX_EFD_SEMAPHORE | LINUX_O_NONBLOCK | LINUX_O_CLOEXEC) != 0 { throw .passToHost }
    return try making(.eventfd) { () throws(Errno) in
      let number = try host.call(Number.eventfd2, 0, Int(flags))
      let descriptor = Int32(truncatingIfNeeded: number)
      guard FileReference.canHold(descriptor) else {
        host.addToEvent(descriptor, UInt64(initial))
        return number
      }
      let event = reuse(.event) ?? FileReference(immortal: EventFile(host: host))
      event.use { file in file.start(UInt(initial), flags) }
      install(event, descriptor, isNonblocking: Int(flags) & LINUX_O_NONBLOCK != 0)
      return number
    }
  }
}
