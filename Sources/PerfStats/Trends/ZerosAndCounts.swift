extension Metric {
  /// Whether the metric is a count by nature: bytes, instructions, allocations, files. Never a
  /// time, a throughput or a share.
  public var isCount: Bool {
    let meant = Unit(unit.isEmpty ? name : unit)
    return meant.dimension == .bytes || meant.dimension == .count
  }
}

extension TrendScale {
  /// The scale of a series in which zeros occur.
  init(withZeros values: [Double], of metric: Metric) {
    if metric.isCount {
      self = .squareRoot
    } else {
      let positive = values.filter { $0 > 0 }
      self = .linear(unit: positive.isEmpty ? 1 : Quantiles.median(positive))
    }
  }
}
