import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct OutputTests {
    let host = RecordingHost()

    /// What is written to descriptor 2, one string a host call that takes at most `limit` bytes.
    private func written(limit: Int = .max, _ body: (inout Output) -> Void) -> [String] {
      var pieces: [String] = []
      host.on(Number.write) { call throws(Errno) in
        #expect(call.arguments[0] == 2)
        let count = min(call.arguments[2], limit)
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: call.arguments[1]), count: count)
        pieces.append(String(decoding: bytes, as: UTF8.self))
        return count
      }
      var output = Output(host: host, descriptor: 2)
      body(&output)
      return pieces
    }

    @Test func nothingIsWrittenBeforeTheFlush() {
      #expect(written { $0.write("abc") } == [])
      #expect(
        written {
          $0.write("abc")
          $0.flush()
        } == ["abc"])
    }

    @Test func anEmptyFlushMakesNoCall() {
      #expect(written { $0.flush() } == [])
      #expect(host.calls == [])
    }

    @Test(arguments: [511, 512, 513, 1024, 1300]) func textAcrossTheBufferComesOutWhole(length: Int) {
      let text = String((0..<length).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
      let pieces = Array(text.utf8).withUnsafeBufferPointer { bytes in
        written {
          $0.write(Text(bytes.baseAddress!, count: bytes.count))
          $0.flush()
        }
      }
      #expect(pieces.joined() == text)
      #expect(pieces.allSatisfy { $0.utf8.count <= 512 })
      #expect(pieces.count == (length + 511) / 512)
    }

    @Test func shortWritesAreContinued() {
      let pieces = written(limit: 4) {
        $0.write("abcdefghij")
        $0.flush()
      }
      #expect(pieces == ["abcd", "efgh", "ij"])
    }

    @Test func aDescriptorThatTakesNothingEndsIt() {
      host.on(Number.write) { _ throws(Errno) in throw Errno(9) }
      var output = Output(host: host, descriptor: 2)
      output.write("abc")
      output.flush()
      #expect(host.count(Number.write) == 1)
      host.on(Number.write) { _ throws(Errno) in 0 }
      output.write("abc")
      output.flush()
      #expect(host.count(Number.write) == 2)
    }

    @Test(
      arguments: [
        (0, 0, "0"), (7, 0, "7"), (7, 3, "  7"), (1234, 3, "1234"), (1234, 4, "1234"), (0, 20, "                   0"),
        (5, 25, "                   5"), (UInt.max, 0, "18446744073709551615"), (UInt.max, 20, "18446744073709551615"),
        (1000, 6, "  1000"),
      ] as [(UInt, Int, String)])
    func numbersAreRightAligned(number: UInt, width: Int, text: String) {
      let pieces = written {
        $0.write(number, width: width)
        $0.flush()
      }
      #expect(pieces == [text])
    }
  }
}
