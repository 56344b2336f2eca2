import RealModule

/// Variance components of a balanced repeated measurement and the numbers of
/// repetitions that make the most of a budget.
///
/// Level 1 is the lowest (iterations), level L the unit of replication (jobs).
/// Source: T. Kalibera, R. Jones, Rigorous benchmarking in reasonable time, ISMM
/// 2013, sections 6 and 9. (The formula with T_{l-1}^2 in the first version of the
/// paper is wrong; this is the corrected one.)
public struct KaliberaJonesComponents: Hashable, Sendable {
  /// Repetitions at each level, lowest level first.
  public let repetitions: [Int]
  /// Mean of all values.
  public let mean: Double
  /// S_l^2, lowest level first: mean, over all units above, of the variance of
  /// level-l means.
  public let meanSquares: [Double]
  /// T_l^2 = S_l^2 - S_{l-1}^2 / r_{l-1}: the unbiased estimate of what level l
  /// adds. Negative where the level adds less than chance; see `components`.
  public let unbiasedComponents: [Double]

  /// T_l^2 with negative estimates taken as 0.
  public var components: [Double] { unbiasedComponents.map { max(0, $0) } }

  /// - Parameters:
  ///   - values: all values, the highest level varying slowest.
  ///   - shape: repetitions at each level, highest level first, each at least 2.
  /// - Throws: `shapeMismatch`, `tooFewReplicates`, `invalidParameter`.
  /// - Complexity: O(n).
  public init(_ values: [Double], shape: [Int]) throws(StatisticsError) {
    guard !shape.isEmpty else { throw .empty("no level of repetition") }
    for count in shape where count < 2 {
      throw .tooFewReplicates(method: "a variance component", needed: 2, found: count)
    }
    var expected = 1
    for count in shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: count)
      guard !overflow, product <= values.count else {
        throw .shapeMismatch("\(values.count) values do not fill \(shape)")
      }
      expected = product
    }
    guard expected == values.count else {
      throw .shapeMismatch("\(values.count) values do not fill \(shape)")
    }
    if let bad = values.first(where: { !$0.isFinite }) {
      throw .invalidParameter(name: "value", value: bad, expected: "a finite number")
    }
    repetitions = shape.reversed()
    var means = values
    var meanSquares: [Double] = []
    var components: [Double] = []
    for (level, count) in repetitions.enumerated() {
      let groups = stride(from: 0, to: means.count, by: count).map {
        Array(means[$0..<($0 + count)])
      }
      meanSquares.append(Moments.mean(groups.map(Moments.variance)))
      components.append(
        level == 0
          ? meanSquares[0]
          : meanSquares[level] - meanSquares[level - 1] / Double(repetitions[level - 1]))
      means = groups.map(Moments.mean)
    }
    mean = means[0]
    self.meanSquares = meanSquares
    unbiasedComponents = components
  }

  /// Interval of the mean: t quantile with r_L - 1 degrees of freedom times
  /// sqrt(S_L^2 / r_L).
  ///
  /// - Parameter level: two-sided, between 0 and 1.
  /// - Throws: `invalidParameter` for another level.
  public func interval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try checkLevel(level)
    let jobs = repetitions[repetitions.count - 1]
    let arm =
      StudentT(Double(jobs - 1)).upperQuantile((1 - level) / 2)
      * (meanSquares[meanSquares.count - 1] / Double(jobs)).squareRoot()
    return Interval(
      estimate: mean, lower: mean - arm, upper: mean + arm, level: level,
      method: "Kalibera-Jones")
  }

  /// How often to repeat one level inside one unit of the level above.
  public enum Optimum: Hashable, Sendable {
    /// The exact optimum; round up, and repeat at least once.
    case repetitions(Double)
    /// The level above adds no variance: repeating it is never worth its cost, all
    /// repetitions belong to this level.
    case unbounded

    /// The number to use: rounded up, at least 1; nil where unbounded.
    public var count: Int? {
      switch self {
      case .repetitions(let exact): Int(min(max(1, exact.rounded(.up)), 1e9))
      case .unbounded: nil
      }
    }
  }

  /// Optimum repetitions r_l = sqrt(c_{l+1}/c_l * T_l^2/T_{l+1}^2) of every level but
  /// the highest, lowest level first.
  ///
  /// - Parameter costs: cost of one repetition of each level without what is below
  ///   it, lowest level first, in any unit, positive.
  /// - Throws: `shapeMismatch`, `invalidParameter`.
  public func optimumRepetitions(costs: [Double]) throws(StatisticsError) -> [Optimum] {
    guard costs.count == repetitions.count else {
      throw .shapeMismatch("\(costs.count) costs for \(repetitions.count) levels")
    }
    for cost in costs where !(cost > 0 && cost.isFinite) {
      throw .invalidParameter(name: "cost", value: cost, expected: "a positive number")
    }
    return (0..<(costs.count - 1)).map { level in
      let above = unbiasedComponents[level + 1]
      guard above > 0 else { return .unbounded }
      return .repetitions(
        (costs[level + 1] / costs[level] * components[level] / above).squareRoot())
    }
  }
}
