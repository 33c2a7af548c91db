import CApus
import CLinux

/// Counts of calls, for `APUS_STATS`. The table's entries then lead through
/// stubs that count; without the option they are not there and nothing is counted.
public final class Statistics {
  private let host: Host
  /// Programs started by this process and those that it has forked; nil if there is no memory.
  // Safety: a page that is mapped for good, with `StartCount`s.
  private let starts: UnsafeMutablePointer<StartCount>?
  private var isFirstProcess = true

  init(host: Host) {
    self.host = host
    let flags = LINUX_MAP_SHARED | LINUX_MAP_ANONYMOUS
    let page = try? host.call(Number.mmap, 0, 4096, LINUX_PROT_READ | LINUX_PROT_WRITE, flags, -1, 0)
    starts = page.flatMap { UnsafeMutablePointer(bitPattern: $0) }
  }

  /// Counts a program that is about to take a process over, on Apus or, for a reason, on the host.
  func countStart(_ reason: HostReason?, by difference: Int = 1) {
    guard let starts else { return }
    starts[reason.map { $0.rawValue + 1 } ?? 0].add(difference)
  }

  /// Counts a call that does not come through the table, and its way to the host.
  func count(_ number: Int) {
    apus_count_call(number)
    apus_count_host_call(number)
  }

  /// A new process counts from zero.
  func reset() {
    isFirstProcess = false
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
    if isFirstProcess { printStarts(&output) }
    output.flush()
  }
}

extension Statistics {
  private func printStarts(_ output: inout Output) {
    guard let starts else { return }
    var foreign = 0
    for i in 1...HostReason.count { foreign += starts[i].value }
    if starts[0].value + foreign == 0 { return }
    output.write("apus: programs started: ")
    output.write(UInt(max(0, starts[0].value)), width: 0)
    output.write(" on Apus, ")
    output.write(UInt(max(0, foreign)), width: 0)
    output.write(" on the host")
    var mark: StaticString = " ("
    for i in 0..<HostReason.count where starts[i + 1].value > 0 {
      guard let reason = HostReason(rawValue: i) else { break }
      output.write(mark)
      output.write(UInt(starts[i + 1].value), width: 0)
      output.write(" ")
      output.write(reason.text)
      mark = ", "
    }
    output.write(foreign > 0 ? ")\n" : "\n")
  }
}

/// A count that several processes change.
private struct StartCount {
  private var count: Int32

  var value: Int { Int(count) }

  // Safety: aligned memory of our own.
  mutating func add(_ difference: Int) { apus_add(&count, Int32(difference)) }
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
