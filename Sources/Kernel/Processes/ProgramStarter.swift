import CApus
import CLinux

/// Starts other programs in the place of this one so that they run on Apus as well.
///
/// The host gets libc.so to execute, with the program's arguments as they are; a variable more in the environment
/// says what libc.so is to load, and is gone before the program sees it. A program that has Apus in it is executed itself,
/// with a variable that makes it keep exec too. Whatever libc.so cannot load, or might load with another
/// result, is the host's as the program asked for it; so are all errors.
///
/// Deviations: a host before Linux 6.14 does not say that a file is open for writing (ETXTBSY); security modules
/// see libc.so being executed; a child that another thread forks during an exec may have one descriptor more.
public final class ProgramStarter {
  private let host: Host
  private let userMemory: UserMemory
  private let signals: SignalActions
  private let credentials: Credentials
  private let ownProgram: OwnProgram
  private let statistics: Statistics?
  /// The name of libc.so, absolute; 0 where exec is not kept.
  private let libc: UInt
  /// Whether the host says without doing it what it would say to an exec.
  private var canCheck = true

  public init(
    host: Host, userMemory: UserMemory, signals: SignalActions, credentials: Credentials, ownProgram: OwnProgram,
    statistics: Statistics?,
    libc: UInt
  ) {
    self.host = host
    self.userMemory = userMemory
    self.signals = signals
    self.credentials = credentials
    self.ownProgram = ownProgram
    self.statistics = statistics
    self.libc = libc
  }

  /// Whether exec is kept.
  var isActive: Bool { libc != 0 }

  /// Makes another program of this process.
  /// - Throws: what Linux does; the process is then as it was.
  func start(_ request: ExecRequest) throws(Errno) -> Int {
    var file = request
    let isOwn = ownProgram.isNamed(request.directory, request.path, UInt(bitPattern: request.flags))
    if isOwn { file.rename(ownProgram.name) }
    if libc == 0 || !request.isOrdinary { return try pass(file) }
    // The calls below may be forbidden.
    if userMemory.isTrustingEverything { return try passed(file, .sandboxed) }
    return try keep(request, file, isOwn: isOwn)
  }

  @inline(never)
  private func keep(_ request: ExecRequest, _ file: ExecRequest, isOwn: Bool) throws(Errno) -> Int {
    if try !mayExecute(file) { return try pass(file) }
    if !isOwn && ownProgram.isNamed(request.directory, request.path, UInt(bitPattern: request.flags), isThere: true) {
      var file = request
      file.rename(ownProgram.name)
      return try keep(request, file, isOwn: true)
    }
    if ThreadBlock.current?.isTraced == true { return try passed(file, .traced) }
    if credentials.areMixed { return try passed(file, .privileged) }
    var preparation: ExecPreparation
    do throws(Errno) {
      preparation = try ExecPreparation(request, file, isOwn: isOwn, host, libc: libc)
    } catch {
      return try passed(file, .other)
    }
    defer { preparation.release() }
    switch preparation.examine(knowsChecks: canCheck) {
    case .own:
      statistics?.countStart(nil)
      defer { statistics?.countStart(nil, by: -1) }
      return try pass(file, environment: preparation.environment())
    case .loadable:
      statistics?.countStart(nil)
      // It may be out of reach by now, or the arguments a few bytes too long: then the host has the program.
      if let request = try? preparation.requestForLoader() { _ = try? pass(request) }
      statistics?.countStart(nil, by: -1)
      preparation.close()
    case .foreign(let reason): return try passed(file, reason)
    case .script: break
    }
    return try passed(file, .other)
  }

  private func passed(_ request: ExecRequest, _ reason: HostReason) throws(Errno) -> Int {
    statistics?.countStart(reason)
    defer { statistics?.countStart(reason, by: -1) }
    return try pass(request)
  }

  private func pass(_ request: ExecRequest, environment: Int? = nil) throws(Errno) -> Int {
    try signals.aroundExec { () throws(Errno) in try request.pass(host, environment: environment) }
  }

  /// Whether the host finds nothing wrong with the file's name, rights and arguments, and has read these.
  /// - Returns: false if only the call itself will tell.
  private func mayExecute(_ request: ExecRequest) throws(Errno) -> Bool {
    if canCheck {
      do throws(Errno) {
        try request.check(host)
        return true
      } catch {
        switch error {
        // A filter that was there before us may refuse execveat(2), and allow execve(2).
        case .notPermitted: return false
        case .invalidArgument, .notImplemented: canCheck = false
        default: throw error
        }
      }
    }
    return apus_owns_faults() != 0 && (try? request.checkAccess(host)) != nil
  }
}
