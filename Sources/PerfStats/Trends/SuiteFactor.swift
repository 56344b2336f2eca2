/// What moved all benchmarks of a suite together, run by run.
package struct SuiteFactor: Hashable, Sendable {
  /// Factor of each run on the log scale, centred on its median.
  package let logFactors: [Double]
  /// The part of it that went away again, to be taken out of every benchmark: the distance of each
  /// factor to its level. A lasting move stays in the benchmarks that made it.
  package let passing: [Double]

  /// Fewest benchmarks of which a common factor can be taken.
  package static let fewestBenchmarks = 8

  /// Estimates the factor of each run as the median over benchmarks of the
  /// distance to their own level, levels being those between changes.
  ///
  /// - Parameters:
  ///   - table: `table[benchmark][run]`, natural logarithms, runs oldest first;
  ///     nil where a run lacks the benchmark.
  ///   - parameters: of the search for changes in each benchmark.
  /// - Returns: nil with fewer than eight benchmarks, or if no run has eight values.
  /// - Throws: a value that is not finite.
  /// - Complexity: two searches per benchmark.
  package init?(
    _ table: [[Double?]], parameters: TrendParameters = TrendParameters()
  ) throws(StatisticsError) {
    try parameters.check()
    for (b, row) in table.enumerated() {
      if let r = row.firstIndex(where: { $0.map { !(abs($0) <= 1e100) } ?? false }) {
        throw .invalidParameter(
          name: "logarithm of benchmark \(b) in run \(r)", value: row[r] ?? 0,
          expected: "a finite number")
      }
    }
    guard table.count >= Self.fewestBenchmarks, let runs = table.map(\.count).max(), runs > 0
    else { return nil }
    var factors = [Double](repeating: 0, count: runs)
    var passing = factors
    for _ in 0..<2 {
      let levels = table.map { Self.levels(of: $0, without: passing, parameters: parameters) }
      guard let next = Self.factors(table, levels: levels, runs: runs) else { return nil }
      factors = next
      let lasting = Self.levels(
        of: factors, without: [Double](repeating: 0, count: runs), parameters: parameters)
      passing = zip(factors, lasting).map(-)
    }
    logFactors = factors
    self.passing = passing
  }

  /// Median over benchmarks of value minus level, run by run, centred on its
  /// median; interpolated over the run number where a run has too few values.
  private static func factors(
    _ table: [[Double?]], levels: [[Double]], runs: Int
  ) -> [Double]? {
    let raw: [Double?] = (0..<runs).map { r in
      var distances: [Double] = []
      for b in table.indices where r < table[b].count {
        if let value = table[b][r] { distances.append(value - levels[b][r]) }
      }
      guard distances.count >= fewestBenchmarks else { return nil }
      distances.sort()
      return Quantiles.type7(sorted: distances, 0.5)
    }
    guard let factors = interpolated(raw) else { return nil }
    let center = Quantiles.type7(sorted: factors.sorted(), 0.5)
    return factors.map { $0 - center }
  }

  /// Nil where there is nothing to interpolate from; constant beyond the ends.
  private static func interpolated(_ values: [Double?]) -> [Double]? {
    let known = values.indices.compactMap { i in values[i].map { (index: i, value: $0) } }
    guard let first = known.first, let last = known.last else { return nil }
    var result = [Double](repeating: first.value, count: values.count)
    for i in last.index..<values.count { result[i] = last.value }
    for (a, b) in zip(known, known.dropFirst()) {
      for i in a.index..<b.index {
        let share = Double(i - a.index) / Double(b.index - a.index)
        result[i] = a.value + share * (b.value - a.value)
      }
    }
    return result
  }

  /// Level of every run: the median of the benchmark's segment once the factor is taken out.
  private static func levels(
    of row: [Double?], without factors: [Double], parameters: TrendParameters
  ) -> [Double] {
    let present = row.indices.filter { row[$0] != nil }
    let values = present.map { (row[$0] ?? 0) - factors[$0] }
    guard !values.isEmpty else { return [Double](repeating: 0, count: row.count) }
    let bounds =
      values.count >= max(5, parameters.fewestPoints)
      ? StepSearch(values, parameters: parameters).bounds : [0, values.count]
    var levels = [Double](repeating: 0, count: row.count)
    for (a, b) in zip(bounds, bounds.dropFirst()) {
      let median = Quantiles.type7(sorted: values[a..<b].sorted(), 0.5)
      for i in a..<b { levels[present[i]] = median }
    }
    return levels
  }
}
