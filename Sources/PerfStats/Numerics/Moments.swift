/// Elementary summaries of a list of numbers.
package enum Moments {
  /// Arithmetic mean; NaN for an empty list.
  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// Variance with divisor n - 1 in two passes; NaN for fewer than two values.
  package static func variance(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    return sumOfSquares(values) / Double(values.count - 1)
  }

  /// Variance with divisor n; NaN for an empty list.
  package static func populationVariance(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : sumOfSquares(values) / Double(values.count)
  }

  /// Sum of squared deviations from the mean, corrected for the rounding of the
  /// mean (Chan, Golub and LeVeque 1983).
  package static func sumOfSquares(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let centre = mean(values)
    var squares = 0.0
    var rest = 0.0
    for value in values {
      squares += (value - centre) * (value - centre)
      rest += value - centre
    }
    return Swift.max(0, squares - rest * rest / Double(values.count))
  }
}
