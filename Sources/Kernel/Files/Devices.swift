import CLinux

/// Character devices that hold nothing: null(4) and random(4). Linux's numbers say which.
enum Device: UInt {
  case null = 0x103
  case zero = 0x105
  case full = 0x107
  case random = 0x108
  case urandom = 0x109
}

/// A file that was opened under the name of one. All that it does not answer here is the host's, which has it open.
///
/// Whether it is that device the host is asked late: most are opened for another program to have.
final class DeviceFile: File {
  private let host: Host
  private let random: RandomSource
  private var device = Device.null
  /// Reads and writes that the host answers before it is asked, then 0; less where the file is another.
  private var trials = 0
  private var access = 0

  init(host: Host, random: RandomSource) {
    self.host = host
    self.random = random
    super.init(.device, lock: LockWord())
  }

  override func start(_ value: UInt, _ flags: Int32) {
    device = Device(rawValue: value) ?? .null
    access = Int(flags) & LINUX_O_ACCMODE
    trials = 2
  }

  override var isReadable: Bool { access != LINUX_O_WRONLY }
  override var isWritable: Bool { access != LINUX_O_RDONLY }
  override var isPolledByHost: Bool { true }

  @inline(never)
  private func check() throws(Errno) {
    if trials > 0 { trials -= 1 }
    if trials == 0 && host.deviceNumber(descriptor) != device.rawValue { trials = -1 }
    if trials != 0 { throw .passToHost }
  }

  override func read(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if trials != 0 { try check() }
    switch device {
    case .null: return 0
    case .zero, .full: return try zeros(&buffers, thread)
    case .random, .urandom: return try random.read(&buffers)
    }
  }

  override func write(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    if trials != 0 { try check() }
    switch device {
    case .null, .zero: return buffers.skipAll()
    case .full:
      if buffers.remaining == 0 && buffers.isArray { return 0 }
      throw .noSpace
    // The host's pool may want it.
    case .random, .urandom: throw .passToHost
    }
  }

  /// As many as there is memory for, until a signal comes.
  private func zeros(_ buffers: inout UserBuffers, _ thread: ThreadBlock) throws(Errno) -> Int {
    while buffers.remaining > 0 {
      let wanted = min(buffers.remaining, PageRing.pageSize)
      if buffers.fill(0, wanted) < wanted {
        if buffers.transferred == 0 { throw .badAddress }
        break
      }
      if thread.isInterrupted { break }
    }
    return buffers.transferred
  }
}

extension DescriptorTable {
  /// Flags of open(2) that make no difference to a device, or none that the host has not seen to.
  private static var plainFlags: Int {
    LINUX_O_ACCMODE | LINUX_O_CREAT | LINUX_O_NOCTTY | LINUX_O_TRUNC | LINUX_O_APPEND | LINUX_O_NONBLOCK
      | LINUX_O_DSYNC | LINUX_O_SYNC | LINUX_O_LARGEFILE | LINUX_O_NOFOLLOW | LINUX_O_CLOEXEC
  }

  /// Before any open(2): answers it if it is for a device of the kernel's.
  /// - Throws: `passToHost` for all others.
  @inline(always)
  func open(
    _ name: UserPointer<UInt8>, _ flags: UInt, _ thread: ThreadBlock, _ random: RandomSource,
    _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    switch OpenedName(name) {
    case .ordinary: throw .passToHost
    case .processes:
      if OpenedName.leadsToDescriptors(name, Int(bitPattern: flags)) { promoteAll() }
      throw .passToHost
    case .device: return try openDevice(name, Int(bitPattern: flags), thread, random, hostCall)
    }
  }

  @inline(never)
  private func openDevice(
    _ name: UserPointer<UInt8>, _ flags: Int, _ thread: ThreadBlock, _ random: RandomSource,
    _ hostCall: () throws(Errno) -> Int
  ) throws(Errno) -> Int {
    guard let device = OpenedName.device(name) else {
      if OpenedName.isOfDescriptor(name) { promoteAll() }
      throw .passToHost
    }
    if flags & ~Self.plainFlags != 0 || flags & LINUX_O_ACCMODE == LINUX_O_ACCMODE || !holds(.device) {
      throw .passToHost
    }
    // Whatever the name is of, opening it may block.
    thread.leaveKernel()
    let result: Result<Int, Errno>
    do throws(Errno) { result = .success(try hostCall()) } catch { result = .failure(error) }
    thread.enterKernel(isCancellable: false)
    let number = try result.get()
    let descriptor = Int32(truncatingIfNeeded: number)
    guard FileReference.canHold(descriptor) else { return number }
    _ = try? making(.device) { () throws(Errno) in
      if FileReference.of(descriptor) != nil { return 0 }
      let file = reuse(.device) ?? FileReference(immortal: DeviceFile(host: host, random: random))
      file.use { file in file.start(device.rawValue, Int32(truncatingIfNeeded: flags)) }
      install(file, descriptor, isNonblocking: flags & LINUX_O_NONBLOCK != 0)
      return 0
    }
    return number
  }
}

/// What kind of name is about to be opened, as far as the kernel cares.
enum OpenedName {
  case ordinary
  /// Below /dev.
  case device
  /// Below /proc.
  case processes

  private static var dev: UInt64 { 0x2f_7665_642f }  // "/dev/"
  private static var proc: UInt64 { 0x2f63_6f72_702f }  // "/proc/"

  @inline(always)
  init(_ name: UserPointer<UInt8>) {
    let start = name.firstBytes
    if start & 0xff_ffff_ffff == Self.dev {
      self = .device
    } else if start & 0xffff_ffff_ffff == Self.proc {
      self = .processes
    } else {
      self = .ordinary
    }
  }

  static func device(_ name: UserPointer<UInt8>) -> Device? {
    let rest = name.at(5)
    if rest.reads("null") { return .null }
    if rest.reads("zero") { return .zero }
    if rest.reads("full") { return .full }
    if rest.reads("random") { return .random }
    if rest.reads("urandom") { return .urandom }
    return nil
  }

  /// Whether a name below /dev is another way to a descriptor: /dev/fd/3, /dev/stdout.
  static func isOfDescriptor(_ name: UserPointer<UInt8>) -> Bool {
    let start = name.at(5).firstBytes
    return start & 0xffff == 0x6466 || start & 0xff_ffff == 0x64_7473  // "fd", "std"
  }

  /// Whether a name below /proc is, or may be on the way to one.
  static func leadsToDescriptors(_ name: UserPointer<UInt8>, _ flags: Int) -> Bool {
    if !FileReference.areThere { return false }
    if flags & (LINUX_O_DIRECTORY | LINUX_O_PATH) != 0 { return true }
    var last: UInt64 = 0
    for i in 6..<128 {
      guard let byte = try? name.at(i).load() else { return false }
      if byte == 0 { return false }
      last = last << 8 | UInt64(byte)
      if last & 0xff_ffff == 0x2f_6664 { return true }  // "/fd"
    }
    return true
  }
}

extension UserPointer<UInt8> {
  /// The first eight bytes, the first of all lowest; fewer if the string or the memory ends before.
  @inline(always)
  var firstBytes: UInt64 {
    if address & 4095 <= 4088 { return (try? UserPointer<UInt64>(argument).load()) ?? 0 }
    return firstBytesOneByOne
  }

  @inline(never)
  private var firstBytesOneByOne: UInt64 {
    var bytes: UInt64 = 0
    for i in 0..<8 {
      guard let byte = try? at(i).load(), byte != 0 else { break }
      bytes |= UInt64(byte) << UInt64(8 * i)
    }
    return bytes
  }

  /// Whether this is the string, of seven bytes at most, and its end.
  func reads(_ string: StaticString) -> Bool {
    let start = firstBytes
    let count = string.utf8CodeUnitCount
    for i in 0..<count where UInt8(truncatingIfNeeded: start >> UInt64(8 * i)) != string.utf8Start[i] { return false }
    return UInt8(truncatingIfNeeded: start >> UInt64(8 * count)) == 0
  }
}

extension Host {
  /// The number of the character device that a descriptor refers to; nil if it does to something else.
  fileprivate func deviceNumber(_ descriptor: Int32) -> UInt? {
    var status = linux_stat()
    // Safety: the record outlives the call.
    let isThere = withUnsafeMutablePointer(to: &status) {
      (try? call(Number.fstat, Int(descriptor), Int(bitPattern: $0))) != nil
    }
    return isThere && status.mode & UInt32(LINUX_S_IFMT) == UInt32(LINUX_S_IFCHR) ? status.rdev : nil
  }
}
