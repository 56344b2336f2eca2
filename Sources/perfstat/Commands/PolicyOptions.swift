import ArgumentParser
import PerfReports
import PerfStats

/// What tells a verdict: thresholds and error probabilities.
struct PolicyLimits: ParsableArguments {
  private static let standard = Policy()

  @Option(
    help: .share(
      "Regression: the whole interval lies beyond this change.", "change",
      default: Share(standard.threshold)), transform: Share.init(reading:))
  var threshold = Share(standard.threshold)

  @Option(
    help: .share(
      "Warning: the whole interval lies beyond it.", "change", default: Share(standard.warning)),
    transform: Share.init(reading:))
  var warn = Share(standard.warning)

  @Option(
    help: .share(
      "Confidence level of the intervals.", "level", default: Share(standard.level)),
    transform: Share.init(reading:))
  var level = Share(standard.level)

  @Option(
    help: .share(
      "Probability that an unchanged suite fails.", "probability", default: Share(standard.alpha)),
    transform: Share.init(reading:))
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
