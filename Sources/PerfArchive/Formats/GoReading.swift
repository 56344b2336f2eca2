import PerfStats
import PerfText

/// What has been read of a Go benchmark's text so far.
struct GoReading {
  private struct Series {
    var name: [UInt8]
    var package: String
    /// Number of the run.
    var block: Int
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

  /// A benchmark that was announced and has no result yet.
  private struct Pending {
    var name: String
    var package: String
    var line: Int
    /// What the program printed instead.
    var output: String
  }

  /// A benchmark that failed or was skipped.
  private struct Failure {
    var name: String
    var package: String
    var line: Int
    var message: String
    var isSkip: Bool
  }

  private let source: SourceFile
  private var harvest: Harvest
  private var series: [Series] = []
  private var numbers: [String: Int] = [:]
  private var units: [[UInt8]] = []
  private var unitNumbers: [[UInt8]: Int] = [:]
  private var current = -1
  private var package = ""
  private var directions: [String: Metric.Direction] = [:]
  /// Configuration of the lines to come, and of each run.
  private var block = Run(id: "")
  private var blocks: [Run] = []
  private var blockNumber = -1
  private var pending: Pending?
  private var unfinished: [Pending] = []
  private var failures: [Failure] = []
  private var isFailureOpen = false
  private var failedPackages: [(package: String, line: Int, message: String)] = []

  init(_ source: SourceFile) {
    self.source = source
    harvest = Harvest(source, origin: "go")
  }

  private func place(_ line: Int) -> String { "\(source.name):\(line)" }

  // MARK: Lines

  /// A line that begins with `B`.
  mutating func benchmark(_ bytes: [UInt8], _ range: Range<Int>, _ number: Int) throws(InputError) {
    isFailureOpen = false
    let isCut = range.upperBound == bytes.count
    let broken = bytes.withUnsafeBufferPointer { all -> (name: Range<Int>, rest: Range<Int>)? in
      var line = GoResultLine(all, range)
      guard line.begin() else { return line.name.isEmpty ? nil : (line.name, line.rest) }
      results(&line, all, all[line.name], range, number, isCut: isCut)
      return nil
    }
    guard let broken else { return }
    // A name that stands alone, or what the program printed after it.
    let name = String(decoding: bytes[broken.name], as: UTF8.self)
    guard let first = name.unicodeScalars.first, !first.properties.isLowercase else { return }
    let rest = String(decoding: bytes[broken.rest], as: UTF8.self).trimmed
    if let pending { unfinished.append(pending) }
    pending = Pending(name: name, package: package, line: number, output: rest)
    if rest.hasPrefix("---") || rest.hasPrefix("panic:") { try line(rest, number) }
  }

  /// A line that begins with white space: the result of a benchmark whose line its own output broke,
  /// or what a failed one said.
  mutating func indented(_ bytes: [UInt8], _ range: Range<Int>, _ number: Int) {
    if let pending {
      let name = Array(pending.name.utf8)
      let found = bytes.withUnsafeBufferPointer { all -> Bool in
        var line = GoResultLine(all, range)
        guard line.count() else { return false }
        var ahead = line
        guard ahead.nextPair() == .pair else { return false }
        results(&line, all, name[...], range, number, isCut: range.upperBound == bytes.count)
        return true
      }
      if found { return }
    }
    if isFailureOpen, let last = failures.indices.last {
      let text = String(decoding: bytes[range], as: UTF8.self).trimmed
      if failures[last].message.isEmpty { failures[last].message = text }
    }
  }

  /// Any other line that may say something.
  mutating func line(_ text: String, _ number: Int) throws(InputError) {
    if text.hasPrefix("--- ") {
      let words = text.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count == 3, ["FAIL:", "SKIP:"].contains(words[1]),
        words[2].hasPrefix("Benchmark")
      else { return }
      let name = words[2].dropFirst(9).prefix { !$0.isWhitespace && $0 != "(" }
      failures.append(
        Failure(
          name: String(name), package: package, line: number, message: "",
          isSkip: words[1] == "SKIP:"))
      isFailureOpen = true
      if let open = pending, base(open.name) == base(String(name)) {
        failures[failures.count - 1].name = open.name
        pending = nil
      }
      return
    }
    if text.hasPrefix("panic:") || text.hasPrefix("fatal error:") || text.hasPrefix("signal:") {
      guard let open = pending else {
        failedPackages.append((package, number, text.trimmed))
        return
      }
      failures.append(
        Failure(
          name: open.name, package: open.package, line: number, message: text.trimmed,
          isSkip: false))
      pending = nil
      return
    }
    if text.hasPrefix("FAIL\t") || text.hasPrefix("FAIL ") {
      let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count > 1 else { return }
      let message = words.dropFirst(2).joined(separator: " ")
      failedPackages.append(
        (words[1], number, message.hasPrefix("[") ? message : "the package's tests failed"))
      return
    }
    isFailureOpen = false
    if text.hasPrefix("Unit ") {
      try unit(text, number)
    } else if let (key, value) = configuration(text) {
      if key == "pkg" { package = value } else { apply(key, value) }
    }
  }

  private mutating func unit(_ text: String, _ number: Int) throws(InputError) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count > 2 else { return }
    for word in words[2...] where word.hasPrefix("better=") {
      guard let direction = Metric.Direction(rawValue: String(word.dropFirst(7))) else {
        harvest.warn("expected better=higher or better=lower, found \(word)", at: place(number))
        continue
      }
      let unit = String(words[1])
      if let earlier = directions[unit], earlier != direction {
        throw InputError(
          place: place(number),
          message: "unit \(unit): expected better=\(earlier) as before, found \(word)")
      }
      directions[unit] = direction
    }
  }

  // MARK: Results

  private mutating func results(
    _ line: inout GoResultLine, _ all: UnsafeBufferPointer<UInt8>, _ name: some Collection<UInt8>,
    _ range: Range<Int>, _ number: Int, isCut: Bool
  ) {
    if let open = pending {
      let text = String(decoding: name, as: UTF8.self)
      if base(open.name) != base(text) || open.package != package { unfinished.append(open) }
      pending = nil
    }
    beginBlock()
    var found = false
    while true {
      let step = line.nextPair()
      if step == .end { break }
      if step == .broken {
        harvest.warn(
          (isCut ? "the last line is cut off: " : "")
            + "expected values with units after the iterations, found "
            + String(decoding: all[line.pairStart..<range.upperBound], as: UTF8.self).prefix(60)
            .trimmed, at: place(number))
        break
      }
      if isCut, line.unit.upperBound == range.upperBound, isFragment(all[line.unit]) {
        harvest.warn(
          "the last line is cut off within the unit"
            + " \"\(String(decoding: all[line.unit], as: UTF8.self))\"; its value is not used",
          at: place(number))
        break
      }
      if !found {
        found = true
        select(name, iterations: line.iterations)
      }
      append(line.value, all[line.unit], number)
    }
    if !found {
      unfinished.append(
        Pending(
          name: String(decoding: name, as: UTF8.self), package: package, line: number, output: ""))
    }
  }

  /// Whether the unit at the end of a text without a last line feed is the beginning of another.
  private func isFragment(_ unit: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    if unitNumbers[Array(unit)] != nil { return false }
    if units.contains(where: { $0.starts(with: unit) }) { return true }
    let text = String(decoding: unit, as: UTF8.self)
    return Metric.Unit(text).dimension == .unknown
      || ["ns/op", "B/op", "allocs/op", "MB/s"].contains { $0.hasPrefix(text) && $0 != text }
  }

  /// Makes the series of a name the current one.
  private mutating func select(_ name: some Collection<UInt8>, iterations: Double) {
    if current < 0 || series[current].block != blockNumber
      || !series[current].name.elementsEqual(name) || series[current].package != package
    {
      let text = String(decoding: name, as: UTF8.self)
      let key = "\(blockNumber)\u{0}\(package)\u{0}\(text)"
      if let known = numbers[key] {
        current = known
      } else {
        current = series.count
        numbers[key] = current
        series.append(
          Series(
            name: Array(name), package: package, block: blockNumber, iterations: iterations))
      }
    }
    if series[current].iterations != iterations { series[current].iterations = nil }
  }

  private mutating func append(
    _ value: Double, _ text: Slice<UnsafeBufferPointer<UInt8>>, _ number: Int
  ) {
    let isBad = !isSample(value)
    let place = series[current].columns.firstIndex { units[$0.unit].elementsEqual(text) }
    if let place {
      series[current].columns[place].values.append(value)
      if isBad, !series[current].columns[place].isBad {
        series[current].columns[place].isBad = true
        series[current].columns[place].line = number
      }
      return
    }
    let unit = unitNumbers[Array(text), default: units.count]
    if unit == units.count {
      units.append(Array(text))
      unitNumbers[units[unit]] = unit
    }
    series[current].columns.append(Column(unit: unit, values: [value], line: number, isBad: isBad))
  }

  // MARK: Runs

  /// The run that the configuration before this line belongs to.
  private mutating func beginBlock() {
    func isSame(_ run: Run) -> Bool {
      run.runner == block.runner && run.commit == block.commit
    }
    if blockNumber >= 0, isSame(blocks[blockNumber]) {
      if blocks[blockNumber].settings.count != block.settings.count {
        blocks[blockNumber].settings.merge(block.settings) { old, _ in old }
      }
      return
    }
    if let known = blocks.firstIndex(where: isSame) {
      blockNumber = known
    } else {
      blockNumber = blocks.count
      blocks.append(block)
    }
  }

  private func configuration(_ line: String) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = line[..<colon]
    guard !key.contains(where: { $0.isWhitespace || $0.isUppercase }), key.utf8.count < 100 else {
      return nil
    }
    let rest = line[line.index(after: colon)...]
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" || rest.first == "\r" else {
      return nil
    }
    // What tests print in the same form.
    let words = ["testing", "coverage", "warning", "error", "note", "exit", "goroutine", "created"]
    return words.contains(String(key)) ? nil : (String(key), rest.trimmed)
  }

  private mutating func apply(_ key: String, _ value: String) {
    switch key {
    case "goos": block.runner.operatingSystem = value
    case "goarch": block.runner.architecture = value
    case "cpu": block.runner.cpu = value
    case "toolchain": block.runner.compiler = value
    case "commit": block.commit = knownRevision(value)
    case "commit-time", "date": block.date = timestamp(value)
    case "branch": block.branch = knownRevision(value)
    default: block.settings[key] = value.isEmpty ? nil : value
    }
  }

  // MARK: The end

  mutating func loaded() throws(InputError) -> LoadedRuns {
    if let pending { unfinished.append(pending) }
    numbers = [:]
    reportFailures()
    var result = LoadedRuns()
    var last = harvest
    let count = max(1, blocks.count)
    for number in 0..<count {
      // Warnings and failures of the whole file go with the last run.
      var part = number == count - 1 ? last : Harvest(source, origin: "go")
      if number < blocks.count { describe(&part, blocks[number], number: number) }
      fill(&part, block: number)
      if number == count - 1 {
        last = part
      } else if !part.run.measurements.isEmpty || !part.rejected.isEmpty {
        result.append(try part.loaded("lines"))
      }
    }
    result.append(try last.loaded("lines like \"BenchmarkName 1000 123 ns/op\""))
    return result
  }

  private func describe(_ harvest: inout Harvest, _ block: Run, number: Int) {
    harvest.run.runner = block.runner
    harvest.run.commit = block.commit
    harvest.run.branch = block.branch
    harvest.run.date = block.date
    harvest.run.settings = block.settings
    if number > 0 { harvest.run.id += "-\(number + 1)" }
  }

  private mutating func fill(_ harvest: inout Harvest, block: Int) {
    harvest.reserve(series.reduce(0) { $0 + ($1.block == block ? $1.columns.count : 0) })
    for index in series.indices where series[index].block == block {
      // Taken out, so that what was counted makes room for what is kept.
      let entry = series[index]
      series[index] = Series(name: [], package: "", block: -1)
      let name = String(decoding: entry.name, as: UTF8.self)
      for column in entry.columns {
        let unit = String(decoding: units[column.unit], as: UTF8.self)
        let time = unit.hasSuffix("/op") ? timeUnit(unit) : nil
        harvest.add(
          Measurement(
            benchmark: name,
            metric: Metric(
              name: time == nil ? unit : "time", unit: time ?? unit,
              better: directions[unit] ?? Metric.Unit(unit).direction),
            within: entry.package,
            executions: [
              Execution(
                iterations: entry.iterations.flatMap { Int(exactly: $0) }, values: column.values)
            ]),
          secondary: time == nil
        ) { _, _ in place(column.line) }
      }
    }
  }

  /// A name without GOMAXPROCS at its end.
  private func base(_ name: String) -> String { goBaseName(name) }

  /// What failed, was skipped or never came to a result.
  private mutating func reportFailures() {
    var results: [String: Set<String>] = [:]
    var parents: Set<String> = []
    var processors: [String: Int] = [:]
    if !failures.isEmpty || !unfinished.isEmpty || !failedPackages.isEmpty {
      for entry in series {
        let name = String(decoding: entry.name, as: UTF8.self)
        results[entry.package, default: []].insert(base(name))
        if let slash = name.firstIndex(of: "/") {
          parents.insert("\(entry.package)\u{0}\(name[..<slash])")
        }
        processors[String(name.dropFirst(base(name).count)), default: 0] += 1
      }
    }
    // Go names a failure without the number of processors that results have.
    let ending = processors.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? ""
    func named(_ name: String) -> SeriesKey {
      SeriesKey(benchmark: base(name) == name ? name + ending : name)
    }
    var told: Set<String> = []
    for failure in failures {
      told.insert(failure.package)
      let message = failure.message.isEmpty ? "" : ": \(failure.message)"
      if failure.isSkip {
        harvest.skip(
          named(failure.name), failure.message.isEmpty ? "no message" : failure.message,
          at: place(failure.line))
      } else {
        harvest.reject(
          named(failure.name), "the benchmark failed\(message)", at: place(failure.line))
      }
    }
    for open in unfinished {
      // `go test -v` prints names alone, also of benchmarks that only hold others.
      let own = base(open.name)
      if results[open.package]?.contains(own) == true { continue }
      if parents.contains("\(open.package)\u{0}\(own)") { continue }
      if failures.contains(where: { base($0.name) == own || $0.name.hasPrefix(own + "/") }) {
        continue
      }
      told.insert(open.package)
      let output = open.output.isEmpty ? "" : "; found \"\(open.output.prefix(100))\""
      harvest.reject(
        named(open.name), "expected a result after the benchmark's name\(output)",
        at: place(open.line))
    }
    for entry in failedPackages where told.insert(entry.package).inserted {
      harvest.reject(
        SeriesKey(benchmark: entry.package.isEmpty ? "package" : entry.package),
        "the package failed: \(entry.message)", at: place(entry.line))
    }
  }
}

/// A Go benchmark's name without the GOMAXPROCS at its end (`Parse-8`), which is absent where it is 1.
func goBaseName(_ name: String) -> String {
  guard let dash = name.lastIndex(of: "-"), dash > name.startIndex else { return name }
  let digits = name[name.index(after: dash)...]
  let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 &- 48 < 10 }
  return isNumber ? String(name[..<dash]) : name
}
