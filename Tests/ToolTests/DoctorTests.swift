import CHost
import Foundation
import Kernel
import Testing

@testable import apus

@Suite struct DoctorTests {
  @Test func saysOkOnAGoodHost() {
    let good = [
      HostFindings.kernel(release: "6.1.0-13-amd64"), HostFindings.fsgsbase(hwcap2: 2, archPrctl: 0),
      HostFindings.ring(errno: 0, disabled: "0", seccomp: 0), HostFindings.userDispatch(errno: 0),
      HostFindings.seccomp(mode: 0), HostFindings.clock(source: "tsc"), HostFindings.lockedMemory(limit: nil),
      HostFindings.tracing(scope: "0"), HostFindings.randomisation(setting: "2", personality: 0),
      HostFindings.inProcess(options: Options(), hwcap2: 2, archPrctl: 0),
      HostFindings.inProcess(options: Options(), hwcap2: 0, archPrctl: 0),
      HostFindings.inProcess(options: Options(), hwcap2: 2, archPrctl: EPERM),
      HostFindings.waiting(options: Options(), processors: 2), HostFindings.waiting(options: Options(), processors: 1),
      HostFindings.vdso(symbols: [
        "__vdso_clock_gettime", "__vdso_gettimeofday", "__vdso_time", "__vdso_getcpu", "__vdso_clock_getres",
      ]),
    ]
    for finding in good {
      #expect(finding.state == .ok, "\(finding)")
      #expect(finding.loss == nil, "\(finding)")
    }
  }

  @Test func saysWhatIsLostElsewhere() {
    let bad: [(Finding, Finding.State)] = [
      (HostFindings.kernel(release: "5.10.0"), .limited), (HostFindings.kernel(release: "4.19.0-x"), .limited),
      (HostFindings.fsgsbase(hwcap2: 0, archPrctl: 0), .absent),
      (HostFindings.fsgsbase(hwcap2: 0, archPrctl: EPERM), .absent),
      (HostFindings.inProcess(options: options("APUS_GS", "off"), hwcap2: 2, archPrctl: 0), .limited),
      (HostFindings.inProcess(options: options("APUS_GS", "prctl"), hwcap2: 2, archPrctl: EPERM), .absent),
      (HostFindings.inProcess(options: Options(), hwcap2: 0, archPrctl: EPERM), .absent),
      (HostFindings.inProcess(options: options("APUS_NO_INPROCESS", "all"), hwcap2: 2, archPrctl: 0), .limited),
      (HostFindings.waiting(options: options("APUS_SPIN", "off"), processors: 2), .limited),
      (HostFindings.ring(errno: ENOSYS, disabled: nil, seccomp: 0), .absent),
      (HostFindings.ring(errno: EPERM, disabled: "2", seccomp: 0), .absent),
      (HostFindings.ring(errno: EPERM, disabled: "0", seccomp: 2), .absent),
      (HostFindings.ring(errno: HOST_KILLED, disabled: "0", seccomp: 2), .absent),
      (HostFindings.ring(errno: ENOMEM, disabled: "0", seccomp: 0), .limited),
      (HostFindings.userDispatch(errno: EINVAL), .absent), (HostFindings.seccomp(mode: 2), .limited),
      (HostFindings.vdso(symbols: nil), .absent), (HostFindings.vdso(symbols: ["__vdso_time"]), .limited),
      (HostFindings.clock(source: "hpet"), .limited), (HostFindings.lockedMemory(limit: 65536), .limited),
      (HostFindings.tracing(scope: "1"), .limited), (HostFindings.tracing(scope: "3"), .absent),
      (HostFindings.randomisation(setting: "0", personality: 0), .absent),
      (HostFindings.randomisation(setting: "2", personality: 0x0040000), .limited),
    ]
    for (finding, state) in bad {
      #expect(finding.state == state, "\(finding)")
      #expect(finding.loss?.isEmpty == false, "\(finding)")
    }
  }

  private func options(_ name: StaticString, _ value: String) -> Options {
    var options = Options()
    #expect(options.set(name, to: value) == nil)
    return options
  }

  @Test func saysWhatIsInTheProcess() {
    let finding = HostFindings.inProcess(
      options: options("APUS_NO_INPROCESS", "pipe,epoll"), hwcap2: 2, archPrctl: 0)
    #expect(finding.detail == "eventfd, timerfd, socketpair, futex, device, random")
    #expect(finding.loss == "APUS_NO_INPROCESS leaves the rest to the host (pipe, epoll): each call on them is a trap")
    #expect(
      HostFindings.inProcess(options: options("APUS_NO_INPROCESS", "all"), hwcap2: 2, archPrctl: 0).detail == "nothing")
  }

  @Test func tellsASwitchFromAFilter() {
    #expect(
      HostFindings.ring(errno: EPERM, disabled: "2", seccomp: 0).detail == "switched off by kernel.io_uring_disabled=2")
    #expect(HostFindings.ring(errno: EPERM, disabled: "0", seccomp: 2).detail == "forbidden, as by a seccomp filter")
    #expect(HostFindings.ring(errno: HOST_KILLED, disabled: nil, seccomp: 2).detail == "a seccomp filter kills for it")
  }

  @Test func takesAnswersOfTheLoaderOnly() {
    #expect(LibcFinding.version(in: "musl libc (x86_64)\nVersion 1.2.5\nDynamic Program Loader\n") == "1.2.5")
    #expect(LibcFinding.version(in: "usage: prog\nVersion 2\n") == nil)
  }

  @Test(.enabled(if: Built.hasStock)) func tellsALibcThatIsNotApus() throws {
    let answer = writingOrStarting.withLock { _ in LibcFinding.answer(of: Built.stockLibc) }
    #expect(LibcFinding.version(in: answer.text)?.hasPrefix("1.2.5") == true)
    let finding = LibcFinding.find(libc: Built.stockLibc)
    #expect(finding.state == .broken)
    #expect(finding.detail.hasSuffix("is a libc without Apus in it"))
  }

  @Test func tellsALibcThatDoesNotRun() throws {
    let scratch = try Scratch()
    let source = """
      .section .note.apus, "a", @note
      .long 5, 0, 1
      .asciz "Apus"
      .balign 4
      .text
      .global _start
      _start: ud2
      """
    let libc = try scratch.build("libc.so", source, ["-shared", "-nostdlib", "-Wl,-e,_start"], suffix: "s")
    let finding = writingOrStarting.withLock { _ in LibcFinding.find(libc: libc) }
    #expect(finding.state == .broken)
    #expect(finding.detail.contains("does not run (signal"))
    #expect(LibcFinding.find(libc: scratch.file("none")).detail == "\(scratch.file("none")): \(errorText(ENOENT))")
  }

  /// This host's own answers are what they may be, and agree between the two outputs.
  @Test func looksAtThisHost() throws {
    let ended = try execute(Built.tool, ["doctor", "--json", "--libc", "/no/libc.so"])
    #expect(ended.status == 1)
    let parsed = try #require(try JSONSerialization.jsonObject(with: ended.output) as? [[String: Any]])
    #expect(
      parsed.compactMap { $0["subject"] as? String } == [
        "libc.so", "kernel", "FSGSBASE", "in process", "waiting", "io_uring", "user dispatch", "seccomp", "vDSO",
        "clock source", "locked memory", "ptrace", "ASLR",
      ])
    let text = try execute(Built.tool, ["doctor", "--libc", "/no/libc.so"]).text
    for finding in parsed { #expect(text.contains(finding["detail"] as? String ?? "?")) }
    #expect(!text.contains("\u{1b}"))
  }
}
