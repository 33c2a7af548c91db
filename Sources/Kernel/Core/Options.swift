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

  public var vdso = VDSOMode.host
  public var gs = GSMode.auto
  /// `APUS_STATS`: count the calls and print the counts at exit.
  public var countsCalls = false
  /// Random bits from the host.
  public var seed: UInt = 0
  /// False in a program that the host gave fixed addresses (setarch -R, a debugger).
  public var hasRandomAddresses = true
  /// The bytes of the program's initialised data.
  public var dataSize: UInt = 0

  public init() {}

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
    } else if name == "APUS_STATS" {
      if value == "1" {
        countsCalls = true
      } else if value == "0" {
        countsCalls = false
      } else {
        return "0 or 1"
      }
    }
    return nil
  }
}
