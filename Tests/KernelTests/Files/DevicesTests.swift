import CLinux
import Glibc
import Testing

@testable import Kernel

private func kind(_ name: String) -> OpenedName { name.withUserString { OpenedName($0) } }
private func device(_ name: String) -> Device? { name.withUserString { OpenedName.device($0) } }

extension String {
  fileprivate func withUserString<R>(_ body: (UserPointer<UInt8>) -> R) -> R {
    // At the end of a page, after which there is nothing.
    let pages = Pages(2)
    pages.protect(1, PROT_NONE)
    let bytes = Array(utf8) + [0]
    let start = Pages.size - bytes.count
    for (i, byte) in bytes.enumerated() { pages.base.storeBytes(of: byte, toByteOffset: start + i, as: UInt8.self) }
    return body(pages.user(0, start))
  }
}

@Suite struct OpenedNameTests {
  @Test func `Names below dev and proc are known by their beginning`() {
    #expect(kind("/dev/null") == .device)
    #expect(kind("/dev/") == .device)
    #expect(kind("/dev") == .ordinary)
    #expect(kind("/device") == .ordinary)
    #expect(kind("dev/null") == .ordinary)
    #expect(kind("/proc/1/fd") == .processes)
    #expect(kind("/proc") == .ordinary)
    #expect(kind("") == .ordinary)
    #expect(kind("/") == .ordinary)
  }

  @Test func `A device's name is all of it`() {
    #expect(device("/dev/null") == .null)
    #expect(device("/dev/zero") == .zero)
    #expect(device("/dev/full") == .full)
    #expect(device("/dev/random") == .random)
    #expect(device("/dev/urandom") == .urandom)
    for name in ["/dev/nul", "/dev/nullx", "/dev/null/", "/dev/urandomx", "/dev/", "/dev/tty"] {
      #expect(device(name) == nil)
    }
  }

  @Test func `Other names of descriptors`() {
    for name in ["/dev/fd/3", "/dev/fd", "/dev/stdin", "/dev/stdout"] {
      #expect(name.withUserString { OpenedName.isOfDescriptor($0) })
    }
    #expect(!"/dev/null".withUserString { OpenedName.isOfDescriptor($0) })
  }
}

private struct Fixture {
  let host = RecordingHost()
  let file: DeviceFile
  let memory = Pages(1)

  /// - Parameter number: of the device that is really there, or nil for a file.
  init(_ device: Device, _ flags: Int32, number: UInt?) {
    let userMemory = UserMemory(host: host)
    let clocks = Clocks(host: host, vdso: .none, userMemory: userMemory)
    file = DeviceFile(host: host, random: RandomSource(host: host, options: Options(), clocks: clocks))
    file.start(device.rawValue, flags)
    host.on(Number.fstat) { call in
      let status = UnsafeMutablePointer<linux_stat>(bitPattern: call.arguments[1])!
      status.pointee.mode = number == nil ? 0o100644 : 0o020666
      status.pointee.rdev = number ?? 0x103
      return 0
    }
  }

  func read(_ count: UInt) throws(Errno) -> Int {
    try withThreadBlock { thread in
      Result { () throws(Errno) in
        var buffers = UserBuffers(memory.user(0), count)!
        return try file.read(&buffers, thread)
      }
    }.get()
  }

  func write(_ count: UInt) throws(Errno) -> Int {
    try withThreadBlock { thread in
      Result { () throws(Errno) in
        var buffers = UserBuffers(memory.user(0), count)!
        return try file.write(&buffers, thread)
      }
    }.get()
  }
}

@Suite(.serialized) struct DeviceFileTests {
  @Test func `The host answers first, and then says what it is`() throws {
    let null = Fixture(.null, 2, number: 0x103)
    #expect(thrown { () throws(Errno) in try null.write(5) } == .passToHost)
    #expect(null.host.calls.isEmpty)
    #expect(try null.write(5) == 5)
    #expect(try null.read(5) == 0)
    #expect(null.host.names == ["fstat"])
  }

  @Test(arguments: [nil, 0x105] as [UInt?]) func `Something else stays the host's`(_ number: UInt?) {
    let null = Fixture(.null, 2, number: number)
    for _ in 0..<10 {
      #expect(thrown { () throws(Errno) in try null.write(5) } == .passToHost)
      #expect(thrown { () throws(Errno) in try null.read(5) } == .passToHost)
    }
    #expect(null.host.names == ["fstat"])
  }

  @Test func `Zeros are read, and nothing is ever full but one`() throws {
    for (device, number) in [(Device.zero, 0x105), (.full, 0x107)] as [(Device, UInt)] {
      let fixture = Fixture(device, 2, number: number)
      _ = try? fixture.read(1)
      memset(fixture.memory.base, 1, 4096)
      #expect(try fixture.read(100) == 100)
      #expect(fixture.memory.load(0, 99, as: UInt8.self) == 0)
      #expect(fixture.memory.load(0, 100, as: UInt8.self) == 1)
      if device == .zero {
        #expect(try fixture.write(7) == 7)
      } else {
        #expect(thrown { () throws(Errno) in try fixture.write(7) } == .noSpace)
        #expect(thrown { () throws(Errno) in try fixture.write(0) } == .noSpace)
      }
    }
  }

  @Test func `The way it was opened counts`() {
    #expect(Fixture(.zero, 0, number: 0x105).file.isReadable)
    #expect(!Fixture(.zero, 0, number: 0x105).file.isWritable)
    #expect(!Fixture(.zero, 1, number: 0x105).file.isReadable)
    #expect(Fixture(.zero, 2, number: 0x105).file.isWritable)
  }
}
