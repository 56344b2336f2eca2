/// Where the level of one benchmark changed inside an archive: commits that really made it
/// faster or slower. Their steps must not count as noise.
///
/// Binary segmentation by the two-sample t statistic: in a segment of n >= 8 values the
/// split after k of them (3 <= k <= n - 3) with the largest
///
///     t^2(k) = B(k) / ((SS - B(k)) / (n - 2)),   B(k) = S_k^2 n / (k (n - k))
///
/// (`S_k` the cumulative sum of the centred values) is taken if t^2 exceeds 36; at most
/// three splits.
///
/// - Parameter residuals: in time order.
/// - Returns: index of the first value of each segment, beginning with 0.
/// - Complexity: O(n) per split.
package func segmentStarts(_ residuals: [Double]) -> [Int] {
  var starts = [0]
  var pending = [0..<residuals.count]
  while !pending.isEmpty && starts.count < 4 {
    let segment = pending.removeFirst()
    guard let split = strongestSplit(residuals[segment]) else { continue }
    starts.append(split)
    pending.append(segment.lowerBound..<split)
    pending.append(split..<segment.upperBound)
  }
  return starts.sorted()
}

/// Index of the first value after the split, nil if no split is strong enough.
private func strongestSplit(_ values: ArraySlice<Double>) -> Int? {
  let n = values.count
  guard n >= 8 else { return nil }
  let centre = Moments.mean(Array(values))
  let total = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  guard total > 0 else { return nil }
  var sum = 0.0
  var best = (strength: 36.0, index: Int?.none)
  for k in 1...(n - 3) {
    sum += values[values.startIndex + k - 1] - centre
    guard k >= 3 else { continue }
    let between = sum * sum * Double(n) / Double(k * (n - k))
    // The remainder cannot be negative but by rounding; a perfect step is infinitely strong.
    let strength = between / (max(0, total - between) / Double(n - 2))
    if strength > best.strength { best = (strength, values.startIndex + k) }
  }
  return best.index
}
