extension Measurement {
  /// The same measurement in another unit of its dimension; nil where the units do not measure the
  /// same.
  public func converted(to unit: String) -> Measurement? {
    if unit == metric.unit { return self }
    let old = Metric.Unit(metric.unit)
    let new = Metric.Unit(unit)
    guard old.converts(to: new) else { return nil }
    func convert(_ value: Double) -> Double { old.convert(value, to: new) ?? value }
    var result = self
    result.metric.unit = unit
    for index in result.executions.indices {
      result.executions[index].values = executions[index].values.map(convert)
    }
    if let summary {
      result.summary = Summary(
        estimate: convert(summary.estimate), lower: summary.lower.map(convert),
        upper: summary.upper.map(convert), level: summary.level)
    }
    return result
  }
}
