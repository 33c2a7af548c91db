import CApus

/// A file as descriptors and waiters hold it: without a count of references,
/// which would cost more than most operations.
struct FileReference: Equatable {
  // Safety: a file is never freed; one that is done with becomes another later,
  // so who has not kept it with `pins` looks again under its lock.
  private let pointer: UnsafeMutableRawPointer

  /// Takes the file over for ever.
  init(immortal file: File) { pointer = Unmanaged.passRetained(forever(file)).toOpaque() }

  init(_ file: File) { pointer = Unmanaged.passUnretained(file).toOpaque() }

  @inline(always)
  private init(_ pointer: UnsafeMutableRawPointer) { self.pointer = pointer }

  @inline(always)
  func use<R>(_ body: (File) -> R) -> R {
    Unmanaged<File>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
  }

  @inline(always)
  func with<R>(_ body: (File) throws(Errno) -> R) throws(Errno) -> R {
    let result: Result<R, Errno> = use { file in
      do throws(Errno) { return .success(try body(file)) } catch { return .failure(error) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw error
    }
  }

  @inline(always)
  static func == (a: FileReference, b: FileReference) -> Bool { a.pointer == b.pointer }

  // Safety: descriptors below `apus_descriptor_end` have a slot.

  /// The file of a descriptor; nil if the descriptor is the host's or none at all.
  @inline(always)
  static func of(_ descriptor: Int32) -> FileReference? {
    guard UInt32(bitPattern: descriptor) < apus_descriptor_end() else { return nil }
    guard let pointer = apus_descriptor(UInt32(bitPattern: descriptor)) else { return nil }
    return FileReference(pointer)
  }

  /// Whether some descriptor is the kernel's.
  static var areThere: Bool { apus_descriptor_end() != 0 }

  /// Whether a descriptor can be the kernel's.
  static func canHold(_ descriptor: Int32) -> Bool { UInt32(bitPattern: descriptor) < UInt32(APUS_DESCRIPTORS) }

  static func set(_ descriptor: Int32, to file: FileReference?) {
    apus_set_descriptor(UInt32(bitPattern: descriptor), file?.pointer)
    if file != nil && UInt32(bitPattern: descriptor) >= apus_descriptor_end() {
      apus_set_descriptor_end(UInt32(bitPattern: descriptor) + 1)
    }
  }

  /// Above every descriptor of the kernel's.
  static var end: Int32 { Int32(bitPattern: apus_descriptor_end()) }

  static func shrink() {
    var end = apus_descriptor_end()
    while end > 0 && apus_descriptor(end - 1) == nil { end -= 1 }
    apus_set_descriptor_end(end)
  }
}

/// Ends the count of references to an object that is never freed, so that no call writes to it
/// for that, and no child of a fork copies its page.
func forever<Object: AnyObject>(_ object: Object) -> Object {
  #if hasFeature(Embedded)
    // Safety: in Embedded Swift the count is the second word, and this value is that of objects
    // made by the compiler, which retain and release leave alone.
    Unmanaged.passUnretained(object).toOpaque().storeBytes(of: UInt.max >> 1, toByteOffset: 8, as: UInt.self)
  #endif
  return object
}

/// An object that is never freed, without a count of references.
struct Immortal<Object: AnyObject>: Equatable {
  // Safety: whoever makes the first of an object's references retains it for ever.
  private let object: Unmanaged<Object>

  /// Takes the object over for ever.
  init(immortal object: Object) { self.object = Unmanaged.passRetained(forever(object)) }

  @inline(always)
  init(_ object: Object) { self.object = Unmanaged.passUnretained(object) }

  @inline(always)
  func use<R>(_ body: (Object) -> R) -> R { object._withUnsafeGuaranteedRef(body) }

  @inline(always)
  func with<R>(_ body: (Object) throws(Errno) -> R) throws(Errno) -> R {
    let result: Result<R, Errno> = use { object in
      do throws(Errno) { return .success(try body(object)) } catch { return .failure(error) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw error
    }
  }

  @inline(always)
  static func == (a: Immortal, b: Immortal) -> Bool { a.object.toOpaque() == b.object.toOpaque() }
}

extension FileReference {
  /// The file as what its kind says it is.
  @inline(always)
  func of<Kind: File>(_ kind: Kind.Type) -> Immortal<Kind> {
    use { file in Immortal(unsafeDowncast(file, to: kind)) }
  }

  /// Of few different files, one that tells them apart.
  var hash: UInt { UInt(bitPattern: pointer) >> 4 }
}

/// Lists of objects by hash.
struct Buckets<Object: AnyObject> {
  // Safety: `count` elements, a power of two, all initialised.
  private var lists: UnsafeMutablePointer<Immortal<Object>?>
  private(set) var count: Int

  init(count: Int) {
    self.count = count
    lists = .allocate(capacity: count)
    lists.initialize(repeating: nil, count: count)
  }

  subscript(hash: UInt) -> Immortal<Object>? {
    get { lists[Int(hash & UInt(count - 1))] }
    nonmutating set { lists[Int(hash & UInt(count - 1))] = newValue }
  }

  func free() { lists.deallocate() }
}
