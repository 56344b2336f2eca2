import Foundation
import PerfStats
import PerfText

/// Collects rows into series.
struct HistoryRows {
  private struct Identity: Hashable {
    var name: String
    var runner: String
    var metric: String
  }
  private struct Row {
    var index: Int
    var value: Double
    var log: Double
    /// Place in `texts`, the same for rows of one commit and date.
    var text: Int
  }
  private struct Series {
    var identity: Identity
    var unit: String
    var better: Metric.Direction
    /// The unit of the last row with its meaning, and how many rows had another than the first.
    var lastUnit: (text: String, meaning: Metric.Unit)?
    var converted = 0
    var rows: [Row] = []
    var texts: [(commit: String, date: String)] = []
    var leftOut = 0
  }

  private let columns: HistoryColumns
  private let selection: HistoryFile.Selection
  private var places: [Identity: Int] = [:]
  private var series: [Series] = []
  /// Series of the last row, nil where it is not wanted.
  private var current: Int?
  /// Fields of the last record that tell its series; nil at the beginning of a buffer.
  private var last: (name: CSVReader.Field, runner: CSVReader.Field, metric: CSVReader.Field)?
  private var lastIdentity: Identity?
  private var leftOut: (place: String, text: String, count: Int)?

  /// The branch whose rows are taken beside those that name none.
  private let followed: String?
  /// How many rows each branch has; counted where one is to be followed.
  private(set) var branches: [String: Int] = [:]

  init(columns: HistoryColumns, selection: HistoryFile.Selection, followed: String? = nil) {
    self.columns = columns
    self.selection = selection
    self.followed = followed
  }

  /// Whether the reader's record belongs to another series than the last one.
  func isOther(_ reader: CSVReader) -> Bool {
    guard let identity = lastIdentity else { return true }
    if let last, reader.same(columns.series, as: last.name),
      columns.runner < 0 || reader.same(columns.runner, as: last.runner),
      columns.metric < 0 || reader.same(columns.metric, as: last.metric)
    {
      return false
    }
    return identity != self.identity(reader)
  }

  private func identity(_ reader: CSVReader) -> Identity {
    let metric = reader.text(columns.metric)
    return Identity(
      name: reader.text(columns.series), runner: reader.text(columns.runner),
      metric: metric.isEmpty ? "time" : metric)
  }

  /// The bytes that the next record lies in are others than before.
  mutating func beginBuffer() { last = nil }

  mutating func append(_ reader: CSVReader) throws(InputError) {
    guard reader.fields.count == columns.count else {
      throw reader.error("expected \(columns.count) fields, found \(reader.fields.count)")
    }
    try choose(reader)
    guard let place = current else { return }
    if let branch = selection.branch {
      guard columns.branch >= 0 else {
        throw reader.error("expected a column \"branch\" to select from, found none")
      }
      guard reader.text(columns.branch) == branch else { return }
    } else if selection.followsOneBranch, columns.branch >= 0 {
      let branch = reader.text(columns.branch)
      if !branch.isEmpty {
        branches[branch, default: 0] += 1
        if let followed, branch != followed { return }
      }
    }
    let index: Int
    if columns.index >= 0 {
      guard let number = reader.integer(columns.index) else {
        throw reader.error("expected an integer index, found \"\(reader.text(columns.index))\"")
      }
      index = number
    } else {
      index = series[place].rows.count
    }
    guard var value = reader.double(columns.value), value.isFinite, value >= 0 else {
      leave(reader, at: place)
      return
    }
    var log = Foundation.log(value)
    if value > 0, !reader.isEmpty(columns.logValue) {
      guard let exact = reader.double(columns.logValue), abs(exact - log) <= 1e-9 * max(1, abs(log))
      else {
        throw reader.error(
          "log_value: expected the natural logarithm of \(reader.text(columns.value)), found"
            + " \"\(reader.text(columns.logValue))\"")
      }
      log = exact
    }
    if columns.unit >= 0, let factor = try convert(reader, at: place) {
      value = factor(value)
      log = Foundation.log(value)
    }
    let date = columns.date >= 0 ? reader.text(columns.date) : ""
    let commit = columns.commit >= 0 ? reader.text(columns.commit) : ""
    var text = series[place].texts.count - 1
    if text < 0 || series[place].texts[text].commit != commit
      || (series[place].texts[text].date != date && !date.isEmpty)
    {
      series[place].texts.append((commit, date))
      text += 1
    }
    series[place].rows.append(Row(index: index, value: value, log: log, text: text))
  }

  /// How to convert a value of the record to the unit of its series; nil where that is the same.
  private mutating func convert(
    _ reader: CSVReader, at place: Int
  ) throws(InputError) -> ((Double) -> Double)? {
    if reader.has(series[place].unit, columns.unit) { return nil }
    let text = reader.text(columns.unit)
    let own = Metric.Unit(series[place].unit)
    let unit =
      series[place].lastUnit.flatMap { $0.text == text ? $0.meaning : nil }
      ?? Metric.Unit(text)
    series[place].lastUnit = (text, unit)
    guard unit.converts(to: own) else {
      throw reader.error(
        "expected a value in \(series[place].unit) like the rows of \(series[place].identity.name)"
          + " before, found \(text.isEmpty ? "no unit" : text)")
    }
    series[place].converted += 1
    return { unit.convert($0, to: own) ?? $0 }
  }

  /// Makes the series of the reader's record the current one.
  private mutating func choose(_ reader: CSVReader) throws(InputError) {
    if let last, reader.same(columns.series, as: last.name),
      columns.runner < 0 || reader.same(columns.runner, as: last.runner),
      columns.metric < 0 || reader.same(columns.metric, as: last.metric)
    {
      return
    }
    let none = CSVReader.Field(start: 0, end: 0)
    last = (
      reader.fields[columns.series], columns.runner < 0 ? none : reader.fields[columns.runner],
      columns.metric < 0 ? none : reader.fields[columns.metric]
    )
    let identity = identity(reader)
    lastIdentity = identity
    let name = identity.name
    guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
      throw reader.error("expected a series name without control characters")
    }
    if let names = selection.names, !names(name) {
      current = nil
      return
    }
    if let metrics = selection.metrics, !metrics(identity.metric) {
      current = nil
      return
    }
    if let place = places[identity] {
      current = place
      return
    }
    guard series.count < HistoryFile.maximumSeries else {
      throw reader.error("expected at most \(HistoryFile.maximumSeries) series")
    }
    let direction = reader.text(columns.direction)
    guard let better = direction.isEmpty ? .unspecified : Metric.Direction(rawValue: direction)
    else {
      throw reader.error("expected the direction lower, higher or none, found \"\(direction)\"")
    }
    current = series.count
    places[identity] = series.count
    series.append(
      Series(identity: identity, unit: reader.text(columns.unit), better: better))
  }

  private mutating func leave(_ reader: CSVReader, at place: Int) {
    series[place].leftOut += 1
    if leftOut == nil { leftOut = (reader.place, reader.text(columns.value), 0) }
    leftOut?.count += 1
  }

  func finish() -> (series: [SeriesHistory], warnings: [InputError]) {
    let warnings = leftOut.map { first in
      InputError(
        place: first.place,
        message: "expected values from 0 on, found \"\(first.text)\"; "
          + "\(first.count) row\(first.count == 1 ? "" : "s") left out")
    }
    return (series.map(history), warnings.map { [$0] } ?? [])
  }

  private func history(_ series: Series) -> SeriesHistory {
    var rows = series.rows
    var notes: [String] = []
    if columns.index < 0, let dates = dates(series) {
      let order = rows.indices.sorted { (dates[$0], $0) < (dates[$1], $1) }
      if order != Array(rows.indices) {
        notes.append("rows put into the order of their dates")
        rows = order.enumerated().map { place, row in
          var moved = rows[row]
          moved.index = place
          return moved
        }
      }
    }
    rows = rows.enumerated()
      .sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }
      .map(\.element)
    var points: [SeriesHistory.Point] = []
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count && rows[end].index == rows[start].index { end += 1 }
      let texts = rows[start..<end].map { series.texts[$0.text] }
      let date = texts.first { !$0.date.isEmpty }?.date ?? ""
      if selection.since.map({ date >= $0 }) ?? true {
        points.append(
          SeriesHistory.Point(
            index: rows[start].index, commit: texts[0].commit, date: date,
            jobs: rows[start..<end].map(\.log), values: rows[start..<end].map(\.value)))
      }
      start = end
    }
    if series.leftOut > 0 {
      let plural = series.leftOut == 1 ? "" : "s"
      notes.append("\(series.leftOut) value\(plural) negative or no number, left out")
    }
    if series.converted > 0 {
      notes.append("\(series.converted) values converted to \(series.unit)")
    }
    return SeriesHistory(
      name: series.identity.name,
      metric: Metric(name: series.identity.metric, unit: series.unit, better: series.better),
      runner: series.identity.runner, points: points, notes: notes)
  }

  /// The dates of the rows where every row has one that is understood; nil otherwise.
  private func dates(_ series: Series) -> [String]? {
    guard columns.date >= 0, series.rows.count > 1 else { return nil }
    let dates = CalendarDates(series.texts.map(\.date)).dates
    guard dates.allSatisfy({ !$0.isEmpty }) else { return nil }
    return series.rows.map { dates[$0.text] }
  }
}

extension CSVReader {
  /// Whether a field is this text, without doubled quotes.
  fileprivate func has(_ text: String, _ number: Int) -> Bool {
    let field = fields[number]
    return bytes[field.start..<field.end].elementsEqual(text.utf8)
  }
}
