import PerfStats
import PerfText

/// Names and other texts that a spreadsheet may take for formulas.
package struct FormulaTexts {
  private var texts: Set<String> = []

  package init() {}

  package mutating func look(at run: Run) {
    look(at: run.id)
    look(at: run.commit)
    look(at: run.runner.slug)
    for measurement in run.measurements {
      look(at: measurement.benchmark)
      look(at: measurement.metric.name)
      look(at: measurement.metric.unit)
    }
  }

  private mutating func look(at text: String) {
    if CSVWriter.looksLikeFormula(text), texts.count < 1000 { texts.insert(text) }
  }

  /// What to tell a reader; nil if there is no such text.
  package var warning: String? {
    guard let first = texts.min() else { return nil }
    return "\(texts.count == 1 ? "a text begins" : "\(texts.count) texts begin") like a formula "
      + "(\(first.debugDescription)): written as found; where a spreadsheet opens the tables, "
      + "let it take quoted fields as text"
  }
}
