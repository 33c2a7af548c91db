import CApus

extension UserPointer {
  /// Reads what is there. A bad address is found by its fault, which is only safe
  /// where `apus_owns_faults()` says so.
  /// - Returns: false if it could not be read; `value` is then partly changed.
  // Safety: the copy is bounded by the pointee, and its faults end it.
  func guardedLoad(into value: inout Pointee) -> Bool {
    withUnsafeMutablePointer(to: &value) {
      apus_copy($0, UnsafeRawPointer(bitPattern: address), UInt(MemoryLayout<Pointee>.size)) == 0
    }
  }

  /// Writes a value, as `guardedLoad` reads it.
  /// - Returns: false if it could not be written.
  func guardedStore(_ value: Pointee) -> Bool {
    withUnsafePointer(to: value) {
      apus_copy(UnsafeMutableRawPointer(bitPattern: address), $0, UInt(MemoryLayout<Pointee>.size)) == 0
    }
  }
}
