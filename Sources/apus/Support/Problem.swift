/// A reason why something cannot be done, with the exit status that says so.
struct Problem: Error, Equatable {
  /// What a shell answers when the program is not there, and when it is there but cannot be run.
  static let notFound: Int32 = 127
  static let cannotRun: Int32 = 126

  let subject: String
  let reason: String
  let status: Int32

  init(_ subject: String, _ reason: String, status: Int32 = Problem.cannotRun) {
    self.subject = subject
    self.reason = reason
    self.status = status
  }

  /// Part of a sentence about something else.
  var clause: String { "\(subject)\(reason.hasPrefix("is ") || reason.hasPrefix("has ") ? "" : ":") \(reason)" }

  /// The message, on one line whatever the file's name is.
  var line: String { "apus: \(Terminal.printable(subject)): \(Terminal.printable(reason))" }
}
