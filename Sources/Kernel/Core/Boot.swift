import CApus
import CLinux

#if hasFeature(Embedded)
  /// Makes the kernel, before the first system call of libc: called by the
  /// dynamic loader, or by the start of a static program, with the stack as the
  /// host's exec left it.
  // Safety: the stack holds argc, argv, the environment and the auxiliary
  // vector, each ended by a zero word; there is one thread and nobody else has run.
  @c(apus_boot) func boot(_ stack: UnsafeMutablePointer<Int>, _ isStatic: CInt) {
    apus_touch_state()
    if bootedKernel != nil { return }
    let environment = stack + 1 + stack[0] + 1
    var end = environment
    while end.pointee != 0 { end += 1 }
    let vector = UnsafeMutableRawPointer(end + 1).assumingMemoryBound(to: linux_auxv.self)

    var options = Options()
    var features: UInt = 0
    var isSecure = false
    var imageEntry: UnsafeMutablePointer<linux_auxv>? = nil
    var segments: UnsafePointer<linux_elf_segment>? = nil
    var segmentCount = 0
    var executed: UInt = 0
    var entry = vector
    while Int(entry.pointee.type) != LINUX_AT_NULL {
      let value = entry.pointee.value
      switch Int(entry.pointee.type) {
      case LINUX_AT_HWCAP2: features = value
      case LINUX_AT_SECURE: isSecure = value != 0
      case LINUX_AT_PHDR: segments = UnsafePointer(bitPattern: value)
      case LINUX_AT_PHNUM: segmentCount = Int(value)
      case LINUX_AT_SYSINFO_EHDR: imageEntry = entry
      case LINUX_AT_EXECFN: executed = value
      default: break
      }
      entry += 1
    }

    if let segments { options.dataSize = dataSize(segments, segmentCount) }

    let host = Host()
    let isStarted = read(environment, into: &options, isSecure ? nil : host)
    var vdso = VDSO.none
    var image: VDSOImage? = nil
    if let imageEntry {
      if options.vdso == .host {
        image = UnsafeRawPointer(bitPattern: imageEntry.pointee.value).map { VDSOImage($0) }
      } else {
        imageEntry.pointee.type = UInt(LINUX_AT_IGNORE)
      }
    }
    if options.vdso == .kernel && apus_has_rdpid() != 0 { vdso.getcpu = apus_rdpid_getcpu }
    let isLoader = isStatic == 0 && apus_is_loader(segments) != 0
    if isStarted {
      // From here on the vector is somewhere else.
      apus_take_start(stack, isLoader ? 1 : 0, isSecure ? 1 : 0)
      if !isLoader {
        apus_show_arguments(stack, UnsafePointer(bitPattern: stack[1]), segments, segmentCount)
      }
    }
    let libc = isSecure ? 0 : nameOfKeeper(options.exec, isLoader, executed, segments, segmentCount)
    let kernel = forever(Kernel(host: host, options: options, vdso: vdso, image: image, libc: libc))
    bootedKernel = .passRetained(kernel)

    startThreadBlocks(options.gs, hasFSGSBASE: Int(features) & LINUX_HWCAP2_FSGSBASE != 0)
    if isLoader { installLoaderEntries() }
    // They look at names that the program passes.
    if isLoader || libc != 0 { kernel.signals.ownFaults() }
    if options.aggregates { apus_start_corks() }
    if options.countsCalls { apus_start_counting() }
    if options.statisticsSignal != 0 { apus_answer_statistics_signal(options.statisticsSignal) }
    // In a dynamic program the loader protects the table with all of libc's relocated data.
    if isStatic != 0 { apus_protect_table() }
  }

  /// The address of the name of the libc.so that is to run what this program starts; 0 if the host is to.
  // Safety: the segments are in memory as they are in the file.
  private func nameOfKeeper(
    _ mode: Options.ExecMode, _ isLoader: Bool, _ executed: UInt, _ segments: UnsafePointer<linux_elf_segment>?,
    _ count: Int
  ) -> UInt {
    if mode == .host { return 0 }
    if apus_keeper() != 0 { return apus_keeper() }
    if isLoader { return UInt(bitPattern: apus_name_of_libc(UnsafePointer(bitPattern: executed))) }
    guard mode == .keep, let segments else { return 0 }
    var bias: UInt = 0
    for i in 0..<count {
      if segments[i].type == 6 { bias = UInt(bitPattern: segments) &- segments[i].vaddr }  // PT_PHDR
      if segments[i].type == 3 { return bias &+ segments[i].vaddr }  // PT_INTERP
    }
    return 0
  }

  /// What the host takes for the program's data: from the start of the last
  /// segment to the last byte that comes from the file.
  private func dataSize(_ segments: UnsafePointer<linux_elf_segment>, _ count: Int) -> UInt {
    var start: UInt = 0
    var end: UInt = 0
    for i in 0..<count where segments[i].type == 1 {  // PT_LOAD
      start = max(start, segments[i].vaddr)
      end = max(end, segments[i].vaddr &+ segments[i].filesz)
    }
    return end &- start
  }

  /// Reads `APUS_…`, with a host to tell of errors, or nothing but what this returns.
  /// - Returns: whether there are variables by which one program starts another.
  private func read(
    _ environment: UnsafeMutablePointer<Int>, into options: inout Options, _ host: Host?
  ) -> Bool {
    var isStarted = false
    var entry = environment
    while let string = UnsafePointer<UInt8>(bitPattern: entry.pointee) {
      entry += 1
      guard string[0] == 0x41, string[1] == 0x50 else { continue }  // AP
      var length = 0
      while string[length] != 0 { length += 1 }
      guard let (name, value) = Text(string, count: length).split(at: 0x3d) else { continue }
      if name == "APUS_KEEP" || name == "APUS_LOAD" {
        isStarted = true
        continue
      }
      guard let host, let valid = options.set(name, to: value) else { continue }
      var output = Output(host: host, descriptor: 2)
      output.write("apus: ")
      output.write(name)
      output.write("=")
      output.write(value)
      output.write(" is not known and ignored; it can be ")
      output.write(valid)
      output.write("\n")
      output.flush()
    }
    return isStarted
  }

  private func startThreadBlocks(_ mode: Options.GSMode, hasFSGSBASE: Bool) {
    switch mode {
    case .off: return
    case .auto: apus_set_gs_mode(hasFSGSBASE ? APUS_GS_FSGSBASE : APUS_GS_PRCTL)
    case .prctl: apus_set_gs_mode(APUS_GS_PRCTL)
    }
    guard let block = ThreadBlock.take() else { return }
    block.reset()
    // Where a sandbox forbids arch_prctl there are no blocks.
    if !block.install() { apus_set_gs_mode(APUS_GS_OFF) }
  }
#endif
