/// Which metrics decide a gate and which only advise.
public struct MetricRoles: Hashable, Sendable {
  /// Names of those that decide; empty for all that do not advise.
  public var gating: Set<String>
  /// Names of those that advise although they are not left out by `gating`.
  public var advising: Set<String>

  /// Metrics by their names; without any all decide.
  public init(gating: Set<String> = [], advising: Set<String> = []) {
    self.gating = gating
    self.advising = advising
  }

  /// - Throws: `shapeMismatch` for a name that no metric of the report has.
  package func check(against report: Report) throws(StatisticsError) {
    let known = Set(report.benchmarks.map(\.metric.name))
    if let absent = gating.union(advising).subtracting(known).sorted().first {
      throw .shapeMismatch(
        "--gate and --advise: no metric \"\(absent)\"; there are "
          + known.sorted().joined(separator: ", "))
    }
  }

  func decides(_ metric: Metric) -> Bool {
    !advising.contains(metric.name) && (gating.isEmpty || gating.contains(metric.name))
  }
}

/// Names of metrics, separated by commas: `time,allocs/op`.
package struct MetricNames: Hashable, Sendable {
  package var names: Set<String>

  /// Nil where there is none.
  package init?(argument: String) {
    names = Set(argument.split(separator: ",").map(String.init))
    if names.isEmpty { return nil }
  }
}

extension Report {
  /// The report in which metrics that only advise fail nothing: their failures are warnings, and what
  /// is missing, open or unusable of them does not count.
  public func deciding(by roles: MetricRoles) -> Report {
    guard roles != MetricRoles() else { return self }
    var report = self
    for index in report.benchmarks.indices
    where !roles.decides(report.benchmarks[index].metric) {
      report.benchmarks[index].advisesOnly = true
      if report.benchmarks[index].verdict == .fail {
        report.benchmarks[index].verdict = .warn
        report.benchmarks[index].reasons.append("advises only: this metric does not gate")
      }
    }
    let rows = report.benchmarks.filter {
      roles.decides($0.metric) || $0.verdict == .warn
    }
    report.decision = Decision(of: rows, suite: suite, policy: policy)
    return report
  }
}
