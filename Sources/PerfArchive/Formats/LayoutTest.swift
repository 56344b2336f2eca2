import PerfText

/// What tells one layout from the others.
struct LayoutTest: Sendable {
  let format: InputFormat
  /// Whether the layout is told by the beginning of the file alone.
  var isOfStart = false
  /// Whether the file is rows below a header, or of one kind.
  var isTable = false
  let holds: @Sendable (SourceFile) -> Bool

  /// A file is of the layout of the first test that holds.
  static let all: [LayoutTest] = [
    .json(.run) { $0["benchmark"] != nil && $0["metric"] != nil && $0["executions"] != nil },
    .json(.go, GoText.recognises),
    .json(.criterion) { $0["reason"]?.text == "\"benchmark-complete\"" },
    .json(.legacy, LegacyBaseline.recognises),
    .json(.codSpeed, CodSpeed.recognises),
    .json(.pytestBenchmark, PytestBenchmark.recognises),
    .json(.pyperf, Pyperf.recognises),
    .json(.googleBenchmark, GoogleBenchmark.recognises),
    .json(.swiftBenchmark, SwiftBenchmark.recognises),
    .json(.benchmarkDotNet, BenchmarkDotNet.recognises),
    .json(.critcmp, CritcmpExport.recognises),
    .json(.hyperfine, Hyperfine2.recognises),
    .json(.hyperfine, Hyperfine.recognises),
    .json(.nanobench, Nanobench.recognises),
    LayoutTest(format: .packageBenchmark) { source in
      source.value.map { PackageBenchmark.recognises($0, file: source.name) } ?? false
    },
    .json(.asv, ASV.recognises),
    .json(.vitest, Vitest.recognises),
    .json(.benchmarkIPS, BenchmarkIPS.recognises),
    .json(.denoBench, DenoBench.recognises),
    .json(.libtest, LibtestJSON.recognises),
    .json(.perfStat, PerfStat.recognises),
    .json(.gungraun, Gungraun.recognises),
    .json(.fio, Fio.recognises),
    .json(.hey, Hey.recognises),
    .json(.k6, K6.recognises),
    .json(.jmh, JMH.recognises),
    .json(.julia, Julia.recognises),
    .json(.gitHubActionBenchmark, GitHubActionBenchmark.recognises),
    .json(.criterion, CriterionFiles.recognises),
    .json(.bmf, BencherMetric.recognises),
    .rows(.csv, isOfStart: true, TidySamples.recognises),
    .table(.criterion, CriterionFiles.recognisesTable),
    .table(.benchmarkDotNet, BenchmarkDotNetTable.recognisesTable),
    .table(.hyperfine, Hyperfine.recognisesTable),
    .table(.hyperfine, Hyperfine2.recognisesTable),
    .table(.jmh, JMH.recognisesTable),
    .table(.packageBenchmark, PackageBenchmark.recognisesTable),
    .table(.swiftBenchmark, SwiftBenchmark.recognisesTable),
    .table(.otava, OtavaTable.recognisesTable),
    .table(.toolCSV) { EstimateTable.recognise($0) != nil },
    .table(.hey, Hey.recognisesTable),
    .table(.summaryCSV, SummaryTable.recognisesTable),
    .start(.gitHubActionBenchmark, GitHubActionBenchmark.recognisesScript),
    .rows(.pa, PATable.recognises),
    .text(.packageBenchmark, PackageBenchmark.recognisesSamples),
    .text(.go, GoText.recognises),
    .text(.xctest, XCTest.recognises),
    .text(.criterionText, CriterionText.recognises),
    .text(.libtest, Libtest.recognises),
    .text(.libtest, LibtestJSON.recognises),
    .text(.jmh, JMHTable.recognises),
    .text(.googleBenchmark, GoogleConsole.recognises),
    .text(.catch2, Catch2XML.recognises),
    .text(.divan, Divan.recognises),
    .text(.nanobench, NanobenchTable.recognises),
    .text(.criterion, CriterionMessages.recognises),
    .text(.benchmarkJS, BenchmarkJS.recognises),
    .text(.rebench, ReBench.recognises),
    .text(.valgrind, Valgrind.recognises),
    .text(.wrk, Wrk.recognises),
    .text(.hey, Hey.recognises),
    .text(.fio, Fio.recognises),
    .text(.perfStat, PerfStat.recognises),
    .rows(.googleBenchmark, GoogleBenchmarkTable.recognises(text:)),
    .text(.catch2, Catch2.recognises),
  ]

  /// Another layout whose results stand in a text: several harnesses printed into one file.
  static func otherText(in source: SourceFile, beside format: InputFormat) -> InputFormat? {
    guard source.json == nil, printed.contains(format) else { return nil }
    let start = SourceFile(name: source.name, bytes: Array(source.bytes.prefix(1 << 18)))
    return all.first { test in
      test.format != format && printed.contains(test.format) && !test.isOfStart && test.holds(start)
    }?.format
  }

  /// Layouts that harnesses print, as opposed to files that a tool writes.
  private static let printed: Set<InputFormat> = [
    .go, .xctest, .criterionText, .libtest, .jmh, .googleBenchmark, .catch2, .divan, .nanobench,
    .benchmarkJS,
  ]

  /// The file is JSON for which `test` holds.
  static func json(
    _ format: InputFormat, _ test: @escaping @Sendable (JSON) -> Bool
  ) -> LayoutTest {
    LayoutTest(format: format) { source in source.value.map(test) ?? false }
  }

  /// The file is no JSON, and `test` holds for its bytes.
  static func text(
    _ format: InputFormat, _ test: @escaping @Sendable ([UInt8]) -> Bool
  ) -> LayoutTest {
    LayoutTest(format: format) { source in source.value == nil && test(source.bytes) }
  }

  /// The file is no JSON, and `test` holds for its bytes, of which the first decide.
  static func start(
    _ format: InputFormat, _ test: @escaping @Sendable ([UInt8]) -> Bool
  ) -> LayoutTest {
    LayoutTest(format: format, isOfStart: true) { source in
      source.value == nil && test(source.bytes)
    }
  }

  /// The file is no JSON but a table, and `test` holds for its bytes.
  static func rows(
    _ format: InputFormat, isOfStart: Bool = false,
    _ test: @escaping @Sendable ([UInt8]) -> Bool
  ) -> LayoutTest {
    LayoutTest(format: format, isOfStart: isOfStart, isTable: true) { source in
      source.value == nil && test(source.bytes)
    }
  }

  /// The file is no JSON, and `test` holds for its first line.
  static func table(
    _ format: InputFormat, _ test: @escaping @Sendable (String) -> Bool
  ) -> LayoutTest {
    LayoutTest(format: format, isOfStart: true, isTable: true) { source in
      source.value == nil && test(String(decoding: source.firstLine.prefix(10_000), as: UTF8.self))
    }
  }
}

extension SourceFile {
  /// The contents as JSON, nil if they are none.
  fileprivate var value: JSON? {
    if case .success(let value)? = json { value } else { nil }
  }
}
