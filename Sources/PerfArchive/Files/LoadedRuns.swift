import PerfStats

/// What was read from one or several files: the runs, and the benchmarks in
/// them that cannot be used, each with its place.
public struct LoadedRuns: Hashable, Sendable {
  public var runs: [Run]
  public var rejected: [RejectedBenchmark]

  public init(runs: [Run] = [], rejected: [RejectedBenchmark] = []) {
    self.runs = runs
    self.rejected = rejected
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
