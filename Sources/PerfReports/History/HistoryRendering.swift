import PerfStats

/// The forms of a report on changes over time.
package enum HistoryFormat: String, Hashable, Sendable, CaseIterable {
  case text, json, csv, markdown, html
}

/// What the caller knows of the place that a history goes to.
package struct HistoryRenderOptions: Hashable, Sendable {
  /// Address of a commit, with `{commit}` where its id goes; empty for none.
  package var commitURL = ""
  /// Also changes that the correction for the number of series took out.
  package var all = false
  /// First-parent commits, oldest first, where a repository was read; empty otherwise.
  package var commits: [String] = []

  package init() {}
}

extension HistoryReport {
  /// The text of a report in one format, ending with a line break.
  package func rendered(
    as format: HistoryFormat, options: HistoryRenderOptions = HistoryRenderOptions()
  ) -> String {
    switch format {
    case .text: HistoryText(self, options: options).text
    case .markdown: HistoryMarkdown(self, options: options).text
    case .csv: HistoryTable(self).text
    case .json: HistoryJSON(self).text
    case .html: HistoryPage(self, options: options).html
    }
  }
}

/// One change with everything its sentence needs.
package struct ChangeEntry: Hashable, Sendable {
  package var name: String
  package var series: SeriesHistory
  package var change: Trend.Change
  package var judgement: HistoryReport.Judgement

  package init(_ report: HistoryReport, _ reference: HistoryReport.ChangeReference) {
    let entry = report.series[reference.series]
    self.init(
      entry.history, entry.trend.changes[reference.change], entry.judgements[reference.change])
  }

  package init(
    _ series: SeriesHistory, _ change: Trend.Change, _ judgement: HistoryReport.Judgement
  ) {
    self.series = series
    self.change = change
    self.judgement = judgement
    name = series.title
  }

  /// `+6.1 % (4.2..8.0 %)`: the whole interval with the sign of the estimate.
  package var size: String {
    let interval = change.ratio
    let bounds = [percent(interval.lower - 1, bare: true), percent(interval.upper - 1, bare: true)]
    return "\(percent(interval.estimate - 1)) (\(bounds[0]) .. \(bounds[1]) %)"
  }

  /// `worse`, `better`, `changed`.
  package var direction: String {
    switch judgement.state {
    case .open, .fixed: "worse"
    case .improvement, .lost: "better"
    case .unknown: "changed"
    }
  }

  package var state: String {
    switch judgement.state {
    case .open: "still open"
    case .fixed: "fixed later"
    case .improvement: "still there"
    case .lost: "lost later"
    case .unknown: change.undone ? "undone later" : "still there"
    }
  }

  package var good: SeriesHistory.Point { series.points[change.first - 1] }
  package var bad: SeriesHistory.Point { series.points[change.last] }

  /// `p <= 0.0001`, `p = 0.0042`.
  package var pText: String {
    change.p <= 0.0001 ? "p <= 0.0001" : "p = \(significant(change.p, digits: 2))"
  }

  /// `a1b2c3d..e4f5a6b (2 commits, 95 %)`: after the first, up to and including the second.
  package func place(commits: [String]) -> String {
    var count = change.last - change.first + 1
    if let a = commits.firstIndex(of: good.commit), let b = commits.firstIndex(of: bad.commit),
      a < b
    {
      count = b - a
    }
    return "\(good.shortLabel)..\(bad.shortLabel) (\(count) commit\(count == 1 ? "" : "s"), "
      + "\(plainPercent(change.ratio.level)))"
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

extension RunnerShift {
  /// What happened, where, in one sentence.
  package var sentence: String {
    let place = "after \(good.shortLabel) and up to \(bad.shortLabel)"
    switch kind {
    case .commonFactor(let change):
      let bounds = [
        percent(change.ratio.lower - 1, bare: true), percent(change.ratio.upper - 1, bare: true),
      ]
      return "all benchmarks together \(percent(change.ratio.estimate - 1)) "
        + "(\(bounds[0]) .. \(bounds[1]) %) \(place): runner or environment, "
        + "not one benchmark's code"
    case .mostBenchmarks(let changed, let count):
      return "\(changed) of \(count) benchmarks changed \(place): perhaps the runner or its "
        + "environment"
    case .fingerprint(let fields):
      let text = fields.map { "\($0.field) \($0.before.legible()) -> \($0.after.legible())" }
      return "another runner \(place): \(text.joined(separator: ", ")); series begin anew"
    }
  }
}
