import CApus
import CLinux

/// The program that libc.so has loaded. In the host the process executes libc.so, so what the program
/// asks of `/proc/self/exe` is answered with its own file. In a process that executes its program all is the host's.
///
/// Deviations: other processes find libc.so; a file that was removed or replaced can be opened by a privileged process only.
public final class OwnProgram {
  private let host: Host

  public init(host: Host) { self.host = host }

  /// The file's name, for a host call: that which it was loaded by, unless another file has it by now or none.
  var name: Int {
    let name = Int(bitPattern: apus_own_name_address())
    return host.isOwnFile(name) ? name : mapping
  }

  /// The same by a link of the host's that follows the file, for readlink(2) or a privileged process.
  private var mapping: Int { Int(bitPattern: apus_own_mapping_address()) }

  /// Whether a name is that of the link, followed to the file.
  /// - Parameter isThere: whether the host has read the name; else it is only looked at where bad pointers are found
  ///   by their faults.
  @inline(always)
  func isNamed(
    _ directory: Int32, _ name: UserPointer<UInt8>, _ flags: UInt = 0, isThere: Bool = false
  ) -> Bool {
    if apus_has_own_name() == 0 || !isThere && apus_owns_faults() == 0 { return false }
    let start = name.firstBytes
    // "/proc/" and "exe".
    if start & 0xffff_ffff_ffff != 0x2f63_6f72_702f && start & 0xffff_ffff != 0x65_7865 { return false }
    if flags & UInt(LINUX_AT_SYMLINK_NOFOLLOW) != 0 { return false }
    return start & 0xff == 0x2f ? isLink(name) : isInOwnFolder(directory)
  }

  /// Makes a call with the file's name.
  /// - Parameter body: gets the address of a name.
  func call(_ body: (_ name: Int) throws(Errno) -> Int) throws(Errno) -> Int {
    try body(name)
  }

  /// readlink(2)
  func readLink(_ buffer: UserPointer<UInt8>, _ size: Int32) throws(Errno) -> Int {
    if let length = try? host.call(Number.readlink, mapping, buffer.argument, Int(size)) { return length }
    return try host.storeOwnName(buffer, size)
  }

  /// Whether an absolute name below /proc leads to our link: by `self`, by `thread-self`, by number.
  @inline(never)
  private func isLink(_ name: UserPointer<UInt8>) -> Bool {
    var rest = NameScanner(name.at(6))
    return takeOwnFolder(&rest) && rest.take("/exe") && rest.isAtEnd
  }

  private func takeOwnFolder(_ rest: inout NameScanner) -> Bool {
    if rest.take("thread-self") { return true }
    if !rest.take("self") {
      guard let number = rest.takeNumber(), number == (try? host.call(Number.getpid)) else { return false }
    }
    return rest.take("/task/") ? rest.takeNumber() != nil : true
  }

  @inline(never)
  private func isInOwnFolder(_ directory: Int32) -> Bool {
    guard directory >= 0 || Int(directory) == LINUX_AT_FDCWD else { return false }
    let isOwn = host.nameOfFolder(directory) { name in
      var rest = NameScanner(name)
      return rest.take("/proc/") && takeOwnFolder(&rest) && rest.isAtEnd
    }
    return isOwn == true
  }
}
