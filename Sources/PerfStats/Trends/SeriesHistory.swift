import RealModule

/// One benchmark on one runner over the commits, oldest first: what is searched for changes.
public struct SeriesHistory: Hashable, Sendable {
  /// Name of the benchmark.
  public var name: String
  /// What was measured of it.
  public var metric: Metric
  /// Slug of the runner's fingerprint, empty where the source does not tell. A
  /// series never joins two fingerprints.
  public var runner: String
  /// Its points, oldest first.
  public var points: [Point]
  /// Doubts about the data: values left out, ...
  public var notes: [String]

  /// A history from its parts.
  public init(
    name: String, metric: Metric, runner: String = "", points: [Point], notes: [String] = []
  ) {
    self.name = name
    self.metric = metric
    self.runner = runner
    self.points = points
    self.notes = notes
  }

  /// One commit.
  public struct Point: Hashable, Sendable {
    /// Place of the commit in the source: its index column, or its rank among all commits.
    public var index: Int
    /// Commit id, empty where unknown.
    public var commit: String
    /// ISO 8601 date, empty where unknown.
    public var date: String
    /// Values of the jobs of this commit in the metric's unit, in the order of measuring.
    public var values: [Double]
    /// Natural logarithms of the same, minus infinity where a value is 0.
    public var jobs: [Double]
    /// Median of the values.
    public var value: Double
    /// Median of the logarithms; minus infinity where the median is 0.
    public var logValue: Double

    /// - Parameters:
    ///   - index: place of the point in the history.
    ///   - commit: id of the commit; empty where unknown.
    ///   - date: ISO 8601 in UTC; empty where unknown.
    ///   - jobs: natural logarithms of the values, at least one.
    ///   - values: the values, where they are known better than by their logarithms; as many.
    public init(
      index: Int, commit: String, date: String, jobs: [Double], values: [Double] = []
    ) {
      self.index = index
      self.commit = commit
      self.date = date
      self.jobs = jobs
      self.values = values.count == jobs.count ? values : jobs.map { .exp($0) }
      value = Quantiles.median(self.values)
      logValue =
        jobs.allSatisfy(\.isFinite) ? Quantiles.median(jobs) : .log(value)
    }
  }

  /// The same history with the jobs of one commit joined into one point, placed where the
  /// commit first appears. Points without a commit stay apart.
  ///
  /// - Complexity: O(n log n).
  public func joiningCommits() -> SeriesHistory {
    var groups: [[Int]] = []
    var places: [String: Int] = [:]
    for (i, point) in points.enumerated() {
      if !point.commit.isEmpty, let place = places[point.commit] {
        groups[place].append(i)
      } else {
        if !point.commit.isEmpty { places[point.commit] = groups.count }
        groups.append([i])
      }
    }
    var result = self
    result.points = groups.map { group in
      let first = points[group[0]]
      return Point(
        index: first.index, commit: first.commit, date: first.date,
        jobs: group.map { points[$0].logValue }, values: group.map { points[$0].value })
    }
    return result
  }
}
