import RealModule

/// When a duet looks at its data, and how much of its error probability each look may spend.
///
/// A duet that stops as soon as a benchmark is decided looks several times, and each look is
/// another chance of a wrong answer. The k-th look therefore judges at `share(k)` of the error
/// probabilities of the policy; the shares add up to at most 1. By Bonferroni's inequality the
/// probability of a false alarm at any look stays below alpha, and the intervals hold at all
/// looks together (repeated confidence intervals), whatever the dependence between looks or
/// benchmarks and however few pairs there are. The shares follow a spending function of the
/// fraction of pairs measured, so a look may come early when time runs out.
///
/// Sources: K. K. G. Lan, D. L. DeMets. Discrete sequential boundaries for clinical trials.
/// Biometrika 70, 1983 (spending functions; the Pocock-type one is used here). C. Jennison,
/// B. W. Turnbull. Interim analyses: the repeated confidence interval approach. JRSS B 51, 1989.
package struct LookSchedule: Hashable, Sendable {
  /// Execution pairs measured at each look, ascending.
  package let looks: [Int]
  /// Execution pairs at which the whole error probability is spent.
  package let most: Int
  private let shares: [Double]

  /// - Throws: `StatisticsError` unless 1 <= looks[0] < looks[1] < ... <= most <= 1 000 000.
  package init(looks: [Int], most: Int) throws(StatisticsError) {
    guard let first = looks.first, let last = looks.last else { throw .empty("no look") }
    guard first >= 1, last <= most, most <= 1_000_000, zip(looks, looks.dropFirst()).allSatisfy(<)
    else {
      throw .invalidParameter(
        name: "looks", value: Double(last), expected: "ascending numbers from 1 to \(most)")
    }
    self.init(ascending: looks, most: most)
  }

  private init(ascending looks: [Int], most: Int) {
    let spent = looks.map { Self.spent(Double($0) / Double(most)) }
    self.init(looks: looks, most: most, shares: zip(spent, [0] + spent).map { $0 - $1 })
  }

  /// Any other way to divide the error probability; for comparing designs.
  package init(looks: [Int], most: Int, shares: [Double]) {
    self.looks = looks
    self.most = most
    self.shares = shares
  }

  /// A single look after `pairs` execution pairs, at full error probability.
  package static func single(_ pairs: Int) -> LookSchedule {
    LookSchedule(ascending: [max(1, pairs)], most: max(1, pairs))
  }

  /// Looks after `first`, 2 `first`, 4 `first`, ... and `most` execution pairs.
  package static func doubling(first: Int, most: Int) -> LookSchedule {
    var looks: [Int] = []
    var next = max(1, first)
    while next < most {
      looks.append(next)
      next = next > most / 2 ? most : 2 * next
    }
    let last = max(most, next)
    return LookSchedule(ascending: looks + [last], most: last)
  }

  /// Share of the error probability that look `index` may spend.
  package func share(_ index: Int) -> Double { shares[index] }

  /// Level of an interval at look `index` so that those of all looks hold together at `level`.
  package func level(_ level: Double, look index: Int) -> Double {
    1 - (1 - level) * share(index)
  }

  /// The rules of look `index`: `policy` with level and alpha at its share.
  func policy(_ policy: Policy, look index: Int) -> Policy {
    var nominal = policy
    nominal.level = level(policy.level, look: index)
    nominal.alpha = policy.alpha * share(index)
    return nominal
  }

  /// Share of the error probability that may be spent when `fraction` of the pairs are measured.
  private static func spent(_ fraction: Double) -> Double {
    .log(onePlus: (.exp(1) - 1) * fraction)
  }
}
