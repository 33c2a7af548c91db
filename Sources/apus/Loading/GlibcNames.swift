/// What is glibc's by its name.
enum GlibcNames {
  /// The libraries of glibc's own that libc.so takes the place of.
  private static let served: Set<String> = [
    "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "libutil.so.1",
    "libanl.so.1", "ld-linux-x86-64.so.2",
  ]

  static func isServed(_ name: String) -> Bool { served.contains(name) }

  /// Whether an object is glibc's: it needs one of those, or no libc at all in a program that is.
  static func isGlibc(_ dynamic: Dynamic, inProgramOf glibc: Bool) -> Bool {
    dynamic.needed.contains(where: isServed) || glibc && !dynamic.needed.contains(where: ProgramKind.isMuslLibc)
  }
}
