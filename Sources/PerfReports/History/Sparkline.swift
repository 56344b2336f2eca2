import PerfStats

extension HistoryReport.Series {
  /// Levels as a line over a haze of points; at most 120 places across.
  var sparkline: String {
    let points = drawn
    var svg = SVG()
    let (width, height) = (180.0, 34.0)
    guard points.count > 1 else {
      return svg.element(width: width, height: height, label: "no points", class: "spark")
    }
    let sorted = points.sorted()
    let low = sorted[sorted.count / 50]
    let high = sorted[sorted.count - 1 - sorted.count / 50]
    let margin = max((high - low) * 0.15, 0.01)
    let x = Scale(.linear, domain: (0, Double(points.count)), range: 1...(width - 1))
    let y = Scale(.linear, domain: (low - margin, high + margin), range: 2...(height - 2))
    func flipped(_ value: Double) -> Double { height - y(value) }
    let buckets = min(120, points.count)
    var haze: [(x: Double, y: Double)] = []
    for bucket in 0..<buckets {
      let from = bucket * points.count / buckets
      let to = max(from + 1, (bucket + 1) * points.count / buckets)
      let part = points[from..<to]
      let middle = x(Double(from + to) / 2)
      haze.append((middle, flipped(part.max() ?? 0)))
      if part.count > 1 { haze.append((middle, flipped(part.min() ?? 0))) }
    }
    svg.path(haze, class: "haze")
    var end: (place: Double, level: Double)?
    for (span, level) in levels {
      let start = x(Double(span.lowerBound))
      if let end, end.place < start {
        svg.line(end.place, flipped(end.level), start, flipped(level), class: "level")
      }
      svg.line(
        start, flipped(level), x(Double(span.upperBound + 1)), flipped(level), class: "level")
      end = (x(Double(span.upperBound + 1)), level)
    }
    for (change, judgement) in zip(trend.changes, judgements)
    where judgement.reported {
      svg.line(
        x(Double(change.index)), 1, x(Double(change.index)), height - 1,
        class: "mark \(judgement.state.rawValue)")
    }
    let count = trend.changes.count
    return svg.element(
      width: width, height: height,
      label: "\(points.count) points, \(count) change\(count == 1 ? "" : "s")", class: "spark")
  }
}
