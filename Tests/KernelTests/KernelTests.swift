import Testing

/// All suites of the kernel, one test at a time: the GS mode, the thread blocks
/// and the booted kernel belong to the process.
@Suite(.serialized) enum KernelTests {}
