import PerfStats

/// Which runs of an archive, and which benchmarks of them.
public struct RunFilter: Sendable {
  /// Slug of the runner.
  public var runner: String?
  /// Branch of the run.
  public var branch: String?
  /// Beginning of the commit id.
  public var commit: String?
  /// ISO 8601 dates in UTC, or beginnings of them: from `since` on, before `until`.
  public var since: String?
  /// Beginning of a date before which a run must be.
  public var until: String?
  /// Only benchmarks whose name satisfies this; runs without any are left out.
  public var benchmarks: (@Sendable (String) -> Bool)?
  /// At most this many of the newest runs that satisfy the rest.
  public var newest: Int?

  /// Every run, but for what is given.
  public init(
    runner: String? = nil, branch: String? = nil, commit: String? = nil, since: String? = nil,
    until: String? = nil, newest: Int? = nil, benchmarks: (@Sendable (String) -> Bool)? = nil
  ) {
    self.runner = runner
    self.branch = branch
    self.commit = commit
    self.since = since
    self.until = until
    self.newest = newest
    self.benchmarks = benchmarks
  }

  /// Whether the header of a run satisfies the filter.
  public func accepts(_ run: Run) -> Bool {
    if let runner, run.runner.slug != runner { return false }
    if let branch, run.branch != branch { return false }
    if let commit, !run.commit.hasPrefix(commit) { return false }
    if let since, run.date < since { return false }
    if let until, run.date >= until { return false }
    return true
  }
}
