import PerfArchive
import PerfStats
import PerfText
import Testing

/// Printed results among what programs print themselves; the texts are shortened outputs of the tools
/// (Go 1.27, Catch2 2.13, Google Benchmark 1.7), the values those that stand in them.
@Suite struct PrintedTextTests {
  private func load(_ text: String) throws -> LoadedRuns {
    try withFolder { folder in
      try writeFile("\(folder)/a.txt", Array(text.utf8))
      return try loadRuns(["\(folder)/a.txt"])
    }
  }

  private func rows(_ loaded: LoadedRuns) -> [String] {
    loaded.runs.flatMap(\.measurements).map { series in
      let within = series.within.isEmpty ? "" : " in \(series.within)"
      let values = series.summary.map { "\($0.estimate)" } ?? "\(series.executions.map(\.values))"
      return "\(series.benchmark)\(within): \(series.metric.name) \(values) \(series.metric.unit)"
    }
  }

  /// Output without a line end before a name, before a result, or both; and one of which only the log
  /// says that it ran.
  @Test func goResultsBehindOutput() throws {
    let loaded = try load(
      """
      pkg: example.org/m/a
      std log
      no newlineBenchmarkLog-2                   \t2026/11/28 04:17:40 std log
      printed line
      no newline     100\t       627.1 ns/op\t       3 B/op
      --- BENCH: BenchmarkLog-2
          a_test.go:10: hello log
      progress: BenchmarkWhole-2 \t     100\t         5.0 ns/op
      BenchmarkSplit-2           \t3 items\t7
           100\t       6.0 ns/op
      --- BENCH: BenchmarkLost-2
          a_test.go:10: hello log
      PASS

      """)
    #expect(
      rows(loaded) == [
        "Log-2 in example.org/m/a: time [[627.1]] ns",
        "Log-2 in example.org/m/a: B/op [[3.0]] B/op",
        "Whole-2 in example.org/m/a: time [[5.0]] ns",
        "Split-2 in example.org/m/a: time [[6.0]] ns",
      ])
    #expect(loaded.rejected.map(\.key.benchmark) == ["Lost-2"])
  }

  /// `go test -v` prints names without the number of processors; one that ends in a number is no other
  /// benchmark. What only holds a failed one failed by it.
  @Test func goNamesAlone() throws {
    let loaded = try load(
      """
      BenchmarkSub/a-8
      BenchmarkSub/a-8-2 \t 100\t 5.0 ns/op
      BenchmarkSubs
      BenchmarkSubs/bad
          b_test.go:6: sub failed
      --- FAIL: BenchmarkSubs/bad
      --- FAIL: BenchmarkSubs
      FAIL

      """)
    #expect(rows(loaded) == ["Sub/a-8-2: time [[5.0]] ns"])
    #expect(loaded.rejected.map(\.key.benchmark) == ["Subs/bad-2"])
  }

  /// A second head of a package, as `go test -bench . >> all.txt` leaves it, is another process.
  @Test func goProcesses() throws {
    func run(_ package: String, _ values: [Int]) -> String {
      "goos: linux\ngoarch: amd64\npkg: \(package)\ncpu: c\n"
        + values.map { "BenchmarkX-2 \t 100\t \($0) ns/op\n" }.joined() + "PASS\n"
    }
    let loaded = try load(run("a", [1, 2]) + run("b", [3]) + run("a", [4, 5]))
    #expect(
      rows(loaded) == [
        "X-2 [a] in a: time [[1.0, 2.0], [4.0, 5.0]] ns", "X-2 [b] in b: time [[3.0]] ns",
      ])
  }

  /// A time of the program's own beside that of Go is another metric.
  @Test func goTimesOfItsOwn() throws {
    #expect(
      rows(try load("BenchmarkX-2 100 5.0 ns/op 7.0 ms/op\nBenchmarkY-2 100 8.0 ms/op\n")) == [
        "X-2: time [[5.0]] ns", "X-2: ms/op [[7.0]] ms", "Y-2: time [[8.0]] ms",
      ])
  }

  /// Statistics of the program's own (`ComputeStatistics("max", ...)`) are no benchmarks, small counters
  /// have small prefixes, and a time printed as 0 may be anything.
  @Test func googleConsole() throws {
    let head = "Benchmark       Time             CPU   Iterations UserCounters...\n"
    let loaded = try load(
      head + """
        stat_of/repeats:2         0.266 ns        0.266 ns     10039585 per=128.248us small=5.5m k=4k
        stat_of/repeats:2         0.300 ns        0.266 ns     10039585 per=28.5n small=7u k=4k
        stat_of/repeats:2_mean    0.283 ns        0.266 ns            2 per=64u small=6m k=4k
        stat_of/repeats:2_cv       6.00 %         0.00 %              2 per=6.00% small=6.00% k=0.00%
        stat_of/repeats:2_max     0.300 ns        0.266 ns            2 per=128.248us small=5.5m k=4k
        coarse                    0.000 s         0.000 s             5
        coarse_mean               0.000 s         0.000 s             2

        """)
    #expect(
      rows(loaded) == [
        "stat_of/repeats:2: time [[0.266, 0.3]] ns",
        "stat_of/repeats:2: per [[0.000128248, 2.85e-08]] ",
        "stat_of/repeats:2: small [[0.0055, 7e-06]] ", "stat_of/repeats:2: k [[4000.0, 4000.0]] ",
      ])
    #expect(loaded.rejected.map(\.key.benchmark) == ["coarse"])
    #expect(loaded.rejected[0].error.message.contains("printed as 0.0 s"))
  }

  /// Rules and lines that the program prints, names that begin with a space, headings over two lines.
  @Test func catch2AmongOutput() throws {
    let rule = String(repeating: "-", count: 79) + "\n"
    let dots = String(repeating: ".", count: 79) + "\n"
    let head =
      "\nbenchmark name                       samples       iterations    estimated\n"
      + "                                     mean          low mean      high mean\n"
      + "                                     std dev       low std dev   high std dev\n" + rule
    func row(_ name: String, _ mean: String) -> String {
      name.padding(to: 37) + "            10         26958     269.58 us \n"
        + "                                       \(mean) ns   0.2 ns   9.9 ns \n"
        + "                                     0.0009 ns 0.0003 ns 0.0014 ns \n"
        + String(repeating: " ", count: 79) + "\n"
    }
    let text =
      "some output\n" + String(repeating: "-", count: 40) + "\n" + rule
      + "a test case whose name is really very long so that the line is wrapped by the\n"
      + "reporter at eighty columns\n  first\n  a section whose name is really very long so that it"
      + " is wrapped as well by\n  reporter\n" + rule + "t.cpp:9\n" + dots + head
      + row("one", "1.5") + "a line of the program\n" + row("two", "2.5")
      + String(repeating: "-", count: 30) + "\n" + row("  spaced", "3.5")
      + "a name that is so long that it is".padding(to: 79) + "\n" + row("wrapped", "4.5")
      + "more output\n" + rule
      + "plain\n" + rule + "t.cpp:19\n" + dots + head + row("one", "5.5")
    let long =
      "a test case whose name is really very long so that the line is wrapped by the reporter at"
      + " eighty columns / first / a section whose name is really very long so that it is wrapped as"
      + " well by reporter"
    #expect(
      rows(try load(text)) == [
        "one [\(long)] in \(long): time 1.5 ns", "two in \(long): time 2.5 ns",
        "spaced in \(long): time 3.5 ns",
        "a name that is so long that it is wrapped in \(long): time 4.5 ns",
        "one [plain] in plain: time 5.5 ns",
      ])
    // Without analysis the row is not ended before the program prints again.
    let plain =
      "benchmark name                            samples    iterations          mean\n" + rule
      + "a name that is so long that it is".padding(to: 79)
      + "\nwrapped                                         10"
      + "        152114   0.25 ns more output\n" + rule
    #expect(rows(try load(plain)) == ["a name that is so long that it is wrapped: time 0.25 ns"])
  }
}

extension String {
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
