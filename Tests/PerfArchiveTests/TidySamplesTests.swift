import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct TidySamplesTests {
  func decode(_ text: String) throws(InputError) -> LoadedRuns {
    try TidySamples.decode(Array(text.utf8), place: "s.csv")
  }

  func message(_ text: String) -> String? {
    inputError { () throws(InputError) in _ = try decode(text) }?.description
  }

  @Test func needsBenchmarkRunAndValueOnly() throws {
    let loaded = try decode(
      "extra,value,run,benchmark\nx,1.5,r1,a\ny,2.5,r1,a\nz,3,r2,\"b,\"\"c\"\"\n\"\"\"\n")
    #expect(loaded.runs.map(\.id) == ["r1", "r2"])
    #expect(loaded.runs[0].measurements[0].executions == [Execution(values: [1.5, 2.5])])
    // The line feed in the name becomes a space, which is trimmed at the end.
    #expect(loaded.runs[1].measurements[0].benchmark == "b,\"c\" \"")
    #expect(loaded.runs[0].measurements[0].metric == Metric(name: "time", unit: "", better: .lower))
  }

  @Test func readsTheColumnsOfOtherTables() throws {
    let nanoseconds = try decode(
      "dataset,runner,benchmark,run,iteration,value_ns\nd1,vm,a,j0e0,0,5\nd1,vm,a,j0e0,1,6\nd2,vm,a,j0e0,0,7\n"
    )
    #expect(nanoseconds.runs.map(\.id) == ["d1/j0e0", "d2/j0e0"])
    #expect(nanoseconds.runs[0].measurements[0].metric == .nanoseconds)
    #expect(nanoseconds.runs[0].runner.slug == "vm")
    let history = try decode(
      "dataset,series,index,commit,date,sample,value,unit,direction,label\nd,s,0,abc,2024-04-01T22:14:45Z,0,50,score,higher,\n"
    )
    #expect(history.runs[0].commit == "abc" && history.runs[0].date == "2024-04-01T22:14:45Z")
    #expect(
      history.runs[0].measurements[0].metric
        == Metric(name: "value", unit: "score", better: .higher))
  }

  @Test func keepsExecutionsApart() throws {
    let loaded = try decode(
      "run,benchmark,execution,iteration,value,unit\nr,a,1,0,10,ns\nr,a,0,0,20,ns\nr,a,1,1,11,ns\n")
    #expect(
      loaded.runs[0].measurements[0].executions
        == [Execution(values: [10, 11]), Execution(values: [20])])
  }

  @Test func roundTripsBitByBit() throws {
    let runs = (0..<2).map { job in
      Run(
        id: "job,\(job)", commit: "abc\(job)", date: "2026-01-02T03:04:05Z",
        runner: Runner(label: "x86_64-2core-0123abcd"), origin: "import csv",
        measurements: ["=cmd|'x'!A0", "plain", "quote\"d, and comma", "größe 名前"].map { name in
          Measurement(
            benchmark: name, metric: Metric(name: "time", unit: "us", better: .lower),
            elements: job == 0 ? nil : 7,
            executions: [
              Execution(iterations: 3, values: [1.0 / 3, 4.5e-308, 1e300]), Execution(values: [2]),
            ])
        })
    }
    let bytes = TidySamples.encode(runs)
    #expect(try TidySamples.decode(bytes, place: "s.csv") == LoadedRuns(runs: runs))
    #expect(String(decoding: bytes, as: UTF8.self).contains("\n\"=cmd|") == false)
    #expect(String(decoding: bytes, as: UTF8.self).contains(",\"=cmd|'x'!A0\","))
  }

  /// What has no samples is in the table too: estimates, failures, skips, and what tells benchmarks
  /// of one name apart.
  @Test func writesAndReadsWhatHasNoSamples() throws {
    let run = Run(
      id: "r", origin: "import csv",
      measurements: [
        Measurement(
          benchmark: "estimate", metric: .nanoseconds, executions: [],
          summary: Summary(estimate: 0, lower: 0, upper: 1.5, level: 0.95)),
        Measurement(
          benchmark: "bare", metric: .nanoseconds, executions: [], summary: Summary(estimate: 3)),
        Measurement(
          benchmark: "b [x]", metric: .nanoseconds, within: "x", definition: "version 1",
          executions: [Execution(values: [0, 2])]),
        Measurement(
          benchmark: "twice #2", metric: .nanoseconds, isAmbiguous: true,
          executions: [Execution(values: [1])]),
      ],
      unmeasured: [
        Unmeasured(key: SeriesKey(benchmark: "bad"), reason: "exit code 2, said \"no\""),
        Unmeasured(key: SeriesKey(benchmark: "left", metric: ""), reason: "not here", isSkip: true),
      ])
    let loaded = try TidySamples.decode(TidySamples.encode([run]), place: "s.csv")
    #expect(loaded.runs == [run])
    #expect(loaded.rejected.map(\.key.benchmark) == ["bad"])
    #expect(loaded.rejected[0].error.message == "exit code 2, said \"no\"")
    let lines = try RunFile.decode(RunFile.encode([run]), place: "r.jsonl")
    #expect(lines.runs == [run])
    #expect(lines.rejected.map(\.key.benchmark) == ["bad"])
    // A stranger's column of the same name is not ours.
    let table = "run,benchmark,value,role\nr,a,1,web\n"
    #expect(try TidySamples.decode(Array(table.utf8), place: "s.csv").runs.count == 1)
  }

  @Test func setsBadBenchmarksAside() throws {
    let loaded = try decode(
      "run,benchmark,value\nr,a,1\nr,b,2\nr,b,-1\nr,a,0\nr,c,\nr,d,1e400\n")
    #expect(loaded.runs[0].measurements.map(\.benchmark) == ["a"])
    #expect(
      loaded.rejected.map(\.error.description)
        == [
          "s.csv:4: value: expected a number from 0 on, found \"-1\"",
          "s.csv:6: value: expected a number from 0 on, found nothing",
          "s.csv:7: value: expected a number from 0 on, found \"1e400\"",
        ])
  }

  @Test(arguments: [
    (
      "benchmark,value\na,1\n",
      "s.csv:1: expected the columns benchmark, run and value (or value_ns), found no run among"
        + " benchmark, value"
    ),
    ("run,benchmark,value\n", "s.csv: expected samples, found none"),
    ("run,benchmark,value\nr,a\n", "s.csv:2: expected 3 fields, found 2"),
    ("run,benchmark,value\nr,a,x1\n", "s.csv:2: value: expected a number, found \"x1\""),
    (
      "run,benchmark,value\nr,\"a,1\n",
      "s.csv:2: expected the closing quote of a field, found the end of the text"
    ),
    ("run,benchmark,value\nr,\"a\"b,1\n", "s.csv:2: expected a separator after a closing quote"),
    ("run,run,benchmark,value\nr,r,a,1\n", "s.csv:1: column \"run\" occurs twice"),
    ("run,benchmark,value\n,a,1\n", "s.csv:2: run: expected an identity, found nothing"),
    (
      "run,benchmark,value,better\nr,a,1,more\n",
      "s.csv:2: better: expected lower, higher or unspecified, found \"more\""
    ),
    (
      "run,benchmark,value_ns,better\nr,a,1,sideways\n",
      "s.csv:2: better: expected lower, higher or unspecified, found \"sideways\""
    ),
    (
      "run,benchmark,value,unit\nr,a,1,ns\nr,a,1,s\n",
      "s.csv:3: benchmark \"a\": expected ns, lower as before, found s, lower"
    ),
  ])
  func saysWhatIsWrong(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test func aRunNamedAfterItsTimeHasThatDate() throws {
    let text = "run,benchmark,value\n2024-02-03T05:46:50,a,1\n20240203,a,1\nr-1,a,1\n"
    #expect(try decode(text).runs.map(\.date) == ["2024-02-03T05:46:50Z", "", ""])
  }

  @Test func noticesShuffledRows() {
    let text = "run,benchmark,iteration,value\nr,a,1,5\nr,a,0,6\n"
    #expect(message(text)?.hasPrefix("s.csv:3: iteration: expected ascending numbers") == true)
  }

  /// The files are read in place; counts from the files themselves (lines less one).
  @Test(.enabled(if: hasSharedData))
  func readsRealTables() throws {
    for name in ["aa-vm-kernels", "aa_rustls", "aa_sel4", "history_boa_engines", "history_tcpd"] {
      let path = "\(sharedData)/real/\(name).csv.gz"
      let rows = try readFile(path).count { $0 == 10 } - 1
      let loaded = try loadRuns([path])
      let kept = loaded.runs.flatMap(\.measurements).flatMap(\.executions).map(\.values.count)
        .reduce(0, +)
      if name == "history_tcpd" {
        #expect(kept + loaded.rejected.count <= rows)
      } else {
        #expect(kept == rows, "\(name)")
      }
    }
  }
}
