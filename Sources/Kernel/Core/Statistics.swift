import CApus

/// Counts of calls, for `APUS_STATS`. The table's entries then lead through
/// stubs that count; without the option they are not there and nothing is counted.
public final class Statistics {
  private let host: Host

  init(host: Host) { self.host = host }

  /// Counts a call that does not come through the table, and its way to the host.
  func count(_ number: Int) {
    apus_count_call(number)
    apus_count_host_call(number)
  }

  /// A new process counts from zero.
  func reset() {
    for number in 0..<Int(APUS_CALLS) { apus_count_clear(number) }
  }

  /// Counts the failure of a call that `count` counted.
  func countFailure(_ number: Int) { apus_count_result(number, -1) }

  /// Writes the counts to standard error, in all and by number: the program's
  /// calls, those of them that were answered in the process, all that were passed
  /// to the host, with the kernel's own, and those that failed.
  ///
  /// A handler of a signal may do it anywhere: it takes no memory and no lock.
  /// Where standard error is a pipe within the process nothing is written, for
  /// the host's pipe would keep it.
  func print() {
    if FileReference.of(2) != nil { return }
    var all = Counts()
    for number in 0..<Int(APUS_CALLS) { all.add(Counts(of: number)) }
    var output = Output(host: host, descriptor: 2)
    output.write("apus: ")
    output.write(all.calls, width: 0)
    output.write(" system calls, ")
    output.write(all.answered, width: 0)
    output.write(" of them answered in the process and ")
    output.write(all.failed, width: 0)
    output.write(" failed; the host got ")
    output.write(all.passed, width: 0)
    output.write("\napus:      calls   answered     passed     failed\n")
    for number in 0..<Int(APUS_CALLS) {
      let counts = Counts(of: number)
      if counts.calls == 0 && counts.passed == 0 { continue }
      output.write("apus: ")
      output.write(counts.calls, width: 10)
      output.write(counts.answered, width: 11)
      output.write(counts.passed, width: 11)
      output.write(counts.failed, width: 11)
      output.write("  ")
      output.write(Number.name(number) ?? "?")
      output.write("\n")
    }
    output.flush()
  }
}

/// What was counted of one call, or of all.
private struct Counts {
  var calls: UInt = 0
  var answered: UInt = 0
  var passed: UInt = 0
  var failed: UInt = 0

  init() {}

  init(of number: Int) {
    calls = apus_count_of(number)
    passed = apus_host_calls_of(number)
    answered = calls - min(calls, passed)
    failed = apus_failures_of(number)
  }

  mutating func add(_ other: Counts) {
    calls += other.calls
    answered += other.answered
    passed += other.passed
    failed += other.failed
  }
}

/// The signal of `APUS_STATS_SIGNAL` has arrived.
@c(apus_print_statistics) func printStatistics() {
  bootedKernel?._withUnsafeGuaranteedRef { kernel in kernel.statistics?.print() }
}
