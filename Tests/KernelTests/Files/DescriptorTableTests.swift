import CApus
import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct DescriptorTableTests {
    let files = Files()
    let limit = Int32(APUS_DESCRIPTORS)

    /// How many descriptors a file has, by its own account.
    private func count(_ descriptor: Int32) -> Int? { files.look(descriptor) { $0.descriptorCount } }

    private func closes() -> [Int] { files.host.calls.filter { $0.number == Number.close }.map { $0.arguments[0] } }

    // MARK: Which are the kernel's

    @Test func aPipeHasTheHostsNumbers() throws {
      let (read, write) = try files.pipe(LINUX_O_CLOEXEC)
      #expect((read, write) == (10, 11))
      #expect(files.host.names == ["pipe2"])
      #expect(files.host.calls.first?.arguments[1] == LINUX_O_CLOEXEC)
      #expect(files.isOurs(read) && files.isOurs(write) && !files.isOurs(9) && !files.isOurs(12))
      #expect(FileReference.of(read) != FileReference.of(write))
      #expect(FileReference.end == 12)
      #expect(!files.isOurs(-1) && !files.isOurs(.max) && !files.isOurs(.min))
    }

    @Test func flagsThatLinuxRefusesAreTheHosts() {
      for flags in [1, LINUX_O_NONBLOCK | 0x10, LINUX_O_ASYNC, 1 << 30] {
        #expect(thrown { () throws(Errno) in try files.pipe(flags) } == .passToHost)
      }
      #expect(files.host.calls == [])
    }

    @Test func anErrorOfTheHostIsThePipes() throws {
      files.host.on(Number.pipe2) { _ throws(Errno) in throw Errno(24) }
      #expect(thrown { () throws(Errno) in try files.pipe() } == Errno(24))
      #expect(FileReference.end == 0)
    }

    @Test func kindsCanBeLeftToTheHost() {
      var options = Options()
      options.inProcess.subtract(.pipe)
      let files = Files(options)
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
      #expect(!files.descriptors.holds(.pipe) && files.descriptors.holds(.eventfd))
      options = Options()
      options.gs = .off
      #expect(!Files(options).descriptors.holds(.eventfd))
      #expect(files.host.calls == [])
    }

    @Test(arguments: [65535, 65536, 100_000] as [Int32]) func highNumbersAreTheHosts(next: Int32) throws {
      files.numbers.next = next
      let (read, write) = try files.pipe()
      #expect((read, write) == (next, next + 1))
      #expect(!files.isOurs(read) && !files.isOurs(write))
      #expect(FileReference.end == 0)
    }

    @Test func theHighestNumbersAreOurs() throws {
      files.numbers.next = limit - 2
      let (read, write) = try files.pipe()
      #expect(files.isOurs(read) && files.isOurs(write))
      #expect(FileReference.end == limit)
      files.descriptors.promote(write)
      #expect(FileReference.end == 0)
    }

    // MARK: dup

    @Test func aDuplicateIsTheSameFile() throws {
      let (read, write) = try files.pipe()
      let other = try files.dup(read)
      #expect(other == 12)
      #expect(FileReference.of(other) == FileReference.of(read))
      #expect(count(read) == 2)
      _ = try files.write(write, [1, 2])
      #expect(try files.read(other, 1) == [1])
      #expect(try files.read(read, 1) == [2])
      #expect(try files.control(other, LINUX_F_DUPFD, 5) == 13)
      #expect(FileReference.of(13) == FileReference.of(read))
      #expect(count(read) == 3)
      // The number is taken before the file is behind it.
      #expect(files.host.names.suffix(2) == ["open", "dup3"])
    }

    @Test func aDuplicateOfTheHostsIsTheHosts() throws {
      _ = try files.pipe()
      #expect(try files.dup(5) == 12)
      #expect(!files.isOurs(12))
    }

    @Test func aFailedDuplicateChangesNothing() throws {
      let (read, _) = try files.pipe()
      files.host.on(Number.dup) { _ throws(Errno) in throw Errno(24) }
      #expect(thrown { () throws(Errno) in try files.dup(read) } == Errno(24))
      #expect(count(read) == 1)
      #expect(FileReference.end == 12)
    }

    @Test func aHighDuplicatePromotes() throws {
      let (read, write) = try files.pipe()
      _ = try files.write(write, [1])
      files.numbers.next = limit
      #expect(try files.dup(read) == limit)
      #expect(!files.isOurs(read) && !files.isOurs(write))
      #expect(files.writes.map(\.bytes) == [[1]])
      files.numbers.next = 10
      let (again, other) = try files.pipe()
      #expect(try files.dup2(other, limit + 5) == limit + 5)
      #expect(!files.isOurs(again) && !files.isOurs(other))
    }

    // MARK: dup2

    @Test func theFileIsThereBeforeTheHostsNumber() throws {
      let (read, _) = try files.pipe()
      var wasThere = false
      files.host.on(Number.dup2) { call in
        wasThere = FileReference.of(20) == FileReference.of(read)
        return call.arguments[1]
      }
      #expect(try files.dup2(read, 20) == 20)
      #expect(wasThere)
      #expect(count(20) == 2)
    }

    @Test func ontoTheOtherEndOfTheSamePipe() throws {
      let (read, write) = try files.pipe()
      _ = try files.write(write, [1, 2])
      #expect(try files.dup2(read, write) == write)
      #expect(!files.isOurs(read) && !files.isOurs(write), "nobody can write any more")
      #expect(files.writes == [Numbers.Write(descriptor: Int(write), bytes: [1, 2], isPacket: false)])
      #expect(files.host.names.last == "dup2", "the host closes the end after that")
    }

    @Test func ontoOneOfTwoOfTheOtherEnd() throws {
      let (read, write) = try files.pipe()
      let other = try files.dup(write)
      #expect(try files.dup2(read, write) == write)
      #expect(FileReference.of(write) == FileReference.of(read))
      #expect(files.look(other) { $0.descriptor } == other)
      #expect((count(read), count(other)) == (2, 1))
      _ = try files.write(other, [3])
      #expect(try files.read(write, 1) == [3])
    }

    @Test func ontoAnotherPipe() throws {
      let (first, second) = (try files.pipe(), try files.pipe())
      #expect(try files.dup2(first.read, second.read) == second.read)
      #expect(FileReference.of(second.read) == FileReference.of(first.read))
      #expect(!files.isOurs(second.write), "its readers are gone")
      #expect(count(first.read) == 2)
    }

    @Test func ontoItselfAndItsDuplicate() throws {
      let (read, _) = try files.pipe()
      #expect(try files.dup2(read, read) == read)
      #expect(count(read) == 1)
      let other = try files.dup(read)
      #expect(try files.dup2(read, other) == other)
      #expect(count(read) == 2)
    }

    @Test func theHostsOntoOurs() throws {
      let (read, write) = try files.pipe()
      let other = try files.dup(read)
      #expect(try files.dup2(5, read) == read)
      #expect(!files.isOurs(read) && count(other) == 1)
      #expect(try files.dup2(5, other) == other)
      #expect(!files.isOurs(other) && !files.isOurs(write))
    }

    @Test func aFailureRestoresTheNumber() throws {
      let (read, _) = try files.pipe()
      files.host.on(Number.dup2) { _ throws(Errno) in throw .busy }
      #expect(thrown { () throws(Errno) in try files.dup2(read, 30) } == .busy)
      #expect(!files.isOurs(30) && count(read) == 1)
      #expect(thrown { () throws(Errno) in try files.dup2(read, limit + 1) } == .busy)
      #expect(count(read) == 1)
    }

    @Test func aBadSourceLeavesTheTarget() throws {
      let (read, _) = try files.pipe()
      files.host.on(Number.fcntl) { call throws(Errno) in
        #expect(call == HostCall(Number.fcntl, 77, LINUX_F_GETFD))
        throw .badDescriptor
      }
      #expect(thrown { () throws(Errno) in try files.dup2(77, read) } == .badDescriptor)
      #expect(count(read) == 1)
      #expect(files.host.count(Number.dup2) == 0)
    }

    // MARK: close

    @Test func closingOneOfTwoLeavesTheOther() throws {
      let (read, write) = try files.pipe()
      let other = try files.dup(read)
      try files.close(read)
      #expect(!files.isOurs(read))
      #expect(files.look(other) { $0.descriptor } == other, "another stands for the file")
      #expect(closes() == [Int(read)])
      _ = try files.write(write, [1])
      #expect(try files.read(other, 1) == [1])
      try files.close(other)
      #expect(!files.isOurs(write))
      #expect(closes() == [Int(read), Int(other)])
    }

    @Test func closingTheOtherOneLeavesTheFirst() throws {
      let (read, _) = try files.pipe()
      try files.close(try files.dup(read))
      #expect(files.look(read) { $0.descriptor } == read)
      #expect(count(read) == 1)
    }

    @Test func theLastIsPromotedBeforeItIsClosed() throws {
      let (_, write) = try files.pipe()
      _ = try files.write(write, [1])
      files.host.clear()
      try files.close(write)
      #expect(files.host.names == ["fcntl", "write", "close"])
      #expect(FileReference.end == 0)
    }

    @Test func closingTheHostsIsTheHosts() throws {
      _ = try files.pipe()
      files.host.clear()
      for descriptor in [5, -1, limit] as [Int32] {
        #expect(thrown { () throws(Errno) in try files.close(descriptor) } == .passToHost)
      }
      #expect(files.host.calls == [])
    }

    // MARK: close_range

    @Test func closingARange() throws {
      let (first, second) = (try files.pipe(), try files.pipe())
      let other = try files.dup(second.read)
      files.host.clear()
      #expect(try files.descriptors.closeRange(11, 12, 0) == 0)
      #expect(!files.isOurs(first.read) && !files.isOurs(first.write))
      #expect(!files.isOurs(second.read) && files.isOurs(second.write) && count(other) == 1)
      #expect(files.host.calls == [HostCall(Number.close_range, 11, 12, 0)])
      #expect(try files.descriptors.closeRange(0, .max, 0) == 0)
      #expect(FileReference.end == 0)
    }

    @Test func aRangeThatIsNotClosed() throws {
      let (read, write) = try files.pipe()
      for (first, last, flags) in [(0, UInt32.max, 4), (12, 10, 0), (0, UInt32.max, 8), (12, .max, 0)]
        as [(UInt32, UInt32, UInt32)]
      {
        _ = try files.descriptors.closeRange(first, last, flags)
        #expect(files.isOurs(read) && files.isOurs(write))
      }
      #expect(files.host.count(Number.close_range) == 4)
    }

    @Test func descriptorsOfAThreadsOwnEndItAll() throws {
      let (read, _) = try files.pipe()
      #expect(thrown { () throws(Errno) in try files.descriptors.closeRange(100, 200, 2) } == .passToHost)
      #expect(!files.isOurs(read))
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
    }

    // MARK: Others

    @Test func foreignersStopThatFilesAreMade() throws {
      let (read, _) = try files.pipe()
      files.descriptors.foreignerComes()
      files.descriptors.foreignerComes()
      #expect(!files.isOurs(read))
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
      files.descriptors.foreignerIsGone()
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
      files.descriptors.foreignerIsGone()
      #expect(files.isOurs(try files.pipe().read))
    }

    @Test func turnedOffItStaysOff() throws {
      let (read, _) = try files.pipe()
      files.descriptors.turnOff()
      #expect(!files.isOurs(read))
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
      files.descriptors.foreignerComes()
      files.descriptors.foreignerIsGone()
      #expect(thrown { () throws(Errno) in try files.pipe() } == .passToHost)
    }

    @Test func noFileIsMadeBetweenSuspendAndResume() throws {
      let (read, _) = try files.pipe()
      files.descriptors.suspend()
      #expect(!files.isOurs(read))
      let maker = Caller<Int32> { (_) throws(Errno) in try files.pipe().read }
      pauseForOthers()
      #expect(!maker.isDone)
      files.descriptors.resume()
      #expect(maker.value().map(files.isOurs) == true)
    }

    @Test func theChildOfAForkHasNoPool() throws {
      try files.close(try files.pipe().read)
      files.descriptors.childOfForkStarts()
      #expect(files.descriptors.reuse(.pipe) == nil)
    }

    /// Look-ups take no lock: one may find a file that is closed, and another's, at that moment.
    @Test func descriptorsThatComeAndGoUnderReaders() throws {
      let stop = Counter()
      let readers = (0..<2).map { _ in
        Caller<Int> { (thread) throws(Errno) in
          var count = 0
          while stop.value == 0 {
            for descriptor in 10..<14 as Range<Int32> {
              do throws(Errno) {
                let bytes = try files.read(descriptor, 4, thread)
                if bytes != [1, 2, 3, 4] { return -1 }
                count += 1
              } catch {
                if error != .passToHost && error != .wouldBlock && error != .badDescriptor { throw error }
              }
            }
          }
          return count
        }
      }
      var written = 0
      for _ in 0..<3000 {
        files.numbers.next = 10
        let (read, write) = try files.pipe(LINUX_O_NONBLOCK)
        let other = try files.dup(read)
        for _ in 0..<3 { written += try files.write(write, [1, 2, 3, 4]) }
        try files.close(read)
        try files.close(other)
      }
      stop.add()
      let counts = readers.compactMap { $0.value() }
      #expect(counts.count == 2 && !counts.contains(-1))
      let promoted = files.writes.reduce(0) { $0 + $1.bytes.count } - files.numbers.skipped
      #expect(counts.reduce(0, +) * 4 + promoted == written, "each byte was read or promoted")
    }
  }
}
