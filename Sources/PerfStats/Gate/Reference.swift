extension Report {
  /// The same current jobs held against a fixed baseline, a release, beside the rolling one.
  ///
  /// A baseline that follows the main branch forgives a loss as soon as it is accepted: +3 % passes ten times. A fixed one
  /// keeps the sum.
  public struct Reference: Hashable, Sendable {
    /// As the user named it, `v1.0`.
    public var name: String
    /// Commits of the fixed baseline.
    public var commits: [String]
    /// What the gate decides against it.
    public var decision: Decision
    /// Whether it decides the gate too, or is only told.
    public var isGating: Bool
    /// The whole suite first, then the benchmarks.
    public var rows: [Row]

    /// What was found of one benchmark, or of the whole suite.
    public struct Row: Hashable, Sendable {
      /// Name of the benchmark, or of the row of the suite.
      public var name: String
      /// What was measured.
      public var metric: Metric
      /// What the comparison amounts to.
      public var verdict: Verdict
      /// Cost ratio; nil where the benchmark has none.
      public var interval: Interval?
      /// Why, sentences.
      public var reasons: [String]

      /// A row from its parts.
      public init(
        name: String, metric: Metric, verdict: Verdict, interval: Interval?, reasons: [String]
      ) {
        self.name = name
        self.metric = metric
        self.verdict = verdict
        self.interval = interval
        self.reasons = reasons
      }
    }

    /// A reference from its parts.
    public init(
      name: String, commits: [String], decision: Decision, isGating: Bool, rows: [Row]
    ) {
      self.name = name
      self.commits = commits
      self.decision = decision
      self.isGating = isGating
      self.rows = rows
    }

    /// What a report on the same current jobs says.
    public init(_ report: Report, name: String, isGating: Bool) {
      let suite = report.suite.rows.map { row in
        Row(
          name: Suite.Row.name, metric: row.metric, verdict: row.verdict,
          interval: Interval(
            estimate: row.ratio, lower: row.lower, upper: row.upper, level: row.level,
            method: Suite.Row.name), reasons: row.reasons)
      }
      self.init(
        name: name, commits: report.baselineCommits, decision: report.decision,
        isGating: isGating,
        rows: suite
          + report.benchmarks.map {
            Row(
              name: $0.name, metric: $0.metric, verdict: $0.verdict,
              interval: $0.estimate?.deciding, reasons: $0.reasons)
          })
    }
  }

  /// Adds a comparison with a fixed baseline; the worse of the two decisions holds if it gates.
  public mutating func add(_ reference: Reference) {
    references.append(reference)
    if reference.isGating { decision = decision.worse(of: reference.decision, policy: policy) }
  }
}

extension Report.Decision {
  /// The worse of two decisions on the same jobs.
  fileprivate func worse(of other: Self, policy: Policy) -> Self {
    let order: [Self] =
      policy.strict
      ? [.pass, .warn, .inconclusive, .error, .fail] : [.pass, .inconclusive, .warn, .error, .fail]
    let rank = { (decision: Self) in order.firstIndex(of: decision) ?? 0 }
    return rank(other) > rank(self) ? other : self
  }
}
