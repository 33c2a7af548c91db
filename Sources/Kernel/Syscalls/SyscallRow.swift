/// A table entry: six arguments as Linux takes them in registers, and the result or `-errno`.
public typealias SystemCall = @convention(c) (Int, Int, Int, Int, Int, Int) -> Int

#if !hasFeature(Embedded)
  /// How far Apus implements a call.
  public enum SyscallLevel: String, CaseIterable, Sendable {
    /// Answered by the kernel in the process.
    case full
    /// Answered in the process, but for what the row's note says.
    case partial
    /// Passed to the host.
    case host
    /// Answers `ENOSYS`, as Linux does.
    case none
  }

  /// What the table knows of one call.
  public struct SyscallRow: Sendable {
    public let number: Int
    public let name: String
    public let level: SyscallLevel
    /// The handler's name, or "-" if the host's stub is the handler.
    public let handler: String
    /// Names and types in order; `syscalls.tbl` explains the types.
    public let arguments: [(name: String, type: String)]
    public let note: String

    init(
      _ number: Int, _ name: String, _ level: SyscallLevel, _ handler: String,
      _ arguments: [(name: String, type: String)], _ note: String
    ) {
      self.number = number
      self.name = name
      self.level = level
      self.handler = handler
      self.arguments = arguments
      self.note = note
    }
  }
#endif
