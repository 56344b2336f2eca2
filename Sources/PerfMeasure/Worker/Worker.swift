import Foundation
import PerfWorker

/// A worker process as its coordinator sees it: ask for a sample, get a timing.
///
/// Whatever a worker does wrong (crash, hang, garbage, an answer to another
/// question) is a `WorkerError` with the worker's standard error. `stop()`
/// leaves nothing behind; call it in a `defer`.
package final class Worker {
  private let command: [String]
  private let child: ChildProcess
  private let timeout: Double

  /// Starts the program and shakes hands.
  ///
  /// - Parameters:
  ///   - command: Program and arguments.
  ///   - environment: Variables added to this process's environment.
  ///   - processor: The only one that the worker may run on; nil for any.
  ///   - timeout: Seconds that any answer may take.
  package init(
    command: [String], environment: [String: String] = [:], processor: Int? = nil,
    timeout: Double, interruption: Interruption
  ) throws {
    self.command = command
    self.timeout = timeout
    var variables = ProcessInfo.processInfo.environment
    variables["OPENBLAS_NUM_THREADS"] = "1"
    variables.merge(environment) { $1 }
    do {
      child = try ChildProcess(
        command: command, environment: variables, processor: processor,
        interruption: interruption)
    } catch let error as SystemError {
      throw WorkerError(command: command, problem: "cannot be started: \(error)", standardError: "")
    }
    let answer = try ask(.greeting)
    guard answer == WorkerProtocol.greeting else {
      throw failure(expected: "the hand-shake \"\(WorkerProtocol.greeting)\"", found: answer)
    }
  }

  package var pid: pid_t { child.pid }

  /// The benchmarks that the worker offers, in its order.
  package func list() throws -> [WorkerProtocol.Offer] {
    let head = try ask(.list)
    let words = head.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0] == "benchmarks", let count = Int(words[1]),
      (0...WorkerProtocol.benchmarkLimit).contains(count)
    else {
      throw failure(
        expected: "\"benchmarks COUNT\" with at most \(WorkerProtocol.benchmarkLimit)", found: head)
    }
    var names: Set<String> = []
    return try (0..<count).map { index in
      let line = try nextLine(after: "list")
      guard let offer = WorkerProtocol.Offer(line: line) else {
        throw failure(
          expected: "\"benchmark ELEMENTS NAME\" or \"unavailable NAME\" in line \(index + 1)",
          found: line)
      }
      guard names.insert(offer.name).inserted else {
        throw failure(expected: "names that differ", found: line)
      }
      return offer
    }
  }

  /// Times one batch. The timing is positive and belongs to the question.
  package func sample(_ name: String, iterations: Int) throws -> WorkerProtocol.Timing {
    let answer = try ask(.sample(iterations: iterations, name: name))
    guard let timing = WorkerProtocol.Timing(line: answer) else {
      throw failure(expected: "\"sample \(iterations) NANOSECONDS \(name)\"", found: answer)
    }
    guard timing.name == name else {
      throw failure(expected: "an answer for benchmark \"\(name)\"", found: answer)
    }
    guard timing.iterations == iterations else {
      throw failure(expected: "an answer for \(iterations) iterations", found: answer)
    }
    guard timing.nanoseconds.isFinite, timing.nanoseconds > 0 else {
      throw failure(expected: "a positive number of nanoseconds", found: answer)
    }
    return timing
  }

  /// Lets the worker end by itself and checks that it did so with exit status 0.
  package func quit() throws {
    _ = child.writeLine(WorkerProtocol.Request.quit.line)
    child.closeInput()
    switch try child.wait(deadline: Deadline(seconds: timeout)) {
    case .exited(0): break
    case .none: throw failure("did not end within \(timeout) s of \"quit\"")
    case .some(let end): throw failure("ended with \(end) after \"quit\"")
    }
  }

  /// Ends the worker and everything it started.
  package func stop() { child.stop() }

  private func ask(_ request: WorkerProtocol.Request) throws -> String {
    // A worker that no longer reads has ended or will answer nothing; reading tells which.
    _ = child.writeLine(request.line)
    return try nextLine(after: request.line)
  }

  private func nextLine(after request: String) throws -> String {
    switch try child.readLine(deadline: Deadline(seconds: timeout)) {
    case .line(let text):
      if text.hasPrefix("error ") { throw failure(String(text)) }
      return text
    case .unreadable(let what):
      throw failure("answered \"\(request)\" with \(what)")
    case .timedOut:
      throw failure("gave no answer to \"\(request)\" within \(timeout) s")
    case .endOfOutput:
      let end = try child.wait(deadline: Deadline(seconds: 1))
      let how = end.map { "ended with \($0)" } ?? "closed its output"
      throw failure("\(how) instead of answering \"\(request)\"")
    }
  }

  private func failure(expected: String, found: String) -> WorkerError {
    failure("expected \(expected), found \"\(found.prefix(200))\"")
  }

  private func failure(_ problem: String) -> WorkerError {
    // A last chance for what the worker says about its own death.
    _ = try? child.wait(deadline: Deadline(seconds: 0.05))
    return WorkerError(command: command, problem: problem, standardError: child.errorText)
  }
}

/// A worker that did not keep to the protocol.
package struct WorkerError: QuotingError {
  package var command: [String]
  package var problem: String
  package var standardError: String

  package var message: String {
    "\(command.joined(separator: " ")): \(problem)"
      + (quoted.isEmpty ? "" : "; its standard error:")
  }

  package var quoted: [String] {
    let text = standardError.trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? [] : text.components(separatedBy: "\n").suffix(20)
  }
}
