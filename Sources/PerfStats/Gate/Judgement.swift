import RealModule

/// What a verdict rests on, log scale.
public struct Evidence: Hashable, Sendable {
  /// The deciding interval of the effect.
  public var lower: Double
  public var upper: Double
  /// p-value against no change, corrected for the number of benchmarks.
  public var adjustedP: Double
  /// Effect that at least about three quarters of the current executions exceed.
  public var agreement: Double
  /// Samples of a typical execution, of the side that has fewer.
  public var samples: Int
  /// Both sides hold raw samples.
  public var hasSamples: Bool
  /// Both sides were measured on the same kind of machine.
  public var sameRunner: Bool
  /// Ratio of plain means is above the threshold as a whole.
  public var slowTail: Bool

  public init(
    lower: Double, upper: Double, adjustedP: Double, agreement: Double, samples: Int,
    hasSamples: Bool = true, sameRunner: Bool = true, slowTail: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.adjustedP = adjustedP
    self.agreement = agreement
    self.samples = samples
    self.hasSamples = hasSamples
    self.sameRunner = sameRunner
    self.slowTail = slowTail
  }

  /// The ceil(K/4)-th smallest of K effects.
  public static func agreement(of effects: [Double]) -> Double {
    let sorted = effects.sorted()
    return sorted.isEmpty ? .nan : sorted[(sorted.count + 3) / 4 - 1]
  }
}

/// A verdict and the sentences that explain it.
public struct Judgement: Hashable, Sendable {
  public var verdict: Verdict
  public var reasons: [String]

  /// Endpoints this close to a threshold do not count as beyond it, so that rounding never
  /// decides.
  public static let margin = 1e-9

  /// Executions of fewer samples cannot fail a benchmark.
  public static let fewestSamples = 3

  /// Applies the rules in their order: fail, warn, improved, pass, inconclusive.
  public init(_ evidence: Evidence, policy: Policy) {
    let margin = Self.margin
    let threshold = Double.log(onePlus: policy.threshold)
    let warning = Double.log(onePlus: policy.warning)
    let interval = "\(change(evidence.lower)) to \(change(evidence.upper))"
    let worst = change(threshold)

    if evidence.lower > threshold + margin {
      let obstacles = Self.obstacles(evidence, policy: policy)
      if obstacles.isEmpty {
        verdict = .fail
        reasons = ["the whole interval, \(interval), lies beyond \(worst)"]
      } else {
        verdict = .warn
        reasons =
          ["the whole interval, \(interval), lies beyond \(worst), but it cannot fail:"]
          + obstacles
      }
    } else if evidence.lower > warning + margin {
      verdict = .warn
      reasons = ["the whole interval, \(interval), lies beyond \(change(warning))"]
    } else if evidence.upper < .log(onePlus: -policy.warning) - margin {
      verdict = .improved
      reasons = [
        "the whole interval, \(interval), lies below \(change(.log(onePlus: -policy.warning)))"
      ]
    } else if evidence.upper <= threshold + margin {
      verdict = .pass
      reasons = []
      if evidence.slowTail {
        verdict = .warn
        reasons = [
          "the ratio of plain means lies wholly beyond \(worst) while the fast samples do not: "
            + "the slow tail has grown"
        ]
      }
    } else {
      verdict = .inconclusive
      reasons = ["a regression beyond \(worst) cannot be excluded"]
    }

    if !evidence.sameRunner, verdict == .pass || verdict == .improved {
      verdict = .inconclusive
      reasons.append("the sides were measured on different machines")
    }
  }

  /// What stops an interval beyond the threshold from failing the gate.
  private static func obstacles(_ evidence: Evidence, policy: Policy) -> [String] {
    var found: [String] = []
    if !(evidence.adjustedP <= policy.alpha) {
      found.append(
        "among so many benchmarks chance alone would show as much "
          + "(adjusted p \(decimal(evidence.adjustedP, digits: 3)) > "
          + "\(decimal(policy.alpha, digits: 3)))")
    }
    if !(evidence.agreement > .log(onePlus: policy.warning) + margin) {
      found.append(
        "the executions do not agree: a quarter of them shows no more than "
          + change(evidence.agreement))
    }
    if !evidence.hasSamples {
      if !policy.trustSummaries {
        found.append("one side has no raw samples, only a summary")
      }
    } else if evidence.samples < Self.fewestSamples {
      found.append("fewer than three samples in an execution")
    }
    if !evidence.sameRunner { found.append("the sides were measured on different machines") }
    return found
  }

  /// Whether a benchmark is worth measuring again: its interval reaches beyond the
  /// threshold or lies beyond the warning.
  public static func isSuspect(
    lower: Double, upper: Double, effect: Double, policy: Policy
  ) -> Bool {
    // +3 % between the default limits of +2 % and +5 %.
    let notable = policy.warning + (policy.threshold - policy.warning) / 3
    return lower > .log(onePlus: policy.warning) + margin
      || (upper > .log(onePlus: policy.threshold) + margin
        && effect > .log(onePlus: notable) + margin)
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
