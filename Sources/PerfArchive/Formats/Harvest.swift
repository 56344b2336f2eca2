import PerfStats
import PerfText

/// What an importer gathers from one file: one run, the benchmarks that cannot be used and
/// what the reader should know.
package struct Harvest {
  let file: String
  /// The run; while its identity is empty, the contents of the file are it.
  var run: Run
  /// What follows the identity where a file holds several runs.
  var ending = ""
  private let origin: String
  private let contents: ContentHash
  private(set) var rejected: [RejectedBenchmark] = []
  private(set) var warnings: [InputError] = []
  /// How often each identity occurred, and where its first measurement stands.
  private var names: [Identity: (count: Int, first: Int)] = [:]
  private var rejectedKeys: Set<Identity> = []
  private var skipped: Set<Identity> = []
  /// Samples that counts have stood for.
  private var counted = 0

  /// Name, what the name is within, and metric.
  private struct Identity: Hashable {
    var key: SeriesKey
    var within: String
  }

  package init(_ source: SourceFile, origin: String) {
    file = source.name
    self.origin = origin
    contents = source.hash
    contents.begin()
    run = Run(id: "", origin: "import \(origin)")
  }

  /// Allows for so many samples that a count stands for.
  ///
  /// - Throws: more samples than the counts of one file may stand for; few bytes can name very many.
  mutating func allow(_ count: Int, at json: JSON) throws(InputError) {
    let most = Limits.current.samples
    guard count <= most - counted else {
      throw json.error(
        "expected counts of at most \(most) samples in the file, found \(count) more than \(counted)"
          + " \(Limits.hint("samples"))")
    }
    counted += count
  }

  /// Makes room at once for so many measurements more: growing by doubling needs three times as much.
  mutating func reserve(_ count: Int) {
    run.measurements.reserveCapacity(run.measurements.count + count)
    names.reserveCapacity(names.count + count)
  }

  package mutating func warn(_ message: String, at place: String? = nil) {
    warnings.append(InputError(place: place ?? file, message: message))
  }

  /// A benchmark that failed, or whose value cannot be used.
  package mutating func reject(
    _ key: SeriesKey, within: String = "", _ message: String, at place: String? = nil
  ) {
    var key = key
    key.benchmark = cleanName(key.benchmark) ?? "(no name)"
    let error = InputError(place: place ?? file, message: message)
    // Each repetition of a benchmark that fails says so.
    guard rejectedKeys.insert(Identity(key: key, within: within)).inserted else { return }
    rejected.append(RejectedBenchmark(key: key, within: within, error: error))
  }

  /// Reads one benchmark of several; what cannot be read of it spoils none of the others.
  mutating func attempt(
    _ key: SeriesKey, within: String = "",
    _ body: (inout Harvest) throws(InputError) -> Void
  ) {
    do throws(InputError) {
      try body(&self)
    } catch {
      reject(key, within: within, error.message, at: error.place)
    }
  }

  /// A benchmark that was left out on purpose.
  ///
  /// - Parameter quietly: tells it only where another side has the benchmark.
  package mutating func skip(
    _ key: SeriesKey, within: String = "", _ message: String, at place: String? = nil,
    quietly: Bool = false
  ) {
    guard let name = cleanName(key.benchmark) else { return }
    let key = SeriesKey(benchmark: name, metric: key.metric)
    guard skipped.insert(Identity(key: key, within: within)).inserted else { return }
    run.unmeasured.append(Unmeasured(key: key, within: within, reason: message, isSkip: true))
    if !quietly { warn("\"\(name)\" was skipped: \(message)", at: place) }
  }

  /// Adds a measurement. One with a sample that is negative or not finite is rejected, or
  /// set aside with a warning if it is a secondary metric, so that it does not spoil the
  /// benchmark's main one.
  ///
  /// - Parameters:
  ///   - secondary: whether the metric accompanies another of the same benchmark.
  ///   - place: where a sample (execution, iteration) stands; the estimate of a summary is
  ///     sample (0, 0).
  package mutating func add(
    _ measurement: Measurement, secondary: Bool = false, at place: (Int, Int) -> String
  ) {
    var measurement = measurement
    measurement.executions.removeAll { $0.values.isEmpty }
    if let problem = problem(of: measurement, at: place) {
      let key = measurement.key
      if secondary {
        warn(
          "\(key.metric) of \"\(key.benchmark)\" is left out: \(problem.message)",
          at: problem.place)
      } else {
        reject(key, within: measurement.within, problem.message, at: problem.place)
      }
      return
    }
    guard let name = cleanName(measurement.benchmark) else {
      reject(measurement.key, "expected a name, found \"\"", at: place(0, 0))
      return
    }
    measurement.benchmark = name
    let known = Self.counted(&names[identity(measurement), default: (0, run.measurements.count)])
    var count = known.count
    // What nothing tells apart is kept apart, and never paired by its number.
    if count > 1 {
      run.measurements[known.first].isAmbiguous = true
      measurement.benchmark = "\(name) #\(count)"
      // A benchmark may be called so already.
      while names[identity(measurement)] != nil {
        count += 1
        measurement.benchmark = "\(name) #\(count)"
      }
      names[identity(measurement)] = (1, run.measurements.count)
      measurement.isAmbiguous = true
      warn(
        "benchmark \"\(name)\" occurs more than once and nothing tells the two apart; this one is"
          + " called \"\(measurement.benchmark)\" and neither is compared", at: place(0, 0))
    }
    run.measurements.append(measurement)
  }

  private func identity(_ measurement: Measurement) -> Identity {
    Identity(key: measurement.key, within: measurement.within)
  }

  private static func counted(
    _ entry: inout (count: Int, first: Int)
  ) -> (count: Int, first: Int) {
    entry.count += 1
    return entry
  }

  private func problem(
    of measurement: Measurement, at place: (Int, Int) -> String
  ) -> InputError? {
    for (number, execution) in measurement.executions.enumerated() {
      if let bad = execution.values.firstIndex(where: { !isSample($0) }) {
        return InputError(
          place: place(number, bad),
          message: "expected a number from 0 on, found \(execution.values[bad])")
      }
    }
    if let summary = measurement.summary {
      for value in [summary.estimate, summary.lower, summary.upper] {
        guard let value, !isSample(value) else { continue }
        return InputError(
          place: place(0, 0), message: "expected a number from 0 on, found \(value)")
      }
    } else if measurement.executions.isEmpty {
      return InputError(place: place(0, 0), message: "expected samples, found none")
    }
    return nil
  }

  /// The gathered run; without measurements if all benchmarks of the file failed.
  ///
  /// - Throws: nothing was found at all.
  package func loaded(_ what: String) throws(InputError) -> LoadedRuns {
    if run.measurements.isEmpty, rejected.isEmpty, run.unmeasured.isEmpty {
      throw InputError(
        place: file, message: "expected benchmarks (\(what)), found none")
    }
    var run = run
    run.unmeasured += rejected.map {
      Unmeasured(key: $0.key, within: $0.within, reason: $0.error.description)
    }
    if run.id.isEmpty {
      run.id = "\(origin.replacing(" ", with: "-"))-\(contents.digits)\(ending)"
    }
    run.nameApart()
    return LoadedRuns(runs: [run], rejected: rejected, warnings: warnings)
  }
}
