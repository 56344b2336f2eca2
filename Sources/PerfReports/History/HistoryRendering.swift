import PerfStats

/// A form of a report on changes over time. Each is declared beside its rendering.
package struct HistoryFormat: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Every form, in the order of the help.
  package static let allCases: [HistoryFormat] = [
    .text,
    .json,
    .csv,
    .markdown,
    .html,
  ]

  /// Name on the command line.
  package let rawValue: String
  /// The text of a report, ending with a line break.
  let rendering: @Sendable (HistoryReport, HistoryRenderOptions) -> String

  init(
    _ name: String, rendering: @escaping @Sendable (HistoryReport, HistoryRenderOptions) -> String
  ) {
    rawValue = name
    self.rendering = rendering
  }

  package init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  package static func == (a: HistoryFormat, b: HistoryFormat) -> Bool { a.rawValue == b.rawValue }

  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What the caller knows of the place that a history goes to.
package struct HistoryRenderOptions: Hashable, Sendable {
  /// Address of a commit, with `{commit}` where its id goes; empty for none.
  package var commitURL: String
  /// Also changes that the correction for the number of series took out.
  package var all: Bool
  /// First-parent commits, oldest first, where a repository was read; empty otherwise.
  package var commits: [String]
  /// The word that a page's scripts are known by.
  package var nonce: String

  package init(
    commitURL: String = "", all: Bool = false, commits: [String] = [],
    nonce: String = Page.fixedNonce
  ) {
    self.commitURL = commitURL
    self.all = all
    self.commits = commits
    self.nonce = nonce
  }
}

extension HistoryReport {
  /// The text of a report in one form, ending with a line break.
  package func rendered(
    as format: HistoryFormat, options: HistoryRenderOptions = HistoryRenderOptions()
  ) -> String {
    format.rendering(self, options)
  }

  /// What a change is called in a table: its state, or what the suite says about it.
  package func status(_ judgement: Judgement) -> String {
    guard let number = judgement.partOf, findings[number].kind != .suite else {
      return judgement.state.rawValue
    }
    return findings[number].kind.rawValue
  }
}

/// One change with everything its sentence needs.
package struct ChangeEntry: Hashable, Sendable {
  package var name: String
  package var series: SeriesHistory
  package var change: Trend.Change
  package var judgement: HistoryReport.Judgement
  /// The compiler that took over within its commits.
  private var upgrade: RunnerShift?

  package init(_ report: HistoryReport, _ reference: HistoryReport.ChangeReference) {
    let entry = report.series[reference.series]
    self.init(
      entry.history, entry.trend.changes[reference.change], entry.judgements[reference.change])
    upgrade = report.upgrade(within: reference)
  }

  package init(
    _ series: SeriesHistory, _ change: Trend.Change, _ judgement: HistoryReport.Judgement
  ) {
    self.series = series
    self.change = change
    self.judgement = judgement
    name = series.title
  }

  /// `+6.1 %`; `0 -> 2 allocs` where there is no ratio.
  package var amount: String {
    change.size.ratio.map { percent($0 - 1) } ?? values
  }

  /// `+4.2 .. +8.0 %`, or the values before and after.
  package var extent: String {
    guard let interval = change.size.interval else { return values }
    return "\(percent(interval.lower - 1, bare: true)) .. "
      + "\(percent(interval.upper - 1, bare: true)) %"
  }

  /// `+6.1 % (+4.2 .. +8.0 %)`, `8 -> 9 allocs (+12.5 %)`, `0 -> 2 allocs`.
  package var size: String {
    if change.size.interval != nil { return "\(amount) (\(extent))" }
    return change.size.ratio == nil ? values : "\(values) (\(amount))"
  }

  /// The values before and after, where they say more than a ratio.
  package var valueBefore: Double? {
    if case .values(let before, _) = change.size { before } else { nil }
  }
  package var valueAfter: Double? {
    if case .values(_, let after) = change.size { after } else { nil }
  }

  private var values: String {
    guard case .values(let before, let after) = change.size else { return "" }
    let unit = series.metric.unit.legible(maximum: 24)
    return "\(count(before)) -> \(count(after))\(unit.isEmpty ? "" : " \(unit)")"
  }

  private func count(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? significant(value, digits: 4)
  }

  /// `worse`, `better`, `changed`.
  package var direction: String { judgement.state.direction }

  package var state: String {
    let rising = change.ramp?.stillRising == true
    let text = judgement.state == .unknown && change.undone ? "undone later" : judgement.state.words
    let all = rising ? "\(text), still \(change.shift > 0 ? "rising" : "falling")" : text
    return upgrade.map { "\(all), where \($0.differences)" } ?? all
  }

  package var good: SeriesHistory.Point { series.points[change.first - 1] }
  package var bad: SeriesHistory.Point { series.points[change.last] }

  /// `p <= 0.0001`, `p = 0.0042`; nothing of exact counts.
  package var pText: String? { change.p.map(pSentence) }

  /// `a1b2c3d..e4f5a6b (2 commits, 95 %)`: after the first, up to and including the second.
  package func place(commits: [String]) -> String {
    let span = change.last - change.first + 1
    let count = commitCount(from: good, to: bad, points: span, commits: commits)
    let range = "\(good.shortLabel)..\(bad.shortLabel)"
    guard let interval = change.size.interval else { return "\(range) (\(count))" }
    return "\(range) (\(count), \(plainPercent(interval.level)))"
  }

  /// `began in a1b2c3d..e4f5a6b (2 commits, 95 %)`, `over 9 commits within a1b2c3d..e4f5a6b (11 commits,
  /// 95 %)`: these hold nine tenths of the rise or more.
  package func when(commits: [String]) -> String {
    let place = place(commits: commits)
    guard let duration = duration(commits: commits) else { return "began in \(place)" }
    return "over \(duration) within \(place)"
  }

  /// `9 commits`: how long a ramp took at best; nil of a step.
  package func duration(commits: [String]) -> String? {
    change.ramp.map { ramp in
      commitCount(
        from: series.points[ramp.before], to: series.points[ramp.full], points: ramp.commits,
        commits: commits)
    }
  }
}

/// `2 commits`: those of the repository where it is known, else the points.
private func commitCount(
  from good: SeriesHistory.Point, to bad: SeriesHistory.Point, points: Int, commits: [String]
) -> String {
  var count = points
  if let a = commits.firstIndex(of: good.commit), let b = commits.firstIndex(of: bad.commit), a < b
  {
    count = b - a
  }
  return "\(count) commit\(count == 1 ? "" : "s")"
}

private func pSentence(_ p: Double) -> String {
  p <= 0.0001 ? "p <= 0.0001" : "p = \(significant(p, digits: 2))"
}

extension Trend.State {
  /// `worse`, `better`, `changed`.
  package var direction: String {
    switch self {
    case .open, .fixed: "worse"
    case .improvement, .lost: "better"
    case .unknown: "changed"
    }
  }

  package var words: String {
    switch self {
    case .open: "still open"
    case .fixed: "fixed later"
    case .improvement, .unknown: "still there"
    case .lost: "lost later"
    }
  }
}

extension Trend.Pending {
  /// `+30.1 %`; `0 -> 5` from 0.
  package var amount: String {
    ratio.map { percent($0 - 1) }
      ?? "\(significant(before, digits: 4)) -> \(significant(after, digits: 4))"
  }
}

extension SeriesHistory {
  /// Name, with the metric where it is not the time and the runner where there is one.
  package var title: String {
    let metric = metric.name == "time" ? "" : " [\(metric.name)]"
    return name.legible() + metric.legible() + (runner.isEmpty ? "" : " on \(runner.legible())")
  }
}

extension SeriesHistory.Point {
  /// Short commit id; the place in the source where there is none.
  package var shortLabel: String { commit.isEmpty ? "#\(index)" : shortCommit(commit) }
}

extension SuiteFinding {
  /// What happened, where, to how many, in one sentence.
  package func sentence(commits: [String]) -> String {
    let of = metric.name == "time" ? "" : " [\(metric.name.legible(maximum: 40))]"
    let on = runner.isEmpty ? "" : " on \(runner.legible())"
    let count = commitCount(from: good, to: bad, points: last - first + 1, commits: commits)
    let place = "\(good.shortLabel)..\(bad.shortLabel) (\(count))"
    let who =
      members.isEmpty
      ? "in what \(self.of) benchmarks have in common, too small to be seen in one"
      : "in \(members.count) of \(self.of) benchmarks"
    switch kind {
    case .suite:
      return "WHOLE SUITE\(of)\(on) \(size) \(state.direction) \(who), since \(place), "
        + "\(pSentence(p)), \(undone && state == .unknown ? "undone later" : state.words)"
    case .environment:
      let fields = conditions.map { "\($0.field) \($0.before.legible()) -> \($0.after.legible())" }
      return "environment\(of)\(on): \(size) \(who), in \(place), where "
        + "\(fields.joined(separator: ", "))"
    case .wander:
      return "runner\(of)\(on): \(size) \(who), in \(place): it wanders like that by itself"
    }
  }

  /// `+9.9 % (+8.6 .. +11.3 %)`; the ratio alone where there is no interval.
  package var size: String {
    guard let interval else { return percent(ratio - 1) }
    return "\(percent(ratio - 1)) (\(percent(interval.lower - 1, bare: true)) .. "
      + "\(percent(interval.upper - 1, bare: true)) %)"
  }
}

extension RunnerShift {
  /// `cpu A -> B, compiler gcc 12 -> gcc 13`.
  var differences: String {
    func value(_ text: String) -> String { text.isEmpty ? "not stated" : text.legible() }
    return fields.map { "\($0.field) \(value($0.before)) -> \(value($0.after))" }
      .joined(separator: ", ")
  }

  /// Which runner or compiler took over, where, in one sentence.
  package var sentence: String {
    let place = "after \(good.shortLabel) and up to \(bad.shortLabel)"
    return isUpgrade
      ? "another compiler \(place): \(differences); series go on"
      : "another runner \(place): \(differences); series begin anew"
  }
}
