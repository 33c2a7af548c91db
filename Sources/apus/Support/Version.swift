/// The same as in VERSION and libc/musl.lock; a test compares them.
enum Version {
  static let apus = "0.1.0"
  static let musl = "1.2.5"
  static let text = "apus \(apus) (musl \(musl))"
}
