import CApus
import CLinux

// Names of files that cross to the host.

extension Host {
  /// Hands on the name of an open folder, or of the current one, if the host tells it and it is short.
  func nameOfFolder<R>(_ directory: Int32, _ body: (UserPointer<UInt8>) -> R) -> R? {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    let prefix: StaticString = "/proc/self/fd/"
    let current: StaticString = "/proc/self/cwd"
    let text = directory < 0 ? current : prefix
    var count = text.utf8CodeUnitCount
    for i in 0..<count { bytes[i] = text.utf8Start[i] }
    if directory >= 0 {
      var digits = 1
      var rest = directory / 10
      while rest > 0 { (digits, rest) = (digits + 1, rest / 10) }
      count += digits
      rest = directory
      for i in 1...digits { (bytes[count - i], rest) = (0x30 + UInt8(rest % 10), rest / 10) }
    }
    // Safety: the bytes outlive the calls, and the name ends before they do.
    return withUnsafeMutablePointer(to: &bytes) { bytes in
      let address = Int(bitPattern: bytes)
      guard let length = try? call(Number.readlink, address, address, 63) else { return nil }
      bytes.pointee[length] = 0
      return body(UserPointer(address))
    }
  }

  /// Stores the beginning of the name of the program that libc.so has loaded, as readlink(2) does.
  func storeOwnName(_ buffer: UserPointer<UInt8>, _ size: Int32) throws(Errno) -> Int {
    if size <= 0 { throw .invalidArgument }
    var length: UInt = 0
    let name = UnsafeRawPointer(bitPattern: apus_own_name_address()).unsafelyUnwrapped
    while length < UInt(size) && name.load(fromByteOffset: Int(length), as: UInt8.self) != 0 { length += 1 }
    // Safety: the source is a name of ours, with its end; the target is guarded by the fault table.
    if apus_copy(UnsafeMutableRawPointer(bitPattern: buffer.address), name, length) != 0 { throw .badAddress }
    return Int(length)
  }
}

extension Host {
  /// What fstat(2) says of a descriptor.
  /// - Returns: false if it says nothing.
  func status(of descriptor: Int32, _ status: inout linux_stat) -> Bool {
    // Safety: the record outlives the call.
    withUnsafeMutablePointer(to: &status) {
      (try? call(Number.fstat, Int(descriptor), Int(bitPattern: $0))) != nil
    }
  }

  /// Whether a name, given by its address, leads to a regular file.
  func isRegularFile(_ directory: Int32, _ name: Int, _ flags: Int) -> Bool {
    var status = linux_stat()
    // Safety: the record outlives the call.
    let isThere = withUnsafeMutablePointer(to: &status) {
      (try? call(Number.newfstatat, Int(directory), name, Int(bitPattern: $0), flags)) != nil
    }
    return isThere && Int(status.mode) & LINUX_S_IFMT == LINUX_S_IFREG
  }

  /// Whether a name, given by its address, leads to the file that libc.so has loaded.
  func isOwnFile(_ name: Int) -> Bool {
    var status = linux_stat()
    // Safety: the record outlives the call.
    let isThere = withUnsafeMutablePointer(to: &status) {
      (try? call(Number.stat, name, Int(bitPattern: $0))) != nil
    }
    return isThere && apus_is_own_file(UInt(status.dev), UInt(status.ino)) != 0
  }

  /// Whether two names, given by their addresses, lead to one file.
  func isSameFile(_ one: Int, _ other: Int) -> Bool {
    var first = linux_stat()
    var second = linux_stat()
    // Safety: the records outlive the calls; the host reads the names.
    let areThere = withUnsafeMutablePointer(to: &first) { first in
      withUnsafeMutablePointer(to: &second) { second in
        (try? call(Number.stat, one, Int(bitPattern: first))) != nil
          && (try? call(Number.stat, other, Int(bitPattern: second))) != nil
      }
    }
    return areThere && first.dev == second.dev && first.ino == second.ino
  }

  /// Whether a file may give capabilities to those who execute it.
  func hasCapabilities(_ descriptor: Int32) -> Bool {
    let name: StaticString = "security.capability"
    // Safety: the name is a constant.
    return ((try? call(Number.fgetxattr, Int(descriptor), Int(bitPattern: name.utf8Start), 0, 0)) ?? 0) > 0
  }
}

/// Takes a name apart from its beginning on.
struct NameScanner {
  private var rest: UserPointer<UInt8>

  init(_ name: UserPointer<UInt8>) { rest = name }

  private var next: UInt8? { try? rest.load() }

  var isAtEnd: Bool { next == 0 }

  /// Whether it goes on with a text, which is then taken.
  mutating func take(_ text: StaticString) -> Bool {
    var end = rest
    for i in 0..<text.utf8CodeUnitCount {
      guard (try? end.load()) == text.utf8Start[i] else { return false }
      end = end.at(1)
    }
    rest = end
    return true
  }

  mutating func takeNumber() -> Int? {
    var number: Int? = nil
    while let digit = next, 0x30...0x39 ~= digit, number ?? 0 < 1 << 31 {
      number = (number ?? 0) * 10 + Int(digit) - 0x30
      rest = rest.at(1)
    }
    return number
  }
}
