import CElf

/// Names ending in 64 that musl 1.2.5's loader takes for the name without it, for programs linked against glibc.
enum LargeFileNames {
  private static let plain: Set<String> = [
    "__fxstat", "__fxstatat", "__lxstat", "__xstat", "aio_cancel", "aio_error", "aio_fsync", "aio_read", "aio_return",
    "aio_suspend", "aio_write", "alphasort", "creat", "fallocate", "fgetpos", "fopen", "freopen", "fseeko", "fsetpos",
    "fstat", "fstatat", "fstatfs", "fstatvfs", "ftello", "ftruncate", "ftw", "getdents", "getrlimit", "glob",
    "globfree", "lio_listio", "lockf", "lseek", "lstat", "mkostemp", "mkostemps", "mkstemp", "mkstemps", "mmap", "nftw",
    "open", "openat", "posix_fadvise", "posix_fallocate", "pread", "preadv", "prlimit", "pwrite", "pwritev", "readdir",
    "scandir", "sendfile", "setrlimit", "stat", "statfs", "statvfs", "tmpfile", "truncate", "versionsort",
  ]

  static func plainName(of name: String) -> String? {
    if name == "readdir64_r" { return "readdir_r" }
    // A longer name does not fit the loader's buffer: posix_fallocate64 is in its list and never found.
    guard name.hasSuffix("64"), name.utf8.count <= 16 else { return nil }
    let short = String(name.dropLast(2))
    return plain.contains(short) ? short : nil
  }
}

/// The references of a program and its libraries that nothing defines.
struct UndefinedSymbols {
  struct Entry: Equatable {
    let name: String
    let version: String?
    let neededBy: String

    var text: String { version.map { "\(name)@\($0)" } ?? name }
  }

  /// Certain: no file that is missing could define them.
  private(set) var entries: [Entry] = []
  /// Those that a missing library may define.
  private(set) var open: [Entry] = []

  /// What libc.so defines for everyone, and what for objects of glibc's alone.
  struct Libc {
    let musl: Set<String>
    let glibc: Set<String>

    init(musl: Set<String>, glibc: Set<String>) {
      self.musl = musl
      self.glibc = glibc
    }

    init(_ dynamic: Dynamic) {
      musl = dynamic.definitions()
      glibc = dynamic.definitions(forGlibc: true)
    }
  }

  init(
    program: Dynamic, path: String, libraries: LibrarySearch.Result, libc: Libc
  ) {
    let own = program.definitions()
    let ownForGlibc = program.definitions(forGlibc: true)
    var others = libc.musl
    var othersForGlibc = libc.glibc
    for library in libraries.libraries {
      others.formUnion(library.dynamic.definitions())
      if libraries.isGlibc || library.isGlibc { othersForGlibc.formUnion(library.dynamic.definitions(forGlibc: true)) }
    }
    let absent = Set(
      libraries.dependencies.compactMap { dependency in
        switch dependency.outcome {
        case .missing, .unusable: dependency.name
        case .builtIn, .found: nil
        }
      })
    let objects =
      [(path, program, libraries.isGlibc)] + libraries.libraries.map { ($0.path, $0.dynamic, $0.isGlibc) }
    for (object, dynamic, isGlibc) in objects {
      let others = isGlibc ? othersForGlibc : others
      let own = isGlibc ? ownForGlibc : own
      for reference in dynamic.references() where !reference.isWeak {
        if others.contains(reference.name) || !reference.isCopy && own.contains(reference.name) { continue }
        if let plain = LargeFileNames.plainName(of: reference.name), libc.musl.contains(plain) { continue }
        let entry = Entry(name: reference.name, version: reference.version, neededBy: object)
        // The version says which library was to define it; without one, any missing library may.
        let mayCome = reference.library.map { absent.contains($0) } ?? !absent.isEmpty
        if mayCome { open.append(entry) } else { entries.append(entry) }
      }
    }
  }
}
