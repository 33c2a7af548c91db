import CApus
import CLinux

/// All state of the kernel, of which there is one in a process.
public final class Kernel {
  public let host: Host
  public let options: Options
  public let clocks: Clocks
  public let systemName: SystemName
  public let userMemory: UserMemory
  public let programBreak: ProgramBreak
  public let credentials: Credentials
  public let threads: ThreadTable
  let descriptors: DescriptorTable
  let futexes: Futexes
  let random: RandomSource
  public let signals: SignalActions
  let ownProgram: OwnProgram
  let starter: ProgramStarter
  /// Nil unless calls are counted.
  public let statistics: Statistics?

  /// - Parameter libc: the address of libc.so's name where exec is kept, else 0.
  public init(host: Host, options: Options, vdso: VDSO, image: VDSOImage? = nil, libc: UInt = 0) {
    self.host = forever(host)
    self.options = options
    userMemory = forever(UserMemory(host: host))
    clocks = forever(Clocks(host: host, vdso: vdso, image: image, userMemory: userMemory))
    systemName = forever(SystemName(host: host, clocks: clocks, userMemory: userMemory))
    programBreak = forever(ProgramBreak(host: host, userMemory: userMemory, dataSize: options.dataSize))
    credentials = forever(Credentials(host: host, userMemory: userMemory))
    threads = forever(ThreadTable(host: host))
    descriptors = forever(DescriptorTable(host: host, options: options, clocks: clocks))
    futexes = forever(Futexes(clocks: clocks, options: options))
    random = forever(RandomSource(host: host, options: options, clocks: clocks))
    signals = forever(SignalActions(host: host, userMemory: userMemory))
    statistics = options.countsCalls ? forever(Statistics(host: host)) : nil
    ownProgram = forever(OwnProgram(host: host))
    starter = forever(
      ProgramStarter(
        host: host, userMemory: userMemory, signals: signals, credentials: credentials, ownProgram: ownProgram,
        statistics: statistics, libc: libc))
  }
}

// Safety: written once, by `boot()`, before the first system call and before
// there is a second thread; a `let` would need lazy initialisation.
// It lives as long as the process, so nobody counts references to it: a
// reference count that every call of every thread writes would cost more than
// most calls. An entry of the table gets it guaranteed, in a closure of its own:
// through a helper it would cost an indirect call more.
nonisolated(unsafe) var bootedKernel: Unmanaged<Kernel>? = nil

/// The edge of a call that the host answers: the kernel looks on before the call
/// is passed, so that nothing but the host comes after the trap.
@inline(always)
func observe(_ number: Int, _ observer: (Kernel) -> Void) {
  if apus_is_counting() != 0 { apus_count_host_call(number) }
  bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef(observer)
}

/// The same for a call that the kernel has declined to answer.
@inline(always)
func passed(_ number: Int, _ hostCall: () -> Int) -> Int {
  if apus_is_counting() != 0 { apus_count_host_call(number) }
  return hostCall()
}
