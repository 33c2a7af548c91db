extension Kernel {
  /// Makes another program of this process, which has our descriptors then. It returns only if it fails.
  func exec(_ request: ExecRequest) throws(Errno) -> Int {
    // A child that has its parent's memory has descriptors of its own, and the kernel has none of those.
    if ThreadBlock.current?.sharesMemory == true {
      return try starter.start(request)
    }
    descriptors.foreignerComes()
    defer { descriptors.foreignerIsGone() }
    return try starter.start(request)
  }
}
