import CLinux
import Testing

@testable import Kernel

/// What the vDSO of a test was asked. Its functions are C's and capture nothing.
nonisolated(unsafe) private var asked: [String] = []
nonisolated(unsafe) private var failure: Int32 = 0

extension KernelTests {
  @Suite struct ClocksTests {
    let host = RecordingHost()
    let memory: UserMemory
    let pages = Pages(2)
    static let all: VDSO = {
      var vdso = VDSO.none
      vdso.clockGettime = { clock, time in
        asked.append("clock_gettime \(clock)")
        time?.pointee = linux_timespec(tv_sec: 11, tv_nsec: Int(clock))
        return failure
      }
      vdso.clockGetres = { clock, time in
        asked.append("clock_getres \(clock)")
        time?.pointee = linux_timespec(tv_sec: 0, tv_nsec: 1)
        return failure
      }
      vdso.gettimeofday = { time, zone in
        asked.append("gettimeofday \(time == nil ? "-" : "time") \(zone == nil ? "-" : "zone")")
        time?.pointee = linux_timeval(tv_sec: 12, tv_usec: 13)
        zone?.pointee = linux_timezone(tz_minuteswest: 14, tz_dsttime: 15)
        return failure
      }
      vdso.time = { seconds in
        asked.append("time \(seconds == nil ? "-" : "seconds")")
        seconds?.pointee = 16
        return 16
      }
      vdso.getcpu = { cpu, node, _ in
        asked.append("getcpu \(cpu == nil ? "-" : "cpu") \(node == nil ? "-" : "node")")
        cpu?.pointee = 17
        node?.pointee = 18
        return failure
      }
      return vdso
    }()

    init() {
      memory = UserMemory(host: host)
      asked = []
      failure = 0
    }

    private var clocks: Clocks { Clocks(host: host, vdso: Self.all, userMemory: memory) }
    private var trapping: Clocks { Clocks(host: host, vdso: .none, userMemory: memory) }
    private var hostAnswers: [String] { host.names.filter { $0 != "getcpu" } }

    /// Realtime, monotonic, raw, both coarse ones, boottime, TAI.
    static let inMemory: Set<Int32> = [0, 1, 4, 5, 6, 7, 11]

    @Test(arguments: [Int32](-8...40) + [.min, .max, 32 + 1, 64 + 1, -31, 256 + 1])
    func clocksInMemoryAreTheVDSOsAndAllOthersTheHosts(clock: Int32) throws {
      host.on(Number.clock_gettime) { call in
        #expect(call.arguments[0] == Int(clock))
        return 0
      }
      #expect(try clocks.read(clock, into: pages.user(0)) == 0)
      #expect(try clocks.resolution(clock, into: pages.user(0)) == 0)
      if Self.inMemory.contains(clock) {
        #expect(asked == ["clock_gettime \(clock)", "clock_getres \(clock)"])
        #expect(hostAnswers == [])
      } else {
        #expect(asked == [])
        #expect(hostAnswers == ["clock_gettime", "clock_getres"])
      }
    }

    @Test func theAnswerIsStored() throws {
      #expect(try clocks.read(4, into: pages.user(0, 40)) == 0)
      #expect(pages.load(0, 40, as: Int.self) == 11)
      #expect(pages.load(0, 48, as: Int.self) == 4)
      #expect(try clocks.seconds(into: pages.user(0, 80)) == 16)
      #expect(pages.load(0, 80, as: Int.self) == 16)
      #expect(try clocks.timeOfDay(into: pages.user(0, 100), pages.user(0, 200)) == 0)
      #expect(pages.load(0, 100, as: Int.self) == 12)
      #expect(pages.load(0, 204, as: Int32.self) == 15)
      #expect(try clocks.cpu(pages.user(0, 300), node: pages.user(0, 400)) == 0)
      #expect(pages.load(0, 300, as: UInt32.self) == 17)
      #expect(pages.load(0, 400, as: UInt32.self) == 18)
      #expect(hostAnswers == [])
    }

    @Test func withoutAVDSOEverythingIsTheHosts() throws {
      host.on(Number.time) { _ in 99 }
      #expect(try trapping.read(0, into: UserPointer(16)) == 0)
      #expect(try trapping.resolution(1, into: UserPointer(24)) == 0)
      #expect(try trapping.timeOfDay(into: UserPointer(32), UserPointer(40)) == 0)
      #expect(try trapping.seconds(into: UserPointer(48)) == 99)
      #expect(try trapping.cpu(UserPointer(56), node: UserPointer(64)) == 0)
      #expect(
        host.calls == [
          HostCall(Number.clock_gettime, 0, 16), HostCall(Number.clock_getres, 1, 24),
          HostCall(Number.gettimeofday, 32, 40), HostCall(Number.time, 48), HostCall(Number.getcpu, 56, 64),
        ])
      #expect(trapping.coarse == nil)
    }

    @Test func nullIsNoAnswerWhereLinuxTakesIt() throws {
      #expect(try clocks.resolution(0, into: UserPointer(0)) == 0)
      #expect(try clocks.timeOfDay(into: UserPointer(0), UserPointer(0)) == 0)
      #expect(try clocks.timeOfDay(into: UserPointer(0), pages.user(0)) == 0)
      #expect(try clocks.timeOfDay(into: pages.user(0), UserPointer(0)) == 0)
      #expect(try clocks.seconds(into: UserPointer(0)) == 16)
      #expect(try clocks.cpu(UserPointer(0), node: UserPointer(0)) == 0)
      #expect(try clocks.cpu(UserPointer(0), node: pages.user(0)) == 0)
      #expect(
        asked == [
          "clock_getres 0", "gettimeofday - -", "gettimeofday - zone", "gettimeofday time -", "time -", "getcpu - -",
          "getcpu - node",
        ])
    }

    @Test func aBadPointerIsAFaultAndNotAsked() {
      host.on(Number.getcpu) { _ throws(Errno) in throw .badAddress }
      #expect(thrown { () throws(Errno) in try clocks.read(0, into: UserPointer(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.read(0, into: pages.user(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.resolution(0, into: pages.user(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.timeOfDay(into: pages.user(0), UserPointer(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.timeOfDay(into: UserPointer(0), pages.user(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.seconds(into: pages.user(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.cpu(pages.user(0), node: UserPointer(0)) } == .badAddress)
      #expect(thrown { () throws(Errno) in try clocks.cpu(UserPointer(0), node: pages.user(0)) } == .badAddress)
      #expect(asked == [])
    }

    @Test func anErrorOfTheVDSOIsThrown() {
      failure = -22
      #expect(thrown { () throws(Errno) in try clocks.read(0, into: pages.user(0)) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try clocks.resolution(0, into: UserPointer(0)) } == .invalidArgument)
      #expect(
        thrown { () throws(Errno) in try clocks.timeOfDay(into: pages.user(0), UserPointer(0)) } == .invalidArgument)
      #expect(thrown { () throws(Errno) in try clocks.cpu(pages.user(0), node: UserPointer(0)) } == .invalidArgument)
      #expect(clocks.coarse == nil)
    }

    @Test func anErrorOfTheHostIsThrown() {
      host.on(Number.clock_gettime) { _ throws(Errno) in throw .invalidArgument }
      #expect(thrown { () throws(Errno) in try trapping.read(77, into: pages.user(0)) } == .invalidArgument)
    }

    @Test func theTickIsTheCoarseClockInNanoseconds() {
      #expect(clocks.coarse == 11_000_000_006)
    }

    @Test func theTableDecodesItsArguments() {
      withKernel(host, vdso: Self.all) { _ in
        let here = Int(bitPattern: pages.address(0))
        // The upper half of an int's register is not looked at.
        #expect(apus_sys_clock_gettime(1 << 32 | 1, here, 0, 0, 0, 0) == 0)
        #expect(apus_sys_clock_getres(7, 0, 0, 0, 0, 0) == 0)
        #expect(apus_sys_gettimeofday(here, 0, 0, 0, 0, 0) == 0)
        #expect(apus_sys_time(0, 0, 0, 0, 0, 0) == 16)
        #expect(apus_sys_getcpu(here, here + 4, 12345, 0, 0, 0) == 0)
        #expect(apus_sys_clock_gettime(1, 0, 0, 0, 0, 0) == -14)
        #expect(
          asked == ["clock_gettime 1", "clock_getres 7", "gettimeofday time -", "time -", "getcpu cpu node"])
      }
    }
  }
}
