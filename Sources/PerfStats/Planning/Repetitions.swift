import RealModule

/// How often to repeat at each level of an experiment so that a given precision costs least
/// (Kalibera and Jones, ISMM 2013, section 6):
///
///     r_l = sqrt( (c_{l+1} / c_l) (T_l^2 / T_{l+1}^2) ),   l below the highest level
///
/// - Parameters:
///   - costs: cost of one repetition at each level, lowest (iteration) first; positive.
///   - variances: variance that each level contributes, T_1^2 ... T_L^2; as many as costs.
/// - Returns: for each level but the highest the repetitions, rounded up, at least one; nil
///   where the next level contributes no variance, so that only repeating this one helps.
package func optimumRepetitions(costs: [Double], variances: [Double]) -> [Int?] {
  let levels = min(costs.count, variances.count)
  return (0..<max(0, levels - 1)).map { l in
    guard variances[l + 1] > 0 else { return nil }
    let ratio = costs[l + 1] / costs[l] * max(0, variances[l]) / variances[l + 1]
    // A rounding error above a whole number does not cost a repetition.
    return Int(min(1e6, max(1, (ratio.squareRoot() - 1e-9).rounded(.up))))
  }
}
