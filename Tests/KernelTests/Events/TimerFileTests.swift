import CLinux
import Testing

@testable import Kernel

/// The time of the vDSO of these tests, whose functions capture nothing.
nonisolated(unsafe) private var now: UInt64 = 0

private let second: UInt64 = 1_000_000_000

private struct Fixture {
  let files: Files
  let timer: Int32

  init(_ start: UInt64 = 100 * second) throws {
    now = start
    var vdso = VDSO.none
    vdso.clockGettime = { _, time in
      time?.pointee = linux_timespec(now)
      return 0
    }
    files = Files(vdso: vdso)
    files.host.on(Number.timerfd_create) { _ in 30 }
    files.host.on(Number.poll) { _ in 1 }
    timer = Int32(try files.descriptors.makeTimer(1, Int32(LINUX_O_NONBLOCK)))
  }

  @discardableResult
  func set(_ value: UInt64, _ interval: UInt64 = 0, flags: UInt = 0) throws -> linux_itimerspec {
    let time = linux_itimerspec(it_interval: linux_timespec(interval), it_value: linux_timespec(value))
    let setting = try TimerSetting(time, flags)
    return try files.thread.inKernel { () throws(Errno) in
      try files.descriptors.withTimer(timer) { $0.set(setting, isAsked: true, files.thread) }
    }
  }

  func get() throws -> (value: UInt64, interval: UInt64) {
    let time = try files.thread.inKernel { () throws(Errno) in
      try files.descriptors.withTimer(timer) { $0.get(files.thread) }
    }
    return (time.it_value.nanoseconds, time.it_interval.nanoseconds)
  }

  /// What a read returns, nil for `EAGAIN`.
  func read() throws -> UInt64? {
    do throws(Errno) {
      let bytes = try files.read(timer, 8)
      return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    } catch .wouldBlock {
      return nil
    }
  }

  /// What the host's timer is set to by a promotion.
  func promoted() -> [String] {
    var calls: [String] = []
    files.host.on(Number.timerfd_settime) { call in
      let time = UnsafePointer<linux_itimerspec>(bitPattern: call.arguments[2])!.pointee
      calls.append("set \(call.arguments[1]) \(time.it_value.nanoseconds) \(time.it_interval.nanoseconds)")
      return 0
    }
    files.host.on(Number.timerfd_gettime) { _ in
      calls.append("get")
      return 0
    }
    files.host.on(Number.poll) { _ in
      calls.append("poll")
      return 1
    }
    files.descriptors.promote(timer)
    return calls
  }
}

extension KernelTests {
  @Suite struct TimerFileTests {
    @Test func `It expires when its time has come and not before`() throws {
      let timer = try Fixture()
      #expect(try timer.read() == nil)
      try timer.set(5)
      #expect(try timer.get() == (5, 0))
      now += 4
      #expect(try timer.read() == nil)
      now += 1
      #expect(try timer.get() == (0, 0))
      #expect(try timer.read() == 1)
      #expect(try timer.read() == nil)
      try timer.set(now - 1, flags: 1)
      #expect(try timer.read() == 1)
      #expect(timer.files.host.names.allSatisfy { $0 == "timerfd_create" })
    }

    @Test func `Intervals are counted when it is read or asked`() throws {
      let timer = try Fixture()
      try timer.set(10, 100)
      now += 10
      #expect(try timer.read() == 1)
      now += 99
      #expect(try timer.read() == nil)
      #expect(try timer.get() == (1, 100))
      now += 301
      #expect(try timer.get() == (100, 100))
      now += 250
      #expect(try timer.read() == 6)
      #expect(try timer.get() == (50, 100))
    }

    @Test func `Setting it forgets what was counted and tells what was left`() throws {
      let timer = try Fixture()
      var old = try timer.set(0, 7)
      #expect(old.it_value.nanoseconds == 0 && old.it_interval.nanoseconds == 0)
      #expect(try timer.get() == (0, 7))
      old = try timer.set(40, 30)
      #expect(old.it_value.nanoseconds == 0 && old.it_interval.nanoseconds == 7)
      now += 50
      old = try timer.set(1000)
      #expect(old.it_value.nanoseconds == 20 && old.it_interval.nanoseconds == 30)
      #expect(try timer.read() == nil)
      now += 1000
      old = try timer.set(0)
      #expect(old.it_value.nanoseconds == 0)
      now += 5000
      #expect(try timer.read() == nil)
    }

    @Test func `Times end where Linux's end`() throws {
      let timer = try Fixture()
      let most = UInt64(Int64.max)
      try timer.set(most)
      #expect(try timer.get().value == most - now)
      try timer.set(1, most, flags: 1)
      #expect(try timer.get().value == most - now)
      #expect(try timer.read() == 1)
      try timer.set(1, 1, flags: 1)
      #expect(try timer.read() == now)
    }

    @Test(arguments: [(-1, 0), (0, -1), (0, 1_000_000_000), (1, .max), (.min, 0)])
    func `Times that are none are refused`(seconds: Int, nanoseconds: Int) {
      let bad = linux_timespec(tv_sec: seconds, tv_nsec: nanoseconds)
      let good = linux_timespec(1)
      for (value, interval) in [(bad, good), (good, bad)] {
        let time = linux_itimerspec(it_interval: interval, it_value: value)
        #expect(thrown { () throws(Errno) in try TimerSetting(time, 0) } == .invalidArgument)
      }
      let time = linux_itimerspec(it_interval: good, it_value: good)
      #expect(thrown { () throws(Errno) in try TimerSetting(time, 4) } == .invalidArgument)
      #expect((try? TimerSetting(time, 3))?.isAbsolute == true)
    }

    @Test func `Other clocks, flags and machines are left to the host`() throws {
      let timer = try Fixture()
      for clock: Int32 in [0, 7, 8, 9, 11, -1] {
        #expect(thrown { () throws(Errno) in try timer.files.descriptors.makeTimer(clock, 0) } == .passToHost)
      }
      #expect(thrown { () throws(Errno) in try timer.files.descriptors.makeTimer(1, 1) } == .passToHost)
      let slow = Files()
      #expect(thrown { () throws(Errno) in try slow.descriptors.makeTimer(1, 0) } == .passToHost)
    }

    @Test func `The host's timer counts on from what was counted`() throws {
      #expect(try Fixture().promoted() == [])
      func promoted(_ prepare: (Fixture) throws -> Void) throws -> [String] {
        let timer = try Fixture(1000)
        try prepare(timer)
        return timer.promoted()
      }
      #expect(try promoted { try $0.set(0, 7) } == ["set 0 0 7"])
      #expect(try promoted { try $0.set(50, 7) } == ["set 0 50 7"])
      #expect(try promoted { try $0.set(1050, 7, flags: 1) } == ["set 1 1050 7"])
      // Expired: from the first of those that are counted.
      #expect(
        try promoted {
          try $0.set(50)
          now += 60
        } == ["set 1 1050 0", "poll"])
      #expect(
        try promoted {
          try $0.set(50, 7)
          now += 60
        } == ["set 1 1050 7", "poll"])
      // Three counted when it was asked, and running again.
      #expect(
        try promoted {
          try $0.set(50, 7)
          now += 65
          _ = try $0.get()
        } == ["set 1 1050 7", "poll", "get"])
      // Read, and expired once more.
      #expect(
        try promoted {
          try $0.set(50, 7)
          now += 65
          _ = try $0.read()
          now += 10
        } == ["set 1 1071 7", "poll"])
    }

    @Test func `Nothing is moved for a timer that nobody has any more`() throws {
      let timer = try Fixture()
      try timer.set(50)
      try timer.files.close(timer.timer)
      #expect(!timer.files.host.names.contains("timerfd_settime"))
    }

    @Test func `Who looks tells those who wait`() throws {
      let timer = try Fixture()
      let spy = Spy()
      let place = Place(Waiter(spy, Readiness(rawValue: 1), isExclusive: false))
      timer.files.look(timer.timer) { file in file.waiters.add(place.entry) }
      defer { timer.files.look(timer.timer) { file in file.waiters.remove(place.entry) } }
      try timer.set(50, 50)
      #expect(timer.files.look(timer.timer) { $0.alarm } == now + 50)
      #expect(timer.files.look(timer.timer) { $0.poll().rawValue } == 0)
      now += 50
      withThreadBlock { _ in
        #expect(timer.files.look(timer.timer) { $0.poll().rawValue } == 1)
      }
      #expect(timer.files.look(timer.timer) { $0.alarm } == .max)
      #expect(spy.count == 1)
      // Not once more before it was read.
      now += 500
      #expect(timer.files.look(timer.timer) { $0.poll().rawValue } == 1)
      #expect(spy.count == 1)
      #expect(try timer.read() == 11)
      #expect(timer.files.look(timer.timer) { $0.alarm } == now + 50)
    }
  }

  @Suite struct AlarmListTests {
    let set: EpollSet

    init() {
      let host = RecordingHost()
      set = EpollSet(clocks: Clocks(host: host, vdso: .none, userMemory: UserMemory(host: host)))
    }

    private func times(_ list: AlarmList) -> [UInt64] {
      var times: [UInt64] = []
      var next = list.first
      while let item = next {
        times.append(item.use { $0.alarm })
        next = item.use { $0.nextAlarm }
      }
      return times
    }

    @Test func `Alarms are in the order of their time`() {
      var list = AlarmList()
      #expect(list.earliest == .max)
      let items = (0..<5).map { _ in EpollItem(set) }
      for (item, time) in zip(items, [30, 10, .max, 20, 10] as [UInt64]) { list.set(item, to: time) }
      #expect(times(list) == [10, 10, 20, 30, .max] && list.count == 5)
      list.set(items[3], to: 5)
      list.set(items[1], to: .max)
      #expect(times(list) == [5, 10, 30, .max, .max] && list.earliest == 5)
      list.remove(items[3])
      list.remove(items[1])
      list.remove(items[0])
      #expect(times(list) == [10, .max] && list.count == 2)
      list.remove(items[4])
      list.remove(items[2])
      #expect(list.first == nil && list.earliest == .max && list.count == 0)
    }
  }
}
