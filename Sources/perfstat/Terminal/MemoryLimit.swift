import Foundation

/// Where the shell limits memory (`ulimit -v`, `ulimit -d`), running into that limit ends with
/// status 2 and a word instead of an abort. Without such a limit a failure of the program stays
/// what it is.
enum MemoryLimit {
  static func endWithStatus() {
    #if os(Linux)
      let resources = [RLIMIT_AS, RLIMIT_DATA].map { Int32($0.rawValue) }
    #else
      let resources = [RLIMIT_AS, RLIMIT_DATA]
    #endif
    let isLimited = resources.contains { resource in
      var limit = rlimit()
      return getrlimit(resource, &limit) == 0 && limit.rlim_cur < 1 << 62
    }
    guard isLimited else { return }
    // A stack may be what there is no memory for.
    let size = 1 << 16
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = MemoryLimit.end
      #else
        action.__sigaction_handler.sa_handler = MemoryLimit.end
      #endif
      action.sa_flags = Int32(SA_ONSTACK)
      sigaction(number, &action, nil)
    }
  }

  /// Only calls that are safe in a handler of signals.
  private static let end: @convention(c) (Int32) -> Void = { _ in
    let text: StaticString =
      "perfstat: the program failed; the limit on memory (ulimit) is too low for this input, most likely\n"
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(2)
  }
}
