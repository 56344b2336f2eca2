import PerfStats
import PerfText

/// Tidy histories: `series,index,commit,date,sample,value,unit,direction`, columns by name.
///
/// Only `series` and `value` are required. Rows of one series with the same `index` are samples
/// of one point; without that column every row is a point. The columns `runner`, `metric`,
/// `branch` and `log_value` (taken instead of `value` where it is) are understood, others are
/// ignored. Without `index` rows are ordered by their dates if all of a series have one. A unit that
/// changes within a series is converted to the first.
package struct HistoryFile: Sendable {
  package var series: [SeriesHistory]
  /// What was left out, with its place.
  package var warnings: [InputError]

  /// Most series and rows of one file.
  static let maximumSeries = 5_000_000

  /// Whether a text begins like a tidy history: its first line names the columns.
  package static func recognizes(_ bytes: [UInt8]) -> Bool {
    var reader = CSVReader(Array(bytes.prefix(4096)), file: "")
    guard (try? reader.next()) == true else { return false }
    let names = reader.fields.indices.map { reader.text($0) }
    return names.contains("series") && names.contains("value")
  }

  /// Which rows to read.
  package struct Selection: Sendable {
    package var branch: String?
    /// Where `branch` is nil and the rows name several branches: only those of the main one, or of none.
    package var followsOneBranch = false
    /// Beginning of an ISO 8601 date: only points from then on.
    package var since: String?
    package var names: (@Sendable (String) -> Bool)?
    package var metrics: (@Sendable (String) -> Bool)?

    package init(
      branch: String? = nil, since: String? = nil, names: (@Sendable (String) -> Bool)? = nil,
      metrics: (@Sendable (String) -> Bool)? = nil
    ) {
      self.branch = branch
      self.since = since
      self.names = names
      self.metrics = metrics
    }
  }

  /// Reads all series of a text, each with its points in the order of `index`.
  ///
  /// - Throws: a missing column, a number that is none, a malformed record, a unit of another
  ///   dimension than before in the series. Values that are negative or not finite are left out, with a
  ///   warning and a note on the series.
  package init(
    _ bytes: [UInt8], file: String, selection: Selection = Selection()
  ) throws(InputError) {
    var reader = CSVReader(bytes, file: file)
    guard try reader.next() else {
      throw InputError(place: file, message: "expected a line that names the columns")
    }
    let columns = try HistoryColumns(reader)
    var rows = HistoryRows(columns: columns, selection: selection)
    while try reader.next() { try rows.append(reader) }
    if selection.followsOneBranch, selection.branch == nil,
      let followed = mainline(rows.branches)
    {
      let count = rows.branches.count
      rows = HistoryRows(columns: columns, selection: selection, followed: followed)
      reader = CSVReader(bytes, file: file)
      _ = try reader.next()
      while try reader.next() { try rows.append(reader) }
      (series, warnings) = rows.finish()
      warnings.insert(
        InputError(
          place: file,
          message: "following branch \(followed), one of \(count)"
            + " (--branch NAME for another one, --branch '*' for all)"), at: 0)
      return
    }
    (series, warnings) = rows.finish()
  }
}

/// Numbers of the columns of a tidy history.
struct HistoryColumns: Sendable {
  let count: Int
  let series: Int
  let value: Int
  let logValue: Int
  let index: Int
  let commit: Int
  let date: Int
  let unit: Int
  let direction: Int
  let runner: Int
  let metric: Int
  let branch: Int

  /// - Parameter reader: after its first record.
  init(_ reader: CSVReader) throws(InputError) {
    let names = reader.fields.indices.map { reader.text($0) }
    func column(_ name: String) -> Int { names.firstIndex(of: name) ?? -1 }
    for name in ["series", "value"] where !names.contains(name) {
      throw reader.error(
        "expected a column \"\(name)\", found \(names.prefix(20).joined(separator: ","))")
    }
    count = names.count
    series = column("series")
    value = column("value")
    logValue = column("log_value")
    index = column("index")
    commit = column("commit")
    date = column("date")
    unit = column("unit")
    direction = column("direction")
    runner = column("runner")
    metric = column("metric")
    branch = column("branch")
  }
}
