/// Names of signals, as users write them.
enum SignalName {
  // In the order of their numbers, from 1 on; signal(7).
  private static var names: StaticString {
    """
    HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG \
    XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
    """
  }

  /// The number of a signal that is named, with SIG or without, or given by its number; nil if there is none.
  static func number(_ text: Text) -> Int32? {
    if text.count > 0, let first = text.bytes.first, first >= 0x30 && first <= 0x39 { return decimal(text) }
    let wanted = text.hasPrefix("SIG") ? text.dropping(3) : text
    var rest: Text? = Text(names)
    var number: Int32 = 1
    while let names = rest {
      let parts = names.split(at: 0x20)
      if wanted == parts?.0 ?? names { return number }
      rest = parts?.1
      number += 1
    }
    return nil
  }

  /// Whether a program can do without a signal: not the two that cannot be
  /// handled, those of faults, and libc's own.
  static func isFree(_ number: Int32) -> Bool {
    switch number {
    case 4, 5, 7, 8, 9, 11, 19, 31, 32, 33, 34: false
    default: true
    }
  }

  private static func decimal(_ text: Text) -> Int32? {
    var number: Int32 = 0
    for byte in text.bytes {
      guard byte >= 0x30 && byte <= 0x39 else { return nil }
      number = number * 10 + Int32(byte - 0x30)
      if number > 64 { return nil }
    }
    return number == 0 ? nil : number
  }
}
