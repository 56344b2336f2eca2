import PerfArchive
import PerfStats
import PerfText
import Testing

/// Failed is not fast: values of `Fixtures/reported/README.md`.
@Suite struct FailureTests {
  private func failures(_ path: String) throws -> [String: String] {
    Dictionary(
      try loadRuns(["\(reportedFiles)/\(path)"]).rejected.map {
        ($0.key.benchmark, $0.error.message)
      },
      uniquingKeysWith: { a, _ in a })
  }

  @Test func exitCodesOfHyperfine() throws {
    let found = try failures("failed/hyperfine-fails.json")
    #expect(found["make -j8"]?.contains("exit code 2 in 6 of 6 runs") == true)
    #expect(try failures("failed/hyperfine-works.json").isEmpty)
  }

  @Test func goFailuresAndBrokenLines() throws {
    let found = try failures("failed/go-failed.txt")
    #expect(found.keys.sorted() == ["Fail-2", "Fatal-2"])
    #expect(found["Fatal-2"]?.contains("boom") == true)
    let run = try onlyRun("failed/go-failed.txt")
    let broken = try #require(run.measurements.first { $0.benchmark == "Print-2" })
    #expect(broken.executions[0].values == [191.6])
    #expect(
      run.measurements.contains { $0.metric.name == "allocs/op" && $0.executions[0].values == [0] })
  }

  @Test func goPanics() throws {
    #expect(try failures("failed/go-fail-panic.txt").keys.sorted() == ["Encode-8"])
    #expect(try onlyRun("failed/go-fail-panic.txt").settings["panic"] == nil)
    try withFolder { folder in
      func rejected(_ text: String) throws -> [String] {
        try writeFile(folder + "/t.txt", Array("BenchmarkGood-8 1 5 ns/op\n\(text)".utf8))
        return try loadRuns([folder + "/t.txt"]).rejected.map {
          "\($0.key.benchmark): \($0.error.message)"
        }
      }
      let panicked = try rejected("BenchmarkBad-8 \tpanic: boom\n\ngoroutine 1 [running]:\n")
      #expect(panicked == ["Bad-8: the benchmark failed: panic: boom"])
      let unbuilt = try rejected("FAIL\texample.org/x [build failed]\n")
      #expect(unbuilt == ["example.org/x: the package failed: [build failed]"])
      let open = try rejected("BenchmarkOpen-8   \t")
      #expect(open == ["Open-8: expected a result after the benchmark's name"])
      // go test -v prints names alone, also of benchmarks that only hold others.
      #expect(try rejected("BenchmarkS\nBenchmarkS/a\nBenchmarkS/a-8 1 5 ns/op\nPASS\n").isEmpty)
      #expect(try rejected("--- SKIP: BenchmarkNo\n    x_test.go:3: not here\n").isEmpty)
      #expect(try loadRuns([folder + "/t.txt"]).runs[0].unmeasured.map(\.key.benchmark) == ["No-8"])
    }
  }

  @Test func goLinesThatAreCut() throws {
    let loaded = try loadRuns([reportedFiles + "/failed/go-cut-off.txt"])
    #expect(loaded.runs[0].measurements.map(\.metric.name) == ["time"])
    #expect(loaded.runs[0].measurements[0].executions[0].values == [1201])
    #expect(loaded.warnings.contains { $0.message.contains("cut off") })
    // A file without a last line feed is read whole.
    try withFolder { folder in
      try writeFile(folder + "/t.txt", Array("BenchmarkGood-8 1 5 ns/op".utf8))
      let whole = try loadRuns([folder + "/t.txt"])
      #expect(whole.runs[0].measurements.count == 1)
      #expect(!whole.warnings.contains { $0.message.contains("within the unit") })
    }
  }

  @Test func libtestAndCatch2() throws {
    let libtest = try failures("failed/libtest-failed.txt")
    #expect(libtest.keys.sorted() == ["tests::b_fail"])
    #expect(libtest["tests::b_fail"]?.contains("panicked at src/lib.rs:6:39: x") == true)
    #expect(try failures("failed/catch2-failed.txt") == ["boom": "the benchmark failed: bad"])
  }

  @Test func oneBadResultOfASV() throws {
    let loaded = try loadRuns([reportedFiles + "/failed/asv-text/8d26b4ad-existing.json"])
    let keys = loaded.rejected.map(\.key.benchmark).sorted()
    #expect(keys == ["b.Suite.time_p(1, 'y')", "b.time_fail", "b.track_bad", "b.track_neg"])
    func estimate(_ name: String) -> Double? {
      loaded.runs[0].measurements.first { $0.benchmark == name }?.summary?.estimate
    }
    #expect(estimate("b.track_count") == 42 && estimate("b.mem_list") == 8056)
    #expect(estimate("b.track_zero") == 0)
    #expect(
      loaded.runs[0].unmeasured.filter(\.isSkip).map(\.key.benchmark).sorted()
        == ["b.Suite.time_p(10, 'y')", "b.track_nan"])
  }

  @Test func skipsAreNoErrors() throws {
    let loaded = try loadRuns([reportedFiles + "/failed/google-skipped.json"])
    #expect(loaded.rejected.isEmpty)
    #expect(loaded.runs[0].unmeasured.map(\.reason) == ["not here"])
    #expect(loaded.warnings.map(\.message) == ["\"BM_skip\" was skipped: not here"])
  }

  @Test func skippedAndPartlyAbsentIsNotMissing() throws {
    func run(_ id: String, _ series: [(String, String)], _ skips: [String] = []) -> Run {
      Run(
        id: id,
        measurements: series.map {
          Measurement(
            benchmark: $0.0, metric: Metric(name: $0.1, unit: "ns", better: .lower),
            executions: [Execution(values: [1])])
        },
        unmeasured: skips.map {
          Unmeasured(key: SeriesKey(benchmark: $0, metric: ""), reason: "no", isSkip: true)
        })
    }
    let old = run(
      "o",
      [("a", "time"), ("a", "gc.count"), ("b", "time"), ("c", "time"), ("d", "time"), ("d", "x")])
    let new = run("n", [("a", "time")], ["b"])
    let failed = RejectedBenchmark(
      key: SeriesKey(benchmark: "d"), error: InputError(place: "f", message: "failed"))
    let sides = Sides(baseline: [old], current: [new], rejected: [failed])
    #expect(sides.baseline[0].measurements.map(\.benchmark) == ["a", "c"])
    #expect(sides.notes.count == 2)
  }

  /// Every value of a row may be of another type: the benchmark is set aside, nothing ends the program.
  @Test(arguments: [
    #""real_time":null"#, #""real_time":"x""#, #""real_time":[]"#,
    #""real_time":1,"repetition_index":1.5"#,
    #""real_time":1,"repetition_index":"a""#, #""real_time":1,"repetition_index":1e300"#,
    #""real_time":1,"threads":[]"#, #""real_time":1,"iterations":"n""#,
    #""real_time":1,"family_index":{}"#,
    #""real_time":1,"time_unit":"parsec""#,
  ])
  func rowsOfGoogleBenchmark(fields: String) throws {
    let good =
      #"{"name":"good","run_type":"iteration","iterations":1,"real_time":5,"cpu_time":5,"time_unit":"ns"}"#
    let bad = #"{"name":"bad","run_name":"bad","run_type":"iteration",\#(fields)}"#
    let aggregate =
      #"{"name":"bad_mean","run_name":"bad","run_type":"aggregate","aggregate_name":"mean","real_time":2}"#
    try withFolder { folder in
      let text = #"{"context":{"num_cpus":2},"benchmarks":[\#(good),\#(bad),\#(aggregate)]}"#
      try writeFile(folder + "/g.json", Array(text.utf8))
      let loaded = try loadRuns([folder + "/g.json"])
      #expect(loaded.runs[0].measurements.map(\.benchmark) == ["good"])
      #expect(loaded.rejected.map(\.key.benchmark) == ["bad"])
    }
  }

  /// What a machine without counters, a virtual one for example, says of every event.
  @Test func countersThatCountNothing() throws {
    let error = inputError { () throws(InputError) in
      _ = try loadRuns(
        ["-"],
        standardInput: {
          Array("<not supported>,,cycles,0,0.00,,\n<not supported>,,instructions,0,0.00,,\n".utf8)
        })
    }
    #expect(error?.message == "expected counts, found <not supported> for each of 2 events")
  }
}
