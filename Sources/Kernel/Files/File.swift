import CLinux

/// The kinds of files, each with a pool of its own.
enum FileKind: UInt8 { case pipe, event, timer, socket, set, device, hidden }

/// An open file description of the kernel's own: what one or more descriptors of
/// this process refer to. In the host there is a real object of the same kind
/// under the same numbers, idle until this one is promoted into it.
///
/// Operations run under the file's lock and never block: one that would throws
/// `EAGAIN`, and what happens then is up to `DescriptorTable`. What a kind of
/// file cannot do it does not override and so gets Linux's error for it.
class File {
  /// Of both ends, where there are two.
  final let lock: LockWord
  /// The other end of a pipe or socket pair: both are promoted at once.
  final var otherEnd: FileReference? = nil
  /// One of the descriptors, and how many there are.
  final var descriptor: Int32 = -1
  final var descriptorCount = 0
  /// A descriptor was closed with threads in the middle of a call on it.
  final var isClosedUnderCalls = false
  /// For those, when it is promoted: a descriptor of the host's object that nobody closes under them.
  final var continuation: Int32 = -1
  /// O_NONBLOCK, which the descriptors share.
  final var isNonblocking = false
  /// Promoted: the descriptors are the host's, and who waits here looks there.
  final var isGone = false
  /// Threads that come back to the file after a sleep, before which it is not used again.
  final var pins = 0
  final var waiters = WaitQueue()

  final let kind: FileKind
  /// In the pool of files that are done with: of a pair, one stands for both.
  final var nextFree: FileReference? = nil
  var primary: FileReference { FileReference(self) }

  init(_ kind: FileKind, lock: LockWord) {
    self.kind = kind
    self.lock = lock
  }

  /// Whether read(2) and write(2) are allowed by how it was opened.
  var isReadable: Bool { true }
  var isWritable: Bool { true }

  /// Moves bytes into the program's buffers.
  /// - Returns: how many; 0 at the end of the file.
  /// - Throws: `EAGAIN` if there are none yet.
  func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int { throw .invalidArgument }

  /// Moves bytes out of the program's buffers, as many as there is room for.
  /// - Throws: `EAGAIN` if there is none.
  func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int { throw .invalidArgument }

  /// Whether those who wait to read or write are woken one at a time.
  var waitsInLine: Bool { true }

  /// Takes in how it was made, a new one or one used before.
  func start(_ value: UInt, _ flags: Int32) {}

  /// Whether a blocking write goes on after a part.
  var writesAll: Bool { false }

  /// Moves bytes or a message into the program's buffers, as recv(2) does with the flags.
  /// - Throws: `EAGAIN` if there are none yet; `passToHost` if it is no socket, since the host says what is wrong first.
  func receive(_ buffers: inout UserBuffers, _ flags: inout MessageFlags, _ thread: ThreadBlock) throws(Errno) -> Int {
    throw .passToHost
  }

  /// Moves bytes or a message out of the program's buffers, as send(2) does.
  /// - Throws: `EAGAIN` if there is no room; `passToHost` if it is no socket.
  func send(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int { throw .passToHost }

  /// Until when a read or write that begins now may wait; nil for ever.
  func deadline(_ wanted: Readiness, _ host: Host) -> Deadline? { nil }

  /// Itself, if it is a socket. Not for what has to be fast.
  var asSocket: SocketEnd? { nil }

  /// What poll(2) says now.
  var readiness: Readiness { [] }

  /// Whether poll(2) and its kin are to ask the host of it.
  var isPolledByHost: Bool { false }

  /// The same as `readiness` at this moment, without a lock held.
  func poll() -> Readiness {
    lock.acquire()
    defer { lock.release() }
    return isGone ? [] : readiness
  }

  /// When it becomes ready by itself, as nanoseconds of CLOCK_MONOTONIC; `.max` for never.
  var alarm: UInt64 { .max }

  /// Takes in that its time has come, if it has, and tells everyone who waits for that.
  func settle() {}

  /// Before it is promoted, or closed by its last descriptor: without its lock, with the table's.
  func willBePromoted(_ table: DescriptorTable, isClosing: Bool) {}

  /// What FIONREAD says; nil if the host knows as well.
  var bytesToRead: Int? { nil }

  /// What SIOCOUTQ says; nil if there is no such thing.
  var bytesOnTheirWay: Int? { nil }

  /// Takes in the flags of F_SETFL, which the host has taken.
  func setStatus(_ flags: Int32) { isNonblocking = Int(flags) & LINUX_O_NONBLOCK != 0 }

  /// F_SETPIPE_SZ, where the host rounds the size and says whether it may be.
  func setPipeSize(_ host: Host, _ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int { try hostCall() }

  /// Whether the host's object never is POLLOUT.
  var isNeverWritable: Bool { !isWritable }

  /// Makes the host's object POLLIN while it is idle, and takes that back.
  func stir(_ host: Host) { otherEnd?.use { end in host.ring(end.descriptor) } }
  func calm(_ host: Host) { host.drain(descriptor) }

  /// Moves what it holds into the host's object, whose descriptors are all still open.
  func promote(_ host: Host) {}

  /// Nobody refers to it (or to its other end) any more: it may become another.
  func retire() {}
}
