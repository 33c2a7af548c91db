import CApus
import CLinux

/// What the kernel keeps of one thread. The block is found through GS; its
/// address is the thread's GS base.
public struct ThreadBlock {
  // Safety: blocks lie in static storage; one that is given back is reused for
  // another thread but never unmapped.
  let pointer: UnsafeMutablePointer<apus_thread>

  /// The calling thread's, or nil if it has none: the program took GS for
  /// itself, or there are more threads than blocks. Answers then come from the host.
  @inline(always)
  static var current: ThreadBlock? {
    guard let pointer = apus_thread_self() else { return nil }
    return ThreadBlock(pointer: pointer)
  }

  /// Process and thread numbers as the host knows them; 0 until asked for.
  @inline(always)
  var processID: Int32 {
    get { pointer.pointee.pid }
    nonmutating set { pointer.pointee.pid = newValue }
  }

  @inline(always)
  var threadID: Int32 {
    get { pointer.pointee.tid }
    nonmutating set { pointer.pointee.tid = newValue }
  }

  /// Whether this is the first thread of its process, whose numbers are the same.
  var isLeader: Bool {
    get { pointer.pointee.leader != 0 }
    nonmutating set { pointer.pointee.leader = newValue ? 1 : 0 }
  }

  /// Real, effective and saved user id, then group id; nil until asked for.
  @inline(always)
  var identity: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)? {
    get { pointer.pointee.ids_known != 0 ? pointer.pointee.ids : nil }
    nonmutating set {
      if let newValue { pointer.pointee.ids = newValue }
      pointer.pointee.ids_known = newValue == nil ? 0 : 1
    }
  }

  /// Of a process that shares its memory with the one that made it.
  var sharesMemory: Bool {
    get { pointer.pointee.shares_memory & Int8(APUS_SHARES_MEMORY) != 0 }
    nonmutating set { pointer.pointee.shares_memory = newValue ? Int8(APUS_SHARES_MEMORY) : 0 }
  }

  /// Of a process that has asked to be traced, until `sharesMemory` is set.
  var isTraced: Bool { pointer.pointee.shares_memory & Int8(APUS_IS_TRACED) != 0 }

  func becomeTraced() { pointer.pointee.shares_memory |= Int8(APUS_IS_TRACED) }

  /// The mask to go back to after a clone.
  var signalMask: UInt64 {
    get { UInt64(pointer.pointee.signal_mask) }
    nonmutating set { pointer.pointee.signal_mask = UInt(newValue) }
  }

  /// Set while a vfork child runs on it; the parent gives it back.
  var isBorrowed: Bool {
    get { pointer.pointee.borrowed != 0 }
    nonmutating set { pointer.pointee.borrowed = newValue ? 1 : 0 }
  }

  /// From here to `leaveKernel` signals are kept.
  @inline(always)
  func enterKernel(isCancellable: Bool) { apus_enter(pointer, isCancellable ? 2 : 1) }

  @inline(always)
  func leaveKernel() {
    if pointer.pointee.roused != 0 { apus_rouse(pointer) }
    apus_leave(pointer)
  }

  var isInKernel: Bool { pointer.pointee.in_kernel != 0 }

  /// Whether signals were kept.
  @inline(always)
  var hasKept: Bool { pointer.pointee.kept != 0 }

  /// Has the host answer the call on another descriptor, which is made for that:
  /// the number that the program passed is closed.
  func redirect(to descriptor: Int32?) { pointer.pointee.redirection = descriptor ?? 0 }

  /// That descriptor, if there is one.
  var redirection: Int32? { pointer.pointee.redirection > 0 ? pointer.pointee.redirection : nil }

  func takeRedirection() -> Int32? {
    let descriptor = pointer.pointee.redirection
    pointer.pointee.redirection = 0
    return descriptor > 0 ? descriptor : nil
  }

  /// Runs the handlers of kept signals, outside of the kernel.
  /// - Returns: whether a call that they interrupted starts again.
  func deliverKept() -> Bool { pointer.pointee.kept == 0 || apus_deliver_kept(pointer) != 0 }

  /// Whether a signal was kept, or the call is a cancellation point and the thread cancelled.
  var isInterrupted: Bool {
    pointer.pointee.kept != 0 || pointer.pointee.in_kernel == 2 && apus_cancelled() != 0
  }

  /// Says what memory of an exec is left to whoever made this process, whose memory it is; zeros for none.
  func leave(execMemory address: Int, _ size: Int) {
    guard let more = pointer.pointee.kept_signals else { return }
    more.pointee.exec_memory = UnsafeMutableRawPointer(bitPattern: address)
    more.pointee.exec_size = UInt(size)
  }

  /// That memory, once.
  func takeExecMemory() -> (address: Int, size: Int)? {
    guard let more = pointer.pointee.kept_signals, let memory = more.pointee.exec_memory else { return nil }
    let size = Int(more.pointee.exec_size)
    leave(execMemory: 0, 0)
    return (Int(bitPattern: memory), size)
  }

  /// Forgets all that is asked of the host: a new process starts.
  func reset() {
    isLeader = true
    processID = 0
    threadID = 0
    identity = nil
    isBorrowed = false
    sharesMemory = false
    pointer.pointee.roused = 0
    pointer.pointee.redirection = 0
    pointer.pointee.park = 0
    pointer.pointee.waker_cpu = -1
    pointer.pointee.spin = Spin.most
  }

  /// Whether other threads may be in the kernel, now or ever.
  static var mayBeMany: Bool { apus_has_threads() != 0 }

  /// There is a thread without a block of its own.
  static func noteMany() { apus_note_threads() }

  /// A free block, or nil if all are in use.
  static func take() -> ThreadBlock? {
    guard let pointer = apus_thread_take() else { return nil }
    return ThreadBlock(pointer: pointer)
  }

  func giveBack() { apus_thread_give_back(pointer) }

  static func giveBackAll(but block: ThreadBlock?) { apus_thread_keep_only(block?.pointer) }

  /// Makes this the calling thread's block.
  /// - Returns: false if the host does not let us set GS.
  @discardableResult
  func install() -> Bool { apus_thread_install(pointer) == 0 }

  /// Leaves the calling thread without a block.
  static func uninstall() {
    // A null GS cannot be read through.
    stopTrustingGS()
    _ = apus_thread_install(nil)
  }

  /// Without FSGSBASE a GS that the program sets cannot be told from ours: no
  /// thread looks for its block any more.
  static func stopTrustingGS() {
    if apus_get_gs_mode() == APUS_GS_PRCTL { apus_set_gs_mode(APUS_GS_OFF) }
  }
}
