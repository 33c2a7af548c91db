import CLinux

/// The three sets of select(2), as the program gave them, as they are found, and
/// what the host is asked; each of `words` words.
struct SelectSets {
  let words: Int
  let count: Int
  let bits: CallArray<UInt>
  /// Which of the three the program gave.
  let isGiven: (Bool, Bool, Bool)

  enum Row: Int {
    case wanted = 0
    case found = 3
    case host = 6
  }

  /// What readiness means in each of the sets.
  static var input: Readiness { Readiness(rawValue: 0x40 | 0x80 | 1 | 0x10 | 8) }
  static var output: Readiness { Readiness(rawValue: 0x200 | 0x100 | 4 | 8) }
  static var exception: Readiness { .priority }

  @inline(always)
  func word(_ row: Row, _ set: Int, _ index: Int) -> UInt { bits[(row.rawValue + set) * words + index] }

  @inline(always)
  func has(_ row: Row, _ set: Int, _ descriptor: Int) -> Bool {
    word(row, set, descriptor / 64) >> UInt(descriptor % 64) & 1 != 0
  }

  @inline(always)
  func add(_ row: Row, _ set: Int, _ descriptor: Int) {
    let index = (row.rawValue + set) * words + descriptor / 64
    bits[index] = bits[index] | 1 << UInt(descriptor % 64)
  }

  func remove(_ row: Row, _ set: Int, _ descriptor: Int) {
    let index = (row.rawValue + set) * words + descriptor / 64
    bits[index] = bits[index] & ~(1 << UInt(descriptor % 64))
  }

  func clear(_ row: Row) {
    for i in row.rawValue * words..<(row.rawValue + 3) * words { bits[i] = 0 }
  }

  /// All that is wanted of a descriptor.
  func wanted(_ descriptor: Int) -> Readiness {
    var wanted = Readiness()
    if has(.wanted, 0, descriptor) { wanted.formUnion(Self.input) }
    if has(.wanted, 1, descriptor) { wanted.formUnion(Self.output) }
    if has(.wanted, 2, descriptor) { wanted.formUnion(Self.exception) }
    return wanted
  }

  /// Runs the body for each descriptor in some of the sets.
  @inline(always)
  func each(_ body: (Int) throws(Errno) -> Void) throws(Errno) {
    for index in 0..<words {
      var rest = word(.wanted, 0, index) | word(.wanted, 1, index) | word(.wanted, 2, index)
      while rest != 0 {
        let descriptor = index * 64 + rest.trailingZeroBitCount
        rest &= rest - 1
        try body(descriptor)
      }
    }
  }
}

/// select(2) and pselect6(2).
extension DescriptorTable {
  typealias UserSet = UserPointer<UInt>

  /// - Throws: `passToHost` if no descriptor is the kernel's, or before anything was waited for.
  func select(
    _ count: Int32, _ user: (UserSet, UserSet, UserSet), _ thread: ThreadBlock,
    _ limits: () throws(Errno) -> PollLimits
  ) throws(Errno) -> Int {
    if count < 0 || count > Int32(Self.mostPolled) { throw .passToHost }
    let used = (Int(count) + 63) / 64
    // Room for the hidden descriptors too.
    let words = max(used, (Int(FileReference.end) + 63) / 64 + 8)
    return try withArray(of: UInt(0), 9 * words) { (bits) throws(Errno) in
      let isGiven = (!user.0.isNull, !user.1.isNull, !user.2.isNull)
      let sets = SelectSets(words: words, count: Int(count), bits: bits, isGiven: isGiven)
      if isGiven.0 { try bits.take(user.0, 0, used) }
      if isGiven.1 { try bits.take(user.1, words, used) }
      if isGiven.2 { try bits.take(user.2, 2 * words, used) }
      var beyond = InlineArray<3, UInt>(repeating: 0)
      if count % 64 != 0 {
        let mask = UInt(1) << UInt(count % 64) - 1
        for set in 0..<3 {
          beyond[set] = bits[set * words + used - 1] & ~mask
          bits[set * words + used - 1] = bits[set * words + used - 1] & mask
        }
      }
      var isOurs = false
      try sets.each { (descriptor) throws(Errno) in if isPolledHere(Int32(descriptor)) { isOurs = true } }
      if !isOurs { throw .passToHost }
      let result = try select(sets, limits(), thread)
      if beyond[0] | beyond[1] | beyond[2] != 0 && !hasRoom(for: count) {
        for set in 0..<3 { bits[(3 + set) * words + used - 1] = bits[(3 + set) * words + used - 1] | beyond[set] }
      }
      if isGiven.0 { try bits.put(user.0, 3 * words, used) }
      if isGiven.1 { try bits.put(user.1, 4 * words, used) }
      if isGiven.2 { try bits.put(user.2, 5 * words, used) }
      return result
    }
  }

  /// Whether the host's table of descriptors has a place for the last of so many: of words
  /// of the sets that are beyond it select(2) does not clear the bits that nobody asked for.
  private func hasRoom(for count: Int32) -> Bool {
    let words = (Int(count) + 63) / 64
    let now = linux_timespec(tv_sec: 0, tv_nsec: 0)
    let hasRoom = try? withArray(of: UInt(0), words) { (set) throws(Errno) in
      set[words - 1] = 1 << 63
      _ = try host.call(now) { (time) throws(Errno) in
        try host.call(Number.pselect6, Int(count), set.argument(0), 0, 0, time)
      }
      return set[words - 1] == 0
    }
    return hasRoom ?? true
  }

  private func select(
    _ sets: SelectSets, _ limits: PollLimits, _ thread: ThreadBlock
  ) throws(Errno) -> Int {
    try pollLoop(
      limits, thread, sets.count,
      promote: {
        try? sets.each { (descriptor) throws(Errno) in promote(Int32(descriptor)) }
      },
      join: { waiters in
        try? sets.each { (descriptor) throws(Errno) in
          if isPolledHere(Int32(descriptor)) {
            waiters.join(Int32(descriptor), sets.wanted(descriptor), thread, self)
          }
        }
      },
      look: { () throws(Errno) in try look(sets) },
      askHost: { (rest, bell) throws(Errno) in try askHost(sets, rest, bell) })
  }

  private func look(_ sets: SelectSets) throws(Errno) -> (ready: Int, isHostToo: Bool) {
    var ready = 0
    var isHostToo = false
    sets.clear(.found)
    sets.clear(.host)
    try sets.each { (descriptor) throws(Errno) in
      if let readiness = poll(Int32(descriptor)) {
        if readiness.meets(.invalid) { throw .badDescriptor }
        for set in 0..<3 where sets.has(.wanted, set, descriptor) {
          let meaning = set == 0 ? SelectSets.input : set == 1 ? SelectSets.output : SelectSets.exception
          if readiness.meets(meaning) {
            sets.add(.found, set, descriptor)
            ready += 1
          }
        }
      } else {
        isHostToo = true
        for set in 0..<3 where sets.has(.wanted, set, descriptor) { sets.add(.host, set, descriptor) }
      }
    }
    return (ready, isHostToo)
  }

  private func askHost(_ sets: SelectSets, _ rest: linux_timespec?, _ bell: Int32) throws(Errno) -> Int {
    if Int(bell) >= sets.words * 64 { throw .outOfMemory }
    // The host stores what it finds where it was asked: the questions are copied for the next time.
    return try withArray(of: UInt(0), 3 * sets.words) { (asked) throws(Errno) in
      for i in 0..<3 * sets.words { asked[i] = sets.bits[SelectSets.Row.host.rawValue * sets.words + i] }
      let answer = SelectSets(words: sets.words, count: sets.count, bits: asked, isGiven: sets.isGiven)
      if bell >= 0 { answer.add(.wanted, 0, Int(bell)) }
      var ready = try host.call(rest) { (time) throws(Errno) in
        try host.call(
          Number.pselect6, max(sets.count, Int(bell) + 1), asked.argument(0), asked.argument(sets.words),
          asked.argument(2 * sets.words), time)
      }
      if bell >= 0 && ready > 0 && answer.has(.wanted, 0, Int(bell)) {
        answer.remove(.wanted, 0, Int(bell))
        host.drain(bell)
        ready -= 1
      }
      // Even if nothing is ready: beyond its own table the host leaves everything as it was.
      for i in 0..<3 * sets.words {
        let index = SelectSets.Row.found.rawValue * sets.words + i
        sets.bits[index] = sets.bits[index] | asked[i]
      }
      return ready
    }
  }
}
