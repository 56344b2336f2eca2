extension Policy {
  /// - Throws: `StatisticsError.invalidParameter` for a field outside its range.
  public func check() throws(StatisticsError) {
    try require("threshold", threshold, threshold > 0 && threshold <= 10, "0 < threshold <= 10")
    try require(
      "warning", warning, warning > 0 && warning <= threshold && warning < 1,
      "0 < warning <= threshold, below 1")
    try require("level", level, level >= 0.5 && level <= 0.9999, "0.5 <= level <= 0.9999")
    try require("alpha", alpha, alpha >= 1e-6 && alpha <= 0.5, "1e-6 <= alpha <= 0.5")
    try require(
      "resamples", Double(resamples), (100...10_000_000).contains(resamples),
      "100 <= resamples <= 10000000")
    // The type-7 quantile of B resamples reaches from 1/(B+1) to B/(B+1).
    try require(
      "resamples", Double(resamples), (1 - level) / 2 >= 1 / Double(resamples + 1),
      "at least 2 / (1 - level)")
  }

  private func require(
    _ name: String, _ value: Double, _ holds: Bool, _ expected: String
  ) throws(StatisticsError) {
    guard holds else {
      throw .invalidParameter(name: name, value: value, expected: expected)
    }
  }
}
