import Foundation

/// A command that was run to its end.
struct ProcessRun {
  var output: [UInt8]
  var errorText: String
  var end: ChildProcess.End
  /// From the start of the process until it had closed its output and errors.
  var nanoseconds: Double
  var usage: ChildProcess.Usage

  /// Bytes of standard output that are taken at most.
  static let outputLimit = 1 << 30

  /// Runs a command without input. A signal to this program is passed on to the
  /// command, which gets `patience` seconds to end by itself.
  ///
  /// - Throws: `CommandFailure` if it cannot be started, takes longer than `timeout`
  ///   seconds, or ends with anything but status 0; `Interrupted`.
  init(
    _ command: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
    directory: String? = nil, processor: Int? = nil, timeout: Double, patience: Double = 10,
    interruption: Interruption
  ) throws {
    let deadline = Deadline(seconds: timeout)
    let start = DispatchTime.now().uptimeNanoseconds
    let child: ChildProcess
    do {
      child = try ChildProcess(
        command: command, environment: environment, directory: directory, processor: processor,
        interruption: interruption)
    } catch let error as SystemError {
      throw CommandFailure(command: command, problem: "cannot be started: \(error)")
    }
    defer { child.stop() }
    child.closeInput()
    do {
      guard let bytes = try child.readAll(deadline: deadline, limit: ProcessRun.outputLimit) else {
        throw CommandFailure(
          command: command, problem: "did not end within \(timeout) s", output: child.errorText)
      }
      nanoseconds = Double(max(DispatchTime.now().uptimeNanoseconds - start, 1))
      output = bytes
      guard let end = try child.wait(deadline: deadline) else {
        throw CommandFailure(
          command: command, problem: "closed its output but did not end within \(timeout) s",
          output: child.errorText)
      }
      self.end = end
      errorText = child.errorText
      usage = child.usage
    } catch let interrupted as Interrupted {
      child.signal(interrupted.signal)
      _ = try child.wait(deadline: Deadline(seconds: patience))
      throw interrupted
    }
    guard end == .exited(0) else {
      throw CommandFailure(
        command: command, problem: "ended with \(end)",
        output: errorText + String(decoding: output.suffix(4000), as: UTF8.self))
    }
  }
}

/// A command that did not do what it was run for, with what it printed last.
package struct CommandFailure: QuotingError {
  package var command: [String]
  package var problem: String
  package var output: String

  package init(command: [String], problem: String, output: String = "") {
    self.command = command
    self.problem = problem
    self.output = output
  }

  package var message: String {
    "\(command.joined(separator: " ")): \(problem)" + (quoted.isEmpty ? "" : "; it printed:")
  }

  package var quoted: [String] { output.split(separator: "\n").suffix(40).map(String.init) }
}
