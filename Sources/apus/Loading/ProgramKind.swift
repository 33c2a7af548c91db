import CElf

/// What an ELF file is, as far as it matters for running it.
enum ProgramKind: Equatable {
  case apusLibrary
  case apusStatic
  case muslDynamic(interpreter: String)
  case glibcDynamic(interpreter: String)
  case otherDynamic(interpreter: String)
  case dynamicWithoutInterpreter
  case staticPIE
  case staticProgram
  case sharedLibrary

  /// For a file that `refusal` finds nothing wrong with.
  init(_ file: ElfFile, _ dynamic: Dynamic?) {
    let needed = dynamic?.needed ?? []
    if let interpreter = file.interpreter {
      let name = Files.name(of: interpreter)
      if name.hasPrefix("ld-linux") || needed.contains(where: GlibcNames.isServed) {
        self = .glibcDynamic(interpreter: interpreter)
      } else if name.hasPrefix("ld-musl-") || name == "libc.so" || needed.contains(where: ProgramKind.isMuslLibc) {
        self = .muslDynamic(interpreter: interpreter)
      } else {
        self = .otherDynamic(interpreter: interpreter)
      }
    } else if file.header.e_type == ET_DYN, dynamic?.isPIE != true {
      self = Installation.isApus(file) ? .apusLibrary : .sharedLibrary
    } else if !needed.isEmpty {
      self = .dynamicWithoutInterpreter
    } else if Installation.isApus(file) {
      self = .apusStatic
    } else {
      self = dynamic?.isPIE == true ? .staticPIE : .staticProgram
    }
  }

  /// The loader that the file names, if it is one whose programs Apus loads.
  var loadableInterpreter: String? {
    switch self {
    case .muslDynamic(let interpreter), .glibcDynamic(let interpreter): interpreter
    default: nil
    }
  }

  var isGlibc: Bool {
    if case .glibcDynamic = self { true } else { false }
  }

  static func isMuslLibc(_ name: String) -> Bool {
    name == "libc.so" || name.hasPrefix("libc.musl-")
  }

  /// For people and for --json.
  var name: String {
    switch self {
    case .apusLibrary: "Apus's libc"
    case .apusStatic: "static, with Apus in it"
    case .muslDynamic: "dynamically linked with musl"
    case .glibcDynamic: "dynamically linked with glibc"
    case .otherDynamic: "dynamically linked with another libc"
    case .dynamicWithoutInterpreter: "dynamically linked, without an interpreter"
    case .staticPIE: "static PIE"
    case .staticProgram: "static"
    case .sharedLibrary: "shared library"
    }
  }

  /// Why it cannot be run on Apus as it is; nil if it can.
  var refusal: String? {
    switch self {
    case .apusLibrary, .apusStatic, .muslDynamic, .glibcDynamic: nil
    case .otherDynamic(let interpreter):
      "is linked for the loader \(interpreter), which is not musl's; relink it with apus-gcc"
    case .dynamicWithoutInterpreter: "is dynamically linked but names no interpreter; relink it with apus-gcc"
    case .staticPIE, .staticProgram: "is linked statically against another libc; relink it with apus-gcc -static"
    case .sharedLibrary: "is a shared library, not a program"
    }
  }
}
