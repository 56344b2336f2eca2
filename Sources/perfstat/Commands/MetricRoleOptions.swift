import ArgumentParser
import PerfStats

/// Which metrics decide: `--gate` and `--advise`.
struct MetricRoleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Metrics that decide, separated by commas: time,allocs/op. Default: all that do not advise.",
      valueName: "metrics"))
  var gate: MetricNames?

  @Option(
    help: ArgumentHelp("Metrics that can warn but not fail the gate.", valueName: "metrics"))
  var advise: MetricNames?

  /// The report as these metrics decide it.
  ///
  /// - Parameter advising: what advises where nothing is said.
  /// - Throws: a name that no metric of the report has.
  func applied(to report: Report, advising: Set<String> = []) throws -> Report {
    guard gate != nil || advise != nil else {
      return report.deciding(by: MetricRoles(advising: advising))
    }
    let roles = MetricRoles(gating: gate?.names ?? [], advising: advise?.names ?? [])
    try roles.check(against: report)
    return report.deciding(by: roles)
  }
}

/// Names separated by commas.
struct MetricNames: ExpressibleByArgument, Hashable {
  var names: Set<String>

  init?(argument: String) {
    names = Set(argument.split(separator: ",").map(String.init))
    if names.isEmpty { return nil }
  }
}
