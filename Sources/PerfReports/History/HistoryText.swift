import PerfStats

extension HistoryFormat {
  package static let text = HistoryFormat("text") { HistoryText($0, options: $1).text }
}

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
    for (heading, sentences) in report.suiteSections(commits: options.commits) {
      lines.append("\(heading) (\(sentences.count))")
      for (sentence, members) in sentences {
        lines.append("  \(sentence)")
        if !members.isEmpty { lines.append("    \(members)") }
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
      return "  \(entries[0].place(commits: options.commits)): \(shortList(entries.map(\.name)))"
    }
    if !groups.isEmpty { lines += ["TOGETHER (\(groups.count))"] + groups + [""] }
    let pending = report.series.filter { $0.trend.pending != nil }
    if !pending.isEmpty {
      lines.append("PENDING (\(pending.count)): measure the newest commit again")
      for entry in pending {
        guard let newest = entry.trend.pending else { continue }
        let points = newest.points == 1 ? "newest point" : "newest \(newest.points) points"
        lines.append(
          "  \(entry.history.title): \(points) \(newest.amount), too few to tell from a spike")
      }
      lines.append("")
    }
    let notes = report.series.filter { !$0.notes.isEmpty }
    if !notes.isEmpty {
      lines.append("NOTES")
      lines += notes.map {
        "  \($0.history.title): \($0.notes.map { $0.legible(maximum: 400) }.joined(separator: "; "))"
      }
      lines.append("")
    }
    lines.append(report.summary)
    return lines.joined(separator: "\n") + "\n"
  }

  private func sentence(_ entry: ChangeEntry) -> String {
    let mark = entry.judgement.reported ? "" : ", not significant over all series"
    let small = entry.change.isNegligible ? ", negligible" : ""
    let p = entry.pText.map { "\($0), " } ?? ""
    return "\(entry.name): \(entry.size) \(entry.direction), "
      + "\(entry.when(commits: options.commits)), \(p)\(entry.state)\(small)\(mark)"
  }
}

/// The first four names and how many more there are.
func shortList(_ names: [String]) -> String {
  names.prefix(4).joined(separator: ", ")
    + (names.count > 4 ? " and \(names.count - 4) more" : "")
}

extension HistoryReport {
  /// What moved many benchmarks at once: lasting moves of the suite, then what is the runner's and
  /// its environment's; each with the names of its members.
  func suiteSections(
    commits: [String]
  ) -> [(heading: String, sentences: [(sentence: String, members: String)])] {
    func sentences(_ findings: [SuiteFinding]) -> [(sentence: String, members: String)] {
      findings.map { finding in
        (
          finding.sentence(commits: commits),
          shortList(finding.members.map { series[$0].history.name.legible() })
        )
      }
    }
    let suite = sentences(findings.filter { $0.kind == .suite })
    let others =
      sentences(findings.filter { $0.kind != .suite })
      + takeovers.map {
        ("\($0.runner.isEmpty ? "" : "\($0.runner.legible()): ")\($0.sentence)", "")
      }
    return [("WHOLE SUITE", suite), ("RUNNER OR ENVIRONMENT", others)].filter { !$1.isEmpty }
  }

  /// Reported changes by what they mean, the largest first; all changes if asked for. Those that
  /// are a part of a finding of the suite are told there.
  package func sections(all: Bool) -> [(heading: String, entries: [ChangeEntry])] {
    let headings: [(Trend.State, String)] = [
      (.open, "OPEN REGRESSIONS"), (.improvement, "IMPROVEMENTS"), (.unknown, "CHANGES"),
      (.fixed, "REGRESSIONS FIXED LATER"), (.lost, "IMPROVEMENTS LOST LATER"),
    ]
    let entries = series.indices.flatMap { s in
      series[s].judgements.indices
        .filter {
          all || (series[s].judgements[$0].reported && series[s].judgements[$0].partOf == nil)
        }
        .map { ChangeEntry(self, ChangeReference(series: s, change: $0)) }
    }
    return headings.compactMap { state, heading in
      let members = entries.filter { $0.judgement.state == state }
        .sorted { (abs($0.change.shift), $1.name) > (abs($1.change.shift), $0.name) }
      return members.isEmpty ? nil : (heading, members)
    }
  }

  /// `150 series searched, 3 too short: 140 changes in 90 series, open regressions: 3 (1 of the whole
  /// suite, 2 of single benchmarks) (false discovery rate 5 %)`.
  package var summary: String {
    let short = series.count - searched
    let (suites, single) = (openFindings.count, openChanges.count)
    let changed = Set(reported.map(\.series)).count
    let open =
      suites == 0
      ? "\(single) open regression\(single == 1 ? "" : "s")"
      : "open regressions: \(suites + single) (\(suites) of the whole suite, "
        + "\(single) of single benchmarks)"
    return "\(searched) series searched\(short > 0 ? ", \(short) too short" : ""): "
      + "\(reported.count) change\(reported.count == 1 ? "" : "s") in \(changed) series, "
      + "\(open) (false discovery rate \(plainPercent(rate)))"
  }
}
