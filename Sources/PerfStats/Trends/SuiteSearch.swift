import RealModule

/// Finds the lasting moves of one suite, once its series have been judged.
struct SuiteSearch {
  /// A reported step of one series, in runs of the suite.
  private struct Step {
    var series: Int
    var change: Int
    var index: Int
    var first: Int
    var last: Int
  }

  private let suite: Suite
  private let series: ArraySlice<HistoryReport.Series>
  private let parameters: TrendParameters

  init(_ suite: Suite, in all: [HistoryReport.Series], parameters: TrendParameters) {
    self.suite = suite
    series = all[suite.series]
    self.parameters = parameters
  }

  func findings() -> [SuiteFinding] {
    guard series.count >= 2 else { return [] }
    var findings: [SuiteFinding] = []
    for sign in [1.0, -1.0] {
      findings += groups(sign).compactMap { finding($0, sign: sign) }
    }
    findings += commonMoves().filter { move in
      findings.allSatisfy { abs($0.index - move.index) > Self.nearCommon }
    }
    return findings.sorted { ($0.index, -$0.members.count) < ($1.index, -$1.members.count) }
  }

  /// Reach of a member about the place of the group, and of a step of the factor about a finding.
  private static let near = 8
  static let nearCommon = 3
  /// Contrast that makes a series a member at a place that the others told.
  private static let nearContrast = 3.0

  // MARK: Members

  /// Reported steps of one sign whose sets overlap, at most one of each series.
  private func groups(_ sign: Double) -> [[Step]] {
    var steps: [Step] = []
    for s in series.indices {
      let points = series[s].history.points
      for (c, change) in series[s].trend.changes.enumerated()
      where series[s].judgements[c].reported && change.ramp == nil && change.shift * sign > 0 {
        steps.append(
          Step(
            series: s, change: c, index: points[change.index].index,
            first: points[change.first].index, last: points[change.last].index))
      }
    }
    steps.sort { ($0.index, $0.series) < ($1.index, $1.series) }
    var groups: [[Step]] = []
    var members: Set<Int> = []
    var set = 0...0
    for step in steps {
      if !groups.isEmpty, step.first <= set.upperBound, step.last >= set.lowerBound,
        !members.contains(step.series)
      {
        members.insert(step.series)
        groups[groups.count - 1].append(step)
        set = max(set.lowerBound, step.first)...min(set.upperBound, step.last)
      } else {
        groups.append([step])
        members = [step.series]
        set = step.first...step.last
      }
    }
    return groups
  }

  private func finding(_ group: [Step], sign: Double) -> SuiteFinding? {
    guard 5 * group.count >= max(10, series.count) else { return nil }
    let k = group.map(\.index).sorted()[group.count / 2]
    let size = Quantiles.median(group.map(shift))
    guard size.isFinite else { return nil }
    let own = Set(group.map(\.series))
    let joined = series.indices.filter { s in
      !own.contains(s) && (moved(s, beside: k, size: size) || follows(s, at: k, size: size))
    }
    guard 2 * (group.count + joined.count) >= series.count else { return nil }

    let first = group.map(\.first).max() ?? k
    let last = group.map(\.last).min() ?? k
    let members = (own + joined).sorted()
    let undone = 2 * group.count { series[$0.series].trend.changes[$0.change].undone } > group.count
    let (start, course) = commonCourse(group, around: k)
    let common = CommonCourse(course, parameters: parameters)
    if let common, let step = common.step(nearest: k - start, within: Self.near, sign: sign) {
      return finding(
        step, of: common, from: start, members: members, undone: undone || step.change.undone)
    }
    let p = group.compactMap { series[$0.series].trend.changes[$0.change].p }.min() ?? 0
    let t = group.compactMap { series[$0.series].trend.changes[$0.change].t.map(abs) }.max()
    return finding(
      index: k, first: first, last: last, shift: size, interval: nil, p: p, undone: undone,
      members: members,
      allowing: zip2(common, t).map { $0.p(at: k - start, t: $1) } ?? p)
  }

  /// Size of a step on the log scale; infinite from or to 0.
  private func shift(_ step: Step) -> Double {
    let trend = series[step.series].trend
    let change = trend.changes[step.change]
    return trend.scale == .logarithm ? change.shift : Double.log(change.size.ratio ?? .infinity)
  }

  /// Whether a reported step of a series lies beside `k` and is of about that size: noise put it a point
  /// or two away from the others.
  private func moved(_ s: Int, beside k: Int, size: Double) -> Bool {
    series[s].trend.changes.indices.contains { c in
      let change = series[s].trend.changes[c]
      let place = series[s].history.points[change.index].index
      return series[s].judgements[c].reported && change.ramp == nil
        && series[s].trend.scale == .logarithm && abs(place - k) <= Self.nearCommon
        && change.shift / size >= 0.5 && change.shift / size <= 2
    }
  }

  /// Whether a series without a reported change near `k` moved there as the others did.
  private func follows(_ s: Int, at k: Int, size: Double) -> Bool {
    let (history, trend) = (series[s].history, series[s].trend)
    guard trend.status == .analyzed, trend.scale == .logarithm else { return false }
    let points = history.points
    let reported = trend.changes.indices.filter { series[s].judgements[$0].reported }
      .map { trend.changes[$0].index }
    guard reported.allSatisfy({ abs(points[$0].index - k) > Self.near }) else { return false }
    let place = points.firstIndex { $0.index >= k } ?? points.count
    let a = reported.last { $0 < place } ?? 0
    let b = reported.first { $0 > place } ?? points.count
    guard place - a >= 2, b - place >= 2 else { return false }
    let search = StepSearch(points.map(\.logValue), parameters: parameters)
    let contrast = Contrast(
      search.sums, at: place, after: a, before: b, noise: search.noise,
      inflation: 1 + 2 * search.autocorrelation, parameters: parameters)
    let direction: Double = size < 0 ? -1 : 1
    return contrast.t * direction >= Self.nearContrast && contrast.shift / size >= 0.5
      && contrast.shift / size <= 2
  }

  /// Median over the group of the distance of each to its level before `k`, from the median of
  /// their previous changes to that of their next ones; first run of it.
  private func commonCourse(_ group: [Step], around k: Int) -> (start: Int, course: [Double]) {
    let bounds = group.map { step in
      let trend = series[step.series].trend
      let points = series[step.series].history.points
      let (a, b) = (trend.bounds[step.change], trend.bounds[step.change + 2])
      return (
        start: a == 0 ? 0 : points[a].index,
        end: b == trend.count ? suite.axis.count : points[b].index
      )
    }
    let start = min(k, Int(Quantiles.median(bounds.map { Double($0.start) })))
    let end = max(k, Int(Quantiles.median(bounds.map { Double($0.end) })))
    let rows = group.map { suite.table[$0.series - suite.series.lowerBound] }
    let levels = rows.map { row in
      Quantiles.median(row[start..<k].compactMap { $0.flatMap { $0.isFinite ? $0 : nil } })
    }
    var course: [Double] = []
    for r in start..<end {
      let distances = zip(rows, levels).compactMap { row, level in
        row[r].flatMap { $0.isFinite && level.isFinite ? $0 - level : nil }
      }
      course.append(
        distances.isEmpty ? course.last ?? 0 : Quantiles.median(distances))
    }
    return (start, course)
  }

  // MARK: Findings

  /// Steps of the common factor: lasting moves too small to be seen in one series.
  private func commonMoves() -> [SuiteFinding] {
    guard let common = CommonCourse(suite.factor, parameters: parameters) else { return [] }
    return common.steps.map {
      finding($0, of: common, from: 0, members: [], undone: $0.change.undone)
    }
  }

  private func finding(
    _ step: CommonCourse.Step, of common: CommonCourse, from start: Int, members: [Int],
    undone: Bool
  ) -> SuiteFinding {
    let change = step.change
    return finding(
      index: start + change.index, first: start + change.first, last: start + change.last,
      shift: change.shift, interval: change.size.interval, p: change.p ?? 0, undone: undone,
      members: members,
      allowing: common.p(at: change.index, t: abs(change.t ?? 0), between: step.bounds))
  }

  private func finding(
    index: Int, first: Int, last: Int, shift: Double, interval: Interval?, p: Double,
    undone: Bool, members: [Int], allowing: Double
  ) -> SuiteFinding {
    let conditions = differences(first: first, last: last)
    return SuiteFinding(
      kind: !conditions.isEmpty
        ? .environment : allowing > parameters.alpha ? .wander : .suite,
      runner: suite.runner, metric: suite.metric, index: index, first: first, last: last,
      good: suite.axis[max(0, first - 1)], bad: suite.axis[last], shift: shift,
      interval: interval, p: conditions.isEmpty ? allowing : p, undone: undone, members: members,
      of: series.count,
      conditions: conditions)
  }

  /// Conditions that changed from one run to the next within first - 1 ... last.
  private func differences(first: Int, last: Int) -> [RunnerShift.Difference] {
    let runs = max(0, first - 1)...last
    let fields = Set(runs.flatMap { suite.conditions[$0].keys }).sorted()
    return fields.compactMap { field in
      let values = runs.compactMap { suite.conditions[$0][field] }
      guard let before = values.first, let after = values.first(where: { $0 != before })
      else { return nil }
      return RunnerShift.Difference(field: field, before: before, after: after)
    }
  }
}

/// Both, if there are both.
private func zip2<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
  if let a, let b { (a, b) } else { nil }
}
