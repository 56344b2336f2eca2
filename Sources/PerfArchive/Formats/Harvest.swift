import PerfStats
import PerfText

/// What an importer gathers from one file: one run, the benchmarks that cannot be used and
/// what the reader should know.
struct Harvest {
  let file: String
  var run: Run
  private(set) var rejected: [RejectedBenchmark] = []
  private(set) var warnings: [InputError] = []
  private var names: [SeriesKey: Int] = [:]

  init(_ source: SourceFile, origin: String) {
    file = source.name
    run = Run(
      id: "\(origin.replacing(" ", with: "-"))-\(contentHash(source.bytes))",
      origin: "import \(origin)")
  }

  /// Makes room at once for so many measurements more: growing by doubling needs three times as much.
  mutating func reserve(_ count: Int) {
    run.measurements.reserveCapacity(run.measurements.count + count)
    names.reserveCapacity(names.count + count)
  }

  mutating func warn(_ message: String, at place: String? = nil) {
    warnings.append(InputError(place: place ?? file, message: message))
  }

  mutating func reject(_ key: SeriesKey, _ message: String, at place: String? = nil) {
    rejected.append(
      RejectedBenchmark(key: key, error: InputError(place: place ?? file, message: message)))
  }

  /// Adds a measurement. One with a sample that is not finite and positive is rejected, or
  /// set aside with a warning if it is a secondary metric (`0 allocs/op` has no ratio and
  /// must not spoil the benchmark's time).
  ///
  /// - Parameters:
  ///   - secondary: whether the metric accompanies another of the same benchmark.
  ///   - place: where a sample (execution, iteration) stands; the estimate of a summary is
  ///     sample (0, 0).
  mutating func add(
    _ measurement: Measurement, secondary: Bool = false, at place: (Int, Int) -> String
  ) {
    var measurement = measurement
    guard let name = cleanName(measurement.benchmark) else {
      reject(measurement.key, "expected a name, found \"\"", at: place(0, 0))
      return
    }
    measurement.benchmark = name
    measurement.executions.removeAll { $0.values.isEmpty }
    // The second benchmark of the same identity stays apart from the first.
    let count = (names[measurement.key] ?? 0) + 1
    names[measurement.key] = count
    if count > 1 {
      measurement.benchmark += " #\(count)"
      names[measurement.key, default: 0] += 1
      warn(
        "benchmark \"\(name)\" occurs more than once; this one is called"
          + " \"\(measurement.benchmark)\"", at: place(0, 0))
    }
    if let problem = problem(of: measurement, at: place) {
      if secondary {
        let key = measurement.key
        warn(
          "\(key.metric) of \"\(key.benchmark)\" is left out: \(problem.message)",
          at: problem.place)
      } else {
        rejected.append(RejectedBenchmark(key: measurement.key, error: problem))
      }
      return
    }
    run.measurements.append(measurement)
  }

  private func problem(
    of measurement: Measurement, at place: (Int, Int) -> String
  ) -> InputError? {
    for (number, execution) in measurement.executions.enumerated() {
      if let bad = execution.values.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        return InputError(
          place: place(number, bad),
          message: "expected a positive number, found \(execution.values[bad])")
      }
    }
    if let summary = measurement.summary {
      for value in [summary.estimate, summary.lower, summary.upper] {
        guard let value, !(value > 0 && value.isFinite) else { continue }
        return InputError(
          place: place(0, 0), message: "expected a positive number, found \(value)")
      }
    } else if measurement.executions.isEmpty {
      return InputError(place: place(0, 0), message: "expected samples, found none")
    }
    return nil
  }

  /// The gathered run.
  ///
  /// - Throws: nothing was found at all.
  func loaded(_ what: String) throws(InputError) -> LoadedRuns {
    if run.measurements.isEmpty, rejected.isEmpty {
      throw InputError(
        place: file, message: "expected benchmarks (\(what)), found none")
    }
    let runs = run.measurements.isEmpty ? [] : [run]
    return LoadedRuns(runs: runs, rejected: rejected, warnings: warnings)
  }
}
