import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// First lines, last places, and names that differ by what is not seen.
@Suite struct FormatLimitTests {
  private func load(_ text: String, _ format: InputFormat? = nil) throws -> LoadedRuns {
    try loadRuns(["-"], format: format, standardInput: { Array(text.utf8) })
  }

  /// The place of what was rejected, or of the first warning.
  private func place(_ loaded: LoadedRuns) -> String {
    loaded.rejected.first?.error.place ?? loaded.warnings.first?.place ?? ""
  }

  /// A file of one line that begins with its first byte.
  @Test func theFirstLineCounts() throws {
    let libtest = try load("test sort ... bench:       1,234 ns/iter (+/- 56)\n")
    #expect(libtest.runs.first?.measurements.map(\.benchmark) == ["sort"])
    #expect(libtest.runs.first?.measurements.first?.summary?.estimate == 1234)
    let go = try load("BenchmarkSort-8   100   12.5 ns/op\n")
    #expect(go.runs.first?.measurements.first?.executions.first?.values == [12.5])
    #expect(go.runs.first?.measurements.map(\.benchmark) == ["Sort-8"])
    // A colon comes after nine, and is no digit.
    let colon = try load("BenchmarkSort/k-1:   100   12.5 ns/op\n")
    #expect(colon.runs.first?.measurements.map(\.benchmark) == ["Sort/k-1:"])
  }

  /// Names that end in another number of processors are one benchmark; a colon after the number is no number.
  @Test func theNumberOfProcessorsIsANumber() throws {
    func common(_ old: String, _ new: String) throws -> Bool {
      let sides = try [old, new].map { try load("Benchmark\($0)   100   12.5 ns/op\n", .go).runs }
      return Sides(baseline: sides[0], current: sides[1], archive: [], rejected: []).nothingInCommon
        == nil
    }
    #expect(try common("Sort-8", "Sort-4"))
    #expect(try common("Sort-8", "Sort"))
    #expect(try !common("Sort/k-8:", "Sort/k-4:"))
    #expect(try !common("Sort-8", "Search-8"))
  }

  @Test func aBrokenLineIsNamedByItsNumber() throws {
    let go = try load("pkg: a\nBenchmarkSort-8  100  12.5 ns/op\nBenchmarkBad-8  100  x ns/op\n")
    #expect(place(go) == "standard input:3")
  }

  /// The second of the samples is none; its line and its key are told.
  @Test func aBrokenSampleIsNamedByItsPlace() throws {
    let pytest = try load(
      """
      {"machine_info":{},"benchmarks":[{"fullname":"t","stats":{"data":[1,
      -2,
      3],"mean":1}}]}
      """)
    #expect(place(pytest).hasPrefix("standard input:2:"), "\(place(pytest))")
    #expect(place(pytest).hasSuffix("data[1]"), "\(place(pytest))")
    let first = try load(
      #"{"machine_info":{},"benchmarks":[{"fullname":"t","stats":{"data":[-2,3],"mean":1}}]}"#)
    #expect(place(first).hasSuffix("data[0]"), "\(place(first))")
    // Beside a sample that a person left out.
    let shortened = try load(
      """
      {"machine_info":{},"benchmarks":[{"fullname":"t","stats":{"data":[1,
      "...",
      -2],"mean":1}}]}
      """)
    #expect(place(shortened).hasPrefix("standard input:3:"), "\(place(shortened))")
  }

  /// Results of asv with one benchmark; the caller removes the folder.
  private func asvFolder(_ results: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-asv-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "vm"), withIntermediateDirectories: true)
    try Data(#"{"b.time_a":{"unit":"seconds"}}"#.utf8)
      .write(to: folder.appending(path: "benchmarks.json"))
    try Data(results.utf8).write(to: folder.appending(path: "vm/x.json"))
    return folder
  }

  @Test func aBrokenSampleOfASVIsNamedByItsPlace() throws {
    let folder = try asvFolder(
      """
      {"commit_hash":"0123456789012345678901234567890123456789","env_name":"e","version":2,
      "result_columns":["result","params","version","samples"],"results":{"b.time_a":[[1],[],"v",[[1,
      -2,
      3]]]}}
      """
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    let loaded = try loadRuns([folder.path])
    #expect(place(loaded).contains("x.json:3:"), "\(place(loaded)) \(loaded.rejected)")
  }

  /// What stands before JSON is told; JSON that ends the file is not followed by anything. Twenty lines are
  /// tried.
  @Test func jsonBehindOtherLines() throws {
    let results = try String(
      contentsOfFile: "\(packageRoot)/Fixtures/formats/hand-written/gungraun-4.jsonl",
      encoding: .utf8)
    let lines = try load("Compiling\n" + results)
    #expect(
      lines.runs.flatMap(\.measurements).count
        == (try load(results)).runs.flatMap(\.measurements).count)
    #expect(lines.warnings.map(\.message).contains("passed over: 1 line(s) before the JSON"))
    let json = #"{"results":[{"command":"x","times":[1,2]}]}"#
    let nineteen = try load(String(repeating: "{\n", count: 19) + json)
    #expect(nineteen.runs.flatMap(\.measurements).map(\.benchmark) == ["x"])
    #expect(throws: InputError.self) { try load(String(repeating: "{\n", count: 20) + json) }
  }

  /// Ten thousand values are read, and that there are more is told.
  @Test func tenThousandValuesBehindOneAnother() throws {
    let value = #"{"results":[{"command":"x","times":[1]}]}"#
    let loaded = try load(String(repeating: value, count: 10_001))
    let told = loaded.warnings.map(\.message)
    #expect(told.contains { $0.hasPrefix("10000 results stand one after another") })
    #expect(told.contains { $0.contains("the text after the JSON") })
  }

  /// A colour that its line does not finish takes no line end with it.
  @Test func anUnfinishedColourEndsWithItsLine() throws {
    let colour = "\u{1B}[31"
    let loaded = try load(
      "BenchmarkA-8 100 12.5 ns/op \(colour)\nBenchmarkB-8 100 5 ns/op\n", .go)
    #expect(loaded.runs.flatMap(\.measurements).map(\.benchmark) == ["A-8", "B-8"])
  }

  /// Go's units may hold anything but white space; what is not printed is no difference.
  @Test func namesThatDifferByControlCharactersAreSetAside() throws {
    let loaded = try load(
      "BenchmarkA-2 200 53.08 ns/op 3 B/op\u{0} 4 B/op\nBenchmarkB-2 200 5 ns/op 3 B/op\n")
    let kept = loaded.runs.flatMap(\.measurements).map { "\($0.benchmark) \($0.metric.unit)" }
    #expect(
      kept == ["A-2 ns", "B-2 ns", "B-2 B/op"] || kept == ["A-2 ns", "B-2 ns", "B-2 B"], "\(kept)")
    #expect(loaded.rejected.map(\.key.benchmark) == ["A-2"])
    #expect(loaded.rejected.first?.error.message.contains("control characters") == true)
    // What is left is read again as it was.
    let again = try RunFile.decode(RunFile.encode(loaded.runs), place: "again")
    #expect(again.runs == loaded.runs)
  }

  /// A level of 5, and a bound that is none.
  @Test(arguments: [#"ci="5""#, #"ci="1""#, #"ci="-1""#])
  func boundsThatAreNoInterval(level: String) throws {
    let loaded = try load(
      """
      <?xml version="1.0"?>
      <Catch name="x"><TestCase name="t">
      <BenchmarkResults name="fib" samples="5" resamples="10" iterations="1" clockResolution="1" estimatedDuration="1">
      <mean value="192" lowerBound="190" upperBound="195" \(level)/>
      <standardDeviation value="0" lowerBound="0" upperBound="0" ci="0.95"/>
      </BenchmarkResults></TestCase></Catch>
      """)
    let summary = try #require(loaded.runs.first?.measurements.first?.summary)
    #expect(summary == Summary(estimate: 192))
    #expect(loaded.warnings.contains { $0.message.contains("no interval") })
    let again = try RunFile.decode(RunFile.encode(loaded.runs), place: "again")
    #expect(again.runs == loaded.runs)
  }

  /// asv's interval is of 99 %, where it holds the result.
  @Test(arguments: [
    ("[9]", "[11]", 9.0 as Double?), ("[10.5]", "[11]", nil), ("[-1]", "[11]", nil),
  ])
  func theIntervalOfASV(lower: String, upper: String, expected: Double?) throws {
    let folder = try asvFolder(
      """
      {"commit_hash":"0123456789012345678901234567890123456789","env_name":"e","version":2,
      "result_columns":["result","params","version","stats_ci_99_a","stats_ci_99_b"],
      "results":{"b.time_a":[[10],[],"v",\(lower),\(upper)]}}
      """
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    let summary = try #require(
      try loadRuns([folder.path]).runs.first?.measurements.first?.summary)
    #expect(summary.estimate == 10)
    #expect(summary.lower == expected)
    #expect(summary.level == (expected == nil ? nil : 0.99))
  }

  /// Few bytes that stand for very many samples: the counts of a whole file have one limit.
  @Test func countsOfAFileAreBounded() throws {
    func entry(_ name: String, _ count: Int) -> String {
      #"{"benchmark":"\#(name)","mode":"sample","primaryMetric":{"score":1,"scoreUnit":"ns/op","#
        + #""rawDataHistogram":[[[[2.0,\#(count)]]]]}}"#
    }
    let most = Limits.current.samples
    let jmh = try load("[\(entry("a", 10)),\(entry("b", most - 9)),\(entry("c", 5))]")
    let found = jmh.runs.flatMap(\.measurements)
    #expect(found.map(\.benchmark) == ["a", "c"])
    #expect(found.map { $0.executions.flatMap(\.values).count } == [10, 5])
    #expect(jmh.rejected.map(\.key.benchmark) == ["b"])
    #expect(jmh.rejected.first?.error.message.contains("counts of at most \(most)") == true)
    let histogram =
      #"{"counts":[0,\#(most + 1)],"subBucketHalfCountMagnitude":10,"unitMagnitude":0}"#
    let package = try? load(histogram)
    #expect(package?.runs.flatMap(\.measurements).isEmpty ?? true)
  }

  /// Every value after many empty lines was copied with all of them.
  @Test func jsonBehindManyLinesIsBounded() throws {
    let value = #"{"results":[{"command":"x","times":[1,2]}]}"# + "\n"
    let loaded = try load(
      "log\n" + String(repeating: "\n", count: 400_000) + String(repeating: value, count: 400))
    #expect((100..<300).contains(loaded.runs.count))
    #expect(
      loaded.warnings.contains { $0.message.contains("the text after the JSON") },
      "\(loaded.warnings.first.debugDescription)")
  }
}
