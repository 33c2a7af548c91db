import CApus

/// Counts of calls, for `APUS_STATS=1`. The table's entries then lead through
/// stubs that count; without the option they are not there and nothing is counted.
public final class Statistics {
  private let host: Host

  init(host: Host) { self.host = host }

  func count(_ number: Int) {
    apus_count_call(number)
    apus_count_pass(number)
  }

  /// A new process counts from zero.
  func reset() {
    for number in 0..<Int(APUS_CALLS) { apus_count_clear(number) }
  }

  /// Writes the counts to standard error: all calls, those that reached the
  /// host, and each number that was called.
  func print() {
    var calls: UInt = 0
    var passed: UInt = 0
    for number in 0..<Int(APUS_CALLS) {
      calls += apus_count_of(number)
      passed += apus_passes_of(number)
    }
    var output = Output(host: host, descriptor: 2)
    output.write("apus: ")
    output.write(calls, width: 0)
    output.write(" calls: ")
    output.write(calls - min(calls, passed), width: 0)
    output.write(" answered in the process, ")
    output.write(passed, width: 0)
    output.write(" passed to the host\n")
    output.write("apus:      calls   answered     passed  call\n")
    for number in 0..<Int(APUS_CALLS) {
      let calls = apus_count_of(number)
      let passed = apus_passes_of(number)
      if calls == 0 && passed == 0 { continue }
      output.write("apus: ")
      output.write(calls, width: 10)
      output.write(calls - min(calls, passed), width: 11)
      output.write(passed, width: 11)
      output.write("  ")
      output.write(Number.name(number) ?? "?")
      output.write("\n")
    }
    output.flush()
  }
}
