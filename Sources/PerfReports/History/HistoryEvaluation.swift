import Foundation
import PerfStats

/// How well the found changes agree with those that people marked, as a Markdown table.
package struct HistoryEvaluation {
  private let score: DetectionScore
  private let nothing: DetectionScore
  private let unlabelled: Int

  /// - Parameter margin: a mark and a change at most this far apart agree.
  package init(_ report: HistoryReport, marks: [String: SeriesMarks], margin: Int = 5) {
    var score = DetectionScore()
    var nothing = DetectionScore()
    var unlabelled = 0
    for entry in report.series {
      guard let labels = marks[entry.history.name] else {
        unlabelled += 1
        continue
      }
      let points = entry.history.points
      let found = zip(entry.trend.changes, entry.judgements)
        .filter { $1.reported }.map { points[$0.0.index].index }
      let count = max(labels.length, (points.last?.index ?? -1) + 1)
      score.add(
        ChangeScore(found: found, marks: labels.people, count: count, margin: margin))
      nothing.add(ChangeScore(found: [], marks: labels.people, count: count, margin: margin))
    }
    self.score = score
    self.nothing = nothing
    self.unlabelled = unlabelled
  }

  package var text: String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
    func row(_ name: String, _ score: DetectionScore) -> String {
      "| \(name) | \(score.series) | \(score.found) | \(number(score.precision)) "
        + "| \(number(score.recall)) | \(number(score.f1)) | \(number(score.covering)) "
        + "| \(score.falselyAlarmed) of \(score.unmarked) |\n"
    }
    var text =
      "| rule | series | found | precision | recall | F1 | covering | alarms where nothing is marked |\n"
      + "|---|--:|--:|--:|--:|--:|--:|--:|\n"
    text += row("perfstat history", score) + row("always no change", nothing)
    if unlabelled > 0 { text += "\n\(unlabelled) series without marks left out.\n" }
    return text
  }
}
