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
      .packageBenchmark, .libtest, .nanobench, .julia, .vitest, .swiftBenchmark, .xctest, .catch2:
      true
    case .run, .csv, .jmh, .pyperf, .hyperfine, .benchmarkDotNet, .asv, .bmf,
      .gitHubActionBenchmark, .otava, .pa, .summaryCSV, .legacy:
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
    if PytestBenchmark.recognises(json) { return .pytestBenchmark }
    if Pyperf.recognises(json) { return .pyperf }
    if GoogleBenchmark.recognises(json) { return .googleBenchmark }
    if SwiftBenchmark.recognises(json) { return .swiftBenchmark }
    if BenchmarkDotNet.recognises(json) { return .benchmarkDotNet }
    if CritcmpExport.recognises(json) { return .critcmp }
    if Hyperfine.recognises(json) { return .hyperfine }
    if Nanobench.recognises(json) { return .nanobench }
    if PackageBenchmark.recognises(json, file: file) { return .packageBenchmark }
    if ASV.recognises(json) { return .asv }
    if Vitest.recognises(json) { return .vitest }
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
    if Hyperfine.recognisesTable(header) { return .hyperfine }
    if JMH.recognisesTable(header) { return .jmh }
    if PackageBenchmark.recognisesTable(header) { return .packageBenchmark }
    if SwiftBenchmark.recognisesTable(header) { return .swiftBenchmark }
    if OtavaTable.recognisesTable(header) { return .otava }
    if SummaryTable.recognisesTable(header) { return .summaryCSV }
    if GitHubActionBenchmark.recognisesScript(bytes) { return .gitHubActionBenchmark }
    if PATable.recognises(bytes) { return .pa }
    if PackageBenchmark.recognisesSamples(bytes) { return .packageBenchmark }
    if GoText.recognises(bytes) { return .go }
    if XCTest.recognises(bytes) { return .xctest }
    if CriterionText.recognises(bytes) { return .criterionText }
    if Libtest.recognises(bytes) { return .libtest }
    if hasGoogleTable(bytes) { return .googleBenchmark }
    if Catch2.recognises(bytes) { return .catch2 }
    return nil
  }

  /// Google Benchmark's CSV has lines of context before its header.
  private static func hasGoogleTable(_ bytes: [UInt8]) -> Bool {
    var start = 0
    for _ in 0..<100 where start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if GoogleBenchmark.recognisesTable(String(decoding: bytes[start..<end], as: UTF8.self)) {
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
    case .googleBenchmark: try GoogleBenchmark.decode(source)
    case .jmh: try JMH.decode(source)
    case .pyperf: try Pyperf.decode(source)
    case .hyperfine: try Hyperfine.decode(source)
    case .packageBenchmark: try PackageBenchmark.decode(source)
    case .pytestBenchmark: try PytestBenchmark.decode(source)
    case .benchmarkDotNet: try BenchmarkDotNet.decode(source)
    case .asv: try ASV.decode(source)
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
    case .catch2: try Catch2.decode(source)
    case .summaryCSV: try SummaryTable.decode(source)
    case .legacy: try LegacyBaseline.decode(source)
    }
  }
}
