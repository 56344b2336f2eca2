import PerfStats
import PerfText

/// Makes the rows of some tables from values that come one after another, so that the runs need not fit
/// into memory together: what belongs to a single run is written at once, and of the rest only what the
/// tables at the end are made from is kept.
package struct TableExport {
  /// The tables that are written.
  package let tables: [ExportTable]
  /// Whether any of them is about two sides, or about the course of series.
  package let compares: Bool
  package let searches: Bool
  private let statistic: LocationStatistic
  private let sink: (ExportTable, [UInt8]) throws(InputError) -> Void
  private var recent = RecentRuns()
  private var formulas = FormulaTexts()

  /// Tables that need a baseline.
  package static let comparing: [ExportTable] = [.comparisons, .intervals, .bootstrap]

  /// - Parameters:
  ///   - tables: those that are wanted.
  ///   - statistic: location of one execution's samples.
  ///   - sink: takes rows of one of the tables.
  package init(
    _ tables: [ExportTable], statistic: LocationStatistic,
    to sink: @escaping (ExportTable, [UInt8]) throws(InputError) -> Void
  ) {
    self.tables = tables
    self.statistic = statistic
    self.sink = sink
    compares = tables.contains { Self.comparing.contains($0) }
    searches = tables.contains { [.changes, .history].contains($0) }
  }

  private func write(
    _ table: ExportTable, _ rows: @autoclosure () -> [UInt8]
  ) throws(InputError) {
    if tables.contains(table) { try sink(table, rows()) }
  }

  /// A run, of which the locations are written.
  package mutating func add(_ run: Run) throws(InputError) {
    formulas.look(at: run)
    try write(.locations, ExportTable.locationRows(run, statistic: statistic))
    if tables.contains(.noise) { recent.append(run) }
  }

  /// What the reader should know of the runs that were added; nil if there is nothing.
  package var warning: String? { formulas.warning }

  /// The noise of each runner with two jobs or more, when all runs were added.
  package func writeNoise() throws {
    for runs in recent.byRunner where runs.count >= 2 {
      let model = try NoiseModel.fit(runs, statistic: statistic)
      try write(.noise, ExportTable.noiseRows(model))
    }
  }

  /// What was found of two sides.
  ///
  /// - Parameter thin: keep every so many quantiles of a bootstrap distribution.
  package func write(_ report: Report, thin: Int) throws(InputError) {
    try write(.comparisons, ExportTable.comparisonRows(report))
    try write(.intervals, ExportTable.intervalRows(report))
    try write(.bootstrap, ExportTable.bootstrapRows(report, every: thin))
  }

  /// Histories, and what was found in them.
  package func write(_ series: [SeriesHistory], _ report: HistoryReport) throws(InputError) {
    for series in series { try write(.history, ExportTable.historyRows(series)) }
    try write(.changes, HistoryTable(report).rows)
  }
}
