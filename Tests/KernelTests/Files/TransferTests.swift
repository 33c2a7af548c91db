import CApus
import CLinux
import Glibc
import Testing

@testable import Kernel

extension KernelTests {
  /// Threads that wait for files.
  @Suite struct TransferTests {
    let files = Files()

    @Test func aReaderWaitsForBytes() throws {
      let (read, write) = try files.pipe()
      let reader = files.reader(read, 10).untilAsleep()
      #expect(try files.write(write, [1, 2, 3]) == 3)
      #expect(reader.value() == [1, 2, 3])
    }

    @Test func aWriterWaitsUntilAllIsWritten() throws {
      let (read, write) = try files.pipe()
      let bytes = pattern(200_000)
      let writer = files.writer(write, bytes).untilAsleep()
      var received: [UInt8] = []
      while received.count < bytes.count { received += try files.read(read, 70_000) }
      #expect(received == bytes)
      #expect(writer.value() == bytes.count)
    }

    @Test func aFileThatDoesNotBlockSaysSo() throws {
      let (read, write) = try files.pipe()
      _ = try files.control(read, LINUX_F_SETFL, LINUX_O_NONBLOCK)
      #expect(thrown { () throws(Errno) in try files.read(read, 1) } == .wouldBlock)
      _ = try files.control(write, LINUX_F_SETFL, LINUX_O_NONBLOCK)
      #expect(try files.write(write, pattern(100_000)) == 65536, "as much as there is room for")
      #expect(thrown { () throws(Errno) in try files.write(write, [1]) } == .wouldBlock)
    }

    @Test func theFirstToComeIsTheFirstToBeServed() throws {
      let (read, write) = try files.pipe()
      let readers = (0..<3).map { _ in files.reader(read, 1).untilAsleep() }
      for (i, reader) in readers.enumerated() {
        #expect(try files.write(write, [UInt8(i)]) == 1)
        #expect(reader.value() == [UInt8(i)])
      }
    }

    @Test func whatAReaderLeavesIsForTheNext() throws {
      let (read, write) = try files.pipe()
      let readers = (0..<3).map { _ in files.reader(read, 1).untilAsleep() }
      #expect(try files.write(write, [7, 7, 7]) == 3)
      #expect(readers.map { $0.value() } == [[7], [7], [7]])
    }

    @Test func theRoomThatAWriterLeavesIsForTheNext() throws {
      let (read, write) = try files.pipe()
      #expect(try files.write(write, pattern(65536)) == 65536)
      let writers = (0..<3).map { _ in files.writer(write, [7]).untilAsleep() }
      #expect(try files.read(read, 3 * 4096).count == 3 * 4096)
      #expect(writers.map { $0.value() } == [1, 1, 1])
    }

    @Test func aWakeUpForNothingDoesNotEndTheWait() throws {
      let (read, write) = try files.pipe()
      let reader = files.reader(read, 1).untilAsleep()
      for _ in 0..<3 {
        reader.block.wake()
        pauseForOthers()
      }
      #expect(!reader.isDone)
      _ = try files.write(write, [9])
      #expect(reader.value() == [9])
    }

    @Test func aSignalEndsTheWait() throws {
      let (read, write) = try files.pipe()
      let reader = files.reader(read, 1).untilAsleep()
      reader.block.pointer.pointee.kept = 1
      reader.block.wake()
      #expect(reader.error() == .restart)
      #expect(files.look(read) { $0.waiters.isEmpty && $0.pins == 0 } == true)
      let writer = files.writer(write, pattern(65536 + 100)).untilAsleep()
      writer.block.pointer.pointee.kept = 1
      writer.block.wake()
      #expect(writer.value() == 65536, "a part is written")
      #expect(files.look(write) { $0.waiters.isEmpty } == true)
    }

    @Test func aSignalThatIsKeptAlreadyKeepsAThreadFromSleep() throws {
      let (read, _) = try files.pipe()
      files.thread.pointer.pointee.kept = 1
      #expect(thrown { () throws(Errno) in try files.read(read, 1) } == .restart)
    }

    @Test func aDeadlineEndsTheWait() throws {
      let (read, _) = try files.pipe()
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let time = linux_timespec(
        tv_sec: now.tv_sec + (now.tv_nsec + 30_000_000) / 1_000_000_000,
        tv_nsec: (now.tv_nsec + 30_000_000) % 1_000_000_000)
      let sleeper = Caller<Int> { (thread) throws(Errno) in
        try files.descriptors.lockedFile(read).with { (file) throws(Errno) in
          try files.descriptors.blocking(file, .input, thread, until: Deadline(time: time, isRealtime: false)) {
            () throws(Errno) in throw .wouldBlock
          }
        }
      }
      #expect(sleeper.error() == .wouldBlock)
      var after = timespec()
      clock_gettime(CLOCK_MONOTONIC, &after)
      #expect((after.tv_sec, after.tv_nsec) >= (time.tv_sec, time.tv_nsec))
      #expect(files.look(read) { $0.waiters.isEmpty && $0.pins == 0 } == true)
    }

    @Test(arguments: [false, true]) func noByteIsLostAmongMany(spins: Bool) throws {
      var options = Options()
      options.spins = spins
      let files = Files(options)
      let (read, write) = try files.pipe()
      let (records, size) = (1500, 64)
      let writers = (0..<3).map { number in
        Caller<Int> { (thread) throws(Errno) in
          for i in 0..<records {
            let record = [UInt8(number)] + [UInt8](repeating: UInt8(truncatingIfNeeded: i), count: size - 1)
            if try files.write(write, record, thread) != size { return -1 }
          }
          return records
        }
      }
      let readers = (0..<2).map { _ in
        Caller<[Int]> { (thread) throws(Errno) in
          var counts = [0, 0, 0, 0]
          while true {
            let record = try files.read(read, size, thread)
            if record[0] == 3 { return counts }
            let isWhole = record.count == size && Set(record[1...]).count == 1
            counts[isWhole ? Int(record[0]) : 3] += 1
          }
        }
      }
      #expect(writers.map { $0.value() } == [records, records, records])
      for _ in readers { _ = try files.write(write, [UInt8](repeating: 3, count: size)) }
      let counts = readers.compactMap { $0.value() }
      #expect((0..<4).map { i in counts.reduce(0) { $0 + $1[i] } } == [records, records, records, 0])
    }
  }

  /// Files that become the host's.
  @Suite struct PromotionTests {
    let files = Files()

    @Test(arguments: [true, false]) func theContentsGoToTheHostInOrder(byReadEnd: Bool) throws {
      let (read, write) = try files.pipe()
      _ = try files.write(write, pattern(10_000))
      _ = try files.write(write, pattern(5))
      _ = try files.read(read, 100)
      files.descriptors.promote(byReadEnd ? read : write)
      // A page goes whole, and what was read of it is read off again.
      #expect(files.writes.flatMap(\.bytes) == pattern(10_000) + pattern(5))
      #expect(files.numbers.skipped == 100)
      #expect(files.writes.allSatisfy { $0.descriptor == Int(write) && !$0.isPacket && $0.bytes.count <= 4096 })
      #expect(!files.isOurs(read) && !files.isOurs(write))
      #expect(FileReference.end == 0)
      #expect(thrown { () throws(Errno) in try files.read(read, 1) } == .passToHost)
      #expect(thrown { () throws(Errno) in try files.write(write, [1]) } == .passToHost)
      files.host.clear()
      files.descriptors.promote(byReadEnd ? read : write)
      #expect(files.host.calls == [])
    }

    @Test func packetsGoAsPackets() throws {
      let (_, write) = try files.pipe(LINUX_O_NONBLOCK)
      let direct = LINUX_O_DIRECT | LINUX_O_NONBLOCK
      _ = try files.write(write, [1])
      _ = try files.control(write, LINUX_F_SETFL, direct)
      _ = try files.write(write, pattern(4096))
      _ = try files.write(write, [3])
      _ = try files.control(write, LINUX_F_SETFL, LINUX_O_NONBLOCK)
      _ = try files.write(write, pattern(4096, from: 4))
      files.host.clear()
      files.descriptors.promote(write)
      let bytes = [[1], pattern(4096), [3], pattern(4096, from: 4)]
      #expect(files.writes.map(\.bytes) == bytes)
      #expect(files.writes.map(\.isPacket) == [false, true, true, false])
      #expect(files.host.names == ["fcntl", "write", "fcntl", "write", "write", "fcntl", "write"])
    }

    @Test func theFlagsOfTheHostAreAsTheyWere() throws {
      let (_, write) = try files.pipe(LINUX_O_DIRECT | LINUX_O_NONBLOCK)
      _ = try files.write(write, [1])
      let before = files.numbers.status[Int(write)]
      files.descriptors.promote(write)
      #expect(files.numbers.status[Int(write)] == before)
      let (_, other) = try files.pipe(LINUX_O_DIRECT)
      _ = try files.write(other, [1])
      _ = try files.control(other, LINUX_F_SETFL, 0)
      files.descriptors.promote(other)
      #expect(files.writes.map(\.isPacket) == [true, true])
      #expect(files.numbers.status[Int(other)] == 0)
    }

    @Test func anEmptyPipeNeedsNoCall() throws {
      let (read, _) = try files.pipe()
      files.host.clear()
      files.descriptors.promote(read)
      #expect(files.host.calls == [])
      #expect(!files.isOurs(read))
    }

    @Test func aRealPipeHasItAll() throws {
      let host = Host()
      let clocks = Clocks(host: host, vdso: .none, userMemory: UserMemory(host: host))
      let descriptors = DescriptorTable(host: host, options: Options(), clocks: clocks)
      let memory = Pages(8)
      _ = try descriptors.makePipe(Int32(LINUX_O_NONBLOCK | LINUX_O_DIRECT), into: memory.user(0))
      let (read, write) = (memory.load(0, as: Int32.self), memory.load(0, 4, as: Int32.self))
      defer {
        close(read)
        close(write)
      }
      for size in [3, 4096, 1] {
        var buffers = UserBuffers(memory.user(1), UInt(size))!
        _ = try descriptors.write(write, &buffers, files.thread)
      }
      descriptors.promoteAll()
      let sizes = (0..<3).map { _ in Glibc.read(read, memory.base, 8192) }
      #expect(sizes == [3, 4096, 1])
      #expect(Glibc.read(read, memory.base, 1) == -1)
    }

    @Test func watchersAreToldOnce() throws {
      let (read, write) = try files.pipe()
      let spies = [Spy(), Spy(), Spy()]
      let places = zip(spies, [read, write, write]).map { spy, descriptor in
        let place = Place(Waiter(spy, .all, isExclusive: false))
        _ = files.look(descriptor) { $0.waiters.add(place.entry) }
        return place
      }
      files.descriptors.promoteAll()
      #expect(spies.map(\.promotions) == [1, 1, 1])
      #expect(places.allSatisfy { !$0.entry.pointee.isQueued })
    }

    @Test func sleepersGoToTheHost() throws {
      let (read, _) = try files.pipe()
      let readers = (0..<3).map { _ in files.reader(read, 1).untilAsleep() }
      files.descriptors.promoteAll()
      #expect(readers.map { $0.error() } == [.passToHost, .passToHost, .passToHost])
      #expect(readers.allSatisfy { $0.block.takeRedirection() == nil })
    }

    @Test func aWriterInTheMiddleWritesTheRestToTheHost() throws {
      let (read, write) = try files.pipe()
      let bytes = pattern(70_000)
      let writer = files.writer(write, bytes).untilAsleep()
      files.descriptors.promote(read)
      #expect(writer.value() == bytes.count)
      #expect(files.writes.flatMap(\.bytes) == bytes)
    }

    // MARK: Closed under a call

    @Test func aCallOnAClosedDescriptorGoesOnWithAnother() throws {
      let (read, _) = try files.pipe()
      let reader = files.reader(read, 1).untilAsleep()
      files.host.clear()
      try files.close(read)
      #expect(reader.error() == .passToHost)
      #expect(reader.block.takeRedirection() == 1001, "made of the one that the promotion made")
      #expect(reader.block.takeRedirection() == nil)
      #expect(Set(files.host.calls.filter { $0.number == Number.close }.map { $0.arguments[0] }) == [Int(read), 1000])
      #expect(!files.isOurs(read))
    }

    @Test func soDoesOneWhoseOtherEndIsClosedLater() throws {
      let (read, write) = try files.pipe()
      let other = try files.dup(read)
      let reader = files.reader(read, 1).untilAsleep()
      try files.close(read)
      pauseForOthers()
      #expect(!reader.isDone)
      #expect(files.look(other) { $0.descriptor } == other)
      files.host.clear()
      try files.close(write)
      #expect(reader.error() == .passToHost)
      #expect(reader.block.takeRedirection() == 1001)
      #expect(
        files.host.calls.contains(
          HostCall(Number.fcntl, Int(other), LINUX_F_DUPFD_CLOEXEC, DescriptorTable.firstHidden)))
    }

    // MARK: The pool

    @Test func aPipeIsUsedAgainAndIsClean() throws {
      let (read, write) = try files.pipe(LINUX_O_DIRECT)
      let first = FileReference.of(read)
      _ = try files.control(write, LINUX_F_SETPIPE_SZ, 8192)
      _ = try files.write(write, [1, 2, 3])
      _ = files.look(read) { $0.readiness }
      try files.close(read)
      let (again, other) = try files.pipe(LINUX_O_NONBLOCK)
      #expect(FileReference.of(again) == first)
      let pipe = files.contents(again)
      #expect(pipe?.isEmpty == true && pipe?.capacity == 16 && pipe?.isPolled == false)
      #expect(files.look(again) { $0.waiters.isEmpty && !$0.isGone && $0.isNonblocking } == true)
      #expect(try files.write(other, [4]) == 1 && files.write(other, [5]) == 1)
      #expect(try files.read(again, 9) == [4, 5], "no packets")
      // There was one to be used again.
      let third = try files.pipe()
      #expect(FileReference.of(third.read) != first)
    }

    @Test(arguments: [true, false]) func aFileIsNotUsedAgainWhileAThreadKeepsIt(isReadEnd: Bool) throws {
      let (read, write) = try files.pipe()
      let first = FileReference.of(read)
      let kept = FileReference.of(isReadEnd ? read : write)
      kept?.use { file in file.pins += 1 }
      files.descriptors.promoteAll()
      #expect(files.descriptors.reuse(.pipe) == nil)
      kept?.use { file in
        file.lock.acquire()
        files.descriptors.unpin(file)
        file.lock.release()
      }
      #expect(files.descriptors.reuse(.pipe) == first)
      #expect(files.descriptors.reuse(.pipe) == nil, "it was given back once")
    }

    @Test func afterManySleepersItIsThereOnce() throws {
      let (read, _) = try files.pipe()
      let first = FileReference.of(read)
      let readers = (0..<4).map { _ in files.reader(read, 1).untilAsleep() }
      try files.close(read)
      for reader in readers { #expect(reader.error() == .passToHost) }
      #expect(files.descriptors.reuse(.pipe) == first)
      #expect(files.descriptors.reuse(.pipe) == nil)
      #expect(files.descriptors.reuse(.event) == nil)
    }
  }
}
