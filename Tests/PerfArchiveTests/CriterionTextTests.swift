import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct CriterionTextTests {
  @Test func readsAFileWithEveryOddity() throws {
    let loaded = try loadRuns([packageRoot + "/Fixtures/formats/criterion-text/oddities.txt"])
    let run = try #require(loaded.runs.first)
    #expect(run.commit == "0123abc" && run.branch == "main" && run.date == "2026-01-02T03:04:05Z")
    #expect(run.runner.isUnknown)
    let expected: [(String, Double, Double, Double)] = [
      ("add/Scalar/100", 55.093, 55.71, 56.234),
      ("a_group_with_a_long_name/AVX512/100000", 565_390, 572_000, 580_170),
      ("greek/mu", 1000, 1500, 2000), ("old/us", 3000, 4000, 5000), ("pico", 0.25, 0.26, 0.27),
      ("milli", 1_250_000, 1_300_000, 1_350_000), ("whole seconds", 1.5e9, 1.6e9, 1.7e9),
      ("colour/one", 10, 11, 12), ("name with time: [x]", 7, 8, 9),
    ]
    #expect(run.measurements.map(\.benchmark) == expected.map(\.0) + ["zero"])
    #expect(run.measurements.last?.summary?.estimate == 0)
    for (measurement, (_, lower, estimate, upper)) in zip(run.measurements, expected) {
      let summary = try #require(measurement.summary)
      #expect(measurement.metric == .nanoseconds && measurement.executions.isEmpty)
      #expect(abs(summary.estimate / estimate - 1) < 1e-12)
      #expect(abs((summary.lower ?? 0) / lower - 1) < 1e-12)
      #expect(abs((summary.upper ?? 0) / upper - 1) < 1e-12)
      #expect(summary.level == 0.95)
    }
    #expect(loaded.rejected.map(\.key.benchmark) == ["crossed", "strange unit"])
  }

  /// Expected values: an independent extraction of the same file into CSV.
  @Test(.enabled(if: hasSharedData))
  func readsARealBaseline() throws {
    let loaded = try loadRuns(["\(sharedData)/trueno/baseline-current-8aa65d5.txt"])
    let run = try #require(loaded.runs.first)
    #expect(run.measurements.count == 124 && loaded.rejected.isEmpty)
    #expect(run.commit == "d11c690" && run.date == "2025-11-23T12:01:55Z")
    let bytes = try readFile("\(sharedData)/trueno/baseline-criterion-verdicts-derived.csv")
    let rows = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
    var matched = 0
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let measurement = try #require(run.measurements.first { $0.benchmark == fields[0] })
      let summary = try #require(measurement.summary)
      for (value, text) in [
        (summary.lower ?? 0, fields[2]), (summary.estimate, fields[3]),
        (summary.upper ?? 0, fields[4]),
      ] {
        #expect(abs(value / (Double(text) ?? 0) - 1) < 1e-12)
      }
      matched += 1
    }
    #expect(matched == 124)
  }

  @Test(.enabled(if: hasSharedData))
  func readsOrRefusesOldJSONBaselines() throws {
    let template = "\(sharedData)/trueno/baseline-template.json"
    let error = inputError { () throws(InputError) in _ = try loadRuns([template]) }
    #expect(
      error?.message.contains("the baseline is an empty template") == true,
      "\(String(describing: error))")
    let cbtop = try loadRuns(["\(sharedData)/trueno/cbtop-baseline-1ff1bf5.json"])
    #expect(cbtop.runs[0].measurements.count + cbtop.rejected.count == 24)
    #expect(cbtop.runs[0].measurements[0].benchmark == "dot_product/Simd/1000")
    #expect(cbtop.runs[0].measurements[0].summary?.estimate == 37096.80411032591)
    #expect(cbtop.runs[0].date == "2026-01-30T13:59:42Z")
  }

  /// Two tables of means and the folder as a whole; what is no result is refused with its place.
  @Test(.enabled(if: hasSharedData))
  func readsOrRefusesEveryOldFile() throws {
    let folder = "\(sharedData)/trueno"
    let counts = [
      "avx512-analysis-figures.csv": 75, "baseline-criterion-verdicts-derived.csv": 124,
      "baseline-current-8aa65d5.txt": 124, "cbtop-baseline-1ff1bf5.json": 24,
    ]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      var loaded = LoadedRuns()
      let error = inputError { () throws(InputError) in loaded = try loadRuns(["\(folder)/\(name)"])
      }
      if let count = counts[name] {
        #expect(error == nil)
        let read = loaded.runs.reduce(0) { $0 + $1.measurements.count } + loaded.rejected.count
        #expect(read == count, "\(name)")
      } else {
        #expect(["README.md", "baseline-template.json"].contains(name))
        #expect(error?.place.hasPrefix("\(folder)/\(name)") == true)
      }
    }
  }

  @Test func severalFilesAreExecutionsOfOneJob() throws {
    try withFolder { folder in
      for k in 1...3 {
        try writeFile(
          "\(folder)/\(k).txt",
          Array("a time: [1.0 ns \(k).0 ns 9.0 ns]\nb time: [1.0 ns 2.0 ns 3.0 ns]\n".utf8))
      }
      let loaded = try loadRuns([1, 2, 3].map { "\(folder)/\($0).txt" })
      #expect(loaded.runs.count == 1)
      let measurement = loaded.runs[0].measurements[0]
      #expect(
        measurement.executions.map(\.values) == [[1], [2], [3]] && measurement.summary == nil)
    }
  }
}
