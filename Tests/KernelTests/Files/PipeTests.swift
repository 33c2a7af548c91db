import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  /// What goes into a pipe and comes out of it.
  @Suite struct PipeTests {
    let files = Files()

    /// Writes pieces until no more goes in.
    private func fill(_ descriptor: Int32, _ size: Int) throws -> Int {
      var total = 0
      while true {
        do throws(Errno) {
          total += try files.write(descriptor, pattern(size, from: total))
        } catch {
          try #require(error == .wouldBlock)
          return total
        }
      }
    }

    @Test(arguments: [(1, 65536), (100, 64000), (4095, 65520), (4096, 65536), (4097, 11 * 4096 + 10), (70000, 65536)])
    func itHoldsSixteenPages(size: Int, bytes: Int) throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      #expect(try fill(write, size) == bytes)
      #expect(files.contents(read)?.pageCount == 16)
      // Both lie below what can be read at once.
      let content = try files.read(read, 100_000)
      #expect(content == pattern(bytes))
      #expect(thrown { () throws(Errno) in try files.read(read, 1) } == .wouldBlock)
    }

    @Test func aSmallRestJoinsTheLastPage() throws {
      let (read, write) = try files.pipe()
      func pages(after size: Int) throws -> Int? {
        #expect(try files.write(write, pattern(size)) == size)
        return files.contents(read)?.pageCount
      }
      #expect(try pages(after: 100) == 1)
      #expect(try pages(after: 3996) == 1)
      #expect(try pages(after: 1) == 2)
      #expect(try pages(after: 4096) == 3, "a whole page is not split")
      #expect(try pages(after: 1) == 4)
      #expect(try pages(after: 4096 + 95) == 5, "its rest goes first")
      #expect(try files.read(read, 4097) == pattern(100) + pattern(3996) + pattern(1))
      #expect(try files.read(read, 4097) == pattern(4096) + pattern(1))
      #expect(try files.read(read, 9999) == pattern(4096 + 95))
      #expect(files.contents(read)?.isEmpty == true)
    }

    @Test func whatWasReadOfAPageMakesNoRoomInIt() throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      #expect(try fill(write, 4096) == 65536)
      #expect(try files.read(read, 4095) == pattern(4095))
      #expect(thrown { () throws(Errno) in try files.write(write, [1]) } == .wouldBlock)
      #expect(try files.read(read, 1) == pattern(1, from: 4095))
      #expect(try files.write(write, pattern(5000)) == 4096)
    }

    @Test func packets() throws {
      let (read, write) = try files.pipe(LINUX_O_DIRECT | LINUX_O_NONBLOCK)
      for size in [3, 5, 4096, 5000] { #expect(try files.write(write, pattern(size)) == size) }
      #expect(try files.read(read, 100) == pattern(3))
      #expect(try files.read(read, 2) == pattern(2), "the rest of a packet is lost")
      #expect(try files.read(read, 9000) == pattern(4096))
      #expect(try files.read(read, 9000) == pattern(4096), "more than a page is several packets")
      #expect(try files.read(read, 9000) == pattern(904, from: 4096))
      #expect(try fill(write, 1) == 16)
    }

    @Test func packetsAfterOtherBytes() throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      _ = try files.write(write, [1, 2])
      _ = try files.control(write, LINUX_F_SETFL, LINUX_O_DIRECT | LINUX_O_NONBLOCK)
      _ = try files.write(write, [3])
      _ = try files.write(write, pattern(4096))
      _ = try files.control(write, LINUX_F_SETFL, LINUX_O_NONBLOCK)
      _ = try files.write(write, [4])
      #expect(try files.read(read, 13) == [1, 2, 3] + pattern(10), "a packet ends a read")
      #expect(try files.read(read, 10) == [4])
    }

    @Test func eachEndHasItsDirection() throws {
      let (read, write) = try files.pipe()
      #expect(thrown { () throws(Errno) in try files.read(write, 1) } == .badDescriptor)
      #expect(thrown { () throws(Errno) in try files.write(read, [1]) } == .badDescriptor)
      #expect(thrown { () throws(Errno) in try files.descriptors.check(read, .output) } == .badDescriptor)
      #expect(thrown { () throws(Errno) in try files.descriptors.check(read, .input) } == nil)
      #expect(thrown { () throws(Errno) in try files.descriptors.check(write, .input) } == .badDescriptor)
      #expect(thrown { () throws(Errno) in try files.descriptors.check(99, .input) } == .passToHost)
    }

    @Test func nothingIsAlwaysReadAndWritten() throws {
      let (read, write) = try files.pipe()
      #expect(try files.read(read, 0) == [])
      #expect(try files.write(write, []) == 0)
      #expect(files.contents(read)?.isEmpty == true)
      #expect(try files.write(write, pattern(65536)) == 65536)
      #expect(try files.write(write, []) == 0)
    }

    @Test func itsReadiness() throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      func readiness() -> [Readiness?] { [read, write].map { files.look($0) { $0.readiness } } }
      #expect(readiness() == [[], .output])
      _ = try files.write(write, [1])
      #expect(readiness() == [.input, .output])
      _ = try fill(write, 1)
      #expect(readiness() == [.input, []])
      _ = try files.read(read, 4096)
      #expect(readiness() == [.input, .output])
    }

    // MARK: Bad memory

    private func vectors(_ parts: [(base: UInt, length: Int)], _ body: (inout UserBuffers) throws(Errno) -> Int)
      throws(Errno) -> Int
    {
      var vectors = parts.map { linux_iovec(base: $0.base, length: UInt($0.length)) }
      return try vectors.withUnsafeMutableBufferPointer { (all) throws(Errno) in
        try withBuffers(UserPointer(all.baseAddress!), UInt(all.count), body)
      }
    }

    private func writev(_ descriptor: Int32, _ parts: (base: UInt, length: Int)...) throws(Errno) -> Int {
      try vectors(parts) { (buffers) throws(Errno) in try files.descriptors.write(descriptor, &buffers, files.thread) }
    }

    private func readv(_ descriptor: Int32, _ parts: (base: UInt, length: Int)...) throws(Errno) -> Int {
      try vectors(parts) { (buffers) throws(Errno) in try files.descriptors.read(descriptor, &buffers, files.thread) }
    }

    @Test func bytesBeforeBadMemoryCountByPages() throws {
      let pages = Pages(2)
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      let base = pages.address(0)
      #expect(thrown { () throws(Errno) in try writev(write, (base, 100), (0, 100)) } == .badAddress)
      #expect(files.contents(read)?.isEmpty == true)
      #expect(try writev(write, (base, 4196), (0, 100)) == 4096)
      #expect(files.contents(read)?.byteCount == 4096)
      _ = try files.write(write, pattern(10))
      #expect(thrown { () throws(Errno) in try writev(write, (base, 100), (0, 100)) } == .badAddress)
      #expect(files.contents(read)?.byteCount == 4106)
      #expect(thrown { () throws(Errno) in try readv(read, (base, 100), (0, 100)) } == .badAddress)
      #expect(files.contents(read)?.byteCount == 4106, "what was not read is still there")
      #expect(try readv(read, (base, 4100), (0, 100)) == 4096)
      #expect(try files.read(read, 100) == pattern(10))
    }

    // MARK: The size

    @Test func theSizeIsByPages() throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      #expect(try files.control(write, LINUX_F_SETPIPE_SZ, 8192) == 8192)
      #expect(try fill(write, 4096) == 8192)
      files.host.clear()
      #expect(thrown { () throws(Errno) in try files.control(read, LINUX_F_SETPIPE_SZ, 4096) } == .busy)
      #expect(
        files.host.calls == [
          HostCall(Number.fcntl, Int(read), LINUX_F_SETPIPE_SZ, 4096),
          HostCall(Number.fcntl, Int(read), LINUX_F_SETPIPE_SZ, 8192),
        ], "the host's pipe has its size again")
      #expect(thrown { () throws(Errno) in try files.write(write, [1]) } == .wouldBlock)
      #expect(try files.control(read, LINUX_F_SETPIPE_SZ, 16384) == 16384)
      #expect(try fill(write, 4096) == 8192)
      files.host.on(Number.fcntl) { _ throws(Errno) in throw .notPermitted }
      #expect(thrown { () throws(Errno) in try files.control(write, LINUX_F_SETPIPE_SZ, 1 << 30) } == .notPermitted)
      #expect(files.contents(read)?.capacity == 4)
    }

    @Test func aWriterGoesOnWhenThePipeGrows() throws {
      try withThreadBlock { block in
        let (_, write) = try files.pipe()
        #expect(try files.write(write, pattern(65536)) == 65536)
        let writer = files.writer(write, pattern(4096)).untilAsleep()
        #expect(
          try block.inKernel { () throws(Errno) in try files.control(write, LINUX_F_SETPIPE_SZ, 1 << 17) } == 1 << 17)
        #expect(writer.value() == 4096)
      }
    }

    // MARK: Who is told

    @Test func readersAreToldOfTheFirstBytesAndOfAllOnceSomebodyPolls() throws {
      let (read, write) = try files.pipe()
      let (spy, place) = watch(read, .input)
      _ = try files.write(write, [1])
      #expect(spy.count == 1)
      _ = try files.write(write, [2])
      #expect(spy.count == 1)
      _ = files.look(read) { $0.readiness }
      _ = try files.write(write, [3])
      #expect(spy.count == 2)
      unwatch(read, place)
    }

    @Test func writersAreToldWhenItIsFullNoMore() throws {
      let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
      let (spy, place) = watch(write, .output)
      _ = try fill(write, 4096)
      _ = try files.read(read, 4095)
      #expect(spy.count == 0)
      _ = try files.read(read, 1)
      #expect(spy.count == 1)
      _ = try files.read(read, 4096)
      #expect(spy.count == 1)
      unwatch(write, place)
    }

    private func watch(_ descriptor: Int32, _ wanted: Readiness) -> (Spy, Place) {
      let spy = Spy()
      let place = Place(Waiter(spy, wanted, isExclusive: false))
      _ = files.look(descriptor) { $0.waiters.add(place.entry) }
      return (spy, place)
    }

    private func unwatch(_ descriptor: Int32, _ place: Place) {
      _ = files.look(descriptor) { $0.waiters.remove(place.entry) }
    }
  }
}
