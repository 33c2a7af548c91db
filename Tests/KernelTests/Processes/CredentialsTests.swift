import CApus
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct CredentialsTests {
    let host = RecordingHost()
    /// What the host says of the calling thread: real, effective and saved.
    final class Ids {
      var users: [UInt32] = [1, 2, 3]
      var groups: [UInt32] = [4, 5, 6]
    }
    let ids = Ids()

    init() {
      host.on(Number.getresuid) { [ids] in Self.store(ids.users, $0) }
      host.on(Number.getresgid) { [ids] in Self.store(ids.groups, $0) }
      host.on(Number.getuid) { [ids] _ in Int(ids.users[0]) }
      host.on(Number.geteuid) { [ids] _ in Int(ids.users[1]) }
      host.on(Number.getgid) { [ids] _ in Int(ids.groups[0]) }
      host.on(Number.getegid) { [ids] _ in Int(ids.groups[1]) }
    }

    private static func store(_ ids: [UInt32], _ call: HostCall) -> Int {
      for i in 0..<3 { UnsafeMutablePointer<UInt32>(bitPattern: call.arguments[i])!.pointee = ids[i] }
      return 0
    }

    /// The answers of the four getters, in the order real uid, effective uid, real gid, effective gid.
    private func getters() -> [Int] {
      [
        apus_sys_getuid(0, 0, 0, 0, 0, 0), apus_sys_geteuid(0, 0, 0, 0, 0, 0), apus_sys_getgid(0, 0, 0, 0, 0, 0),
        apus_sys_getegid(0, 0, 0, 0, 0, 0),
      ]
    }

    private func three(_ call: (Int, Int, Int, Int, Int, Int) -> Int) -> [UInt32] {
      var ids: [UInt32] = [9, 9, 9]
      ids.withUnsafeMutableBufferPointer { buffer in
        let base = Int(bitPattern: buffer.baseAddress)
        #expect(call(base, base + 4, base + 8, 0, 0, 0) == 0)
      }
      return ids
    }

    @Test(arguments: gsModes) func allGettersAreAnsweredFromOneQuestion(mode: apus_gs) {
      withThreadBlock(mode) { _ in
        withKernel(host) { _ in
          #expect(getters() == [1, 2, 4, 5])
          // The first question is its own answer as well.
          #expect(host.names == ["getresuid", "getresgid", "getuid"])
          host.clear()
          #expect(getters() == [1, 2, 4, 5])
          #expect(three(apus_sys_getresuid) == [1, 2, 3])
          #expect(three(apus_sys_getresgid) == [4, 5, 6])
          #expect(host.calls.allSatisfy { $0.number == Number.getcpu })
        }
      }
    }

    @Test func aThreadWithoutABlockAsksForEach() {
      withKernel(host) { _ in
        #expect(getters() == [1, 2, 4, 5])
        #expect(host.names == ["getuid", "geteuid", "getgid", "getegid"])
        host.clear()
        #expect(three(apus_sys_getresuid) == [1, 2, 3])
        #expect(three(apus_sys_getresgid) == [4, 5, 6])
        #expect(host.names == ["getresuid", "getresgid"])
      }
    }

    static let changes: [(Int, SystemCall)] = [
      (Number.setuid, apus_sys_setuid), (Number.setgid, apus_sys_setgid), (Number.setreuid, apus_sys_setreuid),
      (Number.setregid, apus_sys_setregid), (Number.setresuid, apus_sys_setresuid),
      (Number.setresgid, apus_sys_setresgid),
    ]

    @Test(arguments: 0..<6) func aChangeIsSeenAtOnce(index: Int) {
      let (number, call) = Self.changes[index]
      withThreadBlock { _ in
        withKernel(host) { _ in
          _ = getters()
          host.on(number) { [ids] _ in
            ids.users = [11, 12, 13]
            ids.groups = [14, 15, 16]
            return 0
          }
          #expect(call(1, 2, 3, 0, 0, 0) == 0)
          #expect(getters() == [11, 12, 14, 15])
        }
      }
    }

    @Test(arguments: 0..<6) func aFailedChangeTellsItsErrorAndIsAskedAfterToo(index: Int) {
      let (number, call) = Self.changes[index]
      withThreadBlock { _ in
        withKernel(host) { _ in
          _ = getters()
          host.on(number) { _ throws(Errno) in throw .notPermitted }
          #expect(call(1, 2, 3, 0, 0, 0) == -1)
          host.clear()
          #expect(getters() == [1, 2, 4, 5])
          #expect(host.names == ["getresuid", "getresgid", "getuid"])
        }
      }
    }

    @Test func idsArePassedAsTheHostTakesThem() {
      withKernel(host) { _ in
        _ = apus_sys_setresuid(-1, Int.max, 1 << 32 | 7, 0, 0, 0)
        #expect(host.calls == [HostCall(Number.setresuid, 0xffff_ffff, 0xffff_ffff, 7)])
        host.clear()
        _ = apus_sys_setregid(-1, 5, 99, 99, 99, 99)
        #expect(host.calls == [HostCall(Number.setregid, 0xffff_ffff, 5)])
      }
    }

    /// 65534 is what a user namespace shows of an id before its maps are written.
    @Test(arguments: 0..<6) func anUnmappedIdIsNotKept(index: Int) {
      if index < 3 { ids.users[index] = 65534 } else { ids.groups[index - 3] = 65534 }
      withThreadBlock { block in
        withKernel(host) { _ in
          _ = getters()
          #expect(block.identity == nil)
          ids.users = [0, 0, 0]
          ids.groups = [0, 0, 0]
          #expect(getters() == [0, 0, 0, 0])
          host.clear()
          #expect(getters() == [0, 0, 0, 0])
          #expect(host.calls == [])
        }
      }
    }

    @Test func aHostThatAnswersOnlyHalfIsAskedForEach() {
      host.on(Number.getresgid) { _ throws(Errno) in throw .notPermitted }
      withThreadBlock { block in
        withKernel(host) { _ in
          #expect(getters() == [1, 2, 4, 5])
          #expect(block.identity == nil)
        }
      }
    }

    @Test(arguments: [Number.unshare, Number.setns]) func afterANamespaceNothingIsKept(number: Int) {
      withThreadBlock { block in
        withKernel(host) { _ in
          _ = getters()
          #expect(block.identity != nil)
          _ = number == Number.unshare ? apus_sys_unshare(0, 0, 0, 0, 0, 0) : apus_sys_setns(3, 0, 0, 0, 0, 0)
          for users: [UInt32] in [[7, 7, 7], [8, 8, 8]] {
            ids.users = users
            #expect(getters()[0] == Int(users[0]))
          }
        }
      }
    }

    @Test(arguments: [0, 4, 8]) func aBadPointerIsAFault(offset: Int) {
      let pages = Pages(1)
      withThreadBlock { _ in
        withKernel(host) { _ in
          for call in [apus_sys_getresuid, apus_sys_getresgid] {
            var arguments = [0, 4, 8].map { Int(bitPattern: pages.address(0, $0)) }
            arguments[offset / 4] = 0
            #expect(call(arguments[0], arguments[1], arguments[2], 0, 0, 0) == -14)
          }
        }
      }
    }
  }
}
