import PerfStats
import PerfText

/// The table that Google Benchmark prints on the console: times with their units, the number of
/// iterations, counters by name or, with `--benchmark_counters_tabular`, in columns of their own.
enum GoogleConsole {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { counters(ofHeader: $0) != nil ? true : nil } ?? false
  }

  /// The counters that have columns of their own; nil for a line that is no header.
  private static func counters(ofHeader line: String) -> [String]? {
    guard line.contains("Iterations") else { return nil }
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.prefix(4) == ["Benchmark", "Time", "CPU", "Iterations"] else { return nil }
    return words.dropFirst(4).filter { $0 != "UserCounters..." }
  }

  /// A row's words as a row; nil for other lines.
  private static func row(_ words: [String], _ columns: [String], at place: String) -> GoogleRow? {
    guard
      let at = words.indices.dropFirst().first(where: { k in
        k + 4 < words.count && parsedNumber(Array(words[k].utf8)) != nil
          && timeUnit(words[k + 1]) != nil && parsedNumber(Array(words[k + 2].utf8)) != nil
          && timeUnit(words[k + 3]) != nil && Int(words[k + 4]) != nil
      }), let count = Int(words[at + 4])
    else { return nil }
    let name = words[..<at].joined(separator: " ")
    let clock = GoogleBenchmark.clock(name) == "cpu_time" ? at + 2 : at
    guard let time = parsedNumber(Array(words[clock].utf8)), let unit = timeUnit(words[clock + 1])
    else { return nil }
    var row = GoogleRow(
      name: name, time: time, unit: unit, iterations: Double(count), place: place)
    let rest = words[(at + 5)...]
    if columns.isEmpty {
      for word in rest {
        guard let equals = word.firstIndex(of: "=") else { continue }
        let name = String(word[..<equals])
        if let (value, isRate) = counter(name, word[word.index(after: equals)...]) {
          row.counters.append((name, value, isRate))
        }
      }
    } else {
      for (name, word) in zip(columns, rest) {
        if let (value, isRate) = counter(name, word[...]) {
          row.counters.append((name, value, isRate))
        }
      }
    }
    return row
  }

  /// `12.5k`, `1.2Gi/s`.
  private static func counter(_ name: String, _ word: Substring) -> (value: Double, isRate: Bool)? {
    var text = word
    let isRate = text.hasSuffix("/s")
    if isRate { text.removeLast(2) }
    var base = 1000.0
    if text.hasSuffix("i") {
      text.removeLast()
      base = 1024
    } else if name == "bytes_per_second" {
      // Versions before 1.8 write powers of 1024 without the `i`, newer ones never leave it out here.
      base = 1024
    }
    // An inverted rate is a time in seconds.
    if !isRate, text.hasSuffix("s") { text.removeLast() }
    let powers: [Character: Int] = ["k": 1, "K": 1, "M": 2, "G": 3, "T": 4]
    let fractions: [Character: Double] = ["m": 1e3, "u": 1e6, "n": 1e9, "p": 1e12, "f": 1e15]
    var (factor, divisor) = (1.0, 1.0)
    if let last = text.last, let power = powers[last] {
      text.removeLast()
      for _ in 0..<power { factor *= base }
    } else if let last = text.last, let fraction = fractions[last] {
      text.removeLast()
      divisor = fraction
    }
    return parsedNumber(Array(text.utf8)).map { ($0 * factor / divisor, isRate) }
  }

  private static func failure(_ words: [String]) -> (name: String, isSkip: Bool, message: String)? {
    guard
      let at = words.indices.dropFirst().first(where: { k in
        words[k] == "ERROR" && k + 1 < words.count && words[k + 1] == "OCCURRED:"
          || words[k] == "SKIPPED:"
      })
    else { return nil }
    let isSkip = words[at] == "SKIPPED:"
    var message = words[(at + (isSkip ? 1 : 2))...].joined(separator: " ")
    if message.count > 1, message.hasPrefix("'"), message.hasSuffix("'") {
      message = String(message.dropFirst().dropLast())
    }
    return (words[..<at].joined(separator: " "), isSkip, message)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "google-benchmark")
    var rows: [GoogleRow] = []
    var columns: [String]?
    var execution = 0
    var hasHeader = false
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      if let found = counters(ofHeader: line) {
        // With columns of counters there is a header wherever they change.
        if hasHeader, found.isEmpty, columns == [] { execution += 1 }
        columns = found
        hasHeader = true
        return
      }
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if line.hasPrefix("Running "), hasHeader {
        execution += 1
        hasHeader = false
      } else if line.hasPrefix("Run on ("), words.count > 3,
        let cores = Int(words[2].dropFirst())
      {
        harvest.run.runner.cores = cores
      } else if line.contains(": Check `"), line.contains("' failed.") {
        harvest.warn(
          "the library ended the program: \(line.trimmed.prefix(300))",
          at: "\(source.name):\(number)")
      } else if line.hasPrefix("***WARNING*** Library was built as DEBUG") {
        harvest.run.settings["library_build_type"] = "debug"
      }
      guard let known = columns else { return }
      let place = "\(source.name):\(number)"
      if var row = row(words, known, at: place) {
        row.execution = execution
        rows.append(row)
      } else if let failure = failure(words) {
        if failure.isSkip {
          harvest.skip(SeriesKey(benchmark: failure.name), failure.message, at: place)
        } else {
          harvest.reject(
            SeriesKey(benchmark: failure.name), "the benchmark failed: \(failure.message)",
            at: place)
        }
      }
    }
    GoogleRows(rows, isRounded: true).add(to: &harvest)
    return try harvest.loaded("rows of a table")
  }
}
