import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct UserBuffersTests {
    let pages = Pages(2)

    /// Vectors of the test's memory; one of a negative offset has no memory.
    private func vectors(_ parts: (offset: Int, length: Int)...) -> [linux_iovec] {
      parts.map {
        linux_iovec(base: $0.offset < 0 ? 0 : pages.address(0, $0.offset), length: UInt(bitPattern: $0.length))
      }
    }

    private func with<R>(_ vectors: [linux_iovec], _ body: (inout UserBuffers) throws(Errno) -> R) throws(Errno) -> R {
      var vectors = vectors
      vectors.append(linux_iovec())
      return try vectors.withUnsafeMutableBufferPointer { (all) throws(Errno) in
        try withBuffers(UserPointer(all.baseAddress!), UInt(all.count - 1), body)
      }
    }

    private func bytes(_ offset: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { pages.load(0, offset + $0, as: UInt8.self) }
    }

    @Test func oneBuffer() throws {
      var buffers = UserBuffers(pages.user(0, 10), 8)!
      #expect((buffers.remaining, buffers.transferred) == (8, 0))
      #expect(buffers.put([1, 2, 3] as [UInt8], 3) == 3)
      #expect((buffers.remaining, buffers.transferred) == (5, 3))
      #expect(buffers.put([4, 5, 6, 7, 8, 9, 10] as [UInt8], 7) == 5, "no more than there is room for")
      #expect((buffers.remaining, buffers.transferred) == (0, 8))
      #expect(bytes(9, 10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 0])
      var again = UserBuffers(pages.user(0, 10), 8)!
      var target = [UInt8](repeating: 0, count: 8)
      #expect(again.take(&target, 5) == 5)
      #expect(again.take(&target, 8) == 3)
      #expect(target == [6, 7, 8, 4, 5, 0, 0, 0])
    }

    /// Three, nothing, five, nothing and one byte, in pieces of each size.
    @Test(arguments: 1...10) func severalVectorsSomeOfThemEmpty(piece: Int) throws {
      let source = pattern(9)
      try with(vectors((100, 3), (-1, 0), (200, 5), (300, 0), (300, 1))) { (buffers) in
        var done = 0
        while buffers.remaining > 0 {
          done += source.withUnsafeBytes { buffers.put($0.baseAddress! + done, min(piece, 9 - done)) }
        }
        #expect((done, buffers.transferred) == (9, 9))
      }
      #expect(bytes(100, 4) == Array(source[0..<3]) + [0])
      #expect(bytes(200, 6) == Array(source[3..<8]) + [0])
      #expect(bytes(300, 2) == [source[8], 0])
      var target = [UInt8](repeating: 0, count: 9)
      try with(vectors((100, 3), (-1, 0), (200, 5), (300, 0), (300, 1))) { (buffers) in
        var done = 0
        while buffers.remaining > 0 {
          done += target.withUnsafeMutableBytes { buffers.take($0.baseAddress! + done, min(piece, 9 - done)) }
        }
      }
      #expect(target == source)
    }

    @Test func fillingAcrossVectors() throws {
      try with(vectors((0, 2), (10, 0), (20, 3))) { (buffers) in
        #expect(buffers.fill(7, 4) == 4)
        #expect(buffers.remaining == 1)
        #expect(buffers.fill(8, 4) == 1)
      }
      #expect(bytes(0, 3) == [7, 7, 0])
      #expect(bytes(20, 4) == [7, 7, 8, 0])
    }

    @Test func badMemoryEndsACopy() throws {
      let source = pattern(8)
      try with(vectors((0, 5), (-1, 10))) { (buffers) in
        #expect(buffers.put(source, 8) == 5)
        #expect((buffers.remaining, buffers.transferred) == (10, 5))
        #expect(buffers.put(source, 3 + 8) == 0)
      }
      try with(vectors((0, 5), (-1, 10))) { (buffers) in
        var target = [UInt8](repeating: 0, count: 8)
        #expect(buffers.take(&target, 8) == 5)
        #expect(buffers.transferred == 5)
      }
    }

    @Test func whatAProgramCannotHave() {
      let end: UInt = 0x7fff_ffff_f000
      func remaining(_ address: UInt, _ count: UInt) -> Int? {
        UserBuffers(UserPointer(Int(bitPattern: address)), count)?.remaining
      }
      #expect(remaining(end, 0) == 0)
      #expect(remaining(end, 1) == nil)
      #expect(remaining(end + 1, 0) == nil)
      #expect(remaining(end - 10, 10) == 10)
      #expect(remaining(end - 10, 11) == nil)
      #expect(remaining(4096, .max) == nil)
      #expect(remaining(4096, UInt(bitPattern: Int.min)) == nil)
      #expect(remaining(4096, 0x8000_0000) == UserBuffers.most)
      #expect(UserBuffers.most == 0x7fff_f000)
    }

    @Test func limitsOfVectors() throws {
      func remaining(_ vectors: [linux_iovec]) throws(Errno) -> Int {
        try with(vectors) { (buffers) in buffers.remaining }
      }
      let huge = linux_iovec(base: 4096, length: 0x7000_0000)
      #expect(try remaining([huge, huge, huge]) == UserBuffers.most)
      let most = linux_iovec(base: 4096, length: UInt(Int.max) - 4096)
      #expect(try remaining([most]) == UserBuffers.most, "one is cut before its end is looked at")
      #expect(thrown { () throws(Errno) in try remaining([most, huge]) } == .badAddress)
      let negative = linux_iovec(base: 4096, length: .max)
      #expect(thrown { () throws(Errno) in try remaining([negative]) } == .invalidArgument)
      let bad = linux_iovec(base: 1 << 63, length: 1)
      #expect(thrown { () throws(Errno) in try remaining([bad]) } == .badAddress)
      #expect(thrown { () throws(Errno) in try remaining([bad, negative]) } == .invalidArgument)
      #expect(try remaining([]) == 0)
      #expect(try remaining(Array(repeating: linux_iovec(base: 4096, length: 2), count: 1024)) == 2048)
      #expect(thrown { () throws(Errno) in try remaining(Array(repeating: huge, count: 1025)) } == .invalidArgument)
    }

    @Test func piecesForAHostCall() throws {
      try with(vectors((0, 4), (-1, 0), (100, 6))) { (buffers) in
        var target = [UInt8](repeating: 0, count: 8)
        _ = buffers.take(&target, 1)
        let first = buffers.next()
        #expect(first?.address == pages.address(0, 1) && first?.length == 3)
        buffers.didTransfer(3)
        let second = buffers.next()
        #expect(second?.address == pages.address(0, 100) && second?.length == 6)
        buffers.didTransfer(2)
        #expect(buffers.next()?.length == 4)
        #expect(buffers.skipAll() == 4)
        #expect(buffers.next() == nil)
        #expect((buffers.transferred, buffers.remaining) == (10, 0))
      }
    }
  }
}
