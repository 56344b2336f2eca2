import PerfStats

extension Report.Reference {
  /// Those that are not simply passed, what needs action first.
  package var notable: [Row] {
    let verdicts: [Verdict] = [.fail, .error, .warn, .changed, .improved]
    return verdicts.flatMap { verdict in rows.filter { $0.verdict == verdict } }
  }

  /// Rows that a report shows; the others are in its JSON form.
  package static let mostShown = 50

  /// The verdict whose colour the whole has.
  package var worst: Verdict? {
    switch decision {
    case .fail, .error: .fail
    case .warn: .warn
    case .inconclusive: .inconclusive
    case .pass: nil
    }
  }

  /// `2 regression(s) against v1.0`, the whole suite counted; nil without any.
  package func cause(_ verdict: Verdict, _ word: String) -> String? {
    let n = rows.count { $0.verdict == verdict }
    return n > 0 ? "\(n) \(word)(s) against \(name.legible(maximum: 80))" : nil
  }

  /// `2 regressions, 1 warning, 93 passed`, rows of the whole suite not counted.
  package var counts: String {
    rows.filter { $0.name != Report.Suite.Row.name }.map(\.verdict).counts
  }

  /// `against v1.0 (8aa65d5): FAIL, 2 regressions, 94 passed`.
  package var sentence: String {
    let commits = commits.prefix(3).map { shortCommit($0) }.joined(separator: ", ")
    let own = commits.isEmpty || commits == name ? "" : " (\(commits))"
    return
      "against \(name.legible(maximum: 80))\(own): \(decision.rawValue.uppercased()), \(counts)"
      + (isGating ? "" : "; told only, --also-gates lets it decide")
  }
}

extension Report.Reference.Row {
  /// `add/AVX2/100: +9.4 % (95 %: +6.9 .. +12.0), regression`.
  package var sentence: String {
    let title = metric.name == "time" ? name : "\(name) [\(metric.name)]"
    let change = interval.map { "\(Change($0, of: metric).text), " } ?? ""
    return "\(title.legible()): \(change)\(verdict.label)"
  }
}
