extension BenchmarkResult.MeanRatio {
  /// Ratio of plain means of costs with its Fieller interval over the jobs (Kalibera and
  /// Jones 2013, section 7): a change that is confined to the slow tail shows here only.
  ///
  /// - Parameters: mean cost of each job, positive, at least one a side.
  /// - Returns: without bounds if a side has one job or the baseline's mean is too uncertain
  ///   for a finite interval.
  package init(baseline: [Double], current: [Double], level: Double) {
    let unit = Moments.mean(baseline)
    let b = baseline.map { $0 / unit }
    let c = current.map { $0 / unit }
    let ratio = Moments.mean(c) / Moments.mean(b)
    self.init(ratio: ratio)
    guard b.count >= 2, c.count >= 2 else { return }
    let t = StudentT(Double(min(b.count, c.count) - 1)).upperQuantile((1 - level) / 2)
    let vb = Moments.variance(b) / Double(b.count)
    let vc = Moments.variance(c) / Double(c.count)
    let mean = Moments.mean(b)
    let g = t * t * vb / (mean * mean)
    guard g < 1 else { return }
    let arm = t * (ratio * ratio * vb + (1 - g) * vc).squareRoot() / mean
    lower = (ratio - arm) / (1 - g)
    upper = (ratio + arm) / (1 - g)
  }
}
