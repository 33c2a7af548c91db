import Glibc

/// Whether the libc.so of this installation is there, is Apus, and runs.
enum LibcFinding {
  static func find(libc: String?) -> Finding {
    do {
      let installation = try Installation(libc: libc)
      let file = try ElfFile(path: installation.libc)
      if let refusal = file.refusal(as: "library") { throw Problem(installation.libc, refusal) }
      guard Installation.isApus(file) else {
        return broken("\(installation.libc) is a libc without Apus in it")
      }
      let answer = answer(of: installation.libc)
      guard let version = version(in: answer.text) else {
        return broken("\(installation.libc) does not run (\(answer.end))")
      }
      return Finding("libc.so", .ok, "\(installation.libc), musl \(version)")
    } catch let problem as Problem {
      return broken("\(problem.subject): \(problem.reason)")
    } catch {
      return broken("\(error)")
    }
  }

  private static func broken(_ detail: String) -> Finding {
    Finding("libc.so", .broken, detail, loss: "apus run runs nothing; make install puts it right")
  }

  /// musl's loader says this when it is called without a program, and to say it has to have started.
  static func version(in text: String) -> String? {
    guard text.hasPrefix("musl libc (x86_64)\n") else { return nil }
    return text.split(separator: "\n").first { $0.hasPrefix("Version ") }.map { String($0.dropFirst("Version ".count)) }
  }

  /// What a program without arguments writes to standard error, and how it ended.
  static func answer(of program: String) -> (text: String, end: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return ("", errorText(errno)) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var child: pid_t = 0
    let name = strdup(program)
    defer { free(name) }
    let failure = posix_spawn(&child, program, &actions, nil, [name, nil], [nil])
    close(ends[1])
    if failure != 0 { return ("", errorText(failure)) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      text += buffer.prefix(count)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return (
      String(decoding: text, as: UTF8.self), signal != 0 ? "signal \(signal)" : "exit status \(status >> 8 & 0xff)"
    )
  }
}
