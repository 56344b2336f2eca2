import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Outputs of Swift's own tools (`Fixtures/reported/swift`): package-benchmark 1.38.1, Google's
/// swift-benchmark 0.1.2, XCTest of Swift 6.3.1. Expected values are those of the files.
private let folder = packageRoot + "/Fixtures/reported/swift"

private func only(_ path: String) throws -> (run: Run, loaded: LoadedRuns) {
  let loaded = try loadRuns(["\(folder)/\(path)"])
  #expect(loaded.runs.count == 1)
  return (try #require(loaded.runs.first), loaded)
}

extension Run {
  fileprivate func measurement(_ name: String, _ metric: String = "time") throws
    -> PerfStats.Measurement
  {
    try #require(
      measurements.first { $0.key == SeriesKey(benchmark: name, metric: metric) },
      "\(name) [\(metric)]")
  }
}

@Suite struct SwiftToolTests {
  @Test func baselineOfPackageBenchmark() throws {
    let (run, _) = try only("base.results.json.gz")
    #expect(run.settings["baseline"] == "base")
    // 201,593 ns for 1000 inner iterations; the throughput is of them too.
    let kilo = try run.measurement("Tiny/kilo")
    #expect(kilo.metric == .nanoseconds)
    #expect(kilo.executions.first?.values.count == 100)
    #expect(kilo.executions.first?.iterations == 1000)
    let least = try #require(kilo.executions.first?.values.first)
    #expect((201.593...201.8).contains(least))
    let rate = try run.measurement("Tiny/kilo", "throughput")
    #expect(rate.metric == Metric(name: "throughput", unit: "1/s", better: .higher))
    #expect((3_513_000...3_516_000).contains(rate.executions[0].values[0]))
    let hits = try run.measurement("Tiny/Odd/name: a,b (x=1)", "Cache hits")
    #expect(
      hits.metric.better == .higher && hits.executions[0].values == .init(repeating: 40, count: 50))
    // Memory is not divided.
    let memory = try run.measurement("Tiny/plain", "peakMemoryResident")
    #expect(memory.metric.unit == "B" && memory.executions[0].values[0] >= 24_129_536)
    #expect(run.measurements.allSatisfy { $0.executions.allSatisfy { !$0.isOrdered } })
  }

  @Test func histogramsHaveTheirMetricFromTheName() throws {
    let loaded = try loadRuns([folder + "/base-histogramEncoded"])
    let run = try #require(loaded.runs.first)
    #expect(loaded.runs.count == 1)
    #expect(try run.measurement("Tiny/kilo").metric == .nanoseconds)
    #expect(try run.measurement("Tiny/kilo", "throughput").metric.better == .higher)
    let hits = try run.measurement("Tiny/Odd_name:_a,b_(x=1)", "Cache hits")
    #expect(hits.metric == Metric(name: "Cache hits", unit: "count", better: .unspecified))
    #expect(try run.measurement("Tiny/kilo", "mallocCountTotal").executions[0].values[0] == 0)
    #expect(hits.executions[0].values == .init(repeating: 40, count: 50))
  }

  @Test func sampleLinesKeepTheirUnit() throws {
    let loaded = try loadRuns([folder + "/base-histogramSamples"])
    let run = try #require(loaded.runs.first)
    #expect(loaded.runs.count == 1)
    #expect(loaded.warnings.allSatisfy { !$0.message.contains("left out: no known layout") })
    let time = try run.measurement("Tiny/kilo")
    #expect(time.metric.unit == "us" && time.executions[0].values[0] == 202)
    #expect(try run.measurement("Tiny/Odd_name:_a,b_(x=1)").metric.unit == "ns")
    // Shown in thousands, in millions, as a plain number.
    #expect(
      try run.measurement("Tiny/plain", "throughput").executions[0].values[0] == 13_000)
    #expect(
      try run.measurement("Tiny/plain", "peakMemoryResident").executions[0].values[0] == 24e6)
    let hits = try run.measurement("Tiny/Odd_name:_a,b_(x=1)", "Cache hits")
    #expect(hits.executions[0].values[0] == 40 && hits.metric.better == .unspecified)
  }

  @Test func theNameOfAJSONExportSaysTheDirection() throws {
    let (run, _) = try only("base-jsonBiggerIsBetter")
    #expect(run.measurements.count == 5)
    #expect(run.measurements.allSatisfy { $0.metric.better == .higher })
    let plain = try run.measurement("plain", "throughput")
    #expect(plain.summary?.estimate == 21_000 && plain.metric.unit == "1/s")
    #expect(try run.measurement("Odd/name: a,b (x=1)", "Cache hits").summary?.estimate == 40)
  }

  @Test func influxTablesKeepMetricsAndDirections() throws {
    try withFolder { scratch in
      let path = scratch + "/main.influx.csv"
      let head =
        "#datatype tag,tag,tag,tag,tag,tag,tag,tag,tag,double,double,double,long,long,dateTime\n"
        + "measurement,hostName,processoryType,processors,memory,kernelVersion,metric,unit,test,"
        + "percentile,value,test_average,iterations,warmup_iterations,time\n"
      let rows = [
        ("Time(wallclock)", "μs", "21171"), ("Throughput(#/s)", "K", "47263"),
        ("Memory(residentpeak)", "M", "24129536"), ("Malloc(total)", "", "12"),
        ("Cachehits", "", "40"),
      ].map {
        "T,vm,x86_64,2,23,k,\($0.0),\($0.1),a b,50.0,\($0.2),1.0,60,1,2026-11-23T07:30:16Z\n"
      }
      try Data((head + rows.joined()).utf8).write(to: URL(fileURLWithPath: path))
      let run = try #require(try loadRuns([path]).runs.first)
      #expect(
        run.measurements.map(\.metric) == [
          .nanoseconds, Metric(name: "throughput", unit: "1/s", better: .higher),
          Metric(name: "peakMemoryResident", unit: "B", better: .lower),
          Metric(name: "mallocCountTotal", unit: "count", better: .lower),
          Metric(name: "Cachehits", unit: "count", better: .unspecified),
        ])
      #expect(run.measurements.map { $0.summary?.estimate } == [21171, 47263, 24_129_536, 12, 40])
    }
  }

  @Test func unknownMetricsDoNotMakeThresholdsUnread() throws {
    try withFolder { scratch in
      let path = scratch + "/Tiny.plain.p90.json"
      try Data(#"{"wallClock":39871,"aNewMetric":7,"Cache hits":40}"#.utf8)
        .write(to: URL(fileURLWithPath: path))
      let run = try #require(try loadRuns([path]).runs.first)
      #expect(run.measurements.map(\.benchmark) == ["Tiny/plain", "Tiny/plain", "Tiny/plain"])
      #expect(run.measurements.map { $0.summary?.estimate } == [39871, 7, 40])
      #expect(run.measurements.map(\.metric.better) == [.lower, .unspecified, .unspecified])
    }
  }

  @Test func baselinesOfAFolderAreNotMixed() throws {
    try withFolder { scratch in
      for name in ["base", "slow"] {
        let own = "\(scratch)/.benchmarkBaselines/Tiny/\(name)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try Data(readFile("\(folder)/\(name).results.json.gz"))
          .write(to: URL(fileURLWithPath: own + "/results.json"))
      }
      let all = try loadRuns([scratch + "/.benchmarkBaselines"])
      #expect(all.runs.map { $0.settings["baseline"] } == ["base", "slow"])
      #expect(
        all.runs.allSatisfy { run in run.measurements.allSatisfy { $0.executions.count == 1 } })
      let one = try loadRuns([scratch + "/.benchmarkBaselines:slow"])
      #expect(one.runs.map { $0.settings["baseline"] } == ["slow"])
      let error = inputError { () throws(InputError) in
        _ = try loadRuns([scratch + "/.benchmarkBaselines:none"])
      }
      #expect(error?.message == "expected the baseline \"none\", found base, slow")
    }
  }

  @Test func swiftBenchmarkStatesNoUnit() throws {
    for (path, plain) in [
      ("swift-benchmark-ns.json", 21092.0), ("swift-benchmark-us.json", 21.032),
      ("swift-benchmark.csv", 21102),
    ] {
      let (run, _) = try only(path)
      let time = try run.measurement("plain")
      #expect(time.metric == Metric(name: "time", unit: "", better: .lower), "\(path)")
      #expect(time.summary?.estimate == plain, "\(path)")
      let hits = try run.measurement("s.dot, comma.counter", "hits")
      #expect(hits.summary?.estimate == 350 && hits.metric.better == .unspecified, "\(path)")
      #expect(run.measurements.count { $0.metric.name == "time" } == 5, "\(path)")
    }
  }

  @Test func aShiftByAThousandIsNotJudged() throws {
    let ns = try only("swift-benchmark-ns.json").run
    let us = try only("swift-benchmark-us.json").run
    for (baseline, current, word) in [(ns, us, "smaller"), (us, ns, "larger")] {
      let report = try judge(baseline: [baseline], current: [current])
      let errors = report.benchmarks.filter { $0.verdict == .error }
      #expect(
        errors.map(\.name) == ["plain", "slow ms", "s.dot, comma.counter", "s.dot, comma.bytes"])
      #expect(
        errors.allSatisfy { $0.reasons[0].contains("4 of 5 times are about 1000 times \(word)") })
      // The benchmark with a unit of its own did not move.
      let forced = report.benchmarks.first { $0.name == "s.dot, comma.forced us" }
      #expect(forced.map { $0.verdict != .error } == true)
    }
  }

  @Test func xctestPrintsTenTimesInOrder() throws {
    let (run, loaded) = try only("swift-test.txt")
    #expect(
      run.measurements.map(\.benchmark) == [
        "SpeedTests.testLong", "SpeedTests.testMetrics", "SpeedTests.testShort",
      ])
    let long = try run.measurement("SpeedTests.testLong")
    #expect(long.metric == Metric(name: "time", unit: "s", better: .lower))
    #expect(
      long.executions == [
        Execution(values: [
          0.000493, 0.000450, 0.000425, 0.000425, 0.000425, 0.000425, 0.000425, 0.000425, 0.004441,
          0.000424,
        ])
      ])
    #expect(loaded.rejected.map(\.key.benchmark) == ["SpeedTests.testTiny"])
    #expect(loaded.rejected.first?.error.message.contains("10 of 10 times are printed as") == true)
  }

  @Test func xctestOfXcodeNamesMetricsAndFailures() throws {
    try withFolder { scratch in
      let path = scratch + "/xcode.txt"
      func line(_ test: String, _ metric: String, _ values: String, _ polarity: String) -> String {
        "/a/b.swift:7: Test Case '\(test)' measured [\(metric)] average: 1.0, relative standard"
          + " deviation: 1.0%, values: [\(values)], performanceMetricID:x, baselineName: \"\","
          + " polarity: \(polarity), maxPercentRegression: 10.000%\n"
      }
      let text =
        "Test Case '-[M.S testA]' started.\n"
        + line("-[M.S testA]", "Clock Monotonic Time, s", "0.5, 0.25", "prefers smaller")
        + line("-[M.S testA]", "Memory Peak Physical, kB", "10.0, 0.0", "prefers smaller")
        + line("-[M.S testA]", "Frames, fps", "60.0, 61.0", "prefers larger")
        + line("-[M.S testB]", "Clock Monotonic Time, s", "0.5, 0.25", "prefers smaller")
        + "Test Case '-[M.S testB]' failed (0.1 seconds).\n"
        + "Test Case '-[M.S testC]' failed (0.1 seconds).\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let loaded = try loadRuns([path])
      let run = try #require(loaded.runs.first)
      #expect(try run.measurement("M.S.testA").executions[0].values == [0.5, 0.25])
      #expect(try run.measurement("M.S.testA", "Frames").metric.better == .higher)
      #expect(loaded.rejected.map(\.key.benchmark) == ["M.S.testB"])
      #expect(loaded.warnings.contains { $0.message == "test M.S.testC failed" })
    }
  }

  /// What is sorted by its tool says nothing of drifts; the mark survives every store.
  @Test func theMarkSurvives() throws {
    let (run, _) = try only("base.results.json.gz")
    #expect(try RunFile.decode(RunFile.encode([run]), place: "r").runs == [run])
    let table = try TidySamples.decode(TidySamples.encode([run]), place: "t").runs
    #expect(table.count == 1 && table[0].measurements == run.measurements)
    try withFolder { scratch in
      let archive = try Archive(path: scratch + "/a.sqlite", access: .write)
      _ = try archive.add([run])
      var back: [Run] = []
      try archive.forEachRun { back.append($0) }
      #expect(back == [run])
    }
    let sorted = (0..<50).map { 100 + Double($0) }
    func notes(isOrdered: Bool) throws -> [String] {
      let one = Run(
        id: "r",
        measurements: [
          PerfStats.Measurement(
            benchmark: "b", metric: .nanoseconds,
            executions: [Execution(values: sorted, isOrdered: isOrdered)])
        ])
      return try judge(baseline: [one], current: [one]).benchmarks[0].notes
    }
    #expect(try notes(isOrdered: true).contains { $0.hasPrefix("drifting") })
    #expect(try !notes(isOrdered: false).contains { $0.hasPrefix("drifting") })
    #expect(try !notes(isOrdered: false).contains { $0.hasPrefix("autocorrelated") })
  }
}
