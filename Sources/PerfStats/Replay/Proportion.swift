/// Successes among trials, with Wilson's interval for the probability behind them.
package struct Proportion: Hashable, Sendable {
  package var successes: Int
  package var trials: Int

  package init(successes: Int = 0, trials: Int = 0) {
    self.successes = successes
    self.trials = trials
  }

  /// NaN without a trial.
  package var share: Double { Double(successes) / Double(trials) }

  package mutating func count(_ success: Bool) {
    trials += 1
    if success { successes += 1 }
  }

  package static func + (a: Proportion, b: Proportion) -> Proportion {
    Proportion(successes: a.successes + b.successes, trials: a.trials + b.trials)
  }

  /// Wilson's score interval (JASA 22, 1927); 0...1 without a trial.
  package func wilson(level: Double = 0.95) -> (lower: Double, upper: Double) {
    guard trials > 0 else { return (0, 1) }
    let z = StandardNormal.upperQuantile((1 - level) / 2)
    let n = Double(trials)
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let arm =
      z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0, centre - arm), min(1, centre + arm))
  }
}
