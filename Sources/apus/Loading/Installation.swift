import Glibc

/// The libc.so that programs are run on, and whose loader's rules hold.
struct Installation {
  static let noteOwner = "Apus"
  static let noteType: UInt32 = 1

  /// Absolute: the loader derives the folder of its path file from its own name.
  let libc: String

  /// The named libc, or the one that was installed with this very program.
  init(libc: String? = nil) throws {
    if let libc {
      guard let path = Files.realPath(libc) else { throw Problem(libc, errorText(errno)) }
      self.libc = path
    } else {
      guard let program = Files.realPath("/proc/self/exe") else {
        throw Problem("/proc/self/exe", "\(errorText(errno)); Apus needs /proc to find its libc.so, or --libc FILE")
      }
      self.libc = Installation.beside(program)
      guard case .success = Files.status(self.libc) else {
        throw Problem(
          self.libc, "\(errorText(ENOENT)); run an installed apus (make install), or name the file with --libc")
      }
    }
  }

  /// Whether that libc has the kernel in it, as stock musl has not.
  var hasKernel: Bool { (try? ElfFile(path: libc)).map { Installation.isApus($0) } ?? false }

  static func beside(_ program: String) -> String {
    let root = Files.directory(of: Files.directory(of: program))
    return (root == "/" ? "" : root) + "/lib/libc.so"
  }

  /// Whether a file has the kernel in it: our libc.so, or a program linked statically with our libc.a.
  static func isApus(_ file: ElfFile) -> Bool {
    file.hasNote(owner: noteOwner, type: noteType)
  }
}
