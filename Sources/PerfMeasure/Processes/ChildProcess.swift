import CMachine
import Foundation

/// A child process in a process group of its own, with pipes on its standard streams.
///
/// Its standard error is drained while waiting for output, so that a chatty
/// child never blocks. `stop()` ends the child and everything it started, and
/// reaps it; call it in a `defer`. If this program is killed a guardian does it.
package final class ChildProcess {
  /// How a child ended.
  package enum End: Hashable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    package var description: String {
      switch self {
      case .exited(let status): "exit status \(status)"
      case .signalled(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
      }
    }
  }

  /// What a wait for a line brought.
  package enum Line: Hashable, Sendable {
    case line(String)
    case endOfOutput
    case timedOut
    /// A line longer than the limit, or one that is not UTF-8.
    case unreadable(String)
  }

  /// What a child that has ended, and all that it waited for, used.
  package struct Usage: Hashable, Sendable {
    /// In user and system mode together.
    package var cpuSeconds = 0.0
    /// Most memory that any one of its processes had in place at a time.
    package var peakBytes = 0.0
  }

  package let pid: pid_t
  package private(set) var end: End?
  /// Known when it has ended.
  package private(set) var usage = Usage()
  private var input: Int32
  private var output: Int32
  private var error: Int32
  private var pending: [UInt8] = []
  private var errorBytes: [UInt8] = []
  private let interruption: Interruption

  /// Bytes of one line, and of standard error, that are kept at most.
  private static let lineLimit = 65_536

  /// A child that no longer reads is a failed write, not the death of this program. What the
  /// program itself has chosen to do about a broken pipe stays.
  private static let survivesBrokenPipes: Void = {
    var present = sigaction()
    guard sigaction(SIGPIPE, nil, &present) == 0 else { return }
    #if canImport(Darwin)
      let handler = present.__sigaction_u.__sa_handler
    #else
      let handler = present.__sigaction_handler.sa_handler
    #endif
    if unsafeBitCast(handler, to: Int.self) == 0 { Foundation.signal(SIGPIPE, SIG_IGN) }
  }()

  /// Starts `command[0]`, looked up in PATH, with the given environment, in `directory` (nil: this
  /// process's own), bound to one processor if one is named.
  package init(
    command: [String], environment: [String: String], directory: String? = nil,
    processor: Int? = nil, interruption: Interruption
  ) throws {
    _ = Self.survivesBrokenPipes
    self.interruption = interruption
    let pipes = try ChildProcess.makePipes(3)
    let childEnds = [pipes[0].read, pipes[1].write, pipes[2].write]
    defer { for end in childEnds { close(end) } }
    input = pipes[0].write
    output = pipes[1].read
    error = pipes[2].read
    do {
      pid = try Processors.starting(on: processor) {
        try ChildProcess.spawn(
          command: command, environment: environment, directory: directory, standard: childEnds)
      }
    } catch {
      for end in [pipes[0].write, pipes[1].read, pipes[2].read] { close(end) }
      throw error
    }
    interruption.watchdog.started(pid)
  }

  deinit { stop() }

  /// Milliseconds between two looks at whether a child that says nothing is still there.
  private static let patience: Int32 = 20

  /// What the child has written to standard error, at most its last 64 KiB.
  package var errorText: String { String(decoding: errorBytes, as: UTF8.self) }

  /// Writes one line to the child's standard input; false if it no longer reads.
  package func writeLine(_ line: String) -> Bool {
    guard input >= 0 else { return false }
    let bytes = Array((line + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// The next line of standard output, without its line feed.
  package func readLine(deadline: Deadline) throws -> Line {
    var searched = 0
    while true {
      if let feed = pending[searched...].firstIndex(of: 10), feed <= ChildProcess.lineLimit {
        let line = pending[..<feed]
        pending.removeSubrange(...feed)
        guard let text = String(validating: line, as: UTF8.self) else {
          return .unreadable("text that is not UTF-8")
        }
        return .line(text)
      }
      searched = pending.count
      if pending.count > ChildProcess.lineLimit {
        return .unreadable("a line longer than \(ChildProcess.lineLimit) bytes")
      }
      if output < 0 {
        if pending.isEmpty { return .endOfOutput }
        return .unreadable("output that ends within a line")
      }
      if try transfer(limit: .max, wait: deadline.milliseconds) == .nothing,
        deadline.isPast
      {
        return .timedOut
      }
    }
  }

  /// Reads everything until the child closes its output, or has ended though something that it
  /// started keeps the output open; nil if the deadline passes first. Throws if there is more than
  /// `limit` bytes.
  package func readAll(deadline: Deadline, limit: Int) throws -> [UInt8]? {
    while output >= 0 || error >= 0 {
      let wait = min(deadline.milliseconds, ChildProcess.patience)
      guard try transfer(limit: limit, wait: wait) != .nothing || !hasEnded
      else { break }
      if deadline.isPast { return nil }
    }
    defer { pending = [] }
    return pending
  }

  /// Whether the child has ended; what it started may go on.
  private var hasEnded: Bool {
    if end != nil { return true }
    var info = siginfo_t()
    return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0
      && info.si_signo == SIGCHLD
  }

  /// Waits for the child to end by itself; nil if the deadline passes first.
  package func wait(deadline: Deadline) throws -> End? {
    while true {
      if let end { return end }
      if output >= 0 || error >= 0, !hasEnded {
        // Drained, so that a child with much to say can end.
        let wait = min(deadline.milliseconds, ChildProcess.patience)
        if try transfer(limit: .max, wait: wait) == .nothing, deadline.isPast {
          return reap(WNOHANG)
        }
        pending = []
      } else {
        if let end = reap(WNOHANG) { return end }
        if deadline.isPast { return nil }
        // It closed its output, so it is about to end.
        try interruption.check()
        usleep(200)
      }
    }
  }

  /// Sends a signal to the child and everything it started.
  package func signal(_ number: Int32) {
    if end == nil { kill(-pid, number) }
  }

  /// Ends the child and everything it started, and reaps it.
  package func stop() {
    closeInput()
    if end == nil {
      kill(-pid, SIGKILL)
      _ = reap(0)
    }
    if output >= 0 { close(output) }
    if error >= 0 { close(error) }
    output = -1
    error = -1
  }

  private func reap(_ options: Int32) -> End? {
    var status: Int32 = 0
    var used = rusage()
    var result = wait4(pid, &status, options, &used)
    while result < 0 && errno == EINTR { result = wait4(pid, &status, options, &used) }
    guard result == pid else { return end }
    usage = Usage(used)
    let signal = status & 0x7F
    end = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    // Grandchildren that stayed behind hold the pipes open; end them too.
    kill(-pid, SIGKILL)
    interruption.watchdog.ended(pid)
    return end
  }

  private enum Transfer { case nothing, something }

  /// Waits so many milliseconds for output or errors and takes what is there.
  private func transfer(limit: Int, wait: Int32) throws -> Transfer {
    var waits = [
      pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: error, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&waits, nfds_t(waits.count), wait)
    if ready < 0 && errno != EINTR { throw SystemError("poll") }
    if ready <= 0 { return .nothing }
    try interruption.check()
    if waits[1].revents != 0 {
      if let bytes = ChildProcess.take(from: output) {
        pending += bytes
        if pending.count > limit { throw SystemError("output of the command", code: EFBIG) }
      } else {
        close(output)
        output = -1
      }
    }
    if waits[2].revents != 0 {
      if let bytes = ChildProcess.take(from: error) {
        errorBytes += bytes
        errorBytes.removeFirst(max(0, errorBytes.count - ChildProcess.lineLimit))
      } else {
        close(error)
        error = -1
      }
    }
    return .something
  }

  private static func take(from descriptor: Int32) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      var got = read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0 && errno == EINTR {
        got = read(descriptor, buffer.baseAddress, buffer.count)
      }
      count = max(0, got)
    }
    return bytes.isEmpty ? nil : bytes
  }
}
