import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Real result files of other tools, read in place; skipped where they are absent.
private let formats = sharedData + "/formats"

private struct Expected {
  var file: String
  var benchmark: String
  var metric: String
  var unit: String
  var executions: Int
  var samples: Int
  var first: Double
  var last: Double
  var mean: Double
}

/// What an independent parser found in the files (`EXPECTED.csv`).
private func expectedRows(in folder: String = formats) throws -> [Expected] {
  let text = String(decoding: try readFile(folder + "/EXPECTED.csv"), as: UTF8.self)
  return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
    var fields: [String] = [""]
    var quoted = false
    var characters = Array(line)[...]
    while let character = characters.popFirst() {
      if character == "\"" {
        if quoted, characters.first == "\"" {
          characters.removeFirst()
          fields[fields.count - 1].append("\"")
        } else {
          quoted.toggle()
        }
      } else if character == ",", !quoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return Expected(
      file: fields[0], benchmark: fields[1], metric: fields[2], unit: fields[3],
      executions: Int(fields[4]) ?? 0, samples: Int(fields[5]) ?? 0,
      first: Double(fields[6]) ?? .nan, last: Double(fields[7]) ?? .nan,
      mean: Double(fields[8]) ?? .nan)
  }
}

private func allFiles() throws -> [String] {
  let root = URL(fileURLWithPath: formats)
  let walker = try #require(
    FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey]))
  var files: [String] = []
  for case let url as URL in walker
  where try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
    files.append(url.path)
  }
  return files.sorted()
}

@Suite(.enabled(if: hasSharedData)) struct FormatTests {
  /// The names that we give to what the other parser calls otherwise.
  private func metric(_ row: Expected) -> String {
    switch row.file.split(separator: "/")[0] {
    case "go": return row.unit == "ns/op" ? "time" : row.unit
    case "jmh": return row.metric == "thrpt" ? "throughput" : "time"
    case "pyperf": return row.unit == "second" ? "time" : "memory"
    case "package-benchmark":
      if row.metric == "primary(throughput)" { return "throughput" }
      return row.metric == "wallClock" || row.metric == "samples" ? "time" : row.metric
    case "asv":
      return row.unit == "seconds" ? "time" : row.unit == "bytes" ? "memory" : "value"
    default: return "time"
    }
  }

  private func benchmark(_ row: Expected, occurrence: Int) -> String {
    if row.file.hasSuffix("samples.tsv") { return "My-Bench/fib_20" }
    if row.file.hasPrefix("benchmarkdotnet/bencher_two") {
      return "BenchmarkDotNet.Samples.Intro.\(row.benchmark)"
    }
    return occurrence > 1 ? "\(row.benchmark) #\(occurrence)" : row.benchmark
  }

  private let units = [
    "ns/iter": "ns", "ms/iter": "ms", "s/iter": "s", "ns/op": "ns", "second": "s",
    "seconds": "s", "s/op": "s", "μs": "us",
  ]

  @Test func agreesWithAnIndependentParser() throws {
    let rows = try expectedRows()
    #expect(rows.count == 772)
    var loads: [String: LoadedRuns] = [:]
    var seen: [String: Int] = [:]
    for row in rows {
      if loads[row.file] == nil { loads[row.file] = try loadRuns(["\(formats)/\(row.file)"]) }
      let loaded = try #require(loads[row.file])
      let run = try #require(loaded.runs.first, "\(row.file)")
      #expect(loaded.runs.count == 1, "\(row.file)")
      let identity = "\(row.file)|\(row.benchmark)|\(row.metric)"
      seen[identity, default: 0] += 1
      let key = SeriesKey(
        benchmark: benchmark(row, occurrence: seen[identity] ?? 1), metric: metric(row))
      // A command that failed is an error row, whatever time it took.
      if loaded.rejected.contains(where: { $0.key == key }) {
        #expect(row.file == "hyperfine/generated-1.15-exitcodes.json" && row.benchmark == "false")
        continue
      }
      let found = try #require(
        run.measurements.first { $0.key == key }, "\(row.file) \(key)")
      if row.unit != "raw(ns or count)" {
        #expect(found.metric.unit == units[row.unit] ?? row.unit, "\(row.file) \(key)")
      }
      let isSummary =
        ["mean only", "result only"].contains(row.metric)
        || (row.metric == "stats" && row.samples == 1)
      if isSummary {
        #expect(
          found.summary?.estimate == row.first && found.executions.isEmpty, "\(row.file) \(key)")
        continue
      }
      // Every time of hyperfine is a process.
      let isRounds = row.file.hasPrefix("asv/generated") && row.samples > 1
      // asv's rounds, of which there are two, are processes too.
      let executions =
        row.file.hasPrefix("hyperfine/") ? row.samples : isRounds ? 2 : row.executions
      let values = found.executions.flatMap(\.values)
      #expect(found.executions.count == executions, "\(row.file) \(key)")
      #expect(values.count == row.samples, "\(row.file) \(key)")
      func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * abs(b) }
      #expect(close(values.first ?? 0, row.first), "\(row.file) \(key)")
      #expect(close(values.last ?? 0, row.last), "\(row.file) \(key)")
      #expect(close(values.reduce(0, +) / Double(values.count), row.mean), "\(row.file) \(key)")
    }
  }

  /// The files that hold nothing to read; every other one must be read.
  private let unreadable: Set<String> = [
    "EXPECTED.csv", "README.md", "asv/aaaaaaaa-py2.7-Cython-numpy1.8.json", "asv/machine.json",
    "asv/benchmarks.json", "asv/generated-0.6.6/benchmarks.json",
    "asv/generated-0.6.6/demo/machine.json", "asv/stdout-six.txt", "criterion/stdout/failed.txt",
    "criterion/stdout/dogfood.txt", "criterion/stdout/many.txt",
    "google-benchmark/test4_run.json", "go/csvOldNew.stdout", "go/crcOldNew.stdout",
    "jmh/output-golden.text.us", "package-benchmark/check-markdown.md",
    "package-benchmark/Current_run.My-Bench.fib_20.wallClock.histogram.percentiles.tsv",
    "package-benchmark/Current_run.My-Bench.fib_20.wallClock.histogram.txt",
    "package-benchmark/NIOPosixBenchmarks.TCPEchoAsyncChannel.p90.json",
  ]

  @Test func readsEveryFileOrSaysWhyNot() throws {
    for path in try allFiles() {
      let folder = try #require(path.range(of: "/formats/", options: .backwards))
      let name = String(path[folder.upperBound...])
      let last = name.split(separator: "/").last ?? ""
      if ["benchmark.json", "estimates.json", "tukey.json"].contains(last) { continue }
      var loaded = LoadedRuns()
      let error = inputError { () throws(InputError) in loaded = try loadRuns([path]) }
      if let error {
        #expect(unreadable.contains(name), "\(error)")
        #expect(error.place.hasPrefix(path) && error.message.contains("expected"), "\(error)")
      } else {
        #expect(loaded.runs.count + loaded.rejected.count > 0, "\(name)")
      }
    }
  }

  private func only(_ file: String) throws -> Run {
    let loaded = try loadRuns(["\(formats)/\(file)"])
    #expect(loaded.runs.count == 1)
    return try #require(loaded.runs.first)
  }

  private func estimates(_ file: String) throws -> [String: Double] {
    var result: [String: Double] = [:]
    for measurement in try only(file).measurements {
      result["\(measurement.benchmark)|\(measurement.metric.name)"] = measurement.summary?.estimate
    }
    return result
  }

  /// Values read off the files by eye.
  @Test func readsSummaries() throws {
    #expect(
      try estimates("other/libtest-bench-gh-action.txt") == [
        "bench_fib_10|time": 135, "bench_fib_20|time": 18149,
      ])
    #expect(try estimates("other/bencher-bmf-latency.json")["tests::benchmark_a|time"] == 3247)
    #expect(
      try estimates("other/gh-action-customSmallerIsBetter.json")[
        "My Custom Smaller Is Better Benchmark - CPU Load|value"] == 50)
    #expect(
      try estimates("other/julia-benchmarktools.json") == [
        "fib/20|time": 31028, "fib/10|time": 246.03846153846155,
      ])
    #expect(try estimates("other/vitest-two.json")["math.bench.ts > math > subtract|time"] == 2)
    let params = try estimates("hyperfine/generated-1.15-params.csv")
    #expect(params["sleep 0.02 [n=2]|time"] == 0.02413603258333333)
    let us = try estimates("jmh/output-golden.csv.us")
    #expect(us == (try estimates("jmh/output-golden.csv.ru")))
    let first =
      "benchmark_0(param0=value0,param1=[value1],param2={value2},param3='value3',param4=\"value4\")"
    #expect(us["\(first)|throughput"] == 528.857143 && us["\(first)|secondary2"] == 615.5)
    #expect(
      try estimates("package-benchmark/Current_run.influx.csv")[
        "My-Bench/fib 20|peakMemoryResident"]
        != nil)
    #expect(
      try estimates("package-benchmark/My-Bench.fib_20.p90.json")["My-Bench/fib_20|time"] == 39871)
    let asv = try estimates("asv/bac1f64f-py2.7-Cython-numpy1.8.json")
    #expect(asv["time_units.time_unit_to|time"] == 6.5698909759521484e-06)
    #expect(asv["time_units.mem_unit|memory"] == 728)
  }

  @Test func readsSeriesAndEpochs() throws {
    let otava = try loadRuns(["\(formats)/other/otava-series.csv"]).runs
    #expect(otava.count == 10 && otava[0].commit == "aaa0")
    #expect(otava[0].date == "2024-01-01T02:00:00Z")
    #expect(otava[9].measurements.map(\.executions[0].values) == [[148209], [9.03]])
    let nanobench = try only("other/nanobench.json").measurements
    #expect(
      nanobench[0].benchmark == "Benchmarking std::mt19937_64 and std::knuth_b/std::mt19937_64")
    #expect(nanobench[0].executions[0].values.count == 11)
    #expect(nanobench[0].executions[0].values[0] == 2.54708571428571e-08)
  }

  @Test func keepsWhatTheFileSaysOfItsMachineAndCommit() throws {
    let pytest = try only("pytest-benchmark/pytest_output.json")
    #expect(pytest.commit == "9d55ab0434c9088746ae2d134702d782bf088644" && pytest.dirty)
    #expect(
      pytest.branch == "pytest" && pytest.runner.cpu == "Intel(R) Core(TM) i7-4771 CPU @ 3.50GHz")
    let asv = try only("asv/generated-0.6.6/demo/6bebf46a-existing-py.json")
    #expect(asv.commit == "6bebf46a56ddfe323e8aea90968ec616ed569e16")
    #expect(asv.date == "2026-11-23T07:57:46Z")
    let go = try only("go/generated-go1.19.txt")
    #expect(go.runner.architecture == "amd64" && go.runner.cpu == "Intel(R) Xeon(R) Processor")
  }

  @Test func readsOneBaselineOfCriterionFolders() throws {
    let root = "\(formats)/criterion/generated-0.3.6/target/criterion"
    let latest = try loadRuns([root])
    #expect(latest.runs.count == 1)
    #expect(
      latest.runs[0].measurements.map(\.benchmark).sorted()
        == ["Fib group/10", "Fib group/rec/ursive/10", "flat/vec_sort", "plain_fib_15"])
    #expect(latest.runs[0].measurements.allSatisfy { $0.executions.count == 1 })
    let first = try loadRuns([root + ":first"])
    let flat = try #require(first.runs[0].measurements.first { $0.benchmark == "flat/vec_sort" })
    #expect(abs(flat.executions[0].values[0] - 565134.4653465346) < 1e-6)
    let both = try loadRuns([root, root + ":first"])
    #expect(
      both.runs.count == 1 && both.runs[0].measurements.allSatisfy { $0.executions.count == 2 })
    #expect(
      inputError { () throws(InputError) in _ = try loadRuns([root + ":nope"]) }?.message
        == "expected the Criterion baseline \"nope\", found first, new")
  }

  @Test func rejectsFailedBenchmarksOnly() throws {
    let google = try loadRuns(["\(formats)/google-benchmark/generated-1.7.1.json"])
    #expect(google.rejected.count == 1 && !google.runs[0].measurements.isEmpty)
    #expect(google.rejected[0].error.message.hasPrefix("the benchmark failed"))
    let asv = try loadRuns(["\(formats)/asv/generated-0.6.6/demo/6bebf46a-existing-py.json"])
    #expect(asv.rejected.count == 1)
  }

  /// Imported -> run file -> the same; -> table of samples -> the same samples.
  @Test func survivesRunFileAndTable() throws {
    var compared = 0
    for path in try allFiles() {
      var loaded = LoadedRuns()
      let error = inputError { () throws(InputError) in loaded = try loadRuns([path]) }
      guard error == nil, !loaded.runs.isEmpty else { continue }
      let again = try RunFile.decode(RunFile.encode(loaded.runs), place: "r.jsonl")
      #expect(again.runs == loaded.runs, "\(path)")
      #expect(again.rejected.map(\.key) == loaded.rejected.map(\.key), "\(path)")
      let plain = loaded.runs.filter { !$0.measurements.isEmpty }
      guard !plain.isEmpty else { continue }
      let table = try TidySamples.decode(TidySamples.encode(plain), place: "s.csv")
      #expect(table.runs.map(\.measurements) == plain.map(\.measurements), "\(path)")
      #expect(table.runs.map(\.unmeasured) == plain.map(\.unmeasured), "\(path)")
      #expect(table.runs.map(\.id) == plain.map(\.id))
      #expect(table.runs.map(\.runner.slug) == plain.map(\.runner.slug))
      #expect(table.runs.map(\.commit) == plain.map(\.commit))
      #expect(table.runs.map(\.date) == plain.map(\.date))
      compared += 1
    }
    #expect(compared > 50)
  }
}

/// Files that real tools wrote for a small benchmark, kept with the package.
@Suite struct FixtureTests {
  private let folder = packageRoot + "/Fixtures/formats"

  /// Expected values: `expected.py`, a parser of its own.
  @Test func agreesWithTheReferenceParser() throws {
    let rows = try expectedRows(in: folder)
    #expect(rows.count > 15)
    var loads: [String: LoadedRuns] = [:]
    for row in rows {
      if loads[row.file] == nil { loads[row.file] = try loadRuns(["\(folder)/\(row.file)"]) }
      let run = try #require(loads[row.file]?.runs.first, "\(row.file)")
      let key = SeriesKey(benchmark: row.benchmark, metric: row.metric)
      let found = try #require(run.measurements.first { $0.key == key }, "\(row.file) \(key)")
      let values = found.executions.flatMap(\.values)
      #expect(found.metric.unit == row.unit && found.summary == nil, "\(row.file) \(key)")
      #expect(found.executions.count == row.executions, "\(row.file) \(key)")
      #expect(values.count == row.samples, "\(row.file) \(key)")
      for (value, expected) in [
        (values.first ?? 0, row.first), (values.last ?? 0, row.last),
        (values.reduce(0, +) / Double(values.count), row.mean),
      ] {
        #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(row.file) \(key)")
      }
    }
  }

  /// The second form of a result says the same as the first.
  @Test func readsTheOtherFormsOfAResult() throws {
    let json = try loadRuns(["\(folder)/google-benchmark/sort.json"])
    let csv = try loadRuns(["\(folder)/google-benchmark/sort.csv"])
    #expect(json.rejected.map(\.key.benchmark) == ["failing"])
    #expect(csv.rejected.map(\.key.benchmark) == ["failing"])
    #expect(
      json.runs[0].measurements.filter { $0.metric.name == "time" }.map {
        $0.executions[0].values.count
      }
        == csv.runs[0].measurements.filter { $0.metric.name == "time" }.map {
          $0.executions[0].values.count
        })
    let summaries = try loadRuns(["\(folder)/hyperfine/sleepless.csv"]).runs[0].measurements
    let samples = try loadRuns(["\(folder)/hyperfine/sleepless.json"]).runs[0].measurements
      .filter { $0.metric.name == "time" }
    #expect(summaries.map(\.benchmark) == samples.map(\.benchmark))
    for (summary, measurement) in zip(summaries, samples) {
      let mean = measurement.executions.map { $0.values[0] }.reduce(0, +) / 8
      #expect(abs((summary.summary?.estimate ?? 0) / mean - 1) < 1e-9)
    }
    let events = try loadRuns(["\(folder)/go/sort-json.jsonl"]).runs[0]
    #expect(events.measurements.contains { $0.key.metric == "time" })
    #expect(events.measurements.allSatisfy { $0.executions[0].values.count == 2 })
  }
}

/// SplitMix64, so that every run of the tests makes the same damage.
struct Dice {
  var state: UInt64
  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}

@Suite(.enabled(if: hasSharedData)) struct DamagedFileTests {
  /// Text that is likely to meet a reader's weak spots.
  static let pieces = [
    "", "0", "-1", "1e999", "NaN", "null", "\"", "{", "}", "[", "]", ",", ":", "\\", "\u{0}", "\n",
    "99999999999999999999", "-9223372036854775808", "0.0000001", "true", "\"x\"", "[]", "{}", ";",
    "é", "\\ud800", "1e-400", "9223372036854775807",
  ].map { Array($0.utf8) }

  static func damage(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var result = bytes
    switch dice.next(4) {
    case 0: return Array(result.prefix(dice.next(result.count)))
    case 1:
      for _ in 0...dice.next(8) { result[dice.next(result.count)] = UInt8(dice.next(256)) }
    case 2:
      // A number or word is replaced by something else.
      let at = dice.next(result.count)
      let end = min(result.count, at + 1 + dice.next(12))
      result.replaceSubrange(at..<end, with: pieces[dice.next(pieces.count)])
    default:
      let from = dice.next(result.count)
      let to = min(result.count, from + 1 + dice.next(200))
      let piece = Array(result[from..<to])
      result.insert(contentsOf: piece, at: dice.next(result.count))
    }
    return result
  }

  @Test func neverCrashAndSayWhere() async throws {
    try await withThrowingTaskGroup(of: Void.self) { files in
      for (number, path) in try allFiles().enumerated() {
        files.addTask { try Self.damageAndRead(path, seed: UInt64(number)) }
      }
      try await files.waitForAll()
    }
  }

  private static func damageAndRead(_ path: String, seed: UInt64) throws {
    try withFolder { folder in
      let bytes = try readFile(path)
      let identity = path.replacingOccurrences(of: "sample.json", with: "benchmark.json")
      let isSample = identity != path
      if isSample { try writeFile("\(folder)/benchmark.json", try readFile(identity)) }
      var dice = Dice(state: seed)
      // The large files would take most of the time and meet nothing that the small ones do not.
      for _ in 0..<max(10, min(100, 1_000_000 / bytes.count)) {
        let damaged = Self.damage(bytes, &dice)
        if damaged.isEmpty { continue }
        let error = inputError { () throws(InputError) in
          if isSample {
            try writeFile("\(folder)/sample.json", damaged)
            _ = try loadRuns(["\(folder)/sample.json"])
          } else {
            _ = try loadRuns(["-"], standardInput: { () throws(InputError) in damaged })
          }
        }
        guard let error else { continue }
        #expect(
          error.place.hasPrefix("standard input") || error.place.hasPrefix(folder), "\(error)")
        #expect(!error.message.isEmpty)
      }
    }
  }

  /// Every layout forced on every file: nothing but an error with a place may come of it.
  @Test func surviveTheWrongLayout() throws {
    for path in try allFiles() where !path.hasSuffix("results.json") {
      let bytes = try readFile(path)
      for format in InputFormat.allCases {
        let error = inputError { () throws(InputError) in
          _ = try loadRuns(
            ["-"], format: format, standardInput: { () throws(InputError) in bytes })
        }
        if let error { #expect(error.place.hasPrefix("standard input"), "\(format) \(error)") }
      }
    }
  }
}
