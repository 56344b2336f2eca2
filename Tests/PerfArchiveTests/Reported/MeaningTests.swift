import PerfArchive
import PerfStats
import PerfText
import Testing

/// Directions, units, clocks and zeros: values of `Fixtures/reported/README.md`.
@Suite struct MeaningTests {
  private func metrics(_ run: Run) -> [String: Metric] {
    Dictionary(
      run.measurements.map { ($0.metric.name, $0.metric) }, uniquingKeysWith: { a, _ in a })
  }

  @Test func allocationRatesAreInformation() throws {
    for file in ["rates/jmh-gc-work-400.json", "rates/jmh-gc-work-200.json"] {
      let found = metrics(try onlyRun(file))
      #expect(found["gc.alloc.rate"]?.better == .unspecified)
      for name in ["gc.alloc.rate.norm", "gc.count", "gc.time", "time"] {
        #expect(found[name]?.better == .lower, "\(name)")
      }
    }
    let count = try #require(
      try onlyRun("rates/jmh-gc-work-400.json").measurements.first { $0.metric.name == "gc.count" })
    #expect(count.executions.map(\.values) == [[1, 0, 1, 0], [0, 0, 1, 0], [1, 0, 1, 0]])
  }

  @Test func contradictionsAreLeftOpen() throws {
    let loaded = try loadRuns([reportedFiles + "/direction/jmh-avgt-ops-40000.json"])
    #expect(loaded.runs[0].measurements[0].metric.better == .unspecified)
    #expect(loaded.warnings.contains { $0.message.contains("contradicts") })
  }

  @Test func knownWordsDecide() throws {
    #expect(metrics(try onlyRun("direction/go-hits-40.txt"))["hit-percent"]?.better == .higher)
    #expect(
      metrics(try onlyRun("direction/csv-unspecified-900.csv"))["throughput"]?.better
        == .unspecified)
    let runs = try loadRuns([reportedFiles + "/direction/data-smaller-is-better.js"]).runs
    #expect(runs.count == 22 && runs.allSatisfy { $0.measurements[0].metric.better == .lower })
  }

  @Test func unitsWithATab() throws {
    let runs = try loadRuns([reportedFiles + "/units/data-go-units.js"]).runs
    #expect(runs.count == 22)
    #expect(Set(runs.map { $0.measurements[0].metric }) == [.nanoseconds])
  }

  @Test func oneDimensionIsJoined() throws {
    let both = try loadRuns([
      reportedFiles + "/units/google-ns.json", reportedFiles + "/units/google-ms.json",
    ])
    #expect(both.rejected.isEmpty && both.runs.count == 1)
    let measurement = both.runs[0].measurements[0]
    #expect(measurement.metric.unit == "ns" && measurement.executions.count == 2)
    #expect(Set(measurement.executions.map { ($0.values[0] / 1e6).rounded() }) == [2])
  }

  @Test func measurementsConvert() throws {
    let milliseconds = Measurement(
      benchmark: "b", metric: Metric(name: "time", unit: "ms", better: .lower),
      executions: [Execution(values: [2, 0])])
    let converted = try #require(milliseconds.converted(to: "ns"))
    #expect(converted.executions[0].values == [2_000_000, 0] && converted.metric.unit == "ns")
    #expect(milliseconds.converted(to: "B") == nil)
  }

  @Test func threadsOfGoogleBenchmark() throws {
    func definitions(_ file: String) throws -> [String: String] {
      Dictionary(
        try onlyRun(file).measurements.map { ($0.benchmark, $0.definition) },
        uniquingKeysWith: { a, _ in a })
    }
    let (old, new) = (
      try definitions("clock/google-1.7.1.json"), try definitions("clock/google-1.9.5.json")
    )
    for name in ["BM_thr/iterations:20/real_time/threads:2", "BM_thr/iterations:20/threads:2"] {
      #expect(old[name] == "wall time divided by the threads" && new[name] == "wall time")
    }
    let one = "BM_thr/iterations:20/real_time/threads:1"
    #expect(old[one] == "" && new[one] == "")
    let run = try onlyRun("clock/google-1.9.5.json")
    #expect(run.settings["library_version"] == "1.9.5")
  }

  @Test func oneClockInRepetitionsAndAggregates() throws {
    let samples = try onlyRun("clock/google-process-time-repetitions.json").measurements
    let means = try onlyRun("clock/google-process-time-aggregates.json").measurements
    for (measurement, mean) in zip(samples, means) {
      #expect(measurement.benchmark == mean.benchmark)
      let value = measurement.executions[0].values[0]
      let estimate = try #require(mean.summary?.estimate)
      #expect(value / estimate < 2 && estimate / value < 2)
    }
  }

  @Test func timersOfPytestBenchmark() throws {
    func run(_ timer: String) throws -> String {
      try withFolder { folder in
        let text =
          #"{"machine_info":{},"benchmarks":[{"name":"t","fullname":"t","options":{"timer":"\#(timer)"},"stats":{"mean":1,"data":[1]}}]}"#
        try writeFile(folder + "/p.json", Array(text.utf8))
        return try loadRuns([folder + "/p.json"]).runs[0].measurements[0].definition
      }
    }
    #expect(try run("perf_counter") == "wall time")
    #expect(try run("process_time") == "CPU time (process_time)")
  }

  @Test func zerosAreValues() throws {
    let run = try onlyRun("zero/go-no-allocs.txt")
    for unit in ["B/op", "allocs/op"] {
      let found = try #require(run.measurements.first { $0.metric.unit == unit })
      #expect(found.executions[0].values == Array(repeating: 0, count: 6))
    }
  }
}
