import CLinux
import Testing

@testable import Kernel

private struct Fixture {
  let host = RecordingHost()
  let file: EventFile
  let memory = Pages(1)

  init(_ value: UInt = 0, semaphore: Bool = false) {
    file = EventFile(host: host)
    file.start(value, semaphore ? 1 : 0)
    file.isNonblocking = true
    file.descriptor = 7
  }

  func put(_ values: UInt64..., lengths: [UInt] = []) throws(Errno) -> Int {
    for (i, value) in values.enumerated() { memory.base.storeBytes(of: value, toByteOffset: i * 16, as: UInt64.self) }
    return try withThreadBlock { thread in
      Result { () throws(Errno) in
        if values.count == 1 {
          var buffers = UserBuffers(memory.user(0), lengths.first ?? 8)!
          return try file.write(&buffers, thread)
        }
        let vectors = UnsafeMutableBufferPointer<linux_iovec>.allocate(capacity: values.count)
        defer { vectors.deallocate() }
        for i in values.indices {
          vectors[i] = linux_iovec(base: memory.address(0, i * 16), length: lengths.isEmpty ? 8 : lengths[i])
        }
        var buffers = try UserBuffers(vectors)
        return try file.write(&buffers, thread)
      }
    }.get()
  }

  func get(_ length: UInt = 8) throws(Errno) -> UInt64 {
    try withThreadBlock { thread in
      Result { () throws(Errno) in
        var buffers = UserBuffers(memory.user(0), length)!
        #expect(try file.read(&buffers, thread) == 8)
        return memory.load(0, as: UInt64.self)
      }
    }.get()
  }
}

@Suite(.serialized) struct EventFileTests {
  @Test func `A read takes all, or one of a semaphore`() throws {
    let event = Fixture(2)
    #expect(try event.put(3) == 8)
    #expect(try event.get() == 5)
    #expect(thrown { () throws(Errno) in try event.get() } == .wouldBlock)
    let semaphore = Fixture(2, semaphore: true)
    #expect(try semaphore.get() == 1)
    #expect(try semaphore.get(20) == 1)
    #expect(thrown { () throws(Errno) in try semaphore.get() } == .wouldBlock)
  }

  @Test func `The counter stops short of its largest number`() throws {
    let event = Fixture()
    #expect(event.file.readiness.rawValue == 4)
    #expect(try event.put(.max - 2) == 8)
    #expect(event.file.readiness.rawValue == 5)
    #expect(thrown { () throws(Errno) in try event.put(2) } == .wouldBlock)
    #expect(try event.put(1) == 8)
    #expect(event.file.readiness.rawValue == 1)
    #expect(try event.put(0) == 8)
    #expect(thrown { () throws(Errno) in try event.put(1) } == .wouldBlock)
    #expect(thrown { () throws(Errno) in try event.put(.max) } == .invalidArgument)
    #expect(try event.get() == .max - 1)
  }

  @Test func `Of lengths other than eight the host knows`() throws {
    let event = Fixture()
    #expect(thrown { () throws(Errno) in try event.put(1, lengths: [7]) } == .invalidArgument)
    #expect(thrown { () throws(Errno) in try event.put(1, lengths: [0]) } == .invalidArgument)
    #expect(thrown { () throws(Errno) in try event.get(7) } == .invalidArgument)
    #expect(event.host.calls.isEmpty)
    #expect(try event.put(1, lengths: [16]) == 8)
    #expect(event.host.names == ["write"])
    event.host.on(Number.write) { _ throws(Errno) in throw .invalidArgument }
    #expect(thrown { () throws(Errno) in try event.put(1, lengths: [16]) } == .invalidArgument)
    #expect(try event.get() == 1)
  }

  @Test func `Each buffer is a write of its own`() throws {
    let event = Fixture()
    #expect(try event.put(1, 2, 3) == 24)
    #expect(try event.get() == 6)
    #expect(try event.put(1, 2, lengths: [8, 4]) == 8)
    #expect(try event.get() == 1)
    #expect(try event.put(1, 2, 3, lengths: [8, 0, 8]) == 16)
    #expect(try event.get() == 4)
    #expect(thrown { () throws(Errno) in try event.put(1, 2, lengths: [0, 8]) } == .invalidArgument)
    #expect(try event.put(1, 2, lengths: [0, 0]) == 0)
    #expect(try event.put(.max - 1, 1) == 8)
    #expect(try event.get() == .max - 1)
  }

  @Test func `Promotion gives the host the number`() throws {
    let event = Fixture(9)
    var number: UInt64 = 0
    event.host.on(Number.write) { call in
      number = UnsafePointer<UInt64>(bitPattern: call.arguments[1])!.pointee
      return 8
    }
    event.file.promote(event.host)
    #expect(event.host.calls.map { $0.arguments[0] } == [7] && number == 9)
    let empty = Fixture()
    empty.file.promote(empty.host)
    #expect(empty.host.calls.isEmpty)
  }
}
