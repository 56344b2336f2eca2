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

  var roles: MetricRoles {
    MetricRoles(gating: gate?.names ?? [], advising: advise?.names ?? [])
  }
}

extension MetricNames: ExpressibleByArgument {}
