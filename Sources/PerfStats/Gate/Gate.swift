/// What decides a comparison: the policy, and what a project's own rules and the roles of its metrics make
/// of the verdicts.
package struct Gate: Sendable {
  package var policy: Policy
  package var rules: PolicyRules
  /// Which metrics decide, as somebody said; none named for all.
  package var roles: MetricRoles
  /// Metrics that advise where nobody said anything.
  package var usuallyAdvising: Set<String> = []
  /// Slug of the runner that measured.
  package var runner: String

  package init(policy: Policy, rules: PolicyRules, roles: MetricRoles, runner: String) {
    self.policy = policy
    self.rules = rules
    self.roles = roles
    self.runner = runner
  }

  /// The report that `judge` makes by a policy, ruled by the project's rules and roles.
  ///
  /// - Throws: what `judge` throws, and a role of a metric that the report does not have.
  /// - Complexity: that of `judge`, times the number of different thresholds that are in use.
  package func report(
    _ judge: (Policy) throws(StatisticsError) -> Report
  ) throws(StatisticsError) -> Report {
    let ruled = rules.applied(to: try rules.judged(by: policy, judge), runner: runner)
    guard roles != MetricRoles() else {
      return ruled.deciding(by: MetricRoles(advising: usuallyAdvising))
    }
    try roles.check(against: ruled)
    return ruled.deciding(by: roles)
  }

  /// The report on jobs, with the directions that the rules give.
  ///
  /// Parameters and complexity are those of `judge`.
  package func report(
    baseline: [Run], current: [Run], archive: [Run], storedModel: NoiseModel? = nil,
    rejected: [(key: SeriesKey, reason: String)] = [], distributions: Bool, threads: Int
  ) throws(StatisticsError) -> Report {
    let baseline = rules.oriented(baseline)
    let current = rules.oriented(current)
    let archive = rules.oriented(archive)
    return try report { (policy) throws(StatisticsError) in
      try judge(
        baseline: baseline, current: current, archive: archive, storedModel: storedModel,
        policy: policy, rejected: rejected, distributions: distributions, threads: threads)
    }
  }
}
