import RealModule

/// What a verdict rests on, log scale.
package struct Evidence: Hashable, Sendable {
  /// The deciding interval of the effect without the shift that was taken off.
  package var lower: Double
  package var upper: Double
  /// Current minus baseline, the shift included, and the part of it that was taken off.
  package var difference: Double
  package var shift: Double
  /// p-value against no change, corrected for the number of benchmarks.
  package var adjustedP: Double
  /// Effect that at least about three quarters of the current executions exceed.
  package var agreement: Double
  /// Values of the side that has fewer, over all its jobs and executions.
  package var values: Int
  /// Every job has a single value, whose spread only a model of enough jobs knows.
  package var singleValues: Bool
  /// Jobs that the noise model was fitted to.
  package var modelJobs: Int
  /// Both sides hold raw samples.
  package var hasSamples: Bool
  /// Both sides were measured on the same kind of machine.
  package var sameRunner: Bool
  /// Statistics of the slow samples that grew beyond the threshold.
  package var slowTail: [SlowTail]
  package var direction: Metric.Direction
  /// Why chance may have done as much, if it may.
  package var chance: String?

  package init(
    lower: Double, upper: Double, difference: Double, shift: Double = 0, adjustedP: Double,
    agreement: Double, values: Int, singleValues: Bool = false, modelJobs: Int = 0,
    hasSamples: Bool = true, sameRunner: Bool = true, slowTail: [SlowTail] = [],
    direction: Metric.Direction = .lower, chance: String? = nil
  ) {
    self.lower = lower
    self.upper = upper
    self.difference = difference
    self.shift = shift
    self.adjustedP = adjustedP
    self.agreement = agreement
    self.values = values
    self.singleValues = singleValues
    self.modelJobs = modelJobs
    self.hasSamples = hasSamples
    self.sameRunner = sameRunner
    self.slowTail = slowTail
    self.direction = direction
    self.chance = chance
  }

  /// The interval that is shown: it holds whether the shift that was taken off was the runner's or
  /// the code's.
  package var shownLower: Double { lower + min(0, shift) }
  package var shownUpper: Double { upper + max(0, shift) }

  /// The ceil(K/4)-th smallest of K effects.
  package static func agreement(of effects: [Double]) -> Double {
    let sorted = effects.sorted()
    return sorted.isEmpty ? .nan : sorted[(sorted.count + 3) / 4 - 1]
  }
}

/// A verdict and the sentences that explain it.
package struct Judgement: Hashable, Sendable {
  package var verdict: Verdict
  package var reasons: [String]

  /// Endpoints this close to a threshold do not count as beyond it, so that rounding never
  /// decides.
  package static let margin = 1e-9

  /// Sides of fewer values cannot fail a benchmark.
  package static let fewestValues = 3
  /// Fewest jobs of a noise model that may fail a benchmark measured once a job.
  package static let fewestModelJobs = 10

  /// Applies the rules in their order: fail, warn, improved, pass, inconclusive; then what the slow
  /// tail says. A verdict must hold whether the shift that was taken off was the runner's or the
  /// code's.
  package init(_ evidence: Evidence, policy: Policy) {
    let margin = Self.margin
    let threshold = Double.log(onePlus: policy.threshold)
    let warning = Double.log(onePlus: policy.warning)
    let gain = Double.log(onePlus: -policy.warning)
    let interval = "\(change(evidence.shownLower)) to \(change(evidence.shownUpper))"
    let apart = "\(change(evidence.lower)) to \(change(evidence.upper))"
    let worst = change(threshold)
    let faster = evidence.shownUpper < gain - margin
    let slower = { (limit: Double) in
      evidence.lower > limit + margin && evidence.difference > limit + margin
    }
    /// `the whole interval, +7 % to +9 %, lies beyond +5 %`, as shown or against the suite's rest.
    let beyond = { (limit: Double) in
      evidence.shownLower > limit + margin
        ? "the whole interval, \(interval), lies beyond \(change(limit))"
        : "against the rest of the suite the whole interval, \(apart), lies beyond \(change(limit))"
    }

    if evidence.direction == .unspecified {
      (verdict, reasons) = Self.undirected(evidence, interval: interval, policy: policy)
    } else if slower(threshold) {
      let obstacles = Self.obstacles(evidence, policy: policy)
      if obstacles.isEmpty {
        verdict = .fail
        reasons = [beyond(threshold)]
      } else {
        verdict = .warn
        reasons = [beyond(threshold) + ", but it cannot fail:"] + obstacles
      }
    } else if slower(warning) {
      verdict = .warn
      reasons = [beyond(warning)]
    } else if faster {
      verdict = .improved
      reasons = ["the whole interval, \(interval), lies below \(change(gain))"]
    } else if evidence.shownUpper <= threshold + margin {
      verdict = .pass
      reasons = []
    } else {
      verdict = .inconclusive
      reasons =
        evidence.upper <= threshold + margin
        ? [
          "a regression beyond \(worst) cannot be excluded: it can if the runner, not the code, "
            + "moved the whole suite by \(change(evidence.shift))"
        ] : ["a regression beyond \(worst) cannot be excluded"]
    }

    if !evidence.slowTail.isEmpty, verdict != .fail, evidence.direction != .unspecified {
      let grown = evidence.slowTail.map(\.words).joined(separator: ", ")
      let sentence = "the slow tail has grown: \(grown)"
      reasons = verdict == .warn ? reasons + [sentence] : [sentence]
      verdict = .warn
    }
    if !evidence.sameRunner, verdict == .pass || verdict == .improved || verdict == .changed {
      verdict = .inconclusive
      reasons.append("the sides were measured on different machines")
    }
  }

  /// Where no direction is better: changed, unchanged or neither.
  private static func undirected(
    _ evidence: Evidence, interval: String, policy: Policy
  ) -> (Verdict, [String]) {
    let threshold = Double.log(onePlus: policy.threshold)
    let warning = Double.log(onePlus: policy.warning)
    let up = evidence.lower > warning + margin && evidence.difference > warning + margin
    let down = evidence.shownUpper < .log(onePlus: -policy.warning) - margin
    if up || down {
      return (
        .changed,
        [
          "the whole interval, \(interval), lies beyond a change of "
            + "\(decimal(100 * policy.warning, digits: 1)) %; which direction is better is not known"
        ]
      )
    }
    if evidence.shownUpper <= threshold + margin, evidence.shownLower >= -threshold - margin {
      return (.pass, [])
    }
    return (
      .inconclusive,
      [
        "a change beyond \(decimal(100 * policy.threshold, digits: 1)) % cannot be excluded"
      ]
    )
  }

  /// What stops an interval beyond the threshold from failing the gate.
  private static func obstacles(_ evidence: Evidence, policy: Policy) -> [String] {
    var found: [String] = []
    if !(evidence.adjustedP <= policy.alpha) {
      let p =
        "adjusted p \(decimal(evidence.adjustedP, digits: 3)) > "
        + "\(decimal(policy.alpha, digits: 3))"
      found.append("\(evidence.chance ?? "over all benchmarks chance is not excluded") (\(p))")
    }
    if !(evidence.agreement > .log(onePlus: policy.warning) + margin) {
      found.append(
        "the executions do not agree: a quarter of them shows no more than "
          + PerfStats.change(evidence.agreement))
    }
    found += cannotFail(evidence, policy: policy)
    if !evidence.sameRunner { found.append("the sides were measured on different machines") }
    return found
  }

  /// What keeps a benchmark from failing whatever it measures.
  private static func cannotFail(_ evidence: Evidence, policy: Policy) -> [String] {
    if !evidence.hasSamples {
      return policy.trustSummaries ? [] : ["one side has no raw samples, only a summary"]
    }
    if evidence.values < fewestValues, !evidence.singleValues {
      return ["fewer than three values on a side"]
    }
    if evidence.singleValues, evidence.modelJobs < fewestModelJobs {
      return [
        "one value a job: only a noise model of \(fewestModelJobs) jobs knows their spread, "
          + "this one has \(evidence.modelJobs)"
      ]
    }
    return []
  }

  /// Whether a benchmark can fail at all, however slow it is.
  static func canFail(
    values: Int, singleValues: Bool, modelJobs: Int, hasSamples: Bool, policy: Policy
  ) -> Bool {
    cannotFail(
      Evidence(
        lower: 0, upper: 0, difference: 0, adjustedP: 0, agreement: 0, values: values,
        singleValues: singleValues, modelJobs: modelJobs, hasSamples: hasSamples),
      policy: policy
    ).isEmpty
  }

  /// Whether a benchmark is worth measuring again: its interval reaches beyond the
  /// threshold or lies beyond the warning.
  package static func isSuspect(
    lower: Double, upper: Double, effect: Double, policy: Policy
  ) -> Bool {
    lower > .log(onePlus: policy.warning) + margin
      || (upper > .log(onePlus: policy.threshold) + margin
        && effect > .log(onePlus: policy.notable) + margin)
  }
}

/// A log ratio as a relative change with sign: `+5.0 %`.
package func change(_ logRatio: Double) -> String {
  let percent = 100 * Double.expMinusOne(logRatio)
  let digits = percent.magnitude < 99.95 ? 1 : 0
  let text = decimal(percent.magnitude, digits: digits)
  return (percent < 0 && text.contains { $0 != "0" && $0 != "." } ? "-" : "+") + text + " %"
}

/// Fixed-point text of a number, rounded to nearest.
package func decimal(_ value: Double, digits: Int) -> String {
  let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  var text = String(Int(scaled))
  if digits > 0 {
    text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
  }
  return value < 0 && scaled > 0 ? "-" + text : text
}
