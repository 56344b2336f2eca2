import Foundation

/// Git, as a program that is run in the current folder. It asks for nothing on a terminal, and
/// none of the repository's hooks runs.
struct Git {
  var environment: [String: String]
  let interruption: Interruption

  init(interruption: Interruption) {
    self.interruption = interruption
    environment = ProcessInfo.processInfo.environment
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["LC_ALL"] = "C"
  }

  struct Outcome {
    var output: [UInt8]
    var errors: String
    var end: ChildProcess.End

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Most bytes of an answer.
  static let outputLimit = 1 << 30

  /// Runs git to its end, whatever that is.
  ///
  /// - Parameter input: lines for its standard input; at most 60,000 bytes, so that writing never
  ///   waits for reading.
  func run(_ arguments: [String], input: [String] = [], timeout: Double = 300) throws -> Outcome {
    let command = ["git", "-c", "core.hooksPath=/dev/null"] + arguments
    let child: ChildProcess
    do {
      child = try ChildProcess(
        command: command, environment: environment, interruption: interruption)
    } catch let error as SystemError {
      throw CommandFailure(command: command, problem: "cannot be started: \(error)")
    }
    defer { child.stop() }
    if !input.isEmpty { _ = child.writeLine(input.joined(separator: "\n")) }
    child.closeInput()
    let deadline = Deadline(seconds: timeout)
    guard let output = try child.readAll(deadline: deadline, limit: Git.outputLimit),
      let end = try child.wait(deadline: deadline)
    else {
      throw CommandFailure(
        command: command, problem: "did not end within \(Int(timeout)) s", output: child.errorText)
    }
    return Outcome(output: output, errors: child.errorText, end: end)
  }

  /// Runs git; anything but status 0 is an error with what it printed.
  func succeed(_ arguments: [String], input: [String] = [], timeout: Double = 300) throws -> Outcome
  {
    let outcome = try run(arguments, input: input, timeout: timeout)
    guard outcome.end == .exited(0) else {
      throw CommandFailure(
        command: ["git"] + arguments, problem: "ended with \(outcome.end)", output: outcome.errors)
    }
    return outcome
  }
}
