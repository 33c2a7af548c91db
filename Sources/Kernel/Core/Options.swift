/// What the user asks for through `APUS_…` variables, and what the host tells at the start.
public struct Options: Equatable, Sendable {
  /// `APUS_VDSO`: who answers for time and the CPU's number.
  public enum VDSOMode: Sendable {
    /// The host's vDSO, called by the table's handlers (default).
    case host
    /// The table's handlers alone; the program sees no vDSO.
    case kernel
    /// As on a host that has none: every reading is a trap.
    case off
  }

  /// `APUS_GS`: how a thread finds its block.
  public enum GSMode: Sendable {
    /// By FSGSBASE where the CPU has it, by arch_prctl(2) else (default).
    case auto
    /// By arch_prctl(2), as on a CPU without FSGSBASE.
    case prctl
    /// Not at all: what blocks would answer is asked of the host.
    case off
  }

  /// `APUS_EXEC`: who runs the programs that this one starts.
  public enum ExecMode: Sendable {
    /// Apus where libc.so was asked to load this program, or another one that keeps exec has started it (default).
    case automatic
    /// Apus.
    case keep
    /// The host.
    case host
  }

  /// Kinds of objects that the kernel keeps in the process.
  public struct InProcess: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static var pipe: InProcess { InProcess(rawValue: 1) }
    public static var eventfd: InProcess { InProcess(rawValue: 2) }
    public static var timerfd: InProcess { InProcess(rawValue: 4) }
    public static var socketpair: InProcess { InProcess(rawValue: 8) }
    public static var epoll: InProcess { InProcess(rawValue: 16) }
    public static var futex: InProcess { InProcess(rawValue: 32) }
    public static var device: InProcess { InProcess(rawValue: 64) }
    public static var random: InProcess { InProcess(rawValue: 128) }
    public static var all: InProcess { InProcess(rawValue: 255) }

    #if !hasFeature(Embedded)
      /// The kinds by the names that `APUS_NO_INPROCESS` has for them.
      public static let names: KeyValuePairs<String, InProcess> = [
        "pipe": .pipe, "eventfd": .eventfd, "timerfd": .timerfd, "socketpair": .socketpair, "epoll": .epoll,
        "futex": .futex, "device": .device, "random": .random,
      ]

      public var names: [String] { InProcess.names.filter { contains($0.value) }.map(\.key) }
    #endif

    init?(_ name: Text) {
      if name == "pipe" {
        self = .pipe
      } else if name == "eventfd" {
        self = .eventfd
      } else if name == "timerfd" {
        self = .timerfd
      } else if name == "socketpair" {
        self = .socketpair
      } else if name == "epoll" {
        self = .epoll
      } else if name == "futex" {
        self = .futex
      } else if name == "device" {
        self = .device
      } else if name == "random" {
        self = .random
      } else if name == "all" {
        self = .all
      } else {
        return nil
      }
    }
  }

  /// `APUS_NO_INPROCESS`: what is left to the host.
  public var inProcess = InProcess.all
  /// `APUS_SPIN`: whether a thread looks out for its wake-up before it sleeps.
  public var spins = true
  /// `APUS_RING`: whether calls of unmodified programs are aggregated.
  public var aggregates = false
  public var vdso = VDSOMode.host
  public var gs = GSMode.auto
  public var exec = ExecMode.automatic
  /// `APUS_STATS`: count the calls and print the counts at exit.
  public var printsCounts = false
  /// `APUS_STATS_SIGNAL`: the signal upon which the counts so far are printed, or 0.
  public var statisticsSignal: Int32 = 0
  public var countsCalls: Bool { printsCounts || statisticsSignal != 0 }
  /// The bytes of the program's initialised data.
  public var dataSize: UInt = 0

  public init() {}

  #if !hasFeature(Embedded)
    /// Takes in one variable, for tools that hand it on.
    /// - Returns: the values it may have, if this is none of them.
    public mutating func set(_ name: StaticString, to value: String) -> String? {
      // Safety: the bytes live as long as the call, which keeps none of them.
      value.withCString { bytes in
        let bytes = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
        return set(Text(name), to: Text(bytes, count: value.utf8.count)).map { "\($0)" }
      }
    }
  #endif

  /// Takes in one variable.
  /// - Returns: the values it may have, if this is none of them.
  public mutating func set(_ name: Text, to value: Text) -> StaticString? {
    if name == "APUS_VDSO" {
      if value == "host" {
        vdso = .host
      } else if value == "kernel" {
        vdso = .kernel
      } else if value == "off" {
        vdso = .off
      } else {
        return "host, kernel or off"
      }
    } else if name == "APUS_GS" {
      if value == "auto" {
        gs = .auto
      } else if value == "prctl" {
        gs = .prctl
      } else if value == "off" {
        gs = .off
      } else {
        return "auto, prctl or off"
      }
    } else if name == "APUS_EXEC" {
      if value == "keep" {
        exec = .keep
      } else if value == "host" {
        exec = .host
      } else {
        return "keep or host"
      }
    } else if name == "APUS_NO_INPROCESS" {
      var kinds = inProcess
      var rest: Text? = value
      while let names = rest {
        let parts = names.split(at: 0x2c)
        let first = parts?.0 ?? names
        guard let kind = InProcess(first) else {
          return "all or some of pipe,eventfd,timerfd,socketpair,epoll,futex,device,random"
        }
        kinds.subtract(kind)
        rest = parts?.1
      }
      inProcess = kinds
    } else if name == "APUS_SPIN" {
      if value == "on" {
        spins = true
      } else if value == "off" {
        spins = false
      } else {
        return "on or off"
      }
    } else if name == "APUS_RING" {
      if value == "on" {
        aggregates = true
      } else if value == "off" {
        aggregates = false
      } else {
        return "on or off"
      }
    } else if name == "APUS_STATS" {
      if value == "1" {
        printsCounts = true
      } else if value == "0" {
        printsCounts = false
      } else {
        return "0 or 1"
      }
    } else if name == "APUS_STATS_SIGNAL" {
      guard let number = SignalName.number(value), SignalName.isFree(number) else {
        return "a signal's name or number, as USR2, but none that libc or a fault needs"
      }
      statisticsSignal = number
    }
    return nil
  }
}
