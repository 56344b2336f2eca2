import RealModule

/// A benchmark that its values decide without a model of noise: counts of a deterministic program,
/// which never vary on a side, and values among which zeros are, which have no ratio.
///
/// Counts that do not vary are judged by their difference alone: what limits say of an interval they
/// say of the ratio itself. Zero is a value: 0 -> N is worse, N -> 0 improved, 0 -> 0 unchanged. Where
/// zeros stand among other values the ranges of the sides decide: apart, or one within the other.
struct ExactComparison {
  /// Current against baseline, log scale; infinite where a side is 0 throughout, nil where the values
  /// vary.
  var difference: Double?
  var verdict: Verdict
  var reasons: [String]

  /// - Parameter baseline, current: the sides' jobs.
  /// - Returns: nil where noise decides.
  init?(
    metric: Metric, baseline: [CostObservation], current: [CostObservation], policy: Policy
  ) {
    let jobs = baseline + current
    self.init(
      metric: metric, baseline: baseline.flatMap(\.values), current: current.flatMap(\.values),
      isStated: jobs.allSatisfy(\.isStatedExactly), policy: policy)
    if verdict == .fail, !policy.trustSummaries, jobs.contains(where: \.isSummary) {
      verdict = .warn
      reasons.append("one side has no raw samples, only a summary")
    }
  }

  /// - Parameters:
  ///   - baseline, current: all costs of the sides; 0 or infinity where a value is 0.
  ///   - isStated: the source itself says that its values do not vary.
  private init?(
    metric: Metric, baseline: [Double], current: [Double], isStated: Bool, policy: Policy
  ) {
    guard let old = Self.range(baseline), let new = Self.range(current) else { return nil }
    let zeros = (baseline + current).contains { $0 == 0 || $0.isInfinite }
    let constant = old.low == old.high && new.low == new.high
    let enough = isStated || min(baseline.count, current.count) >= 2
    guard zeros || (constant && enough && !metric.isTimeOrRate) else { return nil }
    if constant {
      let same = old.low == new.low
      let difference = same ? 0 : Double.log(new.low) - .log(old.low)
      self.difference = difference
      (verdict, reasons) = Self.judge(
        difference, metric: metric, values: (old.low, new.low), enough: enough, policy: policy)
      return
    }
    // Zeros among other values.
    let few = min(baseline.count, current.count) < Judgement.fewestValues
    let mixed = "zeros among the values: the ranges of the sides decide"
    if new.low > old.high {
      verdict =
        metric.better == .unspecified ? .changed : few ? .warn : .fail
      reasons = ["every value is worse than every one of the baseline", mixed]
      if few { reasons.append("fewer than three values on a side") }
    } else if new.high < old.low {
      verdict = metric.better == .unspecified ? .changed : .improved
      reasons = ["every value is better than every one of the baseline", mixed]
    } else if new.high <= old.high, Moments.mean(current) <= Moments.mean(baseline) {
      verdict = .pass
      reasons = [mixed]
    } else {
      verdict = .inconclusive
      reasons = ["the ranges of the sides overlap", mixed]
    }
  }

  private static func range(_ values: [Double]) -> (low: Double, high: Double)? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return (low, high)
  }

  private static func judge(
    _ difference: Double, metric: Metric, values: (old: Double, new: Double), enough: Bool,
    policy: Policy
  ) -> (Verdict, [String]) {
    let value = { (cost: Double) in
      // Costs of what is better higher are reciprocals.
      plain(metric.better == .higher ? 1 / cost : cost)
    }
    let change = "\(value(values.old)) before, \(value(values.new)) now; the values do not vary"
    let margin = Judgement.margin
    if difference == 0 { return (.pass, []) }
    let beyond =
      difference > .log(onePlus: policy.warning) + margin
      || difference < .log(onePlus: -policy.warning) - margin
    if metric.better == .unspecified {
      return beyond
        ? (.changed, [change, "which direction is better is not known"]) : (.pass, [])
    }
    if difference > .log(onePlus: policy.threshold) + margin {
      return enough ? (.fail, [change]) : (.warn, [change, "a single value cannot fail"])
    }
    if difference > .log(onePlus: policy.warning) + margin { return (.warn, [change]) }
    if difference < .log(onePlus: -policy.warning) - margin { return (.improved, [change]) }
    return (.pass, [])
  }
}

extension ExactComparison {
  /// The row of the report. Where a side is 0 and the other is not there is no ratio to show.
  func row(
    _ key: SeriesKey, metric: Metric, baseline: [CostObservation], current: [CostObservation],
    sameRunner: Bool, policy: Policy
  ) -> BenchmarkResult {
    var (verdict, reasons) = (verdict, reasons)
    if !sameRunner, verdict != .warn, verdict != .inconclusive {
      verdict = verdict == .fail ? .warn : .inconclusive
      reasons.append("the sides were measured on different machines")
    }
    let estimate = difference.flatMap { difference -> BenchmarkResult.Estimate? in
      guard difference.isFinite else { return nil }
      let ratio = Double.exp(difference)
      let interval = Interval(
        estimate: ratio, lower: ratio, upper: ratio, level: policy.level, method: "exact")
      return BenchmarkResult.Estimate(
        deciding: interval, noiseInterval: interval, bootstrapInterval: nil,
        meanRatio: BenchmarkResult.MeanRatio(ratio: ratio, lower: ratio, upper: ratio),
        p: difference > 0 ? 0 : 1, adjustedP: difference > 0 ? 0 : 1,
        minimumDetectableEffect: policy.threshold, standardError: 0, degreesOfFreedom: 0,
        runLevelSD: 0)
    }
    return BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: verdict, estimate: estimate,
      baseline: BenchmarkResult.Side(baseline, metric: metric),
      current: BenchmarkResult.Side(current, metric: metric), reasons: reasons)
  }
}

/// A number without an exponent where it is whole and short.
private func plain(_ value: Double) -> String {
  value.magnitude < 1e15 && value == value.rounded() ? String(Int(value)) : "\(value)"
}

extension Metric {
  /// What is never counted, only measured: a duration, or something per time.
  package var isTimeOrRate: Bool { Unit(unit).isTimeOrRate || (unit.isEmpty && name == "time") }
}
