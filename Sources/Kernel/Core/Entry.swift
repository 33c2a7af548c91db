import CApus

// The kernel's entry points beside the table. libc's assembly calls most of them around
// the calls after which a C function cannot return: clone, vfork, the end of a
// detached thread.
//
// Safety: a child block crosses the assembly as one word, which only the
// functions here make and read.

#if hasFeature(Embedded)
  @c(apus_clone_begin) func cloneBegins(_ flags: UInt32, _ number: Int) -> UInt {
    apus_recorder_clone_begins(Int(flags))
    apus_corks_clone(Int(flags))
    return switch running.cloneBegins(CloneFlags(rawValue: UInt(flags)), number) {
    case .own(let block): UInt(bitPattern: block.pointer)
    case .inherited: 0
    case .none: 1
    }
  }

  @c(apus_clone_parent) func cloneReturnsToParent(_ child: UInt, _ flags: UInt32, _ result: Int) {
    running.cloneReturnsToParent(childBlock(child), CloneFlags(rawValue: UInt(flags)), failed: result < 0)
    apus_recorder_clone_ends(Int(flags))
  }

  /// For libc's batches: 1 if bad pointers can be found by their faults from now on.
  @c(apus_own_faults) func ownFaults() -> CInt { running.signals.ownFaults() ? 1 : 0 }

  @c(apus_clone_child) func cloneStartsChild(_ child: UInt, _ flags: UInt32) {
    running.cloneStartsChild(childBlock(child), CloneFlags(rawValue: UInt(flags)))
  }

  /// A detached thread is about to unmap its stack and exit; signals are blocked.
  @c(apus_thread_gone) func threadIsGone(_ stack: UInt, _ size: UInt) {
    running.statistics?.count(Number.munmap)
    running.statistics?.count(Number.exit)
    running.userMemory.forget(stack, size)
    running.threads.leave(signalsAreBlocked: true)
  }

  private var running: Kernel { bootedKernel.unsafelyUnwrapped.takeUnretainedValue() }

  private func childBlock(_ word: UInt) -> ChildBlock {
    guard let pointer = UnsafeMutablePointer<apus_thread>(bitPattern: word) else { return .inherited }
    return word == 1 ? .none : .own(ThreadBlock(pointer: pointer))
  }
#endif
