import CApus
import CLinux
import Glibc
import Testing

@testable import Kernel

/// Block `i` of a run, as words.
private func block(_ i: Int, key: [UInt32], counter: UInt32, nonce: [UInt32]) -> [UInt32] {
  let words = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 16)
  defer { words.deallocate() }
  apus_chacha(key, counter, nonce, words)
  return (0..<16).map { words.load(fromByteOffset: ($0 * 4 + i) * 4, as: UInt32.self) }
}

@Suite struct ChaCha20Tests {
  @Test func `The example of RFC 8439, section 2.3.2`() {
    let key: [UInt32] = [
      0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c, 0x1312_1110, 0x1716_1514, 0x1b1a_1918, 0x1f1e_1d1c,
    ]
    let expected: [UInt32] = [
      0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3, 0xc7f4_d1c7, 0x0368_c033, 0x9aaa_2204, 0x4e6c_d4c3,
      0x4664_82d2, 0x09aa_9f07, 0x05d7_c214, 0xa202_8bd9, 0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2,
    ]
    let nonce: [UInt32] = [0x0900_0000, 0x4a00_0000, 0]
    #expect(block(0, key: key, counter: 1, nonce: nonce) == expected)
    #expect(block(1, key: key, counter: 0, nonce: nonce) == expected)
    #expect(block(3, key: key, counter: .max - 1, nonce: nonce) == expected)
  }

  @Test func `Key, nonce and counter of zeros, appendix A.1`() {
    let zeros = [UInt32](repeating: 0, count: 8)
    let first: [UInt32] = [
      0xade0_b876, 0x903d_f1a0, 0xe56a_5d40, 0x28bd_8653, 0xb819_d2bd, 0x1aed_8da0, 0xccef_36a8, 0xc70d_778b,
      0x7c59_41da, 0x8d48_5751, 0x3fe0_2477, 0x374a_d8b8, 0xf4b8_436a, 0x1ca1_1815, 0x69b6_87c3, 0x8665_eeb2,
    ]
    let second: [UInt32] = [
      0xbee7_079f, 0x7a38_5155, 0x7c97_ba98, 0x0d08_2d73, 0xa029_0fcb, 0x6965_e348, 0x3e53_c612, 0xed7a_ee32,
      0x7621_b729, 0x434e_e69c, 0xb033_71d5, 0xd539_d874, 0x281f_ed31, 0x45fb_0a51, 0x1f0a_e1ac, 0x6f4d_794b,
    ]
    #expect(block(0, key: zeros, counter: 0, nonce: zeros) == first)
    #expect(block(1, key: zeros, counter: 0, nonce: zeros) == second)
  }
}

/// A source whose host gives pages of a test and keys that count up.
private struct Fixture {
  let host = RecordingHost()
  let source: RandomSource
  let page = Pages(1)
  let target = Pages(2)

  init(options: Options = Options()) {
    let memory = UserMemory(host: host)
    source = RandomSource(host: host, options: options, clocks: Clocks(host: host, vdso: .none, userMemory: memory))
    let address = Int(bitPattern: page.base)
    host.on(Number.mmap) { _ in address }
    var keys: UInt8 = 0
    host.on(Number.getrandom) { call in
      keys += 1
      memset(UnsafeMutableRawPointer(bitPattern: call.arguments[0])!, Int32(keys), call.arguments[1])
      return call.arguments[1]
    }
  }

  /// Nil if the host is to answer.
  func take(_ count: Int) -> [UInt8]? {
    do throws(Errno) {
      var buffers = UserBuffers(target.user(0), UInt(count))!
      let result = try source.read(&buffers)
      return (0..<result).map { target.load(0, $0, as: UInt8.self) }
    } catch {
      #expect(error == .passToHost)
      return nil
    }
  }

  func start() { for _ in 0..<RandomSource.trials { #expect(take(16) == nil) } }
}

@Suite(.serialized) struct RandomSourceTests {
  @Test func `The first calls are the host's, and cost it nothing else`() {
    let fixture = Fixture()
    fixture.start()
    #expect(fixture.host.calls.isEmpty)
    #expect(fixture.take(16)?.count == 16)
    #expect(fixture.host.names == ["mmap", "madvise", "getrandom"])
    #expect(fixture.host.calls[1].arguments[2] == 18)
  }

  @Test func `No two pieces are the same, whatever their lengths`() {
    let fixture = Fixture()
    fixture.start()
    var seen = Set<[UInt8]>()
    for i in 0..<2000 {
      let bytes = fixture.take(16 + i % 50) ?? []
      #expect(bytes.count == 16 + i % 50)
      #expect(seen.insert(Array(bytes.prefix(16))).inserted)
    }
  }

  @Test func `What was handed out is not kept`() {
    let fixture = Fixture()
    fixture.start()
    for count in [16, 64, 256, 700] {
      let bytes = fixture.take(count) ?? []
      let kept = (0..<4096 - 16).map { fixture.page.load(0, $0, as: UInt8.self) }
      for start in stride(from: 0, through: bytes.count - 8, by: 8) {
        let piece = bytes[start..<start + 8]
        #expect(!(0..<kept.count - 8).contains { kept[$0..<$0 + 8].elementsEqual(piece) })
      }
    }
  }

  @Test func `A page of zeros, as a child has it, gets a key of its own`() {
    let fixture = Fixture()
    fixture.start()
    _ = fixture.take(16)
    let copy = (0..<4096).map { fixture.page.load(0, $0, as: UInt8.self) }
    let parent = fixture.take(32)
    for i in copy.indices { fixture.page.base.storeBytes(of: copy[i], toByteOffset: i, as: UInt8.self) }
    #expect(fixture.take(32) == parent)
    memset(fixture.page.base, 0, 4096)
    #expect(fixture.take(32) != parent)
    #expect(fixture.host.count(Number.getrandom) == 2)
  }

  @Test func `A key is for 64 KB`() {
    let fixture = Fixture()
    fixture.start()
    for _ in 0..<64 { #expect(fixture.take(992)?.count == 992) }
    #expect(fixture.host.count(Number.getrandom) == 1)
    #expect(fixture.take(1) != nil)
    #expect(fixture.host.count(Number.getrandom) == 2)
  }

  @Test func `Without a key from the host there is nothing`() {
    let fixture = Fixture()
    fixture.host.on(Number.getrandom) { _ throws(Errno) in throw .wouldBlock }
    fixture.start()
    #expect(fixture.take(16) == nil)
    fixture.host.on(Number.getrandom) { _ in 5 }
    #expect(fixture.take(16) == nil)
  }

  @Test func `Without WIPEONFORK it stays the host's for good`() {
    let fixture = Fixture()
    fixture.host.on(Number.madvise) { _ throws(Errno) in throw .invalidArgument }
    fixture.start()
    #expect(fixture.take(16) == nil)
    #expect(fixture.host.names == ["mmap", "madvise", "munmap"])
    fixture.host.clear()
    for _ in 0..<10 { #expect(fixture.take(16) == nil) }
    #expect(fixture.host.calls.isEmpty)
  }

  @Test func `Switched off, and for much, it is the host's`() {
    var options = Options()
    options.inProcess.subtract(.random)
    let off = Fixture(options: options)
    for _ in 0..<100 { #expect(off.take(16) == nil) }
    #expect(off.host.calls.isEmpty)
    let fixture = Fixture()
    fixture.start()
    #expect(fixture.take(4096)?.count == 4096)
    #expect(fixture.take(4097) == nil)
    #expect(fixture.take(0) == [])
  }
}
