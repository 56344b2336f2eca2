import PerfStats
import PerfText

/// What has been read of a Go benchmark's text so far.
struct GoReading {
  struct Series {
    var name: String
    /// Where the name stands.
    var place: Range<Int>
    var package: String
    /// Number of the run.
    var block: Int
    var columns: [Column] = []
    /// Number of the process whose results were read last.
    var start: Int
    /// Iterations of every sample; nil if they differ.
    var iterations: Double?
  }

  /// The values of one benchmark in one unit.
  struct Column {
    /// Place in the list of all units.
    var unit: Int
    var values: [Double]
    /// Where the values of each process but the first begin.
    var starts: [Int] = []
    /// Line of the first value that cannot be used, or of the first value.
    var line: Int
    var isBad: Bool

    /// The values of each process.
    var processes: [ArraySlice<Double>] {
      zip([0] + starts, starts + [values.count]).map { values[$0..<$1] }
    }
  }

  /// What tells a series from others.
  struct Identity: Hashable {
    var block: Int
    var package: String
    var name: String
  }

  /// A benchmark that was announced and has no result yet.
  struct Pending {
    var name: String
    /// Where the name stands.
    var nameBytes: Range<Int>
    var package: String
    var line: Int
    /// What the program printed instead.
    var output: String
  }

  /// A benchmark that failed or was skipped.
  struct Failure {
    var name: String
    var package: String
    var line: Int
    var message: String
    var isSkip: Bool
  }

  let source: SourceFile
  var harvest: Harvest
  var series: [Series] = []
  var numbers: [Identity: Int] = [:]
  var units: [[UInt8]] = []
  var unitNumbers: [[UInt8]: Int] = [:]
  var current = -1
  var package = ""
  var directions: [String: Metric.Direction] = [:]
  /// Configuration of the lines to come, and of each run.
  var block = Run(id: "")
  var blocks: [Run] = []
  var blockNumber = -1
  /// Number of the process, and whether it has had results.
  var start = 0
  var hasResults = false
  var pending: Pending?
  var unfinished: [Pending] = []
  var failures: [Failure] = []
  var isFailureOpen = false
  /// What a benchmark said before it was told as failed, as `-v` does.
  var said = ""
  /// Number of a failed package whose panic's trace may name the benchmark.
  var panicked: Int?
  var failedPackages: [(package: String, line: Int, message: String)] = []

  init(_ source: SourceFile) {
    self.source = source
    harvest = Harvest(source, origin: "go")
  }

  func place(_ line: Int) -> String { "\(source.name):\(line)" }

  // MARK: Lines

  /// A line that begins with `B`.
  mutating func benchmark(_ bytes: [UInt8], _ range: Range<Int>, _ number: Int) throws(InputError) {
    isFailureOpen = false
    said = ""
    let isCut = range.upperBound == bytes.count
    let broken = bytes.withUnsafeBufferPointer { all -> (name: Range<Int>, rest: Range<Int>)? in
      var line = GoResultLine(all, range)
      guard line.begin() else { return line.name.isEmpty ? nil : (line.name, line.rest) }
      results(&line, all, line.name, range, number, isCut: isCut)
      return nil
    }
    guard let broken else { return }
    // A name that stands alone, or what the program printed after it.
    let name = String(decoding: bytes[broken.name], as: UTF8.self)
    guard let first = name.unicodeScalars.first, !first.properties.isLowercase else { return }
    let rest = String(decoding: bytes[broken.rest], as: UTF8.self).trimmed
    if let pending { unfinished.append(pending) }
    pending = Pending(
      name: name, nameBytes: broken.name, package: package, line: number, output: rest)
    if rest.hasPrefix("---") || rest.hasPrefix("panic:") { try line(rest, number) }
  }

  /// A line that begins with white space: what a failed benchmark said.
  mutating func indented(_ bytes: [UInt8], _ range: Range<Int>, _ number: Int) {
    let text = String(decoding: bytes[range], as: UTF8.self).trimmed
    if isFailureOpen, let last = failures.indices.last {
      if failures[last].message.isEmpty { failures[last].message = text }
    } else {
      said = text
    }
  }

  /// Any other line that may say something.
  mutating func line(_ text: String, _ number: Int) throws(InputError) {
    if text.hasPrefix("--- ") {
      let words = text.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count == 3, ["FAIL:", "SKIP:", "BENCH:"].contains(words[1]),
        words[2].hasPrefix("Benchmark")
      else { return }
      let name = words[2].dropFirst(9).prefix { !$0.isWhitespace && $0 != "(" }
      if words[1] == "BENCH:" {
        // What it logged; it must have had a result.
        unfinished.append(
          Pending(
            name: String(name), nameBytes: 0..<0, package: package, line: number, output: ""))
        return
      }
      failures.append(
        Failure(
          name: String(name), package: package, line: number, message: "",
          isSkip: words[1] == "SKIP:"))
      isFailureOpen = true
      if let open = pending, base(open.name) == base(String(name)) {
        failures[failures.count - 1].name = open.name
        failures[failures.count - 1].message = said
        pending = nil
      }
      said = ""
      return
    }
    if Self.endings.contains(where: text.hasPrefix) {
      guard let open = pending else {
        if let last = failures.indices.last, failures[last].package == package,
          !failures[last].isSkip
        {
          failures[last].message += "; \(text.trimmed)"
        } else {
          panicked = failedPackages.count
          failedPackages.append((package, number, text.trimmed))
        }
        return
      }
      failures.append(
        Failure(
          name: open.name, package: open.package, line: number, message: text.trimmed,
          isSkip: false))
      pending = nil
      return
    }
    if let failed = panicked, let name = Self.benchmark(inTrace: text) {
      let whole = failedPackages[failed]
      failures.append(
        Failure(
          name: name, package: whole.package, line: whole.line, message: whole.message,
          isSkip: false))
      panicked = nil
    }
    if text.hasPrefix("FAIL\t") || text.hasPrefix("FAIL ") {
      panicked = nil
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
      if key == "pkg" || key == "goos", hasResults {
        start += 1
        hasResults = false
      }
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

  mutating func results(
    _ line: inout GoResultLine, _ all: UnsafeBufferPointer<UInt8>, _ name: Range<Int>,
    _ range: Range<Int>, _ number: Int, isCut: Bool
  ) {
    if let open = pending {
      let text = String(decoding: all[name], as: UTF8.self)
      if base(open.name) != base(text) || open.package != package { unfinished.append(open) }
      pending = nil
    }
    beginBlock()
    var found = false
    var position = 0
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
        (found, hasResults) = (true, true)
        select(all, name, iterations: line.iterations)
      }
      append(line.value, all, line.unit, position, number)
      position += 1
    }
    if !found {
      // What looked like iterations may have been printed by the program.
      pending = Pending(
        name: String(decoding: all[name], as: UTF8.self), nameBytes: name, package: package,
        line: number, output: "")
    }
  }

  /// Whether the unit at the end of a text without a last line feed is the beginning of another.
  func isFragment(_ unit: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    if unitNumbers[Array(unit)] != nil { return false }
    if units.contains(where: { $0.starts(with: unit) }) { return true }
    let text = String(decoding: unit, as: UTF8.self)
    return Metric.Unit(text).dimension == .unknown
      || ["ns/op", "B/op", "allocs/op", "MB/s"].contains { $0.hasPrefix(text) && $0 != text }
  }
}
