/// One line of `apus doctor`.
struct Finding: Equatable {
  enum State: String {
    case ok
    /// There, but not as it should be.
    case limited
    case absent
    /// Apus does not run without it.
    case broken
  }

  let subject: String
  let state: State
  let detail: String
  /// What is lost; nil if nothing is.
  let loss: String?

  init(_ subject: String, _ state: State, _ detail: String, loss: String? = nil) {
    self.subject = subject
    self.state = state
    self.detail = detail
    self.loss = loss
  }

  var json: Json {
    .object([
      ("subject", .string(subject)), ("state", .string(state.rawValue)), ("detail", .string(detail)),
      ("loss", .optional(loss)),
    ])
  }
}
