import CMachine
import Foundation

extension ChildProcess.Usage {
  init(_ used: rusage) {
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    cpuSeconds = seconds(used.ru_utime) + seconds(used.ru_stime)
    #if canImport(Darwin)
      peakBytes = Double(used.ru_maxrss)
    #else
      peakBytes = Double(used.ru_maxrss) * 1024
    #endif
  }
}

extension ChildProcess {
  static func makePipes(_ count: Int) throws -> [(read: Int32, write: Int32)] {
    var pipes: [(read: Int32, write: Int32)] = []
    for _ in 0..<count {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else {
        let failure = SystemError("pipe")
        for made in pipes {
          close(made.read)
          close(made.write)
        }
        throw failure
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append((ends[0], ends[1]))
    }
    return pipes
  }

  /// Starts a process in a group of its own; `standard` are its first descriptors.
  static func spawn(
    command: [String], environment: [String: String], directory: String?, standard: [Int32]
  ) throws -> pid_t {
    guard let program = command.first, !program.isEmpty else {
      throw SystemError("empty command", code: ENOENT)
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }

    for (target, end) in standard.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, end, Int32(target))
    }

    if let directory {
      let code = machine_spawn_in(&actions, directory)
      guard code == 0 else { throw SystemError(directory, code: code) }
    }

    // Signals that this program ignores or blocks must not be so in the child.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for pointer in arguments + variables { free(pointer) }
    }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, program, &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw SystemError(program, code: code) }
    return pid
  }
}
