import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct SocketChannelTests {
    private let pages = Pages(64)
    private let channel = SocketChannel()
    private let charge = SocketCharge(ofOne: 768, ofSixHundred: 1280)!

    private func open(isStream: Bool, sendBuffer: Int = 212_992) {
      channel.open(isStream: isStream, charge, sendBuffer: sendBuffer)
    }

    private func buffers(_ count: Int, page: Int = 0) throws -> UserBuffers {
      var vector = linux_iovec(base: pages.address(page), length: UInt(count))
      return try withUnsafeMutablePointer(to: &vector) {
        try UserBuffers(UnsafeMutableBufferPointer(start: $0, count: 1))
      }
    }

    private func send(_ count: Int, filledWith byte: UInt8 = 1) throws -> Int {
      memset(pages.base, Int32(byte), count)
      var buffers = try buffers(count)
      return try channel.send(&buffers)
    }

    /// What comes, at the second half of the pages.
    private func received(_ count: Int) throws -> [UInt8] {
      var buffers = try buffers(count, page: 32)
      let length =
        channel.isStream ? try channel.receiveBytes(&buffers) : try channel.receiveMessage(&buffers, keeps: false)
      return Array(UnsafeRawBufferPointer(start: pages.base + 32 * Pages.size, count: min(length, count)))
    }

    private func error(_ body: () throws -> Int) -> Errno? {
      do { _ = try body() } catch { return error as? Errno }
      return nil
    }

    /// As measured by SIOCOUTQ on Linux 6.18.
    @Test(arguments: [(1, 768), (192, 768), (193, 1280), (3776, 4352), (3777, 4864), (7873, 8960), (36544, 37120)])
    func partsOfStreamsAreCharged(_ length: Int, _ expected: Int) {
      #expect(charge.ofPart(length) == expected)
    }

    @Test(arguments: [(0, 768), (192, 768), (3777, 8448), (16064, 16640), (16065, 20736), (200_000, 200_960)])
    func datagramsAreCharged(_ length: Int, _ expected: Int) {
      #expect(charge.ofDatagram(length) == expected)
    }

    @Test func unknownHostsAreRefused() {
      #expect(SocketCharge(ofOne: 768, ofSixHundred: 1216) == nil)
      #expect(SocketCharge(ofOne: 300, ofSixHundred: 1280) == nil)
      #expect(SocketCharge(ofOne: 960, ofSixHundred: 1280) != nil)
    }

    @Test func streamsHaveNoBoundaries() throws {
      open(isStream: true)
      #expect(try send(3, filledWith: 1) == 3)
      #expect(try send(3, filledWith: 2) == 3)
      #expect(try received(4) == [1, 1, 1, 2])
      #expect(channel.byteCount == 2)
      #expect(channel.charged == 768, "a part counts until its last byte is taken")
      #expect(try received(4) == [2, 2])
      #expect(channel.charged == 0)
      #expect(error { try received(1).count } == .wouldBlock)
    }

    @Test func messagesHaveBoundaries() throws {
      open(isStream: false)
      #expect(try send(3, filledWith: 1) == 3)
      #expect(try send(0) == 0)
      #expect(try send(2, filledWith: 2) == 2)
      #expect(try received(2) == [1, 1])
      #expect(!channel.isEmpty && channel.firstByteCount == 0)
      #expect(try received(9) == [])
      #expect(try received(9) == [2, 2])
      #expect(channel.isEmpty)
    }

    @Test func peekingTakesNothing() throws {
      open(isStream: true)
      _ = try send(3)
      _ = try send(3)
      var peek = try buffers(5, page: 32)
      #expect(try channel.peekBytes(&peek) == 5)
      #expect(try received(9).count == 6)
    }

    @Test func fullBuffersTakeNoMore() throws {
      open(isStream: true, sendBuffer: 4608)
      // In parts of half of the buffer, and one begins as long as there is any room at all.
      #expect(try send(10_000) == 2240 * 2)
      #expect(error { try send(1) } == .wouldBlock)
      #expect(!channel.isWritable && !channel.hasRoom)
      _ = try received(2240)
      #expect(channel.hasRoom && !channel.isWritable)
      _ = try received(2240)
      #expect(channel.isWritable)
    }

    @Test func messagesMayBeTooLong() throws {
      open(isStream: false, sendBuffer: 4608)
      #expect(error { try send(4577) } == .messageTooLong)
      #expect(try send(4576) == 4576)
    }

    @Test func ringWrapsAndGrows() throws {
      open(isStream: true)
      var sent: UInt8 = 0
      var next: UInt8 = 0
      for round in 0..<400 {
        let count = 1 + round * 37 % 300
        if try channel.charged < 150_000 && send(count, filledWith: sent) == count { sent &+= 1 }
        if round % 3 == 2 {
          // Bytes come in the order of their sending.
          for byte in try received(200) {
            #expect(byte == next || byte == next &+ 1)
            next = byte
          }
        }
      }
      while !channel.isEmpty {
        for byte in try received(100_000) {
          #expect(byte == next || byte == next &+ 1)
          next = byte
        }
      }
      #expect(next == sent &- 1)
      #expect(channel.charged == 0)
    }

    @Test func promotionSendsMessageByMessage() throws {
      open(isStream: true)
      _ = try send(5)
      _ = try send(7)
      _ = try received(2)
      let host = RecordingHost()
      nonisolated(unsafe) var lengths: [UInt] = []
      host.on(Number.sendmsg) { call in
        let header = UnsafePointer<linux_msghdr>(bitPattern: call.arguments[1])!.pointee
        let vectors = UnsafePointer<linux_iovec>(bitPattern: header.iov)!
        lengths.append((0..<Int(header.iovlen)).reduce(0) { $0 + vectors[$1].length })
        return 0
      }
      channel.move(from: 8, to: 9, host)
      #expect(lengths == [5, 7])
      #expect(host.names == ["sendmsg", "recvfrom", "sendmsg"], "bytes that were taken are sent for the charge alone")
      #expect(host.calls.map { $0.arguments[0] } == [8, 9, 8])
      #expect(channel.isEmpty && channel.charged == 0)
    }
  }
}
