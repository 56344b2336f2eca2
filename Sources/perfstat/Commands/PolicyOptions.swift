import ArgumentParser
import PerfStats

/// What tells a verdict: thresholds and error probabilities.
struct PolicyLimits: ParsableArguments {
  private static let standard = Policy()

  @Option(
    help: ArgumentHelp(
      "Regression: the whole interval lies beyond this change.", valueName: "change"))
  var threshold = Share(standard.threshold)

  @Option(help: ArgumentHelp("Warning: the whole interval lies beyond it.", valueName: "change"))
  var warn = Share(standard.warning)

  @Option(help: ArgumentHelp("Confidence level of the intervals.", valueName: "level"))
  var level = Share(standard.level)

  @Option(
    help: ArgumentHelp("Probability that an unchanged suite fails.", valueName: "probability"))
  var alpha = Share(standard.alpha)

  var policy: Policy {
    var policy = Policy()
    policy.threshold = threshold.value
    policy.warning = warn.value
    policy.level = level.value
    policy.alpha = alpha.value
    return policy
  }

  func validate() throws { try check(policy) }
}

/// The rules of the gate: every field of `Policy` as an option.
struct PolicyOptions: ParsableArguments {
  private static let standard = Policy()

  @OptionGroup var limits: PolicyLimits

  @Option(help: ArgumentHelp("Bootstrap resamples.", valueName: "count"))
  var resamples = standard.resamples

  @Option(help: "Seed of the bootstrap, printed in every report.")
  var seed = standard.seed

  @Option(help: "How several benchmarks are corrected for.")
  var multiplicity = standard.multiplicity

  @Option(help: "Location of one execution's samples.")
  var statistic = standard.statistic

  @Flag(help: "Tolerate benchmarks that vanished.")
  var allowMissing = false

  @Flag(help: "Let files without raw samples fail the gate.")
  var trustSummaries = false

  @Flag(help: "End with status 3 if the gate is inconclusive.")
  var strict = false

  var policy: Policy {
    var policy = limits.policy
    policy.resamples = resamples
    policy.seed = seed
    policy.multiplicity = multiplicity
    policy.statistic = statistic
    policy.allowMissing = allowMissing
    policy.trustSummaries = trustSummaries
    policy.strict = strict
    return policy
  }

  func validate() throws { try check(policy) }
}

/// Refuses a policy out of range as wrong usage.
private func check(_ policy: Policy) throws {
  do {
    try policy.check()
  } catch {
    throw ValidationError("\(error)")
  }
}

extension Policy.Multiplicity: ExpressibleByArgument {}
extension LocationStatistic: ExpressibleByArgument {}
