import CLinux

/// The thread blocks: how threads come and go.
public final class ThreadTable {
  private let host: Host

  public init(host: Host) { self.host = host }

  /// Asks the host for the process's number, for the calling thread's block.
  @inline(never)
  func askProcessID() throws(Errno) -> Int {
    let number = try host.call(Number.getpid)
    ThreadBlock.current?.processID = Int32(truncatingIfNeeded: number)
    return number
  }

  /// Passes set_tid_address(2), which libc calls at the start of a process and
  /// after a fork, and keeps the number that comes back.
  func setClearAddress(_ address: UInt) throws(Errno) -> Int {
    let number = try host.call(Number.set_tid_address, Int(bitPattern: address))
    if let thread = ThreadBlock.current {
      thread.threadID = Int32(truncatingIfNeeded: number)
      if thread.isLeader { thread.processID = thread.threadID }
    }
    return number
  }

  /// Asks the host for the calling thread's number, for its block.
  @inline(never)
  func askThreadID() throws(Errno) -> Int {
    let number = try host.call(Number.gettid)
    ThreadBlock.current?.threadID = Int32(truncatingIfNeeded: number)
    return number
  }

  /// Makes the block of a new thread or process sharing our memory. One that gets
  /// a copy of the memory goes on with its parent's.
  func makeBlock(for child: CloneFlags) -> ChildBlock {
    guard child.contains(.sharedMemory) else { return .inherited }
    // A thread that took GS for itself hands it on, as on Linux.
    guard let parent = ThreadBlock.current else {
      ThreadBlock.noteMany()
      return .inherited
    }
    guard let block = ThreadBlock.take() else { return .none }
    // A signal that finds the child with our block is told by this.
    if parent.threadID == 0 { _ = try? askThreadID() }
    block.reset()
    block.startSignals(of: parent)
    if child.contains(.thread) {
      block.processID = parent.processID
      block.isLeader = false
    }
    block.isBorrowed = child.contains(.vfork)
    block.sharesMemory = !child.contains(.thread)
    return .own(block)
  }

  /// In the parent, after a clone: takes the block back if the child never
  /// started or is done with it.
  func parentResumes(_ child: ChildBlock, flags: CloneFlags, failed: Bool) {
    guard case .own(let block) = child else { return }
    if failed || flags.contains(.vfork) { block.giveBack() }
  }

  /// In the child, before it runs anything else.
  func childStarts(_ child: ChildBlock) {
    switch child {
    case .own(let block):
      block.install()
      block.endEarlySignals()
    case .none: ThreadBlock.uninstall()
    case .inherited: break
    }
  }

  /// In the child of a fork, which runs on with a copy of everything.
  func childOfForkStarts() {
    let block = ThreadBlock.current
    block?.reset()
    ThreadBlock.giveBackAll(but: block)
  }

  /// The calling thread ends. No signal handler may run in it any more, so that
  /// none finds the block when it is already another thread's.
  func leave(signalsAreBlocked: Bool = false) {
    guard let block = ThreadBlock.current, !block.isBorrowed else { return }
    if !signalsAreBlocked { _ = host.blockSignals() }
    block.giveBack()
  }

  /// The process ends, and with it all blocks, unless others go on in the same memory.
  func leaveProcess() {
    if let block = ThreadBlock.current, block.sharesMemory { leave() }
  }

  /// ARCH_SET_GS: GS is the program's from now on, and this thread has no block;
  /// zero, what it was at the start, gives GS back to us.
  func setGS(_ address: UInt) throws(Errno) -> Int {
    let block = ThreadBlock.current
    if address == 0 {
      if block != nil { return 0 }
      if let new = ThreadBlock.take() {
        new.reset()
        new.isLeader = false
        new.startSignals(of: new)
        if new.install() { return 0 }
        new.giveBack()
      }
    }
    let result = try host.call(
      Number.arch_prctl, Int(LINUX_ARCH_SET_GS), Int(bitPattern: address))
    ThreadBlock.stopTrustingGS()
    block?.giveBack()
    return result
  }

  /// ARCH_GET_GS: the value that the program set, 0 if it set none.
  func getGS(_ user: UserPointer<UInt>, _ userMemory: UserMemory) throws(Errno) -> Int {
    if ThreadBlock.current != nil {
      try userMemory.write(0, to: user)
      return 0
    }
    return try host.call(Number.arch_prctl, Int(LINUX_ARCH_GET_GS), user.argument)
  }
}

/// What a cloned child is to do about its thread block.
public enum ChildBlock {
  case own(ThreadBlock)
  /// All blocks are in use: the child asks the host for everything.
  case none
  /// GS is the program's own; the child has its parent's.
  case inherited
}

/// The flags of clone(2) that matter to the kernel.
public struct CloneFlags: OptionSet, Sendable {
  public let rawValue: UInt

  public init(rawValue: UInt) { self.rawValue = rawValue }

  public static let sharedMemory = CloneFlags(rawValue: 0x100)  // CLONE_VM
  public static let sharedDescriptors = CloneFlags(rawValue: 0x400)  // CLONE_FILES
  public static let vfork = CloneFlags(rawValue: 0x4000)  // CLONE_VFORK
  public static let thread = CloneFlags(rawValue: 0x10000)  // CLONE_THREAD
  public static let newUserNamespace = CloneFlags(rawValue: 0x1000_0000)  // CLONE_NEWUSER

  /// What vfork(3) asks for.
  var isPlainVfork: Bool { rawValue == 0x4100 }
}
