import RealModule

/// Interval of |shift| / standard error of a change that was seen only because
/// its contrast reached the critical value (conditional interval after Zhong and
/// Prentice, 2008), never below 0.
///
/// With S the upper tail of Student's distribution, G(mu) = S(z - mu)/S(critical - mu)
/// is the probability of a contrast beyond the one observed, given that it was
/// observed at all; the bounds are where it is (1 - level)/2 and (1 + level)/2.
/// Far above the critical value they are z -/+ the Student quantile. Student tails make G fall
/// before it rises; where it is above the lower probability at mu = 0, zero belongs to the
/// interval, and where it is not, it crosses that probability once.
func conditionalBounds(
  z: Double, critical: Double, degreesOfFreedom: Double, level: Double
) -> (lower: Double, upper: Double) {
  let tails = StudentT(degreesOfFreedom)
  func beyond(_ mu: Double) -> Double {
    tails.upperTail(z - mu) / tails.upperTail(critical - mu)
  }
  func crossing(_ probability: Double, from start: Double) -> Double {
    var (low, high) = (start, z + 12)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if beyond(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
  let lowerTail = (1 - level) / 2
  let lower = beyond(0) >= lowerTail ? 0 : crossing(lowerTail, from: 0)
  // Within 0.03 of the critical value the upper root lies below z: an estimate belongs to its interval.
  return (lower, max(z, crossing(1 - lowerTail, from: z - 60)))
}
