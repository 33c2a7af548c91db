import Foundation
import Testing

@testable import Kernel

extension KernelTests {
  @Suite struct TableTests {
    private let byNumber = Dictionary(grouping: syscallRows, by: \.number)
    private let table: [SystemCall] = (0..<512).map { systemCallTable[$0] }

    private func address(_ call: SystemCall) -> Int { unsafeBitCast(call, to: Int.self) }

    @Test func rowsAreInOrderAndUnique() {
      let numbers = syscallRows.map(\.number)
      #expect(numbers == Array(Set(numbers)).sorted())
      #expect(Set(syscallRows.map(\.name)).count == syscallRows.count)
      #expect(numbers.allSatisfy { 0..<512 ~= $0 })
    }

    /// Linux 6.18: 0 to 336 and 424 to 469 without a gap.
    @Test func everyNumberOfLinuxIsNamed() {
      let expected = Set(0...336).union(424...469)
      #expect(expected.subtracting(byNumber.keys).sorted() == [])
    }

    @Test func namesAndNumbersAreTheSystems() throws {
      let header = ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"]
        .lazy.compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }.first
      let text = try #require(header, "asm/unistd_64.h is missing: install linux-libc-dev")
      var compared = 0
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count == 3, words[0] == "#define", words[1].hasPrefix("__NR_"), let number = Int(words[2]) else {
          continue
        }
        // Newer headers than this table are no failure.
        guard number <= 469 else { continue }
        #expect(byNumber[number]?.first?.name == String(words[1].dropFirst(5)), "number \(number)")
        compared += 1
      }
      #expect(compared > 300)
    }

    @Test func numbersAndNamesAgree() {
      for row in syscallRows { #expect(Number.name(row.number).map { "\($0)" } == row.name) }
      for number in [-1, 337, 423, 470, 511, 512, Int.max, Int.min] { #expect(Number.name(number) == nil) }
      #expect((Number.read, Number.fork, Number.getcpu, Number.clone3) == (0, 57, 309, 435))
    }

    @Test func everyNoteThatIsNeededIsThere() {
      for row in syscallRows where row.level == .partial || row.level == .none {
        #expect(!row.note.isEmpty, "\(row.name) does not say why it is \(row.level)")
      }
      for row in syscallRows where row.handler != "-" && row.level == .host {
        #expect(
          !row.note.isEmpty || ["fork", "clone3", "exit", "exit_group"].contains(row.name),
          "\(row.name) does not say what happens")
      }
    }

    @Test func handlersFitTheirLevels() {
      for row in syscallRows {
        let isAnswered = ["sys", "*sys", "?sys", "~sys", "!sys", "%sys", "@sys"].contains { row.handler.hasPrefix($0) }
        switch row.level {
        case .full, .partial: #expect(isAnswered, "\(row.name)")
        case .none: #expect(row.handler == "-", "\(row.name)")
        case .host: #expect(row.handler == "-" || row.handler.hasPrefix("+will") || isAnswered, "\(row.name)")
        }
      }
      for level in [SyscallLevel.full, .host, .none] {
        #expect(syscallRows.contains { $0.level == level }, "no row is \(level)")
      }
    }

    /// What the issue wants answered from memory.
    @Test(arguments: [
      "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "uname", "getcpu",
      "clock_gettime", "clock_getres", "gettimeofday", "time", "brk",
    ]) func answeredFromMemory(name: String) {
      #expect(syscallRows.first { $0.name == name }?.level == .full)
    }

    @Test func argumentsHaveNamesAndTypes() {
      for row in syscallRows {
        #expect(row.arguments.count <= 6, "\(row.name)")
        for argument in row.arguments {
          #expect(!argument.name.isEmpty && !argument.type.isEmpty, "\(row.name)")
          // T[n]: n is another argument or a number.
          guard let bracket = argument.type.firstIndex(of: "[") else { continue }
          let size = String(argument.type[argument.type.index(after: bracket)...].dropLast())
          #expect(
            Int(size) != nil || row.arguments.contains { $0.name == size },
            "\(row.name): \(argument.type) has no \(size)")
        }
        #expect(Set(row.arguments.map(\.name)).count == row.arguments.count || row.name == "epoll_ctl", "\(row.name)")
      }
    }

    /// The entry of each row is its handler, the stub of its number, or the one that answers ENOSYS.
    @Test func everyEntryLeadsWhereItsRowSays() {
      let missing = address(table[400])
      #expect(table[400](1, 2, 3, 4, 5, 6) == -38)
      var stub: Int?
      for number in 0..<512 {
        let entry = address(table[number])
        guard let row = byNumber[number]?.first, row.level != .none else {
          #expect(entry == missing, "\(number)")
          continue
        }
        #expect(entry != missing, "\(row.name)")
        guard row.isPassed else { continue }
        // The stubs are 16 bytes each.
        let first = entry - 16 * number
        if stub == nil { stub = first }
        #expect(first == stub, "\(row.name)")
      }
      let first = stub ?? 0
      for row in syscallRows where !row.isPassed {
        #expect(address(table[row.number]) != first + 16 * row.number, "\(row.name) is passed without its handler")
      }
    }

    @Test func aStubIsTheHostsCall() {
      #expect(table[Number.getppid](0, 0, 0, 0, 0, 0) == Int(getppid()))
      #expect(table[Number.close](-1, 0, 0, 0, 0, 0) == -9)
      // The sixth argument arrives: futex refuses an empty set of bits at once.
      var word: UInt32 = 0
      withUnsafeMutablePointer(to: &word) { pointer in
        #expect(table[Number.futex](Int(bitPattern: pointer), 9, 1, 0, 0, 0) == -22)
        #expect(table[Number.futex](Int(bitPattern: pointer), 9, 1, 0, 0, -1) == -11)
      }
    }
  }
}

extension SyscallRow {
  /// Whether the table has the host's stub for it, in a program that libc.so does not load.
  fileprivate var isPassed: Bool { handler == "-" || handler.hasPrefix("@") }
}
