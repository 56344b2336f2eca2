import PerfStats

/// Changes over time as plain text: what is broken now first.
struct HistoryText {
  let report: HistoryReport
  let options: HistoryRenderOptions

  init(_ report: HistoryReport, options: HistoryRenderOptions) {
    self.report = report
    self.options = options
  }

  var text: String {
    var lines: [String] = []
    if !report.shifts.isEmpty {
      lines.append("RUNNER OR ENVIRONMENT")
      lines += report.shifts.map { shift in
        "  \(shift.runner.isEmpty ? "" : "\(shift.runner.legible()): ")\(shift.sentence)"
      }
      lines.append("")
    }
    for (heading, entries) in report.sections(all: options.all) {
      lines.append("\(heading) (\(entries.count))")
      lines += entries.map { "  " + sentence($0) }
      lines.append("")
    }
    let groups = report.groups.map { group in
      let entries = group.map { ChangeEntry(report, $0) }
      let names = entries.prefix(4).map(\.name).joined(separator: ", ")
      let more = entries.count > 4 ? " and \(entries.count - 4) more" : ""
      return "  \(entries[0].place(commits: options.commits)): \(names)\(more)"
    }
    if !groups.isEmpty { lines += ["TOGETHER (\(groups.count))"] + groups + [""] }
    let pending = report.series.filter { $0.trend.pending != nil }
    if !pending.isEmpty {
      lines.append("PENDING (\(pending.count)): measure the newest commit again")
      for entry in pending {
        guard let newest = entry.trend.pending else { continue }
        let points = newest.points == 1 ? "newest point" : "newest \(newest.points) points"
        lines.append(
          "  \(entry.history.title): \(points) \(percent(newest.ratio - 1)), too few to tell "
            + "from a spike")
      }
      lines.append("")
    }
    let notes = report.series.filter { !$0.notes.isEmpty }
    if !notes.isEmpty {
      lines.append("NOTES")
      lines += notes.map { "  \($0.history.title): \($0.notes.joined(separator: "; "))" }
      lines.append("")
    }
    lines.append(report.summary)
    return lines.joined(separator: "\n") + "\n"
  }

  private func sentence(_ entry: ChangeEntry) -> String {
    let mark = entry.judgement.reported ? "" : ", not significant over all series"
    let small = entry.change.isNegligible ? ", negligible" : ""
    return "\(entry.name): \(entry.size) \(entry.direction), began in "
      + "\(entry.place(commits: options.commits)), \(entry.pText), \(entry.state)\(small)\(mark)"
  }
}

extension HistoryReport {
  /// Reported changes by what they mean, the largest first; all changes if asked for.
  package func sections(all: Bool) -> [(heading: String, entries: [ChangeEntry])] {
    let headings: [(Trend.State, String)] = [
      (.open, "OPEN REGRESSIONS"), (.improvement, "IMPROVEMENTS"), (.unknown, "CHANGES"),
      (.fixed, "REGRESSIONS FIXED LATER"), (.lost, "IMPROVEMENTS LOST LATER"),
    ]
    let entries = series.indices.flatMap { s in
      series[s].judgements.indices
        .filter { all || series[s].judgements[$0].reported }
        .map { ChangeEntry(self, ChangeReference(series: s, change: $0)) }
    }
    return headings.compactMap { state, heading in
      let members = entries.filter { $0.judgement.state == state }
        .sorted { (abs($0.change.shift), $1.name) > (abs($1.change.shift), $0.name) }
      return members.isEmpty ? nil : (heading, members)
    }
  }

  /// `150 series searched, 3 too short: 140 changes reported, 12 open regressions`.
  package var summary: String {
    let short = series.count - searched
    let open = reported.count {
      series[$0.series].judgements[$0.change].state == .open
    }
    let changed = Set(reported.map(\.series)).count
    return "\(searched) series searched\(short > 0 ? ", \(short) too short" : ""): "
      + "\(reported.count) change\(reported.count == 1 ? "" : "s") in \(changed) series, "
      + "\(open) open regression\(open == 1 ? "" : "s") "
      + "(false discovery rate \(plainPercent(rate)))"
  }
}
