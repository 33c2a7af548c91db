import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct OptionsTests {
    private func set(_ name: StaticString, _ value: StaticString, in options: inout Options) -> String? {
      options.set(Text(name), to: Text(value)).map { "\($0)" }
    }

    @Test func defaults() {
      let options = Options()
      #expect(options.vdso == .host)
      #expect(options.gs == .auto)
      #expect(!options.countsCalls && !options.printsCounts && options.statisticsSignal == 0)
      #expect(options.inProcess == .all && options.spins)
    }

    @Test func everyValueOfEveryVariable() {
      var options = Options()
      let all: [(StaticString, StaticString, () -> Bool)] = [
        ("APUS_VDSO", "kernel", { options.vdso == .kernel }), ("APUS_VDSO", "off", { options.vdso == .off }),
        ("APUS_VDSO", "host", { options.vdso == .host }), ("APUS_GS", "prctl", { options.gs == .prctl }),
        ("APUS_GS", "off", { options.gs == .off }), ("APUS_GS", "auto", { options.gs == .auto }),
        ("APUS_STATS", "1", { options.printsCounts && options.countsCalls }),
        ("APUS_STATS", "0", { !options.printsCounts && !options.countsCalls }),
        ("APUS_STATS_SIGNAL", "USR2", { options.statisticsSignal == 12 && options.countsCalls }),
        ("APUS_STATS_SIGNAL", "SIGHUP", { options.statisticsSignal == 1 && !options.printsCounts }),
        ("APUS_STATS_SIGNAL", "SIGPWR", { options.statisticsSignal == 30 }),
        ("APUS_STATS_SIGNAL", "CHLD", { options.statisticsSignal == 17 }),
        ("APUS_STATS_SIGNAL", "64", { options.statisticsSignal == 64 }),
        ("APUS_RING", "on", { options.aggregates }), ("APUS_RING", "off", { !options.aggregates }),
        ("APUS_SPIN", "off", { !options.spins }), ("APUS_SPIN", "on", { options.spins }),
        ("APUS_NO_INPROCESS", "pipe", { options.inProcess == .all.subtracting(.pipe) }),
        // One after the other takes more away.
        ("APUS_NO_INPROCESS", "random,eventfd", { options.inProcess == .all.subtracting([.pipe, .random, .eventfd]) }),
        ("APUS_NO_INPROCESS", "timerfd,all", { options.inProcess == [] }),
      ]
      for (name, value, holds) in all {
        #expect(options.set(Text(name), to: Text(value)) == nil)
        #expect(holds(), "\(name)=\(value)")
      }
    }

    @Test(arguments: ["", "hos", "hostt", "HOST", "host ", "1"])
    func anUnknownValueChangesNothingAndNamesTheValidOnes(value: String) {
      var options = Options()
      options.vdso = .off
      options.gs = .off
      options.printsCounts = true
      let before = options
      let bytes = Array(value.utf8)
      bytes.withUnsafeBufferPointer { buffer in
        // An empty array has no address; its bytes are never read.
        let text = Text(buffer.baseAddress ?? UnsafePointer(bitPattern: 1)!, count: buffer.count)
        #expect(options.set(Text("APUS_VDSO"), to: text).map { "\($0)" } == "host, kernel or off")
        #expect(options.set(Text("APUS_GS"), to: text).map { "\($0)" } == "auto, prctl or off")
        if value != "1" { #expect(options.set(Text("APUS_STATS"), to: text).map { "\($0)" } == "0 or 1") }
      }
      #expect(options == before)
    }

    @Test func everyKindHasItsName() {
      #expect(Options.InProcess.all.names.count == 8)
      for (name, kind) in Options.InProcess.names {
        var options = Options()
        #expect(options.set("APUS_NO_INPROCESS", to: name) == nil)
        #expect(options.inProcess == .all.subtracting(kind))
      }
    }

    @Test(arguments: ["", "pipes", "pipe,", ",pipe", "pipe,,epoll", "pipe eventfd", "ALL", "none"])
    func wrongKindsLeaveAllOn(value: String) {
      var options = Options()
      let valid = "all or some of pipe,eventfd,timerfd,socketpair,epoll,futex,device,random"
      #expect(options.set("APUS_NO_INPROCESS", to: value) == valid)
      #expect(options.set("APUS_SPIN", to: value) == "on or off")
      #expect(options.set("APUS_RING", to: value) == "on or off")
      #expect(options == Options())
    }

    @Test(arguments: [
      "", "SIG", "usr2", "USR", "USR22", "0", "65", "-1", "1x", "99999999999", "KILL", "STOP", "SEGV", "33",
    ])
    func aSignalThatIsNoneOrNeededElsewhere(value: String) {
      var options = Options()
      #expect(options.set("APUS_STATS_SIGNAL", to: value) != nil)
      #expect(options == Options())
    }

    @Test func otherVariablesAreNobodysBusiness() {
      var options = Options()
      for name: StaticString in ["APUS_VDS", "APUS_VDSOX", "apus_vdso", "APUS_", "PATH", ""] {
        #expect(set(name, "off", in: &options) == nil)
      }
      #expect(options == Options())
    }
  }

  @Suite struct TextTests {
    @Test func equality() {
      #expect(Text("abc") == "abc")
      #expect(!(Text("abc") == "ab"))
      #expect(!(Text("ab") == "abc"))
      #expect(!(Text("abd") == "abc"))
      #expect(Text("") == "")
    }

    @Test func prefixes() {
      #expect(Text("APUS_VDSO").hasPrefix("APUS_"))
      #expect(Text("APUS_").hasPrefix("APUS_"))
      #expect(!Text("APUS").hasPrefix("APUS_"))
      #expect(!Text("BPUS_").hasPrefix("APUS_"))
      #expect(Text("x").hasPrefix(""))
    }

    @Test func splitsAtTheFirst() throws {
      let (name, value) = try #require(Text("A=b=c").split(at: 0x3d))
      #expect(name == "A" && value == "b=c")
      let (empty, rest) = try #require(Text("=x").split(at: 0x3d))
      #expect(empty == "" && rest == "x")
      let (all, none) = try #require(Text("x=").split(at: 0x3d))
      #expect(all == "x" && none == "")
      #expect(Text("abc").split(at: 0x3d) == nil)
      #expect(Text("").split(at: 0x3d) == nil)
    }

    @Test func countsOnlyItsOwnBytes() {
      let bytes: [UInt8] = Array("APUS_GS=off".utf8)
      bytes.withUnsafeBufferPointer { buffer in
        #expect(Text(buffer.baseAddress!, count: 7) == "APUS_GS")
        #expect(Text(buffer.baseAddress!, count: 7).split(at: 0x3d) == nil)
        #expect(Array(Text(buffer.baseAddress! + 8, count: 3).bytes) == Array("off".utf8))
      }
    }
  }

  @Suite struct ErrnoTests {
    @Test func results() {
      #expect(Errno(1).result == -1)
      #expect(Errno(4095).result == -4095)
      let numbers: [(Errno, Int32)] = [
        (.notPermitted, 1), (.outOfMemory, 12), (.badAddress, 14), (.invalidArgument, 22), (.notImplemented, 38),
      ]
      for (error, number) in numbers { #expect(error.rawValue == number) }
    }

    @Test func theTableTurnsAnErrorIntoItsNegative() {
      let host = RecordingHost()
      withKernel(host) { _ in
        host.on(Number.setuid) { _ throws(Errno) in throw .badAddress }
        #expect(apus_sys_setuid(0, 0, 0, 0, 0, 0) == -14)
        host.on(Number.setuid) { _ in 7 }
        #expect(apus_sys_setuid(0, 0, 0, 0, 0, 0) == 7)
        // An answer below the errors is none.
        host.on(Number.setuid) { _ in -4096 }
        #expect(apus_sys_setuid(0, 0, 0, 0, 0, 0) == -4096)
      }
    }
  }

  @Suite struct UserPointerTests {
    @Test func keepsTheArgument() {
      #expect(UserPointer<Int>(0).isNull)
      #expect(!UserPointer<Int>(1).isNull)
      #expect(UserPointer<Int>(-1).address == UInt.max)
      #expect(UserPointer<Int>(-1).argument == -1)
    }
  }
}
