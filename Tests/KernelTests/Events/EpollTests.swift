import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct EpollTests {
    let host = RecordingHost()
    static let set: Int32 = 40
    static let eventfd = 1000

    /// Runs a test with a kernel that has a set and as many pipes, of which pipe `i` is 50+2i and 51+2i.
    func withSet(pipes: Int, _ body: (DescriptorTable, ThreadBlock) throws -> Void) throws {
      var next: Int32 = 50
      host.on(Number.pipe2) { call throws(Errno) in
        let pair = UnsafeMutablePointer<Int32>(bitPattern: call.arguments[0])!
        (pair[0], pair[1]) = (next, next + 1)
        next += 2
        return 0
      }
      host.on(Number.epoll_create1) { _ in Int(Self.set) }
      host.on(Number.eventfd2) { _ in 90 }
      host.on(Number.fcntl) { _ in Self.eventfd }
      try withThreadBlock { thread in
        try withKernel(host) { kernel in
          defer { kernel.descriptors.turnOff() }
          var pair: (Int32, Int32) = (0, 0)
          for _ in 0..<pipes {
            _ = try withUnsafeMutablePointer(to: &pair.0) { try kernel.descriptors.makePipe(0, into: UserPointer($0)) }
          }
          _ = try sysEpollCreate1(kernel, thread, 0)
          host.clear()
          try body(kernel.descriptors, thread)
        }
      }
    }

    func control(_ table: DescriptorTable, _ operation: Int, _ number: Int32, _ events: UInt32, _ data: UInt64)
      -> Errno?
    {
      var event = linux_epoll_event(events, data)
      return withUnsafeMutablePointer(to: &event) { pointer in
        thrown { () throws(Errno) in
          try table.controlSet(Self.set, Int32(operation), number, UserPointer(pointer))
        }
      }
    }

    /// The data of what is ready, at most `most`.
    func ready(_ table: DescriptorTable, _ thread: ThreadBlock, most: Int32 = 8) throws -> [UInt64] {
      var events = Array(repeating: linux_epoll_event(), count: 8)
      let count = try events.withUnsafeMutableBufferPointer { buffer in
        let clocks = bootedKernel!.takeUnretainedValue().clocks
        let wait = try EpollWait(
          Self.set, UserPointer(buffer.baseAddress!), most, Timeout(milliseconds: 0, clocks), nil)
        return try table.wait(wait, thread)
      }
      return events[..<count].map(\.data)
    }

    func write(_ table: DescriptorTable, _ number: Int32, _ thread: ThreadBlock) throws {
      var byte: UInt8 = 1
      try withUnsafeMutablePointer(to: &byte) { pointer in
        var buffers = try #require(UserBuffers(UserPointer(pointer), 1))
        #expect(try table.write(number, &buffers, thread) == 1)
      }
    }

    @Test func itsRulesNeedNoHost() throws {
      try withSet(pipes: 2) { table, _ in
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 50, 1, 1) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 50, 1, 1) == .exists)
        #expect(control(table, LINUX_EPOLL_CTL_MOD, 51, 1, 1) == .noSuchFile)
        #expect(control(table, LINUX_EPOLL_CTL_DEL, 52, 1, 1) == .noSuchFile)
        #expect(control(table, 9, 50, 1, 1) == .invalidArgument)
        #expect(control(table, LINUX_EPOLL_CTL_MOD, 50, 1 | 1 << 28, 1) == .invalidArgument)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 52, 1 | 3 << 28 | 1 << 30, 1) == .invalidArgument)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 52, 1 | 1 << 28, 1) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_MOD, 52, 1, 1) == .invalidArgument)
        #expect(control(table, LINUX_EPOLL_CTL_DEL, 52, 0, 0) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_DEL, 50, 0, 0) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_DEL, 50, 0, 0) == .noSuchFile)
        #expect(host.calls == [])
        // What the host watches, and the set itself, is the host's to judge.
        #expect(control(table, LINUX_EPOLL_CTL_ADD, Self.set, 1, 1) == .passToHost)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 7, 1, 1) == nil)
        #expect(host.names == ["epoll_ctl"])
      }
    }

    @Test func eventsComeInOrderByTheirModes() throws {
      try withSet(pipes: 3) { table, thread in
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 50, 1, 10) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 52, 1 | 1 << 31, 11) == nil)
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 54, 1 | 1 << 30, 12) == nil)
        #expect(try ready(table, thread) == [])
        for number: Int32 in [55, 53, 51] { try write(table, number, thread) }
        #expect(try ready(table, thread) == [12, 11, 10])
        #expect(try ready(table, thread) == [10])
        for number: Int32 in [55, 53] { try write(table, number, thread) }
        #expect(try ready(table, thread, most: 1) == [10])
        #expect(try ready(table, thread) == [11, 10])
        #expect(control(table, LINUX_EPOLL_CTL_MOD, 54, 1 | 1 << 30, 13) == nil)
        #expect(try ready(table, thread, most: 2) == [10, 13])
        #expect(host.calls == [])
      }
    }

    @Test func aPromotedFileIsWatchedByTheHost() throws {
      try withSet(pipes: 1) { table, thread in
        #expect(control(table, LINUX_EPOLL_CTL_ADD, 50, 1 | 1 << 31, 0x1_0000_0002) == nil)
        var seen: linux_epoll_event? = nil
        host.on(Number.epoll_ctl) { call throws(Errno) in
          #expect(call.arguments[..<3] == [Int(Self.set), LINUX_EPOLL_CTL_ADD, 50])
          seen = UnsafePointer<linux_epoll_event>(bitPattern: call.arguments[3])!.pointee
          return 0
        }
        table.promote(51)
        let event = try #require(seen)
        #expect(event.events == 0x8000_0019)
        #expect(event.data == 0x1_0000_0002)
        let set = try #require(table.epollSet(Self.set))
        #expect(set.use { $0.isLeftToHost } && set.use { $0.hostItems } == 1)
      }
    }

    @Test func whatIsClosedIsForgotten() throws {
      try withSet(pipes: 2) { table, thread in
        for i: Int32 in 0..<4 { #expect(control(table, LINUX_EPOLL_CTL_ADD, 50 + i, 5, UInt64(i)) == nil) }
        #expect(try table.close(50) == 0)
        // The other end lives on in the host.
        #expect(host.names == ["epoll_ctl", "close"])
        host.clear()
        #expect(try table.close(Self.set) == 0)
        #expect(host.names == ["close"])
        try write(table, 53, thread)
      }
    }

    @Test func hiddenDescriptorsAreNone() throws {
      try withSet(pipes: 1) { table, thread in
        host.on(Number.prlimit64) { call throws(Errno) in
          let limits = UnsafeMutablePointer<UInt>(bitPattern: call.arguments[3])!
          (limits[0], limits[1]) = (4096, 4096)
          return 0
        }
        let hidden = try #require(table.takeHidden())
        #expect(
          host.calls.filter { $0.number == Number.fcntl } == [HostCall(Number.fcntl, 90, LINUX_F_DUPFD_CLOEXEC, 1000)])
        #expect(thrown { () throws(Errno) in try table.close(1000) } == .badDescriptor)
        #expect(thrown { () throws(Errno) in try table.control(1000, 1, 0) } == .badDescriptor)
        #expect(
          thrown { () throws(Errno) in try table.duplicate(1000, onto: nil) { () throws(Errno) in 5 } }
            == .badDescriptor)
        table.promote(1000)
        #expect(FileReference.of(1000) == hidden)
        host.clear()
        _ = try table.closeRange(60, 2000, 0)
        #expect(host.calls == [HostCall(Number.close_range, 60, 999, 0), HostCall(Number.close_range, 1001, 2000, 0)])
        table.giveBack(hidden: hidden)
        #expect(table.takeHidden() == hidden)
        table.closeHidden()
        #expect(FileReference.of(1000) == nil)
      }
    }

    @Test func timesAreChecked() throws {
      let clocks = Clocks(host: host, vdso: .none, userMemory: UserMemory(host: host))
      host.on(Number.clock_gettime) { call throws(Errno) in
        UnsafeMutablePointer<linux_timespec>(bitPattern: call.arguments[1])!.pointee = linux_timespec(
          tv_sec: 5, tv_nsec: 7)
        return 0
      }
      for bad in [(-1, 0), (0, -1), (0, 1_000_000_000)] {
        let time = linux_timespec(tv_sec: bad.0, tv_nsec: bad.1)
        #expect(thrown { () throws(Errno) in try Timeout(time, clocks) } == .invalidArgument)
      }
      #expect(Timeout(milliseconds: 0, clocks).isImmediate)
      #expect(Timeout(milliseconds: -5, clocks).end == nil)
      #expect(Timeout(milliseconds: 1500, clocks).end == 6_500_000_007)
      let time = try Timeout(linux_timespec(tv_sec: 1, tv_nsec: 2), clocks)
      #expect(time.deadline?.time.tv_sec == 6 && time.deadline?.time.tv_nsec == 9)
      #expect(time.rest?.tv_sec == 1 && time.rest?.tv_nsec == 2)
      #expect(!time.isOver)
      #expect(try Timeout(linux_timespec(tv_sec: .max, tv_nsec: 0), clocks).rest == nil)
    }
  }
}
