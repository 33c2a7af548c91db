import CLinux
import Testing

@testable import Kernel

extension KernelTests {
  /// fcntl and ioctl on the kernel's files.
  @Suite struct ControlTests {
    let files = Files()
    let pages = Pages(1)

    private func ioctl(_ descriptor: Int32, _ request: Int) throws(Errno) -> Int {
      try files.descriptors.inputOutputControl(descriptor, Int32(request), pages.address(0))
    }

    @Test func blockingIsTheFilesNotTheDescriptors() throws {
      let (read, _) = try files.pipe()
      let other = try files.dup(read)
      #expect(try files.control(other, LINUX_F_SETFL, LINUX_O_NONBLOCK) == 0)
      #expect(files.host.calls.last == HostCall(Number.fcntl, Int(other), LINUX_F_SETFL, LINUX_O_NONBLOCK))
      #expect(thrown { () throws(Errno) in try files.read(read, 1) } == .wouldBlock)
      #expect(try files.control(read, LINUX_F_SETFL, 0) == 0)
      #expect(files.look(other) { $0.isNonblocking } == false)
    }

    @Test func flagsThatTheHostRefusesAreNotTaken() throws {
      let (read, _) = try files.pipe()
      files.host.on(Number.fcntl) { _ throws(Errno) in throw .notPermitted }
      #expect(thrown { () throws(Errno) in try files.control(read, LINUX_F_SETFL, LINUX_O_NONBLOCK) } == .notPermitted)
      #expect(files.look(read) { $0.isNonblocking } == false)
    }

    @Test func signalsForChangesAreTheHosts() throws {
      let (read, _) = try files.pipe()
      #expect(thrown { () throws(Errno) in try files.control(read, LINUX_F_SETFL, LINUX_O_ASYNC) } == .passToHost)
      #expect(!files.isOurs(read))
    }

    @Test func otherCommandsArePassed() throws {
      let (read, _) = try files.pipe()
      for command in [LINUX_F_GETFD, LINUX_F_GETFL, LINUX_F_GETPIPE_SZ, 9999] {
        #expect(thrown { () throws(Errno) in try files.control(read, command) } == .passToHost)
      }
      #expect(files.isOurs(read))
      #expect(files.host.names == ["pipe2"])
    }

    @Test func bytesToRead() throws {
      let (read, write) = try files.pipe()
      _ = try files.write(write, pattern(5000))
      _ = try files.read(read, 10)
      for descriptor in [read, write] {
        pages.base.storeBytes(of: -1, as: Int32.self)
        #expect(try ioctl(descriptor, LINUX_FIONREAD) == 0)
        #expect(pages.load(0, as: Int32.self) == 4990)
      }
    }

    @Test func blockingByIoctl() throws {
      let (read, _) = try files.pipe()
      pages.base.storeBytes(of: 256, as: Int32.self)
      #expect(try ioctl(read, LINUX_FIONBIO) == 0)
      #expect(files.host.calls.last == HostCall(Number.ioctl, Int(read), LINUX_FIONBIO, Int(bitPattern: pages.base)))
      #expect(files.look(read) { $0.isNonblocking } == true)
      pages.base.storeBytes(of: 0, as: Int32.self)
      #expect(try ioctl(read, LINUX_FIONBIO) == 0)
      #expect(files.look(read) { $0.isNonblocking } == false)
    }

    @Test func requestsAboutTheDescriptorArePassed() throws {
      let (read, _) = try files.pipe()
      for request in [LINUX_FIOCLEX, LINUX_FIONCLEX, LINUX_TCGETS] {
        #expect(thrown { () throws(Errno) in try ioctl(read, request) } == .passToHost)
      }
      #expect(files.isOurs(read))
      #expect(thrown { () throws(Errno) in try ioctl(read, 0x1234) } == .passToHost)
      #expect(!files.isOurs(read), "who knows what it does")
    }
  }
}
