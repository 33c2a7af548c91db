/// The first line of a script, taken apart in place as Linux does.
struct ScriptLine {
  /// Where they are in the memory; each has its end.
  let interpreter: Int
  let argument: Int?

  /// - Parameter start: where `ExecMemory.lineSize` bytes of the file are, zeros behind its end, the first two "#!".
  /// - Returns: nil where Linux answers ENOEXEC.
  init?(_ memory: ExecMemory, _ start: Int) {
    func byte(_ at: Int) -> UInt8 { memory.load(at) }
    func isBlank(_ at: Int) -> Bool { byte(at) == 0x20 || byte(at) == 0x09 }
    let last = start + ExecMemory.lineSize - 1
    var name = start + 2
    while name <= last && isBlank(name) { name += 1 }
    var end = start + 2
    while end <= last && byte(end) != 0x0a { end += 1 }
    if end > last {
      // The name may go on behind what is looked at.
      var stop = name
      while stop <= last && !isBlank(stop) && byte(stop) != 0 { stop += 1 }
      if stop > last { return nil }
      end = last
    }
    while isBlank(end - 1) { end -= 1 }
    if name >= end { return nil }
    var separator = name
    while separator <= end && !isBlank(separator) && byte(separator) != 0 { separator += 1 }
    var argument: Int? = nil
    if separator <= end && byte(separator) != 0 {
      var first = separator
      while first <= end && isBlank(first) { first += 1 }
      if first <= end { argument = first }
      memory.store(UInt8(0), separator)
    }
    memory.store(UInt8(0), end)
    interpreter = name
    self.argument = argument
  }
}
