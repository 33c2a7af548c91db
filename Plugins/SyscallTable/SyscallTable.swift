import Foundation
import PackagePlugin

/// Makes Table.swift from syscalls.tbl, as make/kernel.mk does for libc.so.
@main
struct SyscallTable: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let root = context.package.directoryURL
    let script = root.appending(path: "tools/syscalls.awk")
    let table = root.appending(path: "Sources/Kernel/Syscalls/syscalls.tbl")
    let output = context.pluginWorkDirectoryURL.appending(path: "Table.swift")
    return [
      .buildCommand(
        displayName: "Deriving Table.swift from syscalls.tbl",
        executable: URL(filePath: "/bin/sh"),
        arguments: [
          "-c", "awk -v make=swift -f \"$1\" \"$2\" >\"$3\"", "sh", script.path(), table.path(), output.path(),
        ],
        inputFiles: [script, table],
        outputFiles: [output])
    ]
  }
}
