// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The tool carries libelf and capstone in itself, so that it runs where they are not installed.
// Newer releases of libelf.a want zstd, whose archive comes with them.
let zstd = "/usr/lib/x86_64-linux-gnu/libzstd.a"
let archives = ["elf", "z", "capstone"] + (FileManager.default.fileExists(atPath: zstd) ? ["zstd"] : [])

let package = Package(
  name: "Apus",
  products: [
    .executable(name: "apus", targets: ["apus"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // The kernel, hosted: the sources that make/kernel.mk compiles as Embedded Swift for libc.so.
    .target(name: "CLinux"),
    .target(name: "CApus"),
    .target(
      name: "Kernel",
      dependencies: ["CLinux", "CApus"],
      exclude: ["Syscalls/syscalls.tbl"],
      plugins: ["SyscallTable"]),
    .plugin(name: "SyscallTable", capability: .buildTool()),
    .testTarget(name: "KernelTests", dependencies: ["Kernel", "CLinux"]),
    .testTarget(name: "ObjectTests"),

    // The command-line tool.
    .systemLibrary(name: "CElf", providers: [.apt(["libelf-dev", "zlib1g-dev"])]),
    .systemLibrary(name: "CCapstone", providers: [.apt(["libcapstone-dev"])]),
    .target(name: "CHost"),
    .executableTarget(
      name: "apus",
      dependencies: [
        "CElf", "CCapstone", "CHost", "Kernel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      linkerSettings: archives.map { .linkedLibrary(":lib\($0).a") }),

    // Tests.
    .testTarget(name: "ToolTests", dependencies: ["apus"]),
  ],
  swiftLanguageModes: [.v6]
)
