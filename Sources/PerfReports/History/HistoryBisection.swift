import Foundation
import PerfStats

/// What to measure next for every open change whose first commit is not known.
package struct HistoryBisection {
  let report: HistoryReport
  let commits: [String]

  package init(_ report: HistoryReport, commits: [String]) {
    self.report = report
    self.commits = commits
  }

  /// - Throws: what `Bisection` throws.
  package func text() throws(StatisticsError) -> String {
    let order = commits.isEmpty ? nil : CommitOrder(commits)
    var parts: [String] = []
    for reference in report.reported {
      let entry = ChangeEntry(report, reference)
      guard entry.judgement.state == .open || entry.judgement.state == .unknown else { continue }
      let series = report.series[reference.series]
      guard entry.change.ramp == nil else {
        parts.append(
          "\(entry.name): \(entry.size) \(entry.direction), \(entry.when(commits: commits))\n"
            + "  it began at no single commit: nothing to search for\n")
        continue
      }
      let plan = try Bisection(
        series.history, series.trend, change: reference.change, commits: order)
      parts.append(section(entry, plan))
    }
    return parts.isEmpty ? "no open change\n" : parts.joined(separator: "\n")
  }

  private func section(_ entry: ChangeEntry, _ plan: Bisection) -> String {
    var text = "\(entry.name): \(entry.size) \(entry.direction), began in "
    text += "\(entry.place(commits: commits))\n"
    guard let next = plan.next else {
      let only = plan.candidates.first.map { shortCommit($0.commit) } ?? ""
      return text + "  began in \(only): nothing to measure\n"
    }
    guard let jobs = plan.jobs else {
      return text + "  the noise is too large to tell the two levels apart within 100 jobs\n"
    }
    let commit = plan.candidates[next]
    text += "  measure next: \(commit.commit.legible()) "
    text +=
      "(\(jobs) job\(jobs == 1 ? "" : "s")\(commit.measured ? ", besides \(commit.jobs) measured" : ""))\n"
    text += "  slow: it began there or before; fast: it began later. Then ask again.\n"
    let bad = plan.candidates.last?.commit ?? ""
    text += String(
      format:
        "  expected builds: %.1f of these %d commits, where halving them takes %.1f and halving "
        + "everything since the level before %.1f: saves %.1f\n",
      plan.expectedBuilds, plan.candidates.count, plan.plainBuilds, plan.uninformedBuilds,
      plan.uninformedBuilds - plan.expectedBuilds)
    text += "  git bisect start \(bad.legible()) \(plan.good.legible())\n"
    let likely = plan.candidates.sorted { $0.probability > $1.probability }.prefix(5)
    for candidate in likely {
      text += String(format: "    %5.1f %%  ", 100 * candidate.probability)
      text += "\(shortCommit(candidate.commit))\(candidate.measured ? "" : "  (not measured)")\n"
    }
    return text
  }
}
