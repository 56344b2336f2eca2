import Foundation
import PerfStats
import PerfText

extension HistoryFormat {
  package static let csv = HistoryFormat("csv") { report, _ in HistoryTable(report).text }
}

/// Every change of every series as a row of CSV.
package struct HistoryTable {
  let report: HistoryReport

  package init(_ report: HistoryReport) { self.report = report }

  var text: String { String(decoding: ExportTable.changes.header + rows, as: UTF8.self) }

  /// The records without the header, in the columns of `ExportTable.changes`.
  package var rows: [UInt8] {
    var csv = CSVWriter()
    for (s, entry) in report.series.enumerated() {
      for c in entry.trend.changes.indices {
        let found = ChangeEntry(report, HistoryReport.ChangeReference(series: s, change: c))
        let change = found.change
        let points = entry.history.points
        for text in [
          entry.history.name, entry.history.metric.name, entry.history.metric.unit,
          entry.history.runner,
        ] {
          csv.field(text)
        }
        csv.field(points.count)
        csv.field(points[change.index].index)
        csv.field(points[change.index].commit)
        csv.field(change.ramp == nil ? "step" : "ramp")
        for value in [
          change.size.ratio, change.size.interval?.lower, change.size.interval?.upper,
          found.valueBefore, found.valueAfter,
        ] {
          csv.field(value)
        }
        csv.field(points[change.first].index)
        csv.field(points[change.last].index)
        csv.field(found.good.commit)
        csv.field(found.bad.commit)
        for value in [change.t, change.p, found.judgement.adjustedP] { csv.field(value) }
        csv.field(found.judgement.partOf)
        csv.field(found.judgement.reported ? "true" : "false")
        csv.field(found.direction)
        csv.field(report.status(found.judgement))
        csv.field(change.isNegligible ? "true" : "false")
        csv.endRecord()
      }
    }
    return csv.bytes
  }
}
