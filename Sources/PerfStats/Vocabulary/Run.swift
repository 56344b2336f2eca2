/// One job: a run of a whole suite on one machine, the unit of replication.
///
/// A run holds every raw sample in the order of measuring; nothing in it is
/// sorted, averaged or dropped.
public struct Run: Hashable, Sendable {
  /// Identity of the run, a UUID where perfstat measured it.
  public var id: String
  /// Full commit id, empty where unknown.
  public var commit: String
  /// Branch of the commit; empty where unknown.
  public var branch: String
  /// Whether the work tree had uncommitted changes.
  public var dirty: Bool
  /// ISO 8601 date and time in UTC (`2026-01-02T03:04:05Z`), empty where unknown.
  public var date: String
  /// Fingerprint of the machine.
  public var runner: Runner
  /// Circumstances that are recorded but do not identify the runner (load
  /// average, steal time, frequency, kernel), as name and value.
  public var conditions: [String: String]
  /// How the run was measured (sample size, seed, ...), as name and value.
  public var settings: [String: String]
  /// What produced the run: `perfstat bench`, `import criterion`, ...
  public var origin: String
  /// What was measured, one entry a series.
  public var measurements: [Measurement]
  /// Benchmarks that were tried and gave no value: they failed, or were skipped on purpose.
  public var unmeasured: [Unmeasured]
  /// Keys of the header that this version does not know, with their JSON text;
  /// written back unchanged.
  public var unknownKeys: [UnknownKey]

  /// A run; what is left out is unknown.
  public init(
    id: String, commit: String = "", branch: String = "", dirty: Bool = false, date: String = "",
    runner: Runner = Runner(), conditions: [String: String] = [:],
    settings: [String: String] = [:], origin: String = "", measurements: [Measurement] = [],
    unmeasured: [Unmeasured] = [], unknownKeys: [UnknownKey] = []
  ) {
    self.id = id
    self.commit = commit
    self.branch = branch
    self.dirty = dirty
    self.date = date
    self.runner = runner
    self.conditions = conditions
    self.settings = settings
    self.origin = origin
    self.measurements = measurements
    self.unmeasured = unmeasured
    self.unknownKeys = unknownKeys
  }
}

/// A benchmark of a run that was tried and gave no value.
public struct Unmeasured: Hashable, Sendable {
  /// What was not measured.
  public var key: SeriesKey
  /// What the name is within, as in a measurement.
  public var within: String
  /// What the tool or the reader says about it, with its place.
  public var reason: String
  /// Whether it was left out on purpose; otherwise it failed.
  public var isSkip: Bool

  /// Says why a series has no samples.
  public init(key: SeriesKey, within: String = "", reason: String, isSkip: Bool = false) {
    self.key = key
    self.within = within
    self.reason = reason
    self.isSkip = isSkip
  }
}

/// All executions of one benchmark in one run.
public struct Measurement: Hashable, Sendable {
  /// Name of the benchmark: any non-empty text without control characters,
  /// `operation/backend/size` in the built-in suite. Where two benchmarks of a run have one name, it
  /// ends in `within` in brackets.
  public var benchmark: String
  /// What the values measure.
  public var metric: Metric
  /// What tells this benchmark from others of the same name: Go's package, Catch2's test case,
  /// BenchmarkDotNet's job, asv's environment; empty where the name says it all.
  public var within: String
  /// What exactly is measured, where that can change under one name (the benchmark's own code in
  /// asv, the clock): values of different definitions are not compared. Empty where unknown.
  public var definition: String
  /// Whether the source holds several benchmarks of this identity, which nothing tells apart.
  public var isAmbiguous: Bool
  /// Elements that one operation processes, nil where it has no meaning.
  public var elements: Int?
  /// Executions in the order of measuring; empty if the source held only a summary.
  public var executions: [Execution]
  /// The source's own estimate, where it holds no raw samples (Criterion's text
  /// output, hyperfine's CSV, ...). Never present beside raw samples.
  public var summary: Summary?
  /// Keys of its file that this version does not know, kept as they were.
  public var unknownKeys: [UnknownKey]

  /// A measurement; what is left out is unknown.
  public init(
    benchmark: String, metric: Metric, within: String = "", definition: String = "",
    isAmbiguous: Bool = false, elements: Int? = nil, executions: [Execution],
    summary: Summary? = nil, unknownKeys: [UnknownKey] = []
  ) {
    self.benchmark = benchmark
    self.metric = metric
    self.within = within
    self.definition = definition
    self.isAmbiguous = isAmbiguous
    self.elements = elements
    self.executions = executions
    self.summary = summary
    self.unknownKeys = unknownKeys
  }

  /// The name without what was added to tell it from others.
  public var plainName: String { benchmark.withoutPlace(within) }

  /// What identifies a series across runs. Two metrics of one benchmark are two series.
  public var key: SeriesKey { SeriesKey(benchmark: benchmark, metric: metric.name) }
}

extension String {
  /// A name without what it is within, in brackets at its end.
  package func withoutPlace(_ within: String) -> String {
    guard !within.isEmpty, utf8.last == UInt8(ascii: "]") else { return self }
    let ending = " [\(within)]"
    return hasSuffix(ending) ? String(dropLast(ending.count)) : self
  }
}

/// What a file without raw samples says about one benchmark.
public struct Summary: Hashable, Sendable {
  /// Point estimate in the metric's unit.
  public var estimate: Double
  /// Bounds of the source's interval, nil where it gives none.
  public var lower: Double?
  /// Upper end of the interval, nil where unknown.
  public var upper: Double?
  /// Confidence level of the bounds (0.95 for Criterion), nil where unstated.
  public var level: Double?

  /// An estimate from which the samples are gone.
  public init(
    estimate: Double, lower: Double? = nil, upper: Double? = nil, level: Double? = nil
  ) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.level = level
  }
}

/// One process: its samples, each the value per operation.
public struct Execution: Hashable, Sendable {
  /// Values per operation in the metric's unit, each finite and 0 or more, in time order unless the
  /// source lost it.
  public var values: [Double]
  /// Operations timed together in one sample, nil where unknown or not constant.
  public var iterations: Int?
  /// Whether the values stand in time order. False where the source sorted them (histograms):
  /// then nothing may be read out of neighbours.
  public var isOrdered: Bool

  /// Samples of one process, in the order of measuring.
  public init(iterations: Int? = nil, values: [Double], isOrdered: Bool = true) {
    self.iterations = iterations
    self.values = values
    self.isOrdered = isOrdered
  }
}

/// Benchmark and metric name: the identity of a series across runs.
public struct SeriesKey: Hashable, Sendable, Comparable {
  /// Name of the benchmark.
  public var benchmark: String
  /// Name of the metric.
  public var metric: String

  /// A series by its names.
  public init(benchmark: String, metric: String = "time") {
    self.benchmark = benchmark
    self.metric = metric
  }

  public static func < (a: SeriesKey, b: SeriesKey) -> Bool {
    (a.benchmark, a.metric) < (b.benchmark, b.metric)
  }
}

/// A key of a file that this version does not know, kept to be written back.
public struct UnknownKey: Hashable, Sendable {
  /// Path of the key within its object.
  public var name: String
  /// The value as JSON text.
  public var json: String

  /// A key with its value as JSON text.
  public init(name: String, json: String) {
    self.name = name
    self.json = json
  }
}

extension [Run] {
  /// Every series that is in any of the runs, once.
  package var series: [(key: SeriesKey, metric: Metric)] {
    var index = SeriesIndex()
    var result: [(key: SeriesKey, metric: Metric)] = []
    for run in self {
      var number = -1
      for measurement in run.measurements {
        number = index.number(of: measurement.key, after: number)
        if number == result.count { result.append((measurement.key, measurement.metric)) }
      }
    }
    return result
  }

  /// Keeps only benchmarks whose name satisfies this.
  package mutating func keep(_ isWanted: (String) -> Bool) {
    for index in indices { self[index].measurements.removeAll { !isWanted($0.benchmark) } }
  }
}
