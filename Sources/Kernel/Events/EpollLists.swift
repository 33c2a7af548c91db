/// The items that may be ready, in the order in which they became so. Under the set's lock.
struct ReadyList {
  private var first: Immortal<EpollItem>?
  private var last: Immortal<EpollItem>?
  private(set) var count = 0

  @inline(always)
  var isEmpty: Bool { first == nil }

  mutating func append(_ item: EpollItem) {
    let reference = Immortal(item)
    item.isReady = true
    item.next = nil
    item.previous = last
    if let last { last.use { $0.next = reference } } else { first = reference }
    last = reference
    count += 1
  }

  mutating func putBack(_ item: EpollItem) {
    let reference = Immortal(item)
    item.isReady = true
    item.previous = nil
    item.next = first
    if let first { first.use { $0.previous = reference } } else { last = reference }
    first = reference
    count += 1
  }

  mutating func remove(_ item: EpollItem) {
    if !item.isReady { return }
    item.isReady = false
    let (next, previous) = (item.next, item.previous)
    if let next { next.use { $0.previous = previous } } else { last = previous }
    if let previous { previous.use { $0.next = next } } else { first = next }
    count -= 1
  }

  mutating func takeFirst() -> Immortal<EpollItem>? {
    guard let reference = first else { return nil }
    reference.use { item in remove(item) }
    return reference
  }
}

/// The items of a set by descriptor and file.
struct ItemTable {
  private var buckets = Buckets<EpollItem>(count: 16)
  private(set) var count = 0

  private static func hash(_ descriptor: Int32, _ file: FileReference) -> UInt {
    UInt(UInt32(bitPattern: descriptor)) &* 5 ^ file.hash
  }

  func find(_ descriptor: Int32, _ file: FileReference) -> Immortal<EpollItem>? {
    var next = buckets[Self.hash(descriptor, file)]
    while let reference = next {
      if reference.use({ item in item.descriptor == descriptor && item.file == file }) { return reference }
      next = reference.use { item in item.chain }
    }
    return nil
  }

  mutating func add(_ item: EpollItem, _ file: FileReference) {
    if count >= buckets.count { grow() }
    let hash = Self.hash(item.descriptor, file)
    item.chain = buckets[hash]
    buckets[hash] = Immortal(item)
    count += 1
  }

  mutating func remove(_ item: EpollItem, _ file: FileReference) {
    let hash = Self.hash(item.descriptor, file)
    let reference = Immortal(item)
    if buckets[hash] == reference {
      buckets[hash] = item.chain
    } else {
      var next = buckets[hash]
      while let before = next {
        next = before.use { $0.chain }
        if next == reference { before.use { $0.chain = item.chain } }
      }
    }
    item.chain = nil
    count -= 1
  }

  /// Some item, or nil.
  var any: Immortal<EpollItem>? {
    if count == 0 { return nil }
    for i in 0..<buckets.count {
      if let item = buckets[UInt(i)] { return item }
    }
    return nil
  }

  private mutating func grow() {
    let old = buckets
    buckets = Buckets(count: old.count * 4)
    for i in 0..<old.count {
      var next = old[UInt(i)]
      while let reference = next {
        reference.use { item in
          next = item.chain
          if let file = item.file {
            let hash = Self.hash(item.descriptor, file)
            item.chain = buckets[hash]
            buckets[hash] = reference
          }
        }
      }
    }
    old.free()
  }
}
