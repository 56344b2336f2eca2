import PerfStats
import PerfText

/// The file layouts that are read. The raw value forces one on the command line.
public enum InputFormat: String, CaseIterable, Sendable {
  /// perfstat's run files.
  case run = "perfstat"
  /// Tidy samples CSV.
  case csv
  /// Criterion's result folders.
  case criterion
  case criterionText = "criterion-text"
  case critcmp
  /// `go test -bench`, with or without `-json`.
  case go
  case googleBenchmark = "google-benchmark"
  case jmh
  case pyperf
  case hyperfine
  case packageBenchmark = "package-benchmark"
  case pytestBenchmark = "pytest-benchmark"
  case benchmarkDotNet = "benchmarkdotnet"
  case asv
  case libtest
  /// Bencher Metric Format.
  case bmf
  case gitHubActionBenchmark = "github-action-benchmark"
  case nanobench
  case julia
  case otava
  case pa
  case vitest
  case swiftBenchmark = "swift-benchmark"
  /// `swift test` with XCTest's `measure`.
  case xctest
  case catch2
  /// CodSpeed's walltime results.
  case codSpeed = "codspeed"
  /// benchmark.js and tinybench.
  case benchmarkJS = "benchmark.js"
  case benchmarkIPS = "benchmark-ips"
  case denoBench = "deno-bench"
  case rebench
  case divan
  case perfStat = "perf-stat"
  /// Totals of Callgrind and Cachegrind.
  case valgrind
  case gungraun
  case fio
  case wrk
  /// hey and oha.
  case hey
  case k6
  /// Tables of pytest-benchmark compare, Haskell's criterion and tasty-bench, R's bench.
  case toolCSV = "tool-csv"
  /// Tables of estimates.
  case summaryCSV = "summary-csv"
  /// Baselines of this project's predecessors.
  case legacy

  /// Whether a file is one process start of a harness, so that several files given together
  /// are several executions of one job. The other layouts tell executions or runs apart
  /// themselves: each file is a job of its own.
  public var isOneExecution: Bool {
    switch self {
    case .criterion, .criterionText, .critcmp, .go, .googleBenchmark, .pytestBenchmark,
      .packageBenchmark, .libtest, .nanobench, .julia, .vitest, .swiftBenchmark, .xctest, .catch2,
      .codSpeed, .benchmarkJS, .benchmarkIPS, .denoBench, .divan, .perfStat, .valgrind, .gungraun,
      .fio,
      .wrk, .hey, .k6, .toolCSV:
      true
    case .run, .csv, .jmh, .pyperf, .hyperfine, .benchmarkDotNet, .asv, .bmf,
      .gitHubActionBenchmark, .otava, .pa, .summaryCSV, .legacy, .rebench:
      false
    }
  }

  /// The layout of a file, judged by its contents; nil if it is none of them.
  static func recognise(_ source: SourceFile) -> InputFormat? {
    if case .success(let json)? = source.json { return recognise(json, file: source.name) }
    return recogniseText(source.bytes)
  }

  private static func recognise(_ json: JSON, file: String) -> InputFormat? {
    if let format = json["format"], format.isString {
      return format.text.hasPrefix("\"perfstat.run") ? .run : nil
    }
    if json["benchmark"] != nil, json["metric"] != nil, json["executions"] != nil { return .run }
    if GoText.recognises(json) { return .go }
    if LegacyBaseline.recognises(json) { return .legacy }
    if CodSpeed.recognises(json) { return .codSpeed }
    if PytestBenchmark.recognises(json) { return .pytestBenchmark }
    if Pyperf.recognises(json) { return .pyperf }
    if GoogleBenchmark.recognises(json) { return .googleBenchmark }
    if SwiftBenchmark.recognises(json) { return .swiftBenchmark }
    if BenchmarkDotNet.recognises(json) { return .benchmarkDotNet }
    if CritcmpExport.recognises(json) { return .critcmp }
    if Hyperfine2.recognises(json) || Hyperfine.recognises(json) { return .hyperfine }
    if Nanobench.recognises(json) { return .nanobench }
    if PackageBenchmark.recognises(json, file: file) { return .packageBenchmark }
    if ASV.recognises(json) { return .asv }
    if Vitest.recognises(json) { return .vitest }
    if BenchmarkIPS.recognises(json) { return .benchmarkIPS }
    if DenoBench.recognises(json) { return .denoBench }
    if LibtestJSON.recognises(json) { return .libtest }
    if PerfStat.recognises(json) { return .perfStat }
    if Gungraun.recognises(json) { return .gungraun }
    if Fio.recognises(json) { return .fio }
    if Hey.recognises(json) { return .hey }
    if K6.recognises(json) { return .k6 }
    if JMH.recognises(json) { return .jmh }
    if Julia.recognises(json) { return .julia }
    if GitHubActionBenchmark.recognises(json) { return .gitHubActionBenchmark }
    if CriterionFiles.recognises(json) { return .criterion }
    if BencherMetric.recognises(json) { return .bmf }
    return nil
  }

  private static func recogniseText(_ bytes: [UInt8]) -> InputFormat? {
    let start = afterByteOrderMark(bytes)
    let end = lineEnd(bytes, from: start)
    let header = String(decoding: bytes[start..<min(end, start + 10_000)], as: UTF8.self)
    if TidySamples.recognises(bytes) { return .csv }
    if CriterionFiles.recognisesTable(header) { return .criterion }
    if Hyperfine.recognisesTable(header) || Hyperfine2.recognisesTable(header) { return .hyperfine }
    if JMH.recognisesTable(header) { return .jmh }
    if PackageBenchmark.recognisesTable(header) { return .packageBenchmark }
    if SwiftBenchmark.recognisesTable(header) { return .swiftBenchmark }
    if OtavaTable.recognisesTable(header) { return .otava }
    if EstimateTable.recognise(header) != nil { return .toolCSV }
    if Hey.recognisesTable(header) { return .hey }
    if SummaryTable.recognisesTable(header) { return .summaryCSV }
    if GitHubActionBenchmark.recognisesScript(bytes) { return .gitHubActionBenchmark }
    if PATable.recognises(bytes) { return .pa }
    if PackageBenchmark.recognisesSamples(bytes) { return .packageBenchmark }
    if GoText.recognises(bytes) { return .go }
    if XCTest.recognises(bytes) { return .xctest }
    if CriterionText.recognises(bytes) { return .criterionText }
    if Libtest.recognises(bytes) || LibtestJSON.recognises(bytes) { return .libtest }
    if JMHTable.recognises(bytes) { return .jmh }
    if GoogleConsole.recognises(bytes) { return .googleBenchmark }
    if Catch2XML.recognises(bytes) { return .catch2 }
    if Divan.recognises(bytes) { return .divan }
    if BenchmarkJS.recognises(bytes) { return .benchmarkJS }
    if ReBench.recognises(bytes) { return .rebench }
    if Valgrind.recognises(bytes) { return .valgrind }
    if Wrk.recognises(bytes) { return .wrk }
    if Hey.recognises(bytes) { return .hey }
    if Fio.recognises(bytes) { return .fio }
    if PerfStat.recognises(bytes) { return .perfStat }
    if hasGoogleTable(bytes) { return .googleBenchmark }
    if Catch2.recognises(bytes) { return .catch2 }
    return nil
  }

  /// Google Benchmark's CSV has lines of context before its header.
  private static func hasGoogleTable(_ bytes: [UInt8]) -> Bool {
    var start = 0
    for _ in 0..<100 where start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if GoogleBenchmarkTable.recognises(String(decoding: bytes[start..<end], as: UTF8.self)) {
        return true
      }
      start = end + 1
    }
    return false
  }

  func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    switch self {
    case .run: try RunFile.decode(source.bytes, place: source.name)
    case .csv: try TidySamples.decode(source.bytes, place: source.name)
    case .criterion: try CriterionFiles.decode(source)
    case .criterionText: try CriterionText.decode(source)
    case .critcmp: try CritcmpExport.decode(source)
    case .go: try GoText.decode(source)
    case .googleBenchmark where source.json == nil && GoogleConsole.recognises(source.bytes):
      try GoogleConsole.decode(source)
    case .googleBenchmark: try GoogleBenchmark.decode(source)
    case .jmh where source.json == nil && JMHTable.recognises(source.bytes):
      try JMHTable.decode(source)
    case .jmh: try JMH.decode(source)
    case .pyperf: try Pyperf.decode(source)
    case .hyperfine where Hyperfine2.reads(source): try Hyperfine2.decode(source)
    case .hyperfine: try Hyperfine.decode(source)
    case .packageBenchmark: try PackageBenchmark.decode(source)
    case .pytestBenchmark: try PytestBenchmark.decode(source)
    case .benchmarkDotNet: try BenchmarkDotNet.decode(source)
    case .asv: try ASV.decode(source)
    case .libtest where !Libtest.recognises(source.bytes): try LibtestJSON.decode(source)
    case .libtest: try Libtest.decode(source)
    case .bmf: try BencherMetric.decode(source)
    case .gitHubActionBenchmark: try GitHubActionBenchmark.decode(source)
    case .nanobench: try Nanobench.decode(source)
    case .julia: try Julia.decode(source)
    case .otava: try OtavaTable.decode(source)
    case .pa: try PATable.decode(source)
    case .vitest: try Vitest.decode(source)
    case .swiftBenchmark: try SwiftBenchmark.decode(source)
    case .xctest: try XCTest.decode(source)
    case .catch2 where Catch2XML.recognises(source.bytes): try Catch2XML.decode(source)
    case .catch2: try Catch2.decode(source)
    case .codSpeed: try CodSpeed.decode(source)
    case .benchmarkJS: try BenchmarkJS.decode(source)
    case .benchmarkIPS: try BenchmarkIPS.decode(source)
    case .denoBench: try DenoBench.decode(source)
    case .rebench: try ReBench.decode(source)
    case .divan: try Divan.decode(source)
    case .perfStat: try PerfStat.decode(source)
    case .valgrind: try Valgrind.decode(source)
    case .gungraun: try Gungraun.decode(source)
    case .fio: try Fio.decode(source)
    case .wrk: try Wrk.decode(source)
    case .hey: try Hey.decode(source)
    case .k6: try K6.decode(source)
    case .toolCSV: try EstimateTable.decode(source)
    case .summaryCSV: try SummaryTable.decode(source)
    case .legacy: try LegacyBaseline.decode(source)
    }
  }
}
