import PerfStats
import PerfText

/// The runs of a Go benchmark's text: their configuration, their series and what failed.
extension GoReading {
  /// With what a line begins after which nothing else of the package runs.
  static let endings = ["panic:", "fatal error:", "signal:"]

  /// `Encode` of a line `example.com/m.BenchmarkEncode(0xc00...)` of a panic's trace.
  static func benchmark(inTrace text: String) -> String? {
    guard let mark = text.firstRange(of: ".Benchmark"),
      !text[..<mark.lowerBound].contains(where: \.isWhitespace)
    else { return nil }
    let name = text[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let rest = text[name.endIndex...]
    guard rest.hasPrefix("(") || rest.hasPrefix(".func"), name.first?.isLowercase != true else {
      return nil
    }
    return String(name)
  }

  // MARK: Runs

  /// The run that the configuration before this line belongs to.
  mutating func beginBlock() {
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

  func configuration(_ line: String) -> (String, String)? {
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

  mutating func apply(_ key: String, _ value: String) {
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
    if number > 0 { harvest.ending += "-\(number + 1)" }
  }

  /// What each unit means.
  private func meanings() -> [(metric: Metric, isTime: Bool, isOwn: Bool)] {
    units.map { bytes in
      let unit = String(decoding: bytes, as: UTF8.self)
      let time = unit.hasSuffix("/op") ? timeUnit(unit) : nil
      let metric = Metric(
        name: time == nil ? unit : "time", unit: time ?? unit,
        better: directions[unit] ?? Metric.Unit(unit).direction)
      return (metric, time != nil, unit == "ns/op")
    }
  }

  private mutating func fill(_ harvest: inout Harvest, block: Int) {
    harvest.reserve(series.reduce(0) { $0 + ($1.block == block ? $1.columns.count : 0) })
    let meanings = meanings()
    for index in series.indices where series[index].block == block {
      // Taken out, so that what was counted makes room for what is kept.
      let entry = series[index]
      series[index] = Series(name: "", place: 0..<0, package: "", block: -1, start: 0)
      // Beside the time per operation that Go measures another is a metric of the program's own.
      let isTimed = entry.columns.contains { meanings[$0.unit].isOwn }
      for column in entry.columns {
        let meaning = meanings[column.unit]
        let isFurther = isTimed && meaning.isTime && !meaning.isOwn
        var metric = meaning.metric
        if isFurther { metric.name = String(decoding: units[column.unit], as: UTF8.self) }
        harvest.add(
          Measurement(
            benchmark: entry.name, metric: metric, within: entry.package,
            executions: column.processes.map {
              Execution(
                iterations: entry.iterations.flatMap { Int(exactly: $0) }, values: Array($0))
            }),
          secondary: !meaning.isTime || isFurther
        ) { _, _ in place(column.line) }
      }
    }
  }

  /// A name without GOMAXPROCS at its end.
  func base(_ name: String) -> String { goBaseName(name) }

  /// What failed, was skipped or never came to a result.
  private mutating func reportFailures() {
    var results: [String: Set<String>] = [:]
    var parents: Set<String> = []
    var processors: [String: Int] = [:]
    if !failures.isEmpty || !unfinished.isEmpty || !failedPackages.isEmpty {
      for entry in series {
        let name = entry.name
        // A name may itself end in a number: `a-8` is that of `a-8-2`.
        results[entry.package, default: []].formUnion([name, base(name)])
        if let slash = name.firstIndex(of: "/") {
          parents.insert("\(entry.package)\u{0}\(name[..<slash])")
        }
        processors[String(name.dropFirst(base(name).count)), default: 0] += 1
      }
    }
    // Go names what fails at once without the number of processors that results have.
    let ending = processors.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? ""
    func named(_ name: String) -> SeriesKey {
      let own = String(name.dropFirst(base(name).count))
      return SeriesKey(benchmark: own.isEmpty || processors[own] == nil ? name + ending : name)
    }
    var told: Set<String> = []
    for failure in failures {
      told.insert(failure.package)
      // What only holds a benchmark that failed failed by it.
      let isParent = failures.contains {
        $0.package == failure.package && !$0.isSkip && $0.name.hasPrefix(base(failure.name) + "/")
      }
      if isParent, failure.message.isEmpty { continue }
      let message = failure.message.isEmpty ? "" : ": \(failure.message)"
      if failure.isSkip {
        harvest.skip(
          named(failure.name), within: failure.package,
          failure.message.isEmpty ? "no message" : failure.message, at: place(failure.line))
      } else {
        harvest.reject(
          named(failure.name), within: failure.package, "the benchmark failed\(message)",
          at: place(failure.line))
      }
    }
    for open in unfinished {
      // `go test -v` prints names alone, also of benchmarks that only hold others.
      let own = base(open.name)
      if let found = results[open.package], found.contains(own) || found.contains(open.name) {
        continue
      }
      if parents.contains("\(open.package)\u{0}\(own)") { continue }
      if failures.contains(where: { base($0.name) == own || $0.name.hasPrefix(own + "/") }) {
        continue
      }
      told.insert(open.package)
      let output = open.output.isEmpty ? "" : "; found \"\(open.output.prefix(100))\""
      harvest.reject(
        named(open.name), within: open.package,
        "expected a result after the benchmark's name\(output)", at: place(open.line))
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
