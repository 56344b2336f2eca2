import PerfStats
import PerfText

/// Runs, one a line: what `archive list` shows.
package struct RunListing {
  /// A run by its header, and how much it holds.
  package struct Row {
    package var run: Run
    package var benchmarks: Int
    package var samples: Int

    package init(_ run: Run, benchmarks: Int, samples: Int) {
      self.run = run
      self.benchmarks = benchmarks
      self.samples = samples
    }
  }

  private let rows: [Row]

  package init(_ rows: [Row]) { self.rows = rows }

  /// For people, with a last line of totals.
  package var text: String {
    var lines = rows.map { row in
      let run = row.run
      let commit = run.commit.isEmpty ? "-" : shortCommit(run.commit)
      return [
        run.date.isEmpty ? "-" : run.date.legible(), commit + (run.dirty ? "+" : ""),
        run.branch.isEmpty ? "-" : run.branch.legible(), run.runner.slug.legible(),
        counted(row.benchmarks, "benchmark"), run.id.legible(),
      ].joined(separator: "  ")
    }
    let samples = rows.reduce(0) { $0 + $1.samples }
    lines.append("\(counted(rows.count, "run")), \(counted(samples, "sample"))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// For programs.
  package var csv: String {
    var csv = CSVWriter()
    csv.record([
      "id", "date", "commit", "branch", "dirty", "runner", "origin", "benchmarks", "samples",
    ])
    for row in rows {
      let run = row.run
      for text in [
        run.id, run.date, run.commit, run.branch, run.dirty ? "true" : "false", run.runner.slug,
        run.origin,
      ] {
        csv.field(text)
      }
      csv.field(row.benchmarks)
      csv.field(row.samples)
      csv.endRecord()
    }
    return String(decoding: csv.bytes, as: UTF8.self)
  }

  /// What is known of a runner, a line each.
  package static func lines(_ runner: Runner) -> String {
    runner.fields.filter { !$0.value.isEmpty }.map { "  \($0.name): \($0.value.legible())\n" }
      .joined()
  }

  /// One line about the jobs of a baseline.
  ///
  /// - Parameter commits: their commits, as files are named after them.
  package static func line(_ runs: [Run], commits: [String]) -> String {
    let benchmarks = Set(runs.flatMap { $0.measurements.map(\.key) }).count
    var parts = [
      "commit \(commits.joined(separator: ", "))\(runs.contains(where: \.dirty) ? " (changed)" : "")",
      (runs.map(\.date).max() ?? "").legible(),
      "\(runs.count) job\(runs.count == 1 ? "" : "s")",
      "\(benchmarks) benchmark\(benchmarks == 1 ? "" : "s")",
    ]
    if let reason = runs.first?.settings["reason"] { parts.append("\"\(reason.legible())\"") }
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
