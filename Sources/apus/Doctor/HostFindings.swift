import CElf
import CHost
import Glibc
import Kernel

/// What this host gives Apus, each found by trying it where that changes nothing.
///
/// What is read is apart from what is concluded, so that hosts which are not at hand can be tested.
enum HostFindings {
  static func all() -> [Finding] {
    [
      kernel(release: kernelRelease()),
      fsgsbase(hwcap2: getauxval(UInt(AT_HWCAP2)), archPrctl: host_try(HOST_ARCH_PRCTL)),
      inProcess(
        options: environmentOptions(), hwcap2: getauxval(UInt(AT_HWCAP2)), archPrctl: host_try(HOST_ARCH_PRCTL)),
      waiting(options: environmentOptions(), processors: sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      ring(
        errno: host_try(HOST_IO_URING), disabled: Files.line("/proc/sys/kernel/io_uring_disabled"),
        seccomp: seccompMode()),
      userDispatch(errno: host_try(HOST_USER_DISPATCH)),
      seccomp(mode: seccompMode()),
      vdso(symbols: vdsoSymbols()),
      clock(source: Files.line("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
      lockedMemory(limit: lockedMemoryLimit()),
      tracing(scope: Files.line("/proc/sys/kernel/yama/ptrace_scope")),
      randomisation(
        setting: Files.line("/proc/sys/kernel/randomize_va_space"), personality: personality(0xffff_ffff)),
    ]
  }

  // MARK: Conclusions

  /// What `host_try` found.
  private static func outcome(_ code: Int32) -> String {
    code == HOST_KILLED ? "a seccomp filter kills for it" : errorText(code)
  }

  static func kernel(release: String) -> Finding {
    let parts = release.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
    let (major, minor) = (parts.first ?? 0, parts.count > 1 ? parts[1] : 0)
    if (major, minor) >= (5, 11) { return Finding("kernel", .ok, "Linux \(release)") }
    return Finding(
      "kernel", .limited, "Linux \(release), older than 5.11",
      loss: "calls that it does not have answer ENOSYS, as they do without Apus")
  }

  static func fsgsbase(hwcap2: UInt, archPrctl: Int32) -> Finding {
    if hwcap2 & 2 != 0 { return Finding("FSGSBASE", .ok, "user mode may set GS itself") }
    if archPrctl != 0 {
      return Finding(
        "FSGSBASE", .absent, "not there, and arch_prctl fails: \(outcome(archPrctl))",
        loss: "threads have no block of their own: getpid, gettid and the ids are asked of the host each time")
    }
    return Finding(
      "FSGSBASE", .absent, "the CPU has none or the kernel keeps it off",
      loss: "GS is set with arch_prctl: a trap more for each new thread and for programs that use GS themselves")
  }

  /// The kinds of objects that programs started from here have in the process.
  static func inProcess(options: Options, hwcap2: UInt, archPrctl: Int32) -> Finding {
    let loss = "each call on them is a trap"
    if options.gs == .off { return Finding("in process", .limited, "nothing: APUS_GS=off is set", loss: loss) }
    let usesPrctl = options.gs == .prctl || hwcap2 & 2 == 0
    if usesPrctl && archPrctl != 0 {
      return Finding("in process", .absent, "nothing: threads can have no block of their own", loss: loss)
    }
    let kinds = options.inProcess.names.joined(separator: ", ")
    if options.inProcess == .all { return Finding("in process", .ok, kinds) }
    let off = Options.InProcess.all.subtracting(options.inProcess).names.joined(separator: ", ")
    return Finding(
      "in process", .limited, kinds.isEmpty ? "nothing" : kinds,
      loss: "APUS_NO_INPROCESS leaves the rest to the host (\(off)): \(loss)")
  }

  static func waiting(options: Options, processors: Int) -> Finding {
    let loss = "to wake a thread on another processor takes some 50 microseconds"
    if !options.spins { return Finding("waiting", .limited, "threads sleep at once: APUS_SPIN=off is set", loss: loss) }
    if processors == 1 { return Finding("waiting", .ok, "threads sleep at once, as there is one processor") }
    return Finding("waiting", .ok, "threads look out for a while before they sleep")
  }

  static func ring(errno code: Int32, disabled: String?, seccomp: Int?) -> Finding {
    let loss = "fsyncs of a batch wait for the disk one after the other"
    switch code {
    case 0: return Finding("io_uring", .ok, "rings can be set up")
    case ENOSYS where seccomp == 2:
      return Finding("io_uring", .absent, "the kernel has none, or a seccomp filter hides it", loss: loss)
    case ENOSYS: return Finding("io_uring", .absent, "the kernel has none", loss: loss)
    case EPERM, EACCES:
      if let disabled, disabled != "0" {
        return Finding("io_uring", .absent, "switched off by kernel.io_uring_disabled=\(disabled)", loss: loss)
      }
      return Finding("io_uring", .absent, "forbidden, as by a seccomp filter", loss: loss)
    case HOST_KILLED: return Finding("io_uring", .absent, outcome(code), loss: loss)
    default: return Finding("io_uring", .limited, "io_uring_setup fails: \(outcome(code))", loss: loss)
    }
  }

  static func userDispatch(errno code: Int32) -> Finding {
    if code == 0 { return Finding("user dispatch", .ok, "Syscall User Dispatch can be switched on") }
    return Finding(
      "user dispatch", .absent, "prctl fails: \(outcome(code))",
      loss: "system call instructions in a program's own code cannot be caught; they go to the host")
  }

  static func seccomp(mode: Int?) -> Finding {
    switch mode {
    case 0: Finding("seccomp", .ok, "no filter on this process")
    case 2:
      Finding(
        "seccomp", .limited, "a filter is on this process",
        loss: "each call that reaches the host is slower, and those the filter forbids fail as they do without Apus")
    case 1: Finding("seccomp", .broken, "strict mode", loss: "nothing but read, write and exit is allowed")
    default: Finding("seccomp", .ok, "the kernel has none")
    }
  }

  static func vdso(symbols: Set<String>?) -> Finding {
    let loss = "clock_gettime is a trap of some 100 ns where it would take 20"
    guard let symbols else { return Finding("vDSO", .absent, "the host maps none", loss: loss) }
    let used = ["__vdso_clock_gettime", "__vdso_gettimeofday", "__vdso_time", "__vdso_getcpu", "__vdso_clock_getres"]
    let absent = used.filter { !symbols.contains($0) }
    if absent.isEmpty {
      return Finding("vDSO", .ok, symbols.sorted().filter { $0.hasPrefix("__vdso_") }.joined(separator: " "))
    }
    return Finding("vDSO", .limited, "without \(absent.joined(separator: " "))", loss: "these are traps")
  }

  static func clock(source: String?) -> Finding {
    guard let source, !source.isEmpty else { return Finding("clock source", .ok, "not told by this host") }
    // Those that the vDSO can read; with any other it traps.
    if ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page"].contains(source) {
      return Finding("clock source", .ok, source)
    }
    return Finding(
      "clock source", .limited, source, loss: "the host's vDSO cannot read it and traps: clock_gettime is slow")
  }

  static func lockedMemory(limit: UInt64?) -> Finding {
    guard let limit else { return Finding("locked memory", .ok, "unlimited") }
    let text = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit >> 10) KiB"
    if limit >= 8 << 20 { return Finding("locked memory", .ok, text) }
    return Finding(
      "locked memory", .limited, text, loss: "rings may not fit (ulimit -l); kernels before 5.12 count them")
  }

  static func tracing(scope: String?) -> Finding {
    switch scope {
    case nil, "0": Finding("ptrace", .ok, "debuggers may attach")
    case "1":
      Finding(
        "ptrace", .limited, "kernel.yama.ptrace_scope=1", loss: "gdb -p and strace -p need root; gdb ./program works")
    case "2": Finding("ptrace", .limited, "kernel.yama.ptrace_scope=2", loss: "gdb and strace need root")
    case let scope?:
      Finding("ptrace", .absent, "kernel.yama.ptrace_scope=\(scope)", loss: "gdb and strace do not work")
    }
  }

  static func randomisation(setting: String?, personality: Int32) -> Finding {
    let loss = "addresses can be foretold, which helps attackers; nothing in Apus depends on it"
    if personality != -1, personality & 0x0040000 != 0 {
      return Finding("ASLR", .limited, "off for this process (setarch -R)", loss: loss)
    }
    switch setting {
    case "0": return Finding("ASLR", .absent, "kernel.randomize_va_space=0", loss: loss)
    case "1": return Finding("ASLR", .limited, "kernel.randomize_va_space=1", loss: "brk's start is not random")
    default: return Finding("ASLR", .ok, "on")
    }
  }

  // MARK: Probes

  /// What programs started from here get from the environment.
  private static func environmentOptions() -> Options {
    var options = Options()
    for name: StaticString in ["APUS_GS", "APUS_NO_INPROCESS", "APUS_SPIN"] {
      if let value = Environment["\(name)"] { _ = options.set(name, to: value) }
    }
    return options
  }

  private static func kernelRelease() -> String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    return withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func seccompMode() -> Int? {
    Files.line("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix("Seccomp:") }
      .flatMap { Int(trimmed(String($0.dropFirst("Seccomp:".count)))) }
  }

  private static func lockedMemoryLimit() -> UInt64? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(8), &limit) == 0, limit.rlim_cur != UInt.max else { return nil }
    return UInt64(limit.rlim_cur)
  }

  private static func vdsoSymbols() -> Set<String>? {
    let base = getauxval(UInt(AT_SYSINFO_EHDR))
    guard base != 0, let maps = Files.line("/proc/self/maps"),
      let line = maps.split(separator: "\n").first(where: { $0.hasSuffix("[vdso]") }),
      let end = line.split(separator: " ").first?.split(separator: "-").last.flatMap({ UInt($0, radix: 16) }),
      end > base, let start = UnsafeMutableRawPointer(bitPattern: base)
    else { return nil }
    let memory = UnsafeMutableRawBufferPointer(start: start, count: Int(end - base))
    return (try? ElfFile(path: "[vdso]", memory: memory)).flatMap(Dynamic.init)?.definitions()
  }
}
