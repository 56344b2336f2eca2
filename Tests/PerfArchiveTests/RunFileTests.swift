import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct RunFileTests {
  let header = #"{"format":"perfstat.run","version":1,"id":"r1"}"#
  let line =
    #"{"benchmark":"b","metric":{"name":"time","unit":"ns","better":"lower"},"executions":[{"values":[1,2]}]}"#

  func decode(_ text: String) throws(InputError) -> LoadedRuns {
    try RunFile.decode(Array(text.utf8), place: "r.jsonl")
  }

  func message(_ text: String) -> String? {
    inputError { () throws(InputError) in _ = try decode(text) }?.description
  }

  @Test func writesAndReadsBackEverything() throws {
    let run = Run(
      id: "0b0e-1", commit: "abc", branch: "main", dirty: true, date: "2026-01-02T03:04:05Z",
      runner: Runner(
        operatingSystem: "Debian GNU/Linux 12", architecture: "x86_64", cpu: "Some \"CPU\"",
        cpuFeatures: "AVX2", cores: 2, hypervisor: "KVM", governor: "", compiler: "Swift 6.3",
        buildMode: "release"),
      conditions: ["load": "0.5"], settings: ["seed": "1"], origin: "perfstat bench",
      measurements: [
        Measurement(
          benchmark: "dot/AVX512/1000", metric: .nanoseconds, elements: 1000,
          executions: [
            Execution(iterations: 4096, values: [43.91, 44.02, 1.0 / 3]),
            Execution(values: [4.5e-308, 1.7976931348623157e308]),
          ],
          unknownKeys: [
            UnknownKey(name: "tags", json: #"{"b": [1, "x"]}"#),
            UnknownKey(name: "executions[1].pid", json: "7"),
          ]),
        Measurement(
          benchmark: "dot/AVX512/1000",
          metric: Metric(name: "instructions", unit: "1", better: .unspecified), executions: [],
          summary: Summary(estimate: 5, lower: 4, upper: 6, level: 0.95)),
      ],
      unknownKeys: [
        UnknownKey(name: "future", json: "[1, 2]"), UnknownKey(name: "runner.bios", json: "\"v2\""),
      ])
    let second = Run(id: "0b0e-2", measurements: [run.measurements[0]])
    let loaded = try RunFile.decode(RunFile.encode([run, second]), place: "r.jsonl")
    #expect(loaded == LoadedRuns(runs: [run, second]))
  }

  @Test func acceptsWhatOthersWrite() throws {
    let text =
      "\u{FEFF}\r\n"
      + header.replacingOccurrences(of: "}", with: ",\"settings\":{\"n\":10,\"x\":true}}")
      + "\r\n\r\n" + line
    let loaded = try decode(text)
    #expect(loaded.runs[0].settings == ["n": "10", "x": "true"])
    #expect(loaded.runs[0].measurements[0].executions[0].values == [1, 2])
  }

  @Test func setsBadBenchmarksAside() throws {
    let good = line.replacingOccurrences(of: "\"b\"", with: "\"good\"")
    for sample in ["-1", "NaN", "1e999"] {
      let bad = line.replacingOccurrences(of: "[1,2]", with: "[1,\(sample)]")
      let loaded = try decode("\(header)\n\(bad)\n\(good)\n")
      #expect(loaded.runs[0].measurements.map(\.benchmark) == ["good"])
      #expect(loaded.rejected.map(\.key) == [SeriesKey(benchmark: "b")])
      #expect(
        loaded.rejected[0].error.description
          == "r.jsonl:2: executions[0].values[1]: expected a number from 0 on, found \(sample)")
    }
    let control = line.replacingOccurrences(of: "\"b\"", with: "\"b\\u0007\"")
    #expect(try decode("\(header)\n\(control)\n\(good)").rejected.count == 1)
    let empty = line.replacingOccurrences(of: "[1,2]", with: "[]")
    #expect(
      try decode("\(header)\n\(empty)").rejected[0].error.description
        == "r.jsonl:2: executions[0]: expected samples, found none")
  }

  @Test func writesTheSameTextInPieces() throws {
    let measurements = (0..<5_000).map {
      Measurement(
        benchmark: "benchmark \($0)", metric: .nanoseconds,
        executions: [Execution(iterations: 8, values: [1.5, 2.25, 3])])
    }
    let runs = ["1", "2"].map { id in
      var run = Run(id: id)
      run.measurements = measurements
      return run
    }
    var pieces: [[UInt8]] = []
    RunFile.write(runs) { pieces.append($0) }
    #expect(pieces.count > 2)
    #expect(Array(pieces.joined()) == RunFile.encode(runs))
    #expect(try RunFile.decode(Array(pieces.joined()), place: "r.jsonl").runs == runs)
  }

  @Test func refusesUnusableFiles() {
    #expect(message("\n") == "r.jsonl: expected a run, found an empty file")
    #expect(message(header) == "r.jsonl:1: expected at least one benchmark in the run, found none")
    #expect(
      message("\(header)\n\(header)\n\(line)")
        == "r.jsonl:1: expected at least one benchmark in the run, found none")
    #expect(
      message("\(header)\n\(line)\n\(line)")
        == "r.jsonl:3: benchmark \"b\" (time) occurs twice in one run")
    #expect(
      message(header.replacingOccurrences(of: ":1,", with: ":2,") + "\n" + line)
        == "r.jsonl:1: version: the run file has version 2; this program reads versions up to 1: use a newer perfstat"
    )
    #expect(
      message(line)
        == "r.jsonl:1: expected a header line {\"format\":\"perfstat.run\",...} before the first benchmark"
    )
    #expect(
      message("\(header)\n\(line.dropLast(3))")
        == "r.jsonl:2: expected ',' or '}', found the end of the text")
    #expect(
      message("\(header)\n" + line.replacingOccurrences(of: "lower", with: "less"))
        == "r.jsonl:2: metric.better: expected lower, higher or unspecified, found \"less\"")
  }

  /// A file of several pieces, which are read at the same time: runs, order, places and the first fault
  /// are those of the lines.
  @Test func largeFilesAreReadInOrder() throws {
    let benchmarks = 40_000
    var lines = [header]
    for number in 1...benchmarks {
      if number == benchmarks / 2 {
        lines.append(header.replacingOccurrences(of: "r1", with: "r2"))
      }
      let values = number % 9 == 0 ? "[1,\(number),-1]" : "[1,\(number)]"
      lines.append(
        line.replacingOccurrences(of: #""b""#, with: #""b\#(number)""#)
          .replacingOccurrences(of: "[1,2]", with: values))
      if number % 1000 == 0 { lines.append(" ") }
    }
    let text = lines.joined(separator: "\n")
    #expect(text.utf8.count > 4 << 20)
    let loaded = try decode(text)
    #expect(loaded.runs.map(\.id) == ["r1", "r2"])
    let read = loaded.runs.flatMap(\.measurements)
    let good = (1...benchmarks).filter { $0 % 9 != 0 }
    #expect(read.map(\.benchmark) == good.map { "b\($0)" })
    #expect(read.map { $0.executions[0].values[1] } == good.map(Double.init))
    #expect(loaded.rejected.count == benchmarks / 9)
    for index in [0, 1, 2222, 4443] {
      let name = loaded.rejected[index].key.benchmark
      let place = try #require(lines.firstIndex { $0.contains("\"\(name)\"") }) + 1
      #expect(
        loaded.rejected[index].error.description
          == "r.jsonl:\(place): executions[0].values[2]: expected a number from 0 on, found -1")
    }
    // The first of two faults, wherever the pieces end.
    for (first, second) in [(9_000, 9_001), (39_998, 40_001), (20_500, 39_000)] {
      var broken = lines
      broken[first] = "{"
      broken[second] = "["
      #expect(
        message(broken.joined(separator: "\n"))
          == "r.jsonl:\(first + 1): expected a key in quotes, found the end of the text")
      broken[first] = lines[first - 1]
      let name = lines[first - 1].split(separator: "\"")[3]
      #expect(
        message(broken.joined(separator: "\n"))
          == "r.jsonl:\(first + 1): benchmark \"\(name)\" (time) occurs twice in one run")
    }
  }
}
