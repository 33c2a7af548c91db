import CApus

/// Counts of calls, for `APUS_STATS=1`. The table's entries then lead through
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

  /// Writes the counts to standard error: the program's calls, and the calls
  /// that the host got, its own among them, in all and by number.
  func print() {
    var calls: UInt = 0
    var answered: UInt = 0
    var hostCalls: UInt = 0
    for number in 0..<Int(APUS_CALLS) {
      calls += apus_count_of(number)
      hostCalls += apus_host_calls_of(number)
      answered += apus_count_of(number) - min(apus_count_of(number), apus_host_calls_of(number))
    }
    var output = Output(host: host, descriptor: 2)
    output.write("apus: ")
    output.write(calls, width: 0)
    output.write(" system calls, ")
    output.write(answered, width: 0)
    output.write(" of them answered in the process; the host got ")
    output.write(hostCalls, width: 0)
    output.write("\napus:      calls       host\n")
    for number in 0..<Int(APUS_CALLS) {
      let calls = apus_count_of(number)
      let hostCalls = apus_host_calls_of(number)
      if calls == 0 && hostCalls == 0 { continue }
      output.write("apus: ")
      output.write(calls, width: 10)
      output.write(hostCalls, width: 11)
      output.write("  ")
      output.write(Number.name(number) ?? "?")
      output.write("\n")
    }
    output.flush()
  }
}
