/// Squared relative standard error of an execution's location, from its own samples:
/// how exactly these iterations tell where *this process* lies. It says nothing about
/// other processes or jobs, so no verdict rests on it; it serves to convert between
/// different numbers of iterations and to describe the data.
///
/// Five samples or more: the Tukey-McLaughlin error of the 20 % trimmed mean (Yuen 1974),
///
///     s_w^2 (n - 1) / (h (h - 1) m_t^2),   h = n - 2 floor(0.2 n)
///
/// with the winsorised variance `s_w^2` and the trimmed mean `m_t`. Two to four samples:
/// `s^2 / (n mean^2)`.
///
/// - Parameter sorted: positive samples in ascending order.
/// - Returns: nil for fewer than two samples.
package func withinSquaredError(ofSorted sorted: [Double]) -> Double? {
  let n = sorted.count
  guard n >= 2, let smallest = sorted.first, smallest > 0 else { return nil }
  // Relative to the smallest sample, so that squares of extreme units stay finite.
  var samples = sorted.map { $0 / smallest }
  let count = Double(n)
  if n < 5 {
    let centre = Moments.mean(samples)
    return Moments.variance(samples) / (count * centre * centre)
  }
  let trimmed = n / 5
  let kept = Double(n - 2 * trimmed)
  let centre = samples[trimmed..<(n - trimmed)].reduce(0, +) / kept
  for i in 0..<trimmed {
    samples[i] = samples[trimmed]
    samples[n - 1 - i] = samples[n - 1 - trimmed]
  }
  let winsorised = Moments.variance(samples)
  return winsorised * (count - 1) / (kept * (kept - 1) * centre * centre)
}
