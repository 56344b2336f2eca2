import PerfStats

/// The words that all renderings share.

extension Verdict {
  /// Order of the sections of a report: what needs action first.
  package static let reportOrder: [Verdict] = [
    .fail, .warn, .improved, .changed, .inconclusive, .missing, .new, .error, .pass,
  ]

  /// Heading of the section of this verdict.
  package var heading: String {
    switch self {
    case .fail: "REGRESSIONS"
    case .warn: "WARNINGS"
    case .improved: "IMPROVEMENTS"
    case .changed: "CHANGED"
    case .inconclusive: "INCONCLUSIVE"
    case .pass: "PASSED"
    case .missing: "MISSING"
    case .new: "NEW"
    case .error: "ERRORS"
    }
  }

  /// What one benchmark of this verdict is called.
  package var label: String {
    switch self {
    case .fail: "regression"
    case .warn: "warning"
    case .improved: "improved"
    case .changed: "changed"
    case .inconclusive: "inconclusive"
    case .pass: "pass"
    case .missing: "missing"
    case .new: "new"
    case .error: "error"
    }
  }

  /// `3 regressions`, `1 warning`, `86 passed`.
  package func count(_ n: Int) -> String {
    switch self {
    case .fail: "\(n) regression\(n == 1 ? "" : "s")"
    case .warn: "\(n) warning\(n == 1 ? "" : "s")"
    case .improved: "\(n) improvement\(n == 1 ? "" : "s")"
    case .error: "\(n) error\(n == 1 ? "" : "s")"
    case .pass: "\(n) passed"
    case .changed, .inconclusive, .missing, .new: "\(n) \(label)"
    }
  }
}

extension Report {
  package func benchmarks(_ verdict: Verdict) -> [BenchmarkResult] {
    // By position: rows that are not wanted are not copied.
    benchmarks.indices.filter { benchmarks[$0].verdict == verdict }.map { benchmarks[$0] }
  }

  /// `3 regressions, 1 warning, 92 passed`: the verdicts that occur.
  package var counts: String { benchmarks.indices.map { benchmarks[$0].verdict }.counts }

  /// The rows of the whole suite, which stand first in every report.
  package var wholeSuite: [Suite.Row] { suite.rows }

  /// `the whole suite slower by +9.4 %`: rows of the whole suite that failed or warn.
  private func wholeSuite(_ verdict: Verdict) -> [String] {
    suite.rows.filter { $0.verdict == verdict }.map { "\($0.title) \($0.change.amount)" }
  }

  /// The last line of every report: `FAIL - 3 regression(s) detected`.
  package var result: String {
    let told = references.filter { !$0.isGating }.compactMap { $0.cause(.fail, "regression") }
    return ([ownResult] + told).joined(separator: "; ")
  }

  private func causes(_ verdict: Verdict, _ word: String) -> [String] {
    references.filter(\.isGating).compactMap { $0.cause(verdict, word) }
  }

  private var ownResult: String {
    func count(_ verdict: Verdict) -> Int { benchmarks.count { $0.verdict == verdict } }
    switch decision {
    case .fail:
      var causes: [String] = []
      if count(.fail) > 0 { causes.append("\(count(.fail)) regression(s) detected") }
      causes += wholeSuite(.fail) + self.causes(.fail, "regression")
      if count(.missing) > 0, !policy.allowMissing {
        causes.append("\(count(.missing)) benchmark(s) missing")
      }
      return "FAIL - " + (causes.isEmpty ? "see the findings" : causes.joined(separator: ", "))
    case .warn:
      var causes = count(.warn) > 0 ? ["\(count(.warn)) warning(s)"] : []
      causes += wholeSuite(.warn) + self.causes(.warn, "warning")
      return "WARN - no regression detected, "
        + (causes.isEmpty ? "see the findings" : causes.joined(separator: ", "))
    case .inconclusive:
      if count(.inconclusive) > 0 {
        return "INCONCLUSIVE - \(count(.inconclusive)) benchmark(s) cannot be decided"
      }
      let suites = wholeSuite(.inconclusive)
      return suites.isEmpty
        ? "INCONCLUSIVE - nothing was judged, see the findings"
        : "INCONCLUSIVE - " + suites.joined(separator: ", ") + ", which cannot be decided"
    case .error:
      return count(.error) > 0
        ? "ERROR - \(count(.error)) benchmark(s) could not be judged"
        : "ERROR - the comparison could not be judged"
    case .pass:
      let open = count(.inconclusive)
      return "PASS - no regression detected"
        + (open > 0 ? ", \(open) of \(benchmarks.count) benchmark(s) inconclusive" : "")
    }
  }

  /// What would decide the inconclusive benchmarks, in one sentence; nil where there are none.
  package var wayToDecide: String? {
    let open = benchmarks(.inconclusive)
    guard !open.isEmpty else { return nil }
    if currentRunner != nil { return "measure both sides on one kind of machine" }
    // A duet judges pairs of executions; its rows name no jobs.
    if provenance["mode"] == "duet" {
      return "more execution pairs (--executions), or a quieter machine"
    }
    let jobs = open.compactMap { $0.estimate?.jobsToDecide }
    let other =
      "measure both versions in alternation (perfstat duet), on a quieter machine, or with more "
      + "baseline jobs"
    guard let most = jobs.max() else {
      return "not even \(DetectableEffect.mostJobs) current jobs; \(other)"
    }
    let further = "about \(most) further current job\(most == 1 ? "" : "s")"
    return jobs.count == open.count
      ? further : "\(further) for \(jobs.count) of \(open.count); for the rest \(other)"
  }

  /// `baseline 8aa65d5 (5 jobs)`; the commits and jobs of one side.
  package func sideTitle(_ side: KeyPath<BenchmarkResult, BenchmarkResult.Side?>) -> String {
    let commits = side == \BenchmarkResult.baseline ? baselineCommits : currentCommits
    let jobs = benchmarks.compactMap { $0[keyPath: side]?.jobs }.max() ?? 0
    let names = commits.prefix(3).map { shortCommit($0) }
    let more = commits.count > 3 ? " and \(commits.count - 3) more" : ""
    let counted = "\(jobs) job\(jobs == 1 ? "" : "s")"
    return names.isEmpty ? counted : "\(names.joined(separator: ", "))\(more) (\(counted))"
  }

  /// What the noise of this runner was known from.
  package var noiseModelSentence: String {
    let n = noiseModel.jobs
    var text = "\(noiseModel.kind.legible()), \(n) job\(n == 1 ? "" : "s")"
    text += ", common SD between jobs \(plainPercent(noiseModel.tau))"
    let isNormal = noiseModel.nu >= TailCalibration.normal
    text += isNormal ? ", normal tails" : ", tails t(\(brief(noiseModel.nu)))"
    if noiseModel.kappa != 1 { text += " x \(brief(noiseModel.kappa))" }
    return text
  }

  /// The rules the report was judged by.
  package var policySentence: String {
    let correction =
      policy.multiplicity == .holm ? "Holm" : "Benjamini-Hochberg (false discovery rate)"
    return "fail beyond +\(plainPercent(policy.threshold)), warn beyond "
      + "+\(plainPercent(policy.warning)) of cost, with the whole \(plainPercent(policy.level)) "
      + "interval; \(correction) at \(plainPercent(policy.alpha)) over the suite"
  }

  /// What computed the report, in a fixed order: seed and resamples, then the rest by name.
  package var provenanceFields: [(name: String, value: String)] {
    var fields = [("seed", String(policy.seed)), ("resamples", String(policy.resamples))]
    fields += provenance.filter { $0.key != "seed" && $0.key != "resamples" }
      .sorted { $0.key < $1.key }.map { ($0.key.legible(), $0.value.legible()) }
    return fields
  }

  /// `runner differs in cpu (A -> B), cores (2 -> 4)`; nil where both sides ran on one runner. A
  /// field that one side does not state is no difference.
  package var runnerDifference: String? {
    guard let currentRunner else { return nil }
    let conflicts = runner.conflicts(with: currentRunner)
    let fields = zip(runner.fields, currentRunner.fields).filter { conflicts.contains($0.0.name) }
      .map { "\($0.name) (\($0.value.legible(maximum: 80)) -> \($1.value.legible(maximum: 80)))" }
    return fields.isEmpty ? nil : "runner differs in " + fields.joined(separator: ", ")
  }
}

extension Report.Suite.Row {
  /// `whole suite`, followed by the metric where it is not time.
  package var title: String {
    metric.name == "time" ? Self.name : "\(Self.name) [\(metric.name.legible(maximum: 80))]"
  }

  package var change: Change {
    Change(
      Interval(estimate: ratio, lower: lower, upper: upper, level: level, method: "whole suite"),
      of: metric)
  }

  /// `whole suite: +9.4 % (95 %: +6.9 .. +12.0), regression; this runner alone moves it by 0.8 % (SD)`
  package var sentence: String {
    "\(title): \(change.text), \(verdict.label); this runner alone moves it by \(plainPercent(tau)) (SD)"
  }
}

extension BenchmarkResult {
  /// Name, followed by the metric where it is not time: two metrics of one
  /// benchmark are two rows.
  package var title: String {
    metric.name == "time" ? name : "\(name) [\(metric.name)]"
  }

  package var change: Change? { estimate.map { Change($0.deciding, of: metric) } }

  /// Baseline and current value in one unit; nil where the side is absent.
  package var values: (baseline: String?, current: String?) {
    let unit = displayUnit
    return (baseline.map { unit.text($0.value) }, current.map { unit.text($0.value) })
  }

  package var displayUnit: DisplayUnit {
    DisplayUnit(metric.unit, for: [baseline, current].compactMap { $0?.value })
  }
}

/// The first 12 characters of a commit id; other text as it is.
package func shortCommit(_ commit: String) -> String {
  let isHash = commit.utf8.count >= 16 && commit.allSatisfy { $0.isASCII && $0.isHexDigit }
  return isHash ? String(commit.prefix(12)) : commit.legible(maximum: 40)
}

extension [Verdict] {
  /// `3 regressions, 1 warning, 92 passed`: the verdicts that occur.
  var counts: String {
    let parts = Verdict.reportOrder.compactMap { verdict in
      let n = count { $0 == verdict }
      return n > 0 ? verdict.count(n) : nil
    }
    return parts.isEmpty ? "no benchmarks" : parts.joined(separator: ", ")
  }
}
