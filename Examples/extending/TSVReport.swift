import PerfReports
import PerfStats

extension ReportFormat {
  /// For a spreadsheet: one row a benchmark, cells set apart by tabs.
  package static let tsv = ReportFormat("tsv") { report, _ in
    report.benchmarks.map { row in
      let change = row.estimate.map { percent($0.deciding.estimate - 1) } ?? ""
      return "\(row.title.legible())\t\(row.verdict.rawValue)\t\(change)\n"
    }.joined()
  }
}
