import PerfStats
import PerfText

/// The Markdown table that nanobench prints: medians per operation, the title of the suite at the head
/// of the last column and names in backticks below. Counters of the processor are secondary metrics.
enum NanobenchTable {
  private struct Columns {
    var title: String
    /// The column of the time, and what its unit is.
    var time: Int
    var unit: String
    /// Other columns that measure something.
    var others: [(column: Int, title: String)]

    init?(_ cells: [String]) {
      guard let time = cells.firstIndex(where: { Columns.isTime($0) }), cells.contains("err%"),
        cells.last != "err%", let title = cells.last
      else { return nil }
      self.title = title
      self.time = time
      unit = cells[time]
      // Times, and rates that are their inverse, say the same twice.
      others = cells.indices.dropLast().filter {
        !["err%", "total", "relative", "complexityN"].contains(cells[$0]) && $0 != time
          && !cells[$0].hasSuffix("/s")
      }.map { ($0, cells[$0]) }
    }

    private static func isTime(_ cell: String) -> Bool {
      cell.contains("/") && Metric.Unit(cell).dimension == .time
    }
  }

  private static func cells(_ line: String) -> [String]? {
    guard line.hasPrefix("|") else { return nil }
    // A name may hold the separator.
    let tick = line.firstIndex(of: "`") ?? line.endIndex
    var cells = line[..<tick].split(separator: "|", omittingEmptySubsequences: false).dropFirst()
      .map(\.trimmed)
    if tick < line.endIndex, !cells.isEmpty {
      cells[cells.count - 1] = String(line[tick...].trimmed)
    }
    if cells.last == "" { cells.removeLast() }
    return cells
  }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { cells($0).flatMap(Columns.init) != nil ? true : nil } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "nanobench")
    var columns: Columns?
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      // What the program prints between the rows ends no table.
      guard let cells = cells(line) else { return }
      if let header = Columns(cells) {
        columns = header
        return
      }
      guard let known = columns, let label = cells.last, label.hasPrefix("`"),
        let close = (label.firstRange(of: "` (Unstable")?.lowerBound ?? label.lastIndex(of: "`")),
        close > label.startIndex
      else {
        // The head of another table.
        if let first = cells.first, !first.hasPrefix("-") { columns = nil }
        return
      }
      add(
        cells, label[label.index(after: label.startIndex)..<close], label[close...], known,
        "\(source.name):\(number)", &harvest)
    }
    return try harvest.loaded("rows of a table")
  }

  private static func add(
    _ cells: [String], _ label: Substring, _ rest: Substring, _ columns: Columns, _ place: String,
    _ harvest: inout Harvest
  ) {
    let name = columns.title.isEmpty ? String(label) : "\(columns.title)/\(label)"
    guard columns.time < cells.count, let time = shownNumber(cells[columns.time]) else {
      harvest.reject(
        SeriesKey(benchmark: name),
        "expected a number of \(columns.unit), found \"\(cells.joined(separator: " | ").prefix(80))\"",
        at: place)
      return
    }
    guard time > 0 else {
      harvest.reject(
        SeriesKey(benchmark: name),
        "the time is printed as \(cells[columns.time]), too short for the printed digits: nothing can be judged; the JSON has it",
        at: place)
      return
    }
    if let open = rest.firstRange(of: "(Unstable") {
      harvest.warn(
        "\"\(name)\": nanobench calls it unstable \(rest[open.lowerBound...].prefix(120))",
        at: place)
    }
    harvest.add(
      time, of: name,
      Metric(name: "time", unit: timeUnit(columns.unit) ?? columns.unit, better: .lower), at: place)
    for (column, title) in columns.others where column < cells.count {
      guard let value = shownNumber(cells[column].filter { $0 != "%" }) else { continue }
      let better: Metric.Direction = title == "miss%" ? .lower : Metric.Unit(title).direction
      harvest.add(
        value, of: name, Metric(name: title, unit: title, better: better), secondary: true,
        at: place)
    }
  }
}
