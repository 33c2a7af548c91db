// The same as virtual.c, in Embedded Swift:
//   swiftc -enable-experimental-feature Embedded -parse-as-library -wmo -O \
//     -I PREFIX/include/apus -c virtual.swift -o virtual.o
//   apus-gcc main.c virtual.o -o virtual-file
import Apus

private enum Number {
  static let open = 2
  static let pwrite64 = 18
  static let openat = 257
  static let memfdCreate = 319
}

private let path: StaticString = "/virtual/hello"
private let text: StaticString = "Hello from a file that no disk has.\n"

// Written once, before main and any thread.
nonisolated(unsafe) private var usualOpen: (@convention(c) (Int, Int, Int, Int, Int, Int) -> Int)!
nonisolated(unsafe) private var usualOpenat: (@convention(c) (Int, Int, Int, Int, Int, Int) -> Int)!

private func address(_ string: StaticString) -> Int { Int(bitPattern: string.utf8Start) }

/// The descriptor of a new file in memory with the text in it, or the negative of an error number.
private func openVirtual(_ flags: Int) -> Int {
  if flags & 3 != 0 { return -13 }  // EACCES
  let file = apus_kernel_handler(Number.memfdCreate)(address(path), flags & 0o2000000 != 0 ? 1 : 0, 0, 0, 0, 0)
  if file < 0 { return file }
  let written = apus_kernel_handler(Number.pwrite64)(file, address(text), text.utf8CodeUnitCount, 0, 0, 0)
  return written < 0 ? written : file
}

private func isVirtual(_ name: Int) -> Bool {
  guard let name = UnsafePointer<UInt8>(bitPattern: name) else { return false }
  for i in 0..<path.utf8CodeUnitCount where name[i] != path.utf8Start[i] { return false }
  return name[path.utf8CodeUnitCount] == 0
}

@c(virtual_start) func start() {
  _ = apus_kernel_override(
    Number.open,
    { name, flags, mode, d, e, f in
      isVirtual(name) ? openVirtual(flags) : usualOpen(name, flags, mode, d, e, f)
    }, &usualOpen)
  _ = apus_kernel_override(
    Number.openat,
    { directory, name, flags, mode, e, f in
      isVirtual(name) ? openVirtual(flags) : usualOpenat(directory, name, flags, mode, e, f)
    }, &usualOpenat)
}

@section(".init_array") @used let constructor: @convention(c) () -> Void = start
