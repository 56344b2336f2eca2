/// One benchmark on one runner over the commits, oldest first: what is searched for changes.
public struct SeriesHistory: Hashable, Sendable {
  public var name: String
  public var metric: Metric
  /// Slug of the runner's fingerprint, empty where the source does not tell. A
  /// series never joins two fingerprints.
  public var runner: String
  public var points: [Point]
  /// Doubts about the data: values left out, ...
  public var notes: [String]

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
    /// Natural logarithm of the value in the metric's unit: the median over the jobs.
    public var logValue: Double
    /// Natural logarithms of the jobs of this commit, in the order of measuring.
    public var jobs: [Double]

    /// - Parameter jobs: natural logarithms of finite positive values, at least one.
    public init(index: Int, commit: String, date: String, jobs: [Double]) {
      self.index = index
      self.commit = commit
      self.date = date
      self.jobs = jobs
      logValue = Quantiles.median(jobs)
    }
  }

  /// The same history with the jobs of one commit joined into one point, placed where the
  /// commit first appears. Points without a commit stay apart.
  public func joiningCommits() -> SeriesHistory {
    var joined: [Point] = []
    var places: [String: Int] = [:]
    for point in points {
      if !point.commit.isEmpty, let place = places[point.commit] {
        let first = joined[place]
        joined[place] = Point(
          index: first.index, commit: first.commit, date: first.date,
          jobs: first.jobs + [point.logValue])
      } else {
        if !point.commit.isEmpty { places[point.commit] = joined.count }
        joined.append(
          Point(
            index: point.index, commit: point.commit, date: point.date, jobs: [point.logValue]))
      }
    }
    var result = self
    result.points = joined
    return result
  }
}
