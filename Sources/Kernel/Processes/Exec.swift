extension Kernel {
  /// Runs a host call that makes another program of this process, which has our
  /// descriptors then. It returns only if it fails.
  func exec(_ hostCall: () throws(Errno) -> Int) throws(Errno) -> Int {
    // A child that has its parent's memory has descriptors of its own, and the kernel has none of those.
    if ThreadBlock.current?.sharesMemory == true {
      return try signals.aroundExec { () throws(Errno) in try hostCall() }
    }
    descriptors.foreignerComes()
    defer { descriptors.foreignerIsGone() }
    return try signals.aroundExec { () throws(Errno) in try hostCall() }
  }
}
