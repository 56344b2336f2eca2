import PerfStats
import PerfText

/// What was read from one or several files: the runs, the benchmarks in them
/// that cannot be used, each with its place, and what the reader should know.
public struct LoadedRuns: Hashable, Sendable {
  /// The runs, in the order of reading.
  public var runs: [Run]
  /// Benchmarks that cannot be used, each with its place.
  public var rejected: [RejectedBenchmark]
  /// What was left out or understood in a way the reader should know, with its place.
  public var warnings: [InputError]

  /// What was read, from its parts.
  public init(
    runs: [Run] = [], rejected: [RejectedBenchmark] = [], warnings: [InputError] = []
  ) {
    self.runs = runs
    self.rejected = rejected
    self.warnings = warnings
  }

  /// Keeps the benchmarks whose name matches.
  package mutating func keep(_ names: NamePattern) {
    for index in runs.indices {
      runs[index].measurements.removeAll { !names.matches($0.benchmark) }
      runs[index].unmeasured.removeAll { !names.matches($0.key.benchmark) }
    }
    rejected.removeAll { !names.matches($0.key.benchmark) }
  }

  mutating func append(_ other: LoadedRuns) {
    runs += other.runs
    rejected += other.rejected
    warnings += other.warnings
  }

  /// Puts a space for every control character of a name, and sets benchmarks aside whose metric
  /// has no name, or with names that are too long, under the beginnings of those.
  ///
  /// - Throws: more benchmarks than may be in one input.
  mutating func keepLimits(_ file: String) throws(InputError) {
    let limits = Limits.current
    let count = runs.reduce(rejected.count) { $0 + $1.measurements.count }
    guard count <= limits.benchmarks else {
      throw InputError(
        place: file,
        message: "expected at most \(limits.benchmarks) benchmarks, found \(count)"
          + " \(Limits.hint("benchmarks"))")
    }
    for run in runs where run.id.utf8.count > limits.nameBytes {
      throw InputError(
        place: file,
        message: "expected the identity of a run of at most \(limits.nameBytes) bytes, found"
          + " \(run.id.utf8.count) \(Limits.hint("name-bytes"))")
    }
    func isLong(_ text: String) -> Bool { text.utf8.count > limits.nameBytes }
    for index in rejected.indices where isLong(rejected[index].key.benchmark) {
      rejected[index].key.benchmark = Self.beginning(rejected[index].key.benchmark)
    }
    for index in runs.indices {
      var isCleaned = false
      for place in runs[index].measurements.indices {
        if runs[index].measurements[place].cleanNames() { isCleaned = true }
        if runs[index].measurements[place].summary?.dropUselessBounds() == true {
          let name = runs[index].measurements[place].benchmark
          warnings.append(
            InputError(
              place: file,
              message:
                "\(name): its bounds are no interval with a level between 0 and 1, and are not used"
            ))
        }
      }
      if isCleaned { setTwinsAside(index, file) }
      runs[index].measurements.removeAll { measurement in
        if measurement.metric.name.isEmpty || measurement.benchmark.isEmpty {
          let what = measurement.benchmark.isEmpty ? "benchmark" : "metric"
          rejected.append(
            RejectedBenchmark(
              key: measurement.key,
              error: InputError(
                place: file,
                message: "\(measurement.benchmark): expected a \(what) with a name, found none")))
          return true
        }
        let (name, metric) = (measurement.benchmark, measurement.metric)
        guard isLong(name) || isLong(metric.name) || isLong(metric.unit) else { return false }
        let longest = max(name.utf8.count, metric.name.utf8.count, metric.unit.utf8.count)
        rejected.append(
          RejectedBenchmark(
            key: SeriesKey(
              benchmark: Self.beginning(measurement.benchmark),
              metric: Self.beginning(measurement.metric.name)),
            error: InputError(
              place: file,
              message: "expected a name of at most \(limits.nameBytes) bytes, found"
                + " \(longest) \(Limits.hint("name-bytes"))")))
        return true
      }
    }
  }

  /// Sets aside the benchmarks of a run that have one name now that control characters are gone.
  private mutating func setTwinsAside(_ run: Int, _ file: String) {
    let counts = Dictionary(
      runs[run].measurements.map { ($0.key, 1) }, uniquingKeysWith: +)
    let twins = counts.filter { $0.value > 1 }.keys.sorted()
    runs[run].measurements.removeAll { counts[$0.key, default: 0] > 1 }
    rejected += twins.map {
      RejectedBenchmark(
        key: $0,
        error: InputError(
          place: file,
          message: "\($0.benchmark): expected names that differ by more than control characters,"
            + " found \(counts[$0, default: 0]) that do not"))
    }
  }

  private static func beginning(_ text: String) -> String {
    text.utf8.count <= 200 ? text : String(text.unicodeScalars.prefix(100)) + "..."
  }
}

extension Measurement {
  /// Puts a space for every control character of the names: whoever wrote a file may have put
  /// one into any of them, and a run file that holds one is not read again.
  ///
  /// - Returns: whether there was one.
  fileprivate mutating func cleanNames() -> Bool {
    var isCleaned = false
    func clean(_ text: inout String) {
      guard hasControlCharacter(text) else { return }
      text = cleanName(text) ?? ""
      isCleaned = true
    }
    clean(&benchmark)
    clean(&metric.name)
    clean(&metric.unit)
    clean(&within)
    clean(&definition)
    return isCleaned
  }
}

/// A benchmark of a file that is otherwise good. It becomes an `error` row of a report.
public struct RejectedBenchmark: Hashable, Sendable {
  /// The benchmark.
  public var key: SeriesKey
  /// What the name is within, as in a measurement.
  public var within: String
  /// Why it cannot be used, and where that stands.
  public var error: InputError

  /// A benchmark that cannot be used.
  public init(key: SeriesKey, within: String = "", error: InputError) {
    self.key = key
    self.within = within
    self.error = error
  }
}

extension [RejectedBenchmark] {
  /// The benchmarks and why they cannot be used, for a judge.
  package var reasons: [(key: SeriesKey, reason: String)] {
    map { ($0.key, $0.error.description) }
  }
}

extension [InputError] {
  /// As sentences for a report, each once and not too many of them.
  package var told: [String] {
    var seen: Set<InputError> = []
    let distinct = self.filter { seen.insert($0).inserted }.map(\.description)
    let shown = [String](distinct.prefix(20))
    return distinct.count > shown.count
      ? shown + ["And \(distinct.count - shown.count) more warnings, on standard error."] : shown
  }
}

extension Summary {
  /// Drops bounds that a run file cannot hold, whatever their source meant by them.
  ///
  /// - Returns: whether there were such.
  fileprivate mutating func dropUselessBounds() -> Bool {
    let isUseful =
      isSample(lower ?? 0) && isSample(upper ?? 0) && (level.map { $0 > 0 && $0 < 1 } ?? true)
    if isUseful { return false }
    (lower, upper, level) = (nil, nil, nil)
    return true
  }
}
