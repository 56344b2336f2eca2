import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// What stands around results, and how a text is encoded, does not change what is read.
@Suite struct SurroundingTests {
  /// What a reader took out of a file, without places and identities.
  private struct Reading: Equatable {
    var measurements: [PerfStats.Measurement]
    var unmeasured: [[String]]

    init(_ loaded: LoadedRuns) {
      measurements = loaded.runs.flatMap(\.measurements)
      unmeasured = loaded.runs.flatMap(\.unmeasured).map {
        [$0.key.benchmark, $0.key.metric, $0.within, "\($0.isSkip)"]
      }
    }
  }

  private static let files: [String] = {
    var found: [String] = []
    let endings = [".txt", ".csv", ".json", ".xml", ".js", ".tsv", ".data"]
    for folder in ["formats", "reported"] {
      let root = "\(packageRoot)/Fixtures/\(folder)"
      for name in FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
      where endings.contains(where: name.hasSuffix) && !name.contains("criterion/target")
        && !name.contains("asv")
      {
        found.append("\(root)/\(name)")
      }
    }
    return found.sorted()
  }()

  private func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
    let mark: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
    return mark
      + text.utf16.flatMap {
        let (low, high) = (UInt8($0 & 0xFF), UInt8($0 >> 8))
        return isLittle ? [low, high] : [high, low]
      }
  }

  /// The text as a terminal shows it, and as other systems write it.
  private func variants(_ text: String, file: String) -> [(name: String, bytes: [UInt8])] {
    let lines = text.replacing("\r\n", with: "\n")
    var all: [(String, [UInt8])] = [
      ("Windows line ends", Array(lines.replacing("\n", with: "\r\n").utf8)),
      ("mark of UTF-8", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
      ("UTF-16LE", utf16(text, isLittle: true)), ("UTF-16BE", utf16(text, isLittle: false)),
    ]
    // The first line of these tables has to be the first line.
    if !file.hasSuffix(".tsv"), !file.hasSuffix("semicolon.csv") {
      all.append(("blank line before", Array(("\n" + text).utf8)))
      all.append(("line before", Array(("some log line\n\n" + text).utf8)))
    }
    // A script goes on behind a text that is whole, and a CI system writes the time before every line.
    if text.hasSuffix("\n") {
      all.append(
        ("lines after", Array((text + "\nDone in 3.2 s\nFinished: 3 suites, 0 left\n").utf8)))
      let stamped = lines.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map {
        "2026-01-02T03:04:05.1234567Z \($0)\n"
      }
      if stamped.count > 1 { all.append(("times of a log", Array(stamped.joined().utf8))) }
    }
    if file.hasSuffix(".txt") {
      let coloured = lines.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? "" : "\u{1B}[32m\($0)\u{1B}(B\u{1B}[m"
      }
      all.append(("colours", Array(coloured.joined(separator: "\n").utf8)))
    }
    return all
  }

  @Test func theReadingIsTheSame() throws {
    var compared = 0
    try withFolder { folder in
      for path in Self.files {
        guard let data = FileManager.default.contents(atPath: path), data.count < 100_000,
          let text = String(data: data, encoding: .utf8), !text.hasPrefix("\u{FEFF}")
        else { continue }
        var loaded = LoadedRuns()
        let error = inputError { () throws(InputError) in loaded = try loadRuns([path]) }
        guard error == nil else { continue }
        let expected = Reading(loaded)
        let name = (path as NSString).lastPathComponent
        for (what, bytes) in variants(text, file: path) {
          try writeFile("\(folder)/\(name)", bytes)
          let found = inputError { () throws(InputError) in
            #expect(Reading(try loadRuns(["\(folder)/\(name)"])) == expected, "\(path): \(what)")
          }
          #expect(found == nil, "\(path): \(what)")
          compared += 1
        }
      }
    }
    #expect(compared > 400)
  }

  private func load(_ name: String, _ text: String) throws -> LoadedRuns {
    try withFolder { folder in
      try writeFile("\(folder)/\(name)", Array(text.utf8))
      return try loadRuns(["\(folder)/\(name)"])
    }
  }

  /// `./bench >> all.json`: each result is an execution; on one line each, too.
  @Test func resultsOneAfterAnother() throws {
    func result(_ time: Int) -> String {
      #"{"context":{"num_cpus":2},"benchmarks":[{"name":"f","run_name":"f","run_type":"iteration","#
        + #""family_index":0,"per_family_instance_index":0,"iterations":1,"real_time":\#(time),"cpu_time":1,"time_unit":"ns"}]}"#
    }
    for separator in ["\n", "\n\nlog\n", ""] {
      let loaded = try load("a.json", [5, 6, 7].map(result).joined(separator: separator) + "\n")
      #expect(loaded.runs.count == 1, "\(separator)")
      #expect(loaded.runs[0].measurements[0].executions.map(\.values) == [[5], [6], [7]])
      #expect(loaded.warnings.contains { $0.message.contains("3 results stand one after another") })
    }
  }

  /// Two harnesses in one file: one is read, and the other one is named.
  @Test func resultsOfTwoTools() throws {
    let text = try load(
      "a.txt",
      "test slow ... bench:  1,234 ns/iter (+/- 5)\nfib                     time:   [1.0 us 2.0 us 3.0 us]\n"
    )
    #expect(text.runs.flatMap(\.measurements).map(\.benchmark) == ["fib"])
    #expect(
      text.warnings.contains {
        $0.message.contains("also holds results of libtest, which are not read")
      })
    let json = try load(
      "a.json",
      #"{"version":"1.0","benchmarks":[{"metadata":{"name":"t"},"runs":[{"values":[1,2]}]}]}"#
        + "\n"
        + #"{"results":[{"command":"x","mean":1,"times":[1]}]}"# + "\n")
    #expect(json.runs.flatMap(\.measurements).map(\.benchmark) == ["t"])
    #expect(
      json.warnings.contains {
        $0.message.contains("1 result(s) of other tools in it are not read")
      })
  }

  /// Of the states of one fio run the last counts; two runs are two executions.
  @Test func statesOfARun() throws {
    func state(_ start: Int, _ elapsed: Int, _ runtime: Int, _ iops: Int) -> String {
      #"{"fio version":"fio-3.33","timestamp":\#(start + elapsed),"jobs":[{"jobname":"j","error":0,"elapsed":\#(elapsed),"#
        + #""job_runtime":\#(runtime),"read":{"total_ios":5,"iops":\#(iops)}}]}"# + "\n"
    }
    let states = try load(
      "a.json", state(100, 2, 873, 1) + state(100, 3, 1873, 2) + state(100, 4, 3000, 3))
    #expect(states.runs.map { $0.measurements[0].summary?.estimate } == [3])
    let runs = try load("a.json", state(100, 4, 3000, 1) + state(105, 4, 3000, 2))
    #expect(runs.runs.count == 2)
  }

  /// A package that a panic ended is an error; what else it held is not missing.
  @Test func whatAPackageTookWithIt() throws {
    let head = "pkg: example.com/m\n"
    let baseline = try load(
      "a.txt", head + ["A", "B", "C"].map { "Benchmark\($0)-8 10 5 ns/op\n" }.joined())
    let current = try load(
      "a.txt",
      head + "BenchmarkA-8 10 6 ns/op\npanic: oh\n\ngoroutine 6 [running]:\n"
        + "example.com/m.BenchmarkB(0x1)\n\t/w/m_test.go:4\nFAIL\texample.com/m\t0.1s\n")
    let sides = Sides(
      baseline: baseline.runs, current: current.runs, rejected: current.rejected)
    #expect(sides.rejected.map(\.key.benchmark) == ["B-8"])
    #expect(sides.baseline[0].measurements.map(\.benchmark) == ["A-8"])
    #expect(
      sides.notes.contains(
        "example.com/m failed as a whole: 2 benchmarks of it (B-8) were not measured."))
  }

  /// Beside a metric that is judged, a clock that reads 0 is no fault of the input.
  @Test func aClockThatReadsZero() throws {
    func run(_ id: String, _ system: [Double]) -> Run {
      func series(_ name: String, _ values: [Double]) -> PerfStats.Measurement {
        PerfStats.Measurement(
          benchmark: "b", metric: Metric(name: name, unit: "s", better: .lower),
          executions: values.map { Execution(values: [$0]) })
      }
      return Run(
        id: id, measurements: [series("time", [1, 1.01, 0.99]), series("time_system", system)])
    }
    var policy = Policy()
    policy.resamples = 200
    let report = try judge(
      baseline: [run("a", [0, 0, 0])], current: [run("b", [0.001, 0, 0.002])], policy: policy)
    let row = try #require(report.benchmarks.first { $0.metric.name == "time_system" })
    #expect(row.verdict == .inconclusive && row.reasons[0].contains("the clock is too coarse"))
    #expect(report.decision != .error)
  }

  /// Times without a unit that become a thousandfold are another series, not a change.
  @Test func timesWithoutAUnitInAHistory() throws {
    var jobs = JobCollection()
    for k in 0..<20 {
      let factor = k < 10 ? 1.0 : 0.001
      jobs.append(
        Run(
          id: "r\(k)", commit: "c\(k)", date: "2026-01-\(10 + k)T00:00:00Z",
          measurements: ["a", "b", "c"].enumerated().map { n, name in
            PerfStats.Measurement(
              benchmark: name, metric: Metric(name: "time", unit: "", better: .lower),
              executions: [], summary: Summary(estimate: Double(n + 1) * 100 * factor))
          }))
    }
    let rows = jobs.suites().suites.flatMap(\.rows)
    #expect(rows.map { row in row.values.compactMap(\.self).count } == [10, 10, 10, 10, 10, 10])
    #expect(
      rows.map(\.name).filter { $0.hasPrefix("a") } == [
        "a (no unit in the file)", "a (no unit in the file, about 1000 times smaller)",
      ])
  }
}
