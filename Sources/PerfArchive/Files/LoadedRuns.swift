import PerfStats
import PerfText

/// What was read from one or several files: the runs, the benchmarks in them
/// that cannot be used, each with its place, and what the reader should know.
public struct LoadedRuns: Hashable, Sendable {
  public var runs: [Run]
  public var rejected: [RejectedBenchmark]
  /// What was left out or understood in a way the reader should know, with its place.
  public var warnings: [InputError]

  public init(
    runs: [Run] = [], rejected: [RejectedBenchmark] = [], warnings: [InputError] = []
  ) {
    self.runs = runs
    self.rejected = rejected
    self.warnings = warnings
  }

  mutating func append(_ other: LoadedRuns) {
    runs += other.runs
    rejected += other.rejected
    warnings += other.warnings
  }
}

/// A benchmark of a file that is otherwise good. It becomes an `error` row of a report.
public struct RejectedBenchmark: Hashable, Sendable {
  public var key: SeriesKey
  public var error: InputError

  public init(key: SeriesKey, error: InputError) {
    self.key = key
    self.error = error
  }
}
