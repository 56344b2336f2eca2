import PerfStats
import PerfText

/// What `go test -bench` prints, and `go test -json -bench` wraps.
///
/// Repeated lines of one name are the samples of one process in order. Of the units, `ns/op`
/// is the metric `time`; the others are metrics of their own unit's name. A file with
/// benchmarks of several packages has the package before each name.
enum GoText {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = afterByteOrderMark(bytes)
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      let found = bytes.withUnsafeBufferPointer { all in
        var line = ResultLine(all, start..<end)
        return line.begin() && line.nextPair() == .pair
      }
      if found { return true }
      start = end + 1
    }
    return false
  }

  static func recognises(_ json: JSON) -> Bool {
    json["Action"]?.isString == true && json["Package"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    if case .success(let first)? = source.json, recognises(first) {
      return try decodeText(output(of: source))
    }
    return try decodeText(source)
  }

  /// The text in the `output` events, package by package.
  private static func output(of source: SourceFile) throws(InputError) -> SourceFile {
    var order: [String] = []
    var texts: [String: [UInt8]] = [:]
    var start = afterByteOrderMark(source.bytes)
    while start < source.bytes.count {
      let end = lineEnd(source.bytes, from: start)
      defer { start = end + 1 }
      guard source.bytes[start..<end].first(where: { $0 > 32 }) == UInt8(ascii: "{") else {
        continue
      }
      let event = try JSON(parsing: source.bytes, file: source.name, range: start..<end)
      guard let action = event["Action"], try action.string() == "output" else { continue }
      let package = try event.present("Package")?.string() ?? ""
      if texts[package] == nil { order.append(package) }
      texts[package, default: []].append(contentsOf: try event.member("Output").string().utf8)
    }
    var bytes: [UInt8] = []
    for package in order {
      bytes += Array("pkg: \(package)\n".utf8) + (texts[package] ?? [])
      bytes.append(10)
    }
    return SourceFile(name: "\(source.name) (output events)", bytes: bytes)
  }

  private struct Series {
    var name: [UInt8]
    var package: String
    var columns: [Column] = []
    /// Iterations of every sample; nil if they differ.
    var iterations: Double?
  }

  /// The values of one benchmark in one unit.
  private struct Column {
    /// Place in the list of all units.
    var unit: Int
    var values: [Double]
    /// Line of the first value that cannot be used, or of the first value.
    var line: Int
    var isBad: Bool
  }

  private static func decodeText(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "go")
    var series: [Series] = []
    var numbers: [String: Int] = [:]
    var units: [[UInt8]] = []
    var unitNumbers: [[UInt8]: Int] = [:]
    var current = -1
    var package = ""
    var packages: Set<String> = []
    var directions: [String: Metric.Direction] = [:]
    var start = afterByteOrderMark(source.bytes)
    var number = 0
    let bytes = source.bytes
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      number += 1
      defer { start = end + 1 }
      guard end > start else { continue }
      if bytes[start] == UInt8(ascii: "B") {
        let warning: String? = bytes.withUnsafeBufferPointer { all in
          var line = ResultLine(all, start..<end)
          guard line.begin() else { return nil }
          var warning: String?
          var found = false
          while true {
            let step = line.nextPair()
            if step == .end { break }
            if step == .broken {
              warning =
                "expected values with units after the iterations, found "
                + String(decoding: all[line.pairStart..<end], as: UTF8.self).prefix(60).trimmed
              break
            }
            if !found {
              found = true
              if current < 0 || !series[current].name.elementsEqual(all[line.name])
                || series[current].package != package
              {
                let name = String(decoding: all[line.name], as: UTF8.self)
                let key = "\(package)\u{0}\(name)"
                if let known = numbers[key] {
                  current = known
                } else {
                  current = series.count
                  numbers[key] = current
                  packages.insert(package)
                  series.append(
                    Series(
                      name: Array(all[line.name]), package: package,
                      iterations: line.iterations))
                }
              }
              if series[current].iterations != line.iterations { series[current].iterations = nil }
            }
            let isBad = !(line.value > 0 && line.value.isFinite)
            let place = series[current].columns.firstIndex {
              units[$0.unit].elementsEqual(all[line.unit])
            }
            if let place {
              series[current].columns[place].values.append(line.value)
              if isBad, !series[current].columns[place].isBad {
                series[current].columns[place].isBad = true
                series[current].columns[place].line = number
              }
            } else {
              let unit = unitNumbers[Array(all[line.unit]), default: units.count]
              if unit == units.count {
                units.append(Array(all[line.unit]))
                unitNumbers[units[unit]] = unit
              }
              series[current].columns.append(
                Column(unit: unit, values: [line.value], line: number, isBad: isBad))
            }
          }
          return warning
        }
        if let warning { harvest.warn(warning, at: "\(source.name):\(number)") }
      } else if bytes[start] &- 97 < 26 {
        // key: value
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let (key, value) = configuration(text) else { continue }
        if key == "pkg" { package = value } else { apply(key, value, to: &harvest.run) }
      } else if bytes[start] == UInt8(ascii: "U") {
        let words = String(decoding: bytes[start..<end], as: UTF8.self)
          .split(whereSeparator: \.isWhitespace)
        guard words.count > 2, words[0] == "Unit" else { continue }
        for word in words[2...] where word.hasPrefix("better=") {
          guard let direction = Metric.Direction(rawValue: String(word.dropFirst(7))) else {
            harvest.warn(
              "expected better=higher or better=lower, found \(word)",
              at: "\(source.name):\(number)")
            continue
          }
          let unit = String(words[1])
          if let earlier = directions[unit], earlier != direction {
            throw InputError(
              place: "\(source.name):\(number)",
              message: "unit \(unit): expected better=\(earlier) as before, found \(word)")
          }
          directions[unit] = direction
        }
      }
    }
    numbers = [:]
    harvest.reserve(series.reduce(0) { $0 + $1.columns.count })
    for index in series.indices {
      // Taken out, so that what was counted makes room for what is kept.
      let entry = series[index]
      series[index] = Series(name: [], package: "")
      let plain = String(decoding: entry.name, as: UTF8.self)
      let name = packages.count > 1 && !entry.package.isEmpty ? "\(entry.package).\(plain)" : plain
      for column in entry.columns {
        let unit = String(decoding: units[column.unit], as: UTF8.self)
        let time = unit.hasSuffix("/op") ? timeUnit(unit) : nil
        let direction = directions[unit] ?? (unit.hasSuffix("/s") ? .higher : .lower)
        harvest.add(
          Measurement(
            benchmark: name,
            metric: Metric(
              name: time == nil ? unit : "time", unit: time ?? unit, better: direction),
            executions: [
              Execution(
                iterations: entry.iterations.flatMap { Int(exactly: $0) }, values: column.values)
            ]),
          secondary: time == nil
        ) { _, _ in "\(source.name):\(column.line)" }
      }
    }
    return try harvest.loaded("lines like \"BenchmarkName 1000 123 ns/op\"")
  }

  private static func configuration(_ line: String) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = line[..<colon]
    guard !key.contains(where: { $0.isWhitespace || $0.isUppercase }) else { return nil }
    let rest = line[line.index(after: colon)...]
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" || rest.first == "\r" else {
      return nil
    }
    return (String(key), rest.trimmed)
  }

  private static func apply(_ key: String, _ value: String, to run: inout Run) {
    switch key {
    case "goos": run.runner.operatingSystem = value
    case "goarch": run.runner.architecture = value
    case "cpu": run.runner.cpu = value
    case "toolchain": run.runner.compiler = value
    case "commit": run.commit = value
    case "commit-time", "date": run.date = timestamp(value)
    case "branch": run.branch = value
    default: run.settings[key] = value.isEmpty ? nil : value
    }
  }
}

/// One result line, taken apart without copying.
private struct ResultLine {
  enum Step { case pair, end, broken }

  private let all: UnsafeBufferPointer<UInt8>
  private var at: Int
  private let end: Int
  private(set) var name = 0..<0
  private(set) var iterations = 0.0
  private(set) var value = 0.0
  private(set) var unit = 0..<0
  private(set) var pairStart = 0

  init(_ all: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.all = all
    at = range.lowerBound
    end = range.upperBound
  }

  private mutating func word() -> Range<Int> {
    while at < end, isSpace(all[at]) { at += 1 }
    let start = at
    while at < end, !isSpace(all[at]) { at += 1 }
    return start..<at
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

  /// Reads `BenchmarkNAME ITERATIONS`; false for any other line.
  mutating func begin() -> Bool {
    let prefix: StaticString = "Benchmark"
    guard end - at > prefix.utf8CodeUnitCount else { return false }
    for k in 0..<prefix.utf8CodeUnitCount where all[at + k] != prefix.utf8Start[k] { return false }
    let whole = word()
    name = (whole.lowerBound + prefix.utf8CodeUnitCount)..<whole.upperBound
    let count = word()
    guard !name.isEmpty, !count.isEmpty, all[count].allSatisfy({ $0 &- 48 < 10 }) else {
      return false
    }
    iterations = decimal(all, at: count.lowerBound).value
    return true
  }

  mutating func nextPair() -> Step {
    let number = word()
    pairStart = number.lowerBound
    if number.isEmpty { return .end }
    unit = word()
    let (value, stop) = decimal(all, at: number.lowerBound)
    guard stop == number.upperBound, !unit.isEmpty else { return .broken }
    self.value = value
    return .pair
  }
}
