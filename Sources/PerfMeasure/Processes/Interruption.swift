import Foundation

/// A signal asked the program to end.
package struct Interrupted: Error {
  package var signal: Int32

  /// Ends the process as the signal would have: the parent sees a death by signal.
  package func endProcess() -> Never {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    Foundation.signal(signal, SIG_DFL)
    kill(getpid(), signal)
    usleep(100_000)
    exit(128 + signal)
  }
}

/// Turns SIGINT, SIGTERM and SIGHUP into a readable descriptor, so that every
/// wait can notice them and cleaning up is ordinary unwinding by `defer`.
package final class Interruption {
  /// Becomes readable when a signal has arrived.
  package let descriptor: Int32
  /// Cleans up where unwinding cannot: after SIGKILL.
  let watchdog: Watchdog
  private let writeEnd: Int32
  private let sources: [any DispatchSourceSignal]

  package init() throws {
    watchdog = try Watchdog()
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    let writeEnd = ends[1]
    descriptor = ends[0]
    self.writeEnd = writeEnd
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        var byte = UInt8(number)
        _ = write(writeEnd, &byte, 1)
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    close(descriptor)
    // The write end stays open: a handler may still be running.
  }

  /// Throws if a signal has arrived.
  package func check() throws(Interrupted) {
    var byte: UInt8 = 0
    if read(descriptor, &byte, 1) == 1 { throw Interrupted(signal: Int32(byte)) }
  }

  /// Sleeps, but not through a signal.
  package func sleep(seconds: Double) throws(Interrupted) {
    let deadline = Deadline(seconds: seconds)
    while !deadline.isPast {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&wait, 1, deadline.milliseconds)
      try check()
    }
  }
}

/// A moment on the monotonic clock by which something must have happened.
package struct Deadline {
  private let nanoseconds: UInt64

  package init(seconds: Double) {
    let now = DispatchTime.now().uptimeNanoseconds
    nanoseconds = now + UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  package var isPast: Bool { DispatchTime.now().uptimeNanoseconds >= nanoseconds }

  /// Time left for `poll`, at least 1 unless past.
  var milliseconds: Int32 {
    let now = DispatchTime.now().uptimeNanoseconds
    return now >= nanoseconds ? 0 : Int32(min((nanoseconds - now) / 1_000_000 + 1, 1_000_000))
  }
}

/// A system call that failed, with the system's reason.
package struct SystemError: Error, CustomStringConvertible {
  package var description: String

  package init(_ what: String, code: Int32 = errno) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}
