import Foundation
import PerfStats

/// Measures a command in two variants by running it to its end, again and again, in alternation.
///
/// For programs that do not speak the worker protocol. A sample is the wall-clock time of one
/// complete run, from its start until it has closed its output.
package struct DuetPrograms {
  /// The command with `{}` replaced.
  var commands: DuetSides<[String]>
  var sampleSize: Int
  var seed: UInt64
  /// Processors of which each execution pair draws one to bind all its runs to; none to leave the
  /// choice to the system.
  var processors: [Int]
  var timeout: Double
  var interruption: Interruption

  package init(
    commands: DuetSides<[String]>, sampleSize: Int, seed: UInt64, processors: [Int],
    timeout: Double, interruption: Interruption
  ) {
    self.commands = commands
    self.sampleSize = sampleSize
    self.seed = seed
    self.processors = processors
    self.timeout = timeout
    self.interruption = interruption
  }

  /// Bytes that one run may write to standard output.
  private static let outputLimit = 64 << 20

  /// Fills the place holder of a command.
  ///
  /// - Throws: a command without `{}`.
  package static func command(_ template: [String], argument: String) throws -> [String] {
    guard template.contains(where: { $0.contains("{}") }) else {
      throw DuetError("--whole-process: expected {} in the command, in place of base or head")
    }
    return template.map { $0.replacingOccurrences(of: "{}", with: argument) }
  }

  /// One execution pair: runs in the order A B B A ..., after one of either side that does not count.
  package func executionPair(_ number: Int, progress: (String) -> Void) throws -> DuetSides<
    Execution
  > {
    var random = SplitMix64(seed: seed, stream: number)
    let first: Duet.Role = Bool.random(using: &random) ? .base : .head
    let processor = processors.randomElement(using: &random)
    var pair = DuetSides(
      base: Execution(iterations: 1, values: []), head: Execution(iterations: 1, values: []))
    if number == 0 {
      for role in [first, first.other] { _ = try time(role, padding: 0, processor: processor) }
    }
    for index in 0..<sampleSize {
      let leading = index % 2 == 0 ? first : first.other
      for role in [leading, leading.other] {
        let padding = Int.random(in: 0..<4096, using: &random)
        pair[role].values.append(try time(role, padding: padding, processor: processor))
      }
      progress("run \(index + 1) of \(sampleSize)")
    }
    return pair
  }

  /// Nanoseconds of one run.
  private func time(_ role: Duet.Role, padding: Int, processor: Int?) throws -> Double {
    try DuetError.naming(role) {
      var environment = ProcessInfo.processInfo.environment
      environment["PERFSTAT_PADDING"] = String(repeating: "x", count: padding)
      let deadline = Deadline(seconds: timeout)
      let start = DispatchTime.now().uptimeNanoseconds
      let child = try ChildProcess(
        command: commands[role], environment: environment, processor: processor,
        interruption: interruption)
      defer { child.stop() }
      child.closeInput()
      func failure(_ problem: String) -> WorkerError {
        WorkerError(
          command: commands[role], problem: problem, standardError: child.errorText)
      }
      guard try child.readAll(deadline: deadline, limit: DuetPrograms.outputLimit) != nil else {
        throw failure("did not end within \(timeout) s")
      }
      let elapsed = DispatchTime.now().uptimeNanoseconds - start
      switch try child.wait(deadline: deadline) {
      case .exited(0): return Double(max(elapsed, 1))
      case .some(let end): throw failure("ended with \(end)")
      case .none: throw failure("closed its output but did not end within \(timeout) s")
      }
    }
  }
}
