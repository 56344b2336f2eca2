/// The robust two-way fit: level of every benchmark plus a factor that all benchmarks of
/// a job share (frequency, neighbours).
struct CommonFactor {
  /// Level of each benchmark, log scale.
  var levels: [Double]
  /// Factor of each job, log scale, with mean zero.
  var factors: [Double]
  /// Whether the factor of a job could be told: at least eight benchmarks measured there.
  var estimated: [Bool]

  /// Fewest benchmarks of which a common factor can be told from their own noise.
  static let fewestBenchmarks = 8

  /// Starts from the median of each benchmark and alternates ten times between
  /// the median residual of each job and the mean of each benchmark.
  ///
  /// - Complexity: O(M R log M).
  init(_ table: LocationTable) {
    let (rows, jobs) = (table.benchmarks, table.jobs)
    levels = (0..<rows).map { b in
      let values = table.measured(b)
      return values.isEmpty ? .nan : Quantiles.median(values)
    }
    factors = Array(repeating: 0, count: jobs)
    estimated = (0..<jobs).map { r in
      (0..<rows).reduce(0) { $0 + (table[$1, r].isNaN ? 0 : 1) } >= Self.fewestBenchmarks
    }
    guard estimated.contains(true) else { return }
    for _ in 0..<10 {
      for r in 0..<jobs where estimated[r] {
        factors[r] = Quantiles.median(
          (0..<rows).compactMap { table[$0, r].isNaN ? nil : table[$0, r] - levels[$0] })
      }
      let centre = Moments.mean(zip(factors, estimated).compactMap { $1 ? $0 : nil })
      for r in 0..<jobs where estimated[r] { factors[r] -= centre }
      for b in 0..<rows {
        var (sum, measured) = (0.0, 0)
        for r in 0..<jobs where !table[b, r].isNaN {
          sum += table[b, r] - factors[r]
          measured += 1
        }
        if measured > 0 { levels[b] = sum / Double(measured) }
      }
    }
  }
}
