import Foundation
import PerfStats
import PerfWorker

/// Where the time of a slice went.
package struct SliceTime: Hashable, Sendable {
  /// From the start of the harness until it had ended.
  package var nanoseconds: Double
  /// In the operations whose time was reported; the rest is the start of the harness, its own
  /// warm-up and its search for a batch size.
  package var measured: Double

  package init(nanoseconds: Double, measured: Double) {
    self.nanoseconds = nanoseconds
    self.measured = measured
  }

  package static func += (sum: inout SliceTime, slice: SliceTime) {
    sum.nanoseconds += slice.nanoseconds
    sum.measured += slice.measured
  }

  /// Share that was not measuring; nil where the harness does not tell what it measured.
  package var startShare: Double? {
    nanoseconds > 0 && measured > 0 ? max(0, 1 - measured / nanoseconds) : nil
  }
}

extension DuetHarness {
  /// One start of the harness.
  struct Slice {
    var command: [String]
    var measurements: [PerfStats.Measurement]
    var time: SliceTime
    /// What it printed, for messages.
    var output: String
  }

  /// Metrics of a process, from the system's accounting.
  package static let cpuTime = Metric(name: "cpu time", unit: "ns", better: .lower)
  package static let peakMemory = Metric(name: "peak memory", unit: "B", better: .lower)

  /// Runs the harness once and reads what it reports.
  ///
  /// - Throws: `DuetError` that names the side for a harness that fails, takes longer than `timeout`
  ///   or reports nothing; `Interrupted`; what `read` throws.
  func slice(
    _ role: Duet.Role, of sides: DuetSides<String>, filter: String, padding: Int, seed: UInt64,
    on processor: Int?
  ) throws -> Slice {
    try DuetError.naming(role) {
      try unnamedSlice(
        role, of: sides, filter: filter, padding: padding, seed: seed, on: processor)
    }
  }

  private func unnamedSlice(
    _ role: Duet.Role, of sides: DuetSides<String>, filter: String, padding: Int, seed: UInt64,
    on processor: Int?
  ) throws -> Slice {
    let results = folder.file("results")
    defer { folder.remove("results") }
    let words = command.words(side: sides[role], filter: filter, results: results, seed: seed)
    var environment = ProcessInfo.processInfo.environment
    environment["PERFSTAT_PADDING"] = String(repeating: "x", count: padding)
    let run = try ProcessRun(
      words, environment: environment, directory: command.namesSide ? nil : sides[role],
      processor: processor, timeout: timeout, patience: 0, interruption: interruption)
    let printed = String(decoding: run.output.suffix(4000), as: UTF8.self) + run.errorText
    guard preset != nil else {
      return Slice(
        command: words, measurements: wholeProcess(run),
        time: SliceTime(nanoseconds: run.nanoseconds, measured: run.nanoseconds), output: printed)
    }
    func failure(_ problem: String) -> CommandFailure {
      CommandFailure(command: words, problem: problem, output: printed)
    }
    if command.writesResults {
      guard FileManager.default.fileExists(atPath: results) else {
        throw failure("wrote nothing to {results}")
      }
    } else {
      guard !run.output.isEmpty else {
        throw failure("printed nothing; if it writes a file, put {results} in place of its name")
      }
      try Data(run.output).write(to: URL(fileURLWithPath: results))
    }
    let place =
      "\(role.rawValue): \(command.writesResults ? "{results}" : "standard output") of"
      + " \(words.joined(separator: " "))"
    let measurements = try read(results, place).map { measurement in
      var measurement = measurement
      measurement.benchmark = common(measurement.benchmark, sides[role])
      return inNanoseconds(measurement)
    }
    guard !measurements.isEmpty else { throw failure("reported no benchmark") }
    return Slice(
      command: words, measurements: measurements,
      time: SliceTime(
        nanoseconds: run.nanoseconds,
        measured: min(run.nanoseconds, measurements.reduce(0) { $0 + measuredTime($1) })),
      output: printed)
  }

  /// The name without what tells the sides apart: a program or a folder that is part of it.
  private func common(_ name: String, _ side: String) -> String {
    side.contains("/") ? name.replacingOccurrences(of: side, with: "{}") : name
  }

  /// Harnesses may choose another unit for each run.
  private func inNanoseconds(_ measurement: PerfStats.Measurement) -> PerfStats.Measurement {
    guard let power = measurement.metric.log10Nanoseconds, power != 0 else { return measurement }
    let factor = pow(10, power)
    var result = measurement
    result.metric.unit = "ns"
    for index in result.executions.indices {
      result.executions[index].values = result.executions[index].values.map { $0 * factor }
    }
    result.summary?.estimate *= factor
    result.summary?.lower = nil
    result.summary?.upper = nil
    result.summary?.level = nil
    return result
  }

  /// Nanoseconds spent in the operations of a series.
  private func measuredTime(_ measurement: PerfStats.Measurement) -> Double {
    guard measurement.metric.name == "time", measurement.metric.unit == "ns" else { return 0 }
    return measurement.executions.reduce(0) { sum, execution in
      sum + Double(execution.iterations ?? 1) * execution.values.reduce(0, +)
    }
  }

  private func wholeProcess(_ run: ProcessRun) -> [PerfStats.Measurement] {
    func measurement(_ metric: Metric, _ value: Double) -> PerfStats.Measurement {
      PerfStats.Measurement(
        benchmark: wholeName, metric: metric,
        executions: [Execution(iterations: 1, values: [value])])
    }
    return [
      measurement(.nanoseconds, run.nanoseconds),
      measurement(DuetHarness.cpuTime, run.usage.cpuSeconds * 1e9),
      measurement(DuetHarness.peakMemory, run.usage.peakBytes),
    ]
  }

  /// The command as the name of the one benchmark that it is.
  private var wholeName: String {
    let label = command.words.joined(separator: " ")
    return WorkerProtocol.Offer.isValid(name: label) ? label : "whole process"
  }
}
