import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  /// The same calls on a pipe of the kernel's and on one of the host's.
  @Suite final class PipeAgainstHostTests {
    private let files = Files()
    private let host = Host()
    private let real: (read: Int, write: Int)
    private let memory = Pages(5)

    init() throws {
      let pair = try host.descriptorPair { [host] (pair) throws(Errno) in
        try host.call(Number.pipe2, pair, LINUX_O_NONBLOCK | LINUX_O_CLOEXEC)
      }
      real = (Int(pair.0), Int(pair.1))
      files.host.on(Number.fcntl) { [host, real] call throws(Errno) in
        // An empty pipe, like the one that the kernel keeps in the host, takes every size.
        if call.arguments[1] == LINUX_F_SETPIPE_SZ { return call.arguments[2] }
        return try host.call(Number.fcntl, real.write, call.arguments[1], call.arguments[2])
      }
    }

    deinit {
      _ = try? host.call(Number.close, real.read)
      _ = try? host.call(Number.close, real.write)
    }

    private func result(_ body: () throws(Errno) -> Int) -> Int {
      do throws(Errno) { return try body() } catch { return error.result }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func aRandomWalk(seed: UInt64) throws {
      var state = seed
      func random(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
      }
      func size() -> Int { 1 + [random(20), random(300), 4090 + random(12), random(20_000)][random(4)] }
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      let address = Int(bitPattern: memory.base)
      for step in 0..<2000 {
        switch random(20) {
        case 0..<10:
          let bytes = pattern(size(), from: step)
          memory.base.copyMemory(from: bytes, byteCount: bytes.count)
          let theirs = result { () throws(Errno) in try host.call(Number.write, real.write, address, bytes.count) }
          try #require(result { () throws(Errno) in try files.write(write, bytes) } == theirs, "\(step)")
        case 10..<18:
          let size = size()
          let theirs = result { () throws(Errno) in try host.call(Number.read, real.read, address, size) }
          var bytes: [UInt8] = []
          let ours = result { () throws(Errno) in
            bytes = try files.read(read, size)
            return bytes.count
          }
          try #require(ours == theirs, "\(step)")
          let expected = UnsafeRawBufferPointer(start: memory.base, count: max(theirs, 0))
          try #require(bytes.elementsEqual(expected), "\(step)")
        case 18:
          // The double passes it on, so that both have the flag.
          let flags = LINUX_O_NONBLOCK | (random(2) == 0 ? LINUX_O_DIRECT : 0)
          try #require(try files.control(write, LINUX_F_SETFL, flags) == 0)
        default:
          let size = 4096 << random(5)
          let theirs = result { () throws(Errno) in try host.call(Number.fcntl, real.write, LINUX_F_SETPIPE_SZ, size) }
          let ours = result { () throws(Errno) in try files.control(write, LINUX_F_SETPIPE_SZ, size) }
          try #require(ours == theirs, "\(step)")
        }
        _ = try host.call(Number.ioctl, real.read, LINUX_FIONREAD, address)
        try #require(files.contents(read)?.byteCount == Int(memory.load(0, as: Int32.self)), "\(step)")
      }
    }
  }
}
