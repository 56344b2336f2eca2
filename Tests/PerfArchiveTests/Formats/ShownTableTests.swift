import PerfArchive
import PerfStats
import PerfText
import Testing

/// What tools show or write unless told otherwise, beside the files that they keep; values by hand.
@Suite struct ShownTableTests {
  private func load(_ name: String, _ text: String) throws -> LoadedRuns {
    try withFolder { folder in
      try writeFile("\(folder)/\(name)", Array(text.utf8))
      return try loadRuns(["\(folder)/\(name)"])
    }
  }

  private func rows(_ loaded: LoadedRuns) -> [String] {
    loaded.runs.flatMap(\.measurements).map { series in
      let values = series.summary.map { "\($0.estimate)" } ?? "\(series.executions.map(\.values))"
      return
        "\(series.benchmark) \(series.metric.name) \(values) \(series.metric.unit)"
        + " \(series.metric.better)"
    }
  }

  /// nanobench 4's table, in its layout: thousands by commas, counters, a row that it calls unstable,
  /// rows broken by the program's own output, and two suites.
  @Test func nanobench() throws {
    let loaded = try load(
      "n.txt",
      """
      Warning, results might be unstable:
      * CPU frequency scaling enabled: CPU 0 between 400.0 and 3,700.0 MHz

      | relative |               ns/op |                op/s |    err% |          ins/op |   miss% |     total | sorting
      |---------:|--------------------:|--------------------:|--------:|----------------:|--------:|----------:|:--------
      |   100.0% |        1,234,567.50 |              810.00 |    0.3% |           12.00 |    0.1% |      0.01 | `std::sort | reverse`
      cache dropped
      |    50.0% |        2,469,135.00 |              405.00 |   12.4% |           24.00 |    0.2% |      0.02 | :wavy_dash: `heap` (Unstable with ~5.0 iters. Increase `minEpochIterations` to e.g. 50)

      |              us/MiB |               MiB/s |    err% |     total | pipes
      |--------------------:|--------------------:|--------:|----------:|:------
      |              208.05 |            4,806.44 |    1.1% |      5.48 | `1 KiB`

      """)
    #expect(
      rows(loaded) == [
        "sorting/std::sort | reverse time 1234567.5 ns lower",
        "sorting/std::sort | reverse ins/op 12.0 ins/op unspecified",
        "sorting/std::sort | reverse miss% 0.1 miss% lower",
        "sorting/heap time 2469135.0 ns lower", "sorting/heap ins/op 24.0 ins/op unspecified",
        "sorting/heap miss% 0.2 miss% lower", "pipes/1 KiB time 208.05 us/MiB lower",
      ])
    #expect(
      loaded.warnings.contains { $0.message.contains("\"sorting/heap\": nanobench calls it") })
  }

  /// BenchmarkDotNet's report: two jobs of one method, a parameter, a failure, thousands, no memory.
  @Test func benchmarkDotNetReport() throws {
    let text = """
      Method,Job,Affinity,Runtime,InvocationCount,UnrollFactor,WarmupCount,N,Mean,Error,StdDev,Gen0,Allocated
      Sort,Job-ABCDEF,11,.NET 8.0,4096,16,Default,10,"1,234.5 ns",34.5 ns,3 ns,0.1,1.5 KB
      Sort,Job-GHIJKL,11,.NET 9.0,8192,16,Default,10,2.204 \u{3BC}s,0.204 \u{3BC}s,3 ns,-,-
      Bad,Job-GHIJKL,11,.NET 9.0,8192,16,Default,10,NA,NA,NA,NA,NA

      """
    // As machines whose lists are separated by `;` may write it, with decimal commas.
    let other = """
      Method;Job;Affinity;Runtime;InvocationCount;UnrollFactor;WarmupCount;N;Mean;Error;StdDev;Gen0;Allocated
      Sort;Job-ABCDEF;11;.NET 8.0;4096;16;Default;10;1.234,5 ns;34,5 ns;3 ns;0,1;1,5 KB
      Sort;Job-GHIJKL;11;.NET 9.0;8192;16;Default;10;2,204 \u{3BC}s;0,204 \u{3BC}s;3 ns;-;-
      Bad;Job-GHIJKL;11;.NET 9.0;8192;16;Default;10;NA;NA;NA;NA;NA

      """
    for text in [text, other] {
      let loaded = try load("My.Sorts-report.csv", text)
      #expect(
        rows(loaded) == [
          "My.Sorts.Sort(N: 10) [Runtime=.NET 8.0] time 1234.5 ns lower",
          "My.Sorts.Sort(N: 10) [Runtime=.NET 8.0] allocated 1.5 KiB lower",
          "My.Sorts.Sort(N: 10) [Runtime=.NET 9.0] time 2.204 us lower",
          "My.Sorts.Sort(N: 10) [Runtime=.NET 9.0] allocated 0.0 B lower",
        ])
      let first = try #require(loaded.runs[0].measurements[0].summary)
      #expect([first.lower, first.upper, first.level] == [1200, 1269, 0.999])
      #expect(loaded.rejected.map(\.error.message) == ["the benchmark failed: its mean is NA"])
    }
    let units = try load(
      "r.csv", "Type,Method,Job,WarmupCount,Mean [us],Error [us]\nA,B,DefaultJob,Default,5.5,0.5\n")
    #expect(rows(units) == ["A.B time 5.5 us lower"])
  }

  /// `cargo criterion --message-format=json`, behind what cargo says: totals are divided by iterations.
  @Test func cargoCriterion() throws {
    let loaded = try load(
      "c.json",
      """
      {"reason":"compiler-artifact","package_id":"p"}
      {"reason":"benchmark-complete","id":"group/f/10","report_directory":"r","iteration_count":[10,20],"measured_values":[50.0,120.0],"unit":"ns","throughput":[{"per_iteration":7,"unit":"elements"}],"typical":{"estimate":5.5,"lower_bound":5,"upper_bound":6,"unit":"ns"}}
      {"reason":"benchmark-complete","id":"cycles","iteration_count":[1],"measured_values":[9.0],"unit":"cycles","throughput":[]}
      {"reason":"benchmark-complete","id":"kept","typical":{"estimate":2.5,"lower_bound":2,"upper_bound":3,"unit":"us"}}
      {"reason":"group-complete","group_name":"group","benchmarks":["group/f/10"],"report_directory":"r"}

      """)
    #expect(
      rows(loaded) == [
        "group/f/10 time [[5.0, 6.0]] ns lower", "cycles value [[9.0]] cycles lower",
        "kept time 2.5 us lower",
      ])
    #expect(loaded.runs[0].measurements[0].elements == 7)
  }

  /// A score that JMH prints as `≈ 10⁻⁶` is left out on purpose and never missing.
  @Test func ordersOfMagnitude() throws {
    let loaded = try load(
      "j.txt",
      """
      Benchmark                    Mode  Cnt     Score    Error   Units
      MyB.nothing                  avgt    5    ≈ 10⁻⁶            ms/op
      MyB.sum                      avgt    5     7.227 ±  0.140   us/op
      MyB.sum:gc.alloc.rate.norm   avgt    5    ≈ 10⁻⁵             B/op

      """)
    #expect(rows(loaded) == ["MyB.sum time 7.227 us lower"])
    #expect(loaded.runs[0].unmeasured.map(\.key.benchmark) == ["MyB.nothing"])
    #expect(loaded.runs[0].unmeasured.allSatisfy { $0.isSkip })
  }

  /// GitLab's log carries on with a line by a plus sign.
  @Test func logOfGitLab() throws {
    let loaded = try load(
      "g.log",
      """
      2026-01-02T03:04:05.123456Z 01O goos: linux
      2026-01-02T03:04:05.123456Z 01O BenchmarkA-8 \t
      2026-01-02T03:04:06.123456Z 01O+     100\t5.5 ns/op
      2026-01-02T03:04:06.123456Z 00O $ echo done

      """)
    #expect(rows(loaded) == ["A-8 time [[5.5]] ns lower"])
  }

  /// `size-10` and `size-20` are two benchmarks where another name says that GOMAXPROCS is the same.
  @Test func goNamesThatEndInANumber() throws {
    let old = try load("a.txt", "BenchmarkAll 10 5 ns/op\nBenchmarkSort/size-10 10 5 ns/op\n")
    let new = try load("a.txt", "BenchmarkAll 10 5 ns/op\nBenchmarkSort/size-20 10 9 ns/op\n")
    let sides = Sides(baseline: old.runs, current: new.runs)
    #expect(sides.baseline[0].measurements.map(\.benchmark) == ["All", "Sort/size-10"])
    #expect(sides.notes.isEmpty)
  }
}
