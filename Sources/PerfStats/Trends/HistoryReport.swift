import RealModule

/// The answer of a search through many series: everything a rendering needs.
/// Ratios are of the metric's own value: above 1 is more, whatever direction is better.
package struct HistoryReport: Hashable, Sendable {
  package var parameters: TrendParameters
  /// False discovery rate over the series.
  package var rate: Double
  /// One entry for each series, in the order given.
  package var series: [Series]
  /// How much smaller than their bounds the p-values of long series really are in this family.
  package var familyScale: Double
  /// Lasting moves of whole suites.
  package var findings: [SuiteFinding]
  /// Runners that took over from others for good.
  package var takeovers: [RunnerShift]
  /// Reported changes of several series whose confidence sets overlap, each group once.
  package var groups: [[ChangeReference]]

  /// A series with what was found in it.
  package struct Series: Hashable, Sendable {
    package var history: SeriesHistory
    package var trend: Trend
    /// Judgement of each change, in the order of `trend.changes`.
    package var judgements: [Judgement]
    package var notes: [String]

    /// The points as they were searched, to be drawn: logarithms, or values on other scales.
    package var drawn: [Double] {
      trend.scale == .logarithm ? history.points.map(\.logValue) : history.points.map(\.value)
    }

    /// Points of each level with its place on the same scale.
    package var levels: [(span: ClosedRange<Int>, level: Double)] {
      trend.levels.indices.map { j in
        let start = j == 0 ? 0 : trend.changes[j - 1].end
        let end = j == trend.changes.count ? trend.count - 1 : trend.changes[j].start
        // Neighbouring ramps may overlap by a few points.
        return (
          min(start, end)...max(start, end),
          trend.scale == .logarithm ? trend.levels[j] : trend.scale.value(trend.levels[j])
        )
      }
    }
  }

  /// What the whole of the series says about one change of one of them.
  package struct Judgement: Hashable, Sendable {
    /// Whether the change survives the correction for the number of series.
    package var reported: Bool
    /// nil of exact counts, where nothing was estimated.
    package var adjustedP: Double?
    package var state: Trend.State
    /// Number of the finding among `findings` that this change is a part of.
    package var partOf: Int?
  }

  /// One change of one series.
  package struct ChangeReference: Hashable, Sendable {
    package var series: Int
    package var change: Int

    package init(series: Int, change: Int) {
      self.series = series
      self.change = change
    }
  }

  /// Searches every series; the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - suites: series of `histories` that share their runs, see `SuiteHistory`.
  ///   - sharedAxis: whether `Point.index` means the same commit in every series of a runner, so that
  ///     changes can be grouped.
  /// - Throws: a value that cannot be searched, a parameter outside its range.
  package init(
    _ histories: [SeriesHistory], suites: [Suite] = [], takeovers: [RunnerShift] = [],
    parameters: TrendParameters = TrendParameters(), rate: Double = 0.05,
    sharedAxis: Bool = false, threads: Int = 1
  ) throws(StatisticsError) {
    var trends = try inParallel(histories.count, threads: threads) {
      (i) throws(StatisticsError) in
      try Trend(histories[i], parameters: parameters)
    }
    for suite in suites { suite.widen(&trends) }
    let searches = trends.filter { $0.status == .analyzed && $0.scale != .exact }
      .map { Discoveries.Search(p: $0.p, points: $0.count) }
    let discoveries = try Discoveries(searches, rate: rate, alpha: parameters.alpha)
    self.parameters = parameters
    self.rate = rate
    self.takeovers = takeovers
    familyScale = discoveries.scale
    var series = zip(histories, trends).map { history, trend in
      Series(
        history: history, trend: trend,
        judgements: trend.changes.map { change in
          Judgement(
            reported: change.p.map { discoveries.reports(p: $0, points: trend.count) } ?? true,
            adjustedP: change.p.map { discoveries.adjusted(p: $0, points: trend.count) },
            state: change.state(better: history.metric.better), partOf: nil)
        },
        notes: history.notes + trend.notes(history.points))
    }
    findings = suites.flatMap {
      SuiteSearch($0, in: series, parameters: parameters).findings()
    }
    for (number, finding) in findings.enumerated() {
      for s in finding.members {
        for (c, change) in series[s].trend.changes.enumerated()
        where change.ramp == nil && change.shift * finding.shift > 0 {
          let points = series[s].history.points
          let overlaps =
            points[change.first].index <= finding.last
            && points[change.last].index >= finding.first
          let isBeside = abs(points[change.index].index - finding.index) <= SuiteSearch.nearCommon
          if overlaps || isBeside { series[s].judgements[c].partOf = number }
        }
      }
    }
    self.series = series
    groups = sharedAxis ? Self.groups(series) : []
  }

  /// Whether a change counts by itself: reported, and not a part of a finding.
  package func isOwn(_ reference: ChangeReference) -> Bool {
    let judgement = series[reference.series].judgements[reference.change]
    return judgement.reported && judgement.partOf == nil
  }

  /// The compiler that took over within the commits of a change, if one did.
  package func upgrade(within reference: ChangeReference) -> RunnerShift? {
    let entry = series[reference.series]
    let change = entry.trend.changes[reference.change]
    let points = entry.history.points
    return takeovers.first {
      $0.isUpgrade && $0.runner == entry.history.runner
        && $0.lies(
          after: points[change.first - 1], upTo: points[change.last],
          among: points[change.first...change.last])
    }
  }

  /// Findings that are a regression of the code and that no later level undid.
  package var openFindings: [SuiteFinding] {
    findings.filter { $0.kind == .suite && $0.state == .open }
  }

  /// Reported changes of single benchmarks that are worse and that no later level undid.
  package var openChanges: [ChangeReference] {
    reported.filter {
      isOwn($0) && series[$0.series].judgements[$0.change].state == .open
    }
  }

  /// Number of series that were long enough to be searched.
  package var searched: Int { series.count { $0.trend.status == .analyzed } }

  /// Reported changes in the order of the series.
  package var reported: [ChangeReference] {
    series.indices.flatMap { s in
      series[s].judgements.indices.filter { series[s].judgements[$0].reported }
        .map { ChangeReference(series: s, change: $0) }
    }
  }

  /// Groups of changes whose sets have a commit in common, runner by runner.
  private static func groups(_ series: [Series]) -> [[ChangeReference]] {
    struct Span {
      var reference: ChangeReference
      var runner: String
      var first: Int
      var last: Int
    }
    var spans: [Span] = []
    for (s, entry) in series.enumerated() {
      for (c, change) in entry.trend.changes.enumerated()
      where entry.judgements[c].reported && entry.judgements[c].partOf == nil && change.ramp == nil
      {
        spans.append(
          Span(
            reference: ChangeReference(series: s, change: c), runner: entry.history.runner,
            first: entry.history.points[change.first].index,
            last: entry.history.points[change.last].index))
      }
    }
    spans.sort {
      ($0.runner, $0.first, $0.reference.series) < ($1.runner, $1.first, $1.reference.series)
    }
    var groups: [[ChangeReference]] = []
    var open: (runner: String, last: Int)?
    for span in spans {
      if let current = open, current.runner == span.runner, span.first <= current.last {
        groups[groups.count - 1].append(span.reference)
        open = (span.runner, min(current.last, span.last))
      } else {
        groups.append([span.reference])
        open = (span.runner, span.last)
      }
    }
    return groups.filter { $0.count > 1 }
  }
}

extension Suite {
  /// Widens the intervals of the steps of its series: the levels of what was taken out are estimates
  /// as well.
  fileprivate func widen(_ trends: inout [Trend]) {
    guard passing.count > 1 else { return }
    let mean = Moments.mean(passing)
    let variance = passing.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(passing.count)
    for s in series where trends[s].scale == .logarithm {
      for c in trends[s].changes.indices {
        let change = trends[s].changes[c]
        guard change.ramp == nil, let interval = change.size.interval else { continue }
        let errors = 1 / Double(change.compared.before) + 1 / Double(change.compared.after)
        let factor =
          (1 + variance * errors / (change.standardError * change.standardError)).squareRoot()
        func widened(_ bound: Double) -> Double {
          .exp(change.shift + factor * (.log(bound) - change.shift))
        }
        trends[s].changes[c].size = .ratio(
          Interval(
            estimate: interval.estimate, lower: widened(interval.lower),
            upper: widened(interval.upper), level: interval.level, method: interval.method))
      }
    }
  }
}

extension Trend {
  /// What a reader should know about the series as a whole and how it was searched.
  ///
  /// - Parameter points: of the series.
  public func notes(_ points: [SeriesHistory.Point]) -> [String] {
    var notes = isGradual ? ["gradual"] : []
    for drift in drifts {
      let change = (drift.after / drift.before - 1) * 100
      let size =
        drift.before > 0
        ? "\(change < 0 ? "" : "+")\((change * 10).rounded() / 10) % in all"
        : "from 0 to \(drift.after)"
      notes.append(
        "drifting: \(size), from \(points[drift.first].identifier) to "
          + "\(points[drift.last].identifier)")
    }
    if isDoubtful, let resemblance {
      notes.append(
        "wanders by itself (neighbouring points correlate by \((resemblance * 100).rounded() / 100)):"
          + " one in ten to six series like it shows a change where there is none")
    }
    switch scale {
    case .squareRoot: notes.append("holds zeros: searched on the square-root scale of counts")
    case .linear: notes.append("holds zeros: searched on a linear scale")
    case .logarithm, .exact: break
    }
    return notes
  }
}
