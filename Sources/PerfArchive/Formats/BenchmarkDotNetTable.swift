import PerfStats
import PerfText

/// BenchmarkDotNet's `...-report.csv`, which it writes unless told otherwise: means with their units, as
/// they are shown. A benchmark is within what tells its job from the other jobs of the file.
enum BenchmarkDotNetTable {
  static func recognisesTable(_ header: String) -> Bool {
    let names = columns(header)
    return names.contains("Method") && names.contains("Job")
      && names.contains { title($0).name == "Mean" }
  }

  private static func columns(_ header: String) -> [String] {
    header.split(separator: ",").map { $0.trimmed.filter { $0 != "\"" } }
  }

  /// `Mean [us]` as its name and unit.
  private static func title(_ column: String) -> (name: String, unit: String) {
    guard column.hasSuffix("]"), let open = column.firstRange(of: " [") else { return (column, "") }
    return (String(column[..<open.lowerBound]), String(column[open.upperBound...].dropLast()))
  }

  /// Characteristics of a job that vary by chance, or with the machine.
  private static let accidental: Set<String> = [
    "PowerPlanMode", "InvocationCount", "UnrollFactor", "Affinity",
  ]

  private struct Row {
    var cells: [String]
    var place: String
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    guard try reader.next() else { throw reader.error("expected a header line") }
    let titles = reader.fields.indices.map { title(reader.text($0).trimmed) }
    let names = titles.map(\.name)
    guard let method = names.firstIndex(of: "Method"), let job = names.firstIndex(of: "Job"),
      let mean = names.firstIndex(of: "Mean")
    else { throw reader.error("expected the columns Method, Job and Mean") }
    var rows: [Row] = []
    while try reader.next() {
      rows.append(Row(cells: names.indices.map { reader.text($0).trimmed }, place: reader.place))
    }
    // The job's characteristics stand between its name and WarmupCount, the parameters after it.
    let last = names.lastIndex(of: "WarmupCount") ?? job
    let characteristics = job < last ? Array(names.indices[(job + 1)...last]) : []
    let parameters = Array(names.indices[max(last, method) + 1..<max(mean, max(last, method) + 1)])
    let telling = characteristics.filter { column in
      !accidental.contains(names[column]) && Set(rows.map { $0.cells[column] }).count > 1
    }
    let isComma = hasDecimalComma(rows.map { $0.cells[mean] })
    var harvest = Harvest(source, origin: "benchmarkdotnet")
    for row in rows {
      let before = ["Namespace", "Type"].compactMap { names.firstIndex(of: $0) }
        .map { row.cells[$0] }
      let prefix = before.isEmpty ? [className(source.path)].compactMap(\.self) : before
      let arguments = parameters.map { "\(names[$0]): \(row.cells[$0])" }.joined(separator: ", ")
      let name =
        (prefix + [row.cells[method]]).joined(separator: ".")
        + (arguments.isEmpty ? "" : "(\(arguments))")
      var within = telling.map { "\(names[$0])=\(row.cells[$0])" }
      let own = row.cells[job]
      if own != "DefaultJob", !own.hasPrefix("Job-") { within.insert(own, at: 0) }
      let inside = within.joined(separator: ", ")
      func quantity(_ column: Int?) -> (value: Double, unit: String)? {
        column.flatMap { Self.quantity(row.cells[$0], titles[$0].unit, isComma) }
      }
      guard let time = quantity(mean), let unit = timeUnit(time.unit) else {
        harvest.reject(
          SeriesKey(benchmark: name), within: inside,
          row.cells[mean] == "NA"
            ? "the benchmark failed: its mean is NA"
            : "Mean: expected a time with its unit, found \"\(row.cells[mean])\"", at: row.place)
        continue
      }
      guard time.value > 0 else {
        harvest.reject(
          SeriesKey(benchmark: name), within: inside,
          "the time is printed as \(row.cells[mean]), too short for the printed digits: nothing can be judged; the JSON has it",
          at: row.place)
        continue
      }
      var summary = Summary(estimate: time.value)
      if let error = quantity(names.firstIndex(of: "Error")),
        let half = Metric.Unit(error.unit).convert(error.value, to: Metric.Unit(time.unit)),
        half > 0, half < time.value
      {
        (summary.lower, summary.upper, summary.level) = (
          time.value - half, time.value + half, 0.999
        )
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: unit, better: .lower),
          within: inside, executions: [], summary: summary)
      ) { _, _ in row.place }
      guard let column = names.firstIndex(of: "Allocated") else { continue }
      // Nothing allocated is a dash.
      let isNothing = row.cells[column] == "-"
      guard let memory = isNothing ? (value: 0, unit: "B") : quantity(column) else { continue }
      harvest.add(
        Measurement(
          benchmark: name,
          metric: Metric(
            name: "allocated", unit: binary[memory.unit] ?? memory.unit, better: .lower),
          within: inside, executions: [], summary: Summary(estimate: memory.value)),
        secondary: true
      ) { _, _ in row.place }
    }
    return try harvest.loaded("rows with a mean")
  }

  /// The package counts memory in powers of 1024.
  private static let binary = ["KB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB"]

  /// `Namespace.Type` of a file's name.
  private static func className(_ path: String?) -> String? {
    guard let path else { return nil }
    var file = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    if file.hasSuffix(".gz") { file = file.dropLast(3) }
    let ending = "-report.csv"
    return file.hasSuffix(ending) ? String(file.dropLast(ending.count)) : nil
  }

  /// Whether the means are written with a decimal comma: one has a comma that separates no thousands.
  private static func hasDecimalComma(_ cells: [String]) -> Bool {
    cells.contains { cell in
      let number = cell.prefix { $0.isNumber || $0 == "," || $0 == "." }
      guard let comma = number.lastIndex(of: ",") else { return false }
      if let point = number.lastIndex(of: ".") { return point < comma }
      return number[number.index(after: comma)...].count != 3
    }
  }

  /// `1,234.5 us` as its value and unit.
  private static func quantity(
    _ cell: String, _ unit: String, _ isComma: Bool
  ) -> (value: Double, unit: String)? {
    let digits = cell.prefix { $0.isNumber || $0 == "," || $0 == "." }
    let plain = digits.filter { $0 != (isComma ? "." : ",") }.replacing(",", with: ".")
    guard let value = parsedNumber(Array(plain.utf8)) else { return nil }
    let own = cell[digits.endIndex...].trimmed
    return (value, own.isEmpty ? unit : own)
  }
}
