import Foundation
import TestSupport
import Testing

private let reported = fixtures.appending(path: "reported")

/// Files of `Fixtures/reported/swift`, `formats` and `output` through the command: the right answers of
/// the README there.
@Suite("Reported files: Swift's tools, new formats, output")
struct ReportedFormatTests {
  private struct Row: Decodable {
    var name: String
    var verdict: String
    var notes: [String]
    var metric: String
  }
  private struct Report: Decodable {
    var benchmarks: [Row]
    func verdicts(of metric: String) -> [String] {
      benchmarks.filter { $0.metric == metric }.map(\.verdict)
    }
  }

  private func compare(
    _ baseline: String, _ current: String, in folder: URL = reported
  ) throws -> (status: Int32, report: Report) {
    try inScratch { tool in
      let result = try tool.run(
        "compare", "--resamples", "500", "--format", "json", "--baseline",
        folder.appending(path: baseline).path, "--current", folder.appending(path: current).path)
      return (
        result.status, try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
      )
    }
  }

  @Test("package-benchmark: nothing is read out of an order that is lost")
  func packageBenchmark() throws {
    let (_, report) = try compare("swift/base.results.json.gz", "swift/slow.results.json.gz")
    #expect(report.benchmarks.count >= 12)
    for row in report.benchmarks {
      #expect(!row.notes.contains { $0.hasPrefix("drifting") || $0.hasPrefix("autocorrelated") })
      #expect(row.verdict != "improved", "\(row.name) \(row.metric)")
    }
    // Nothing was allocated, before or after.
    #expect(report.verdicts(of: "mallocCountTotal").allSatisfy { $0 == "pass" })
  }

  @Test("package-benchmark: exports judge throughput and own metrics as the baseline does")
  func exports() throws {
    let (_, encoded) = try compare("swift/base-histogramEncoded", "swift/slow-histogramEncoded")
    // The export does not say which way is better.
    #expect(encoded.verdicts(of: "Cache hits") == ["changed"])
    #expect(encoded.verdicts(of: "throughput").allSatisfy { ["fail", "warn"].contains($0) })
    #expect(encoded.verdicts(of: "time").allSatisfy { ["fail", "warn"].contains($0) })
    let (_, bigger) = try compare("swift/base-jsonBiggerIsBetter", "swift/slow-jsonBiggerIsBetter")
    #expect(bigger.benchmarks.count == 5)
    #expect(!bigger.benchmarks.contains { $0.verdict == "improved" })
  }

  @Test("swift-benchmark: another unit is named and not judged")
  func swiftBenchmark() throws {
    let (status, report) = try compare(
      "swift/swift-benchmark-ns.json", "swift/swift-benchmark-us.json")
    #expect(status == 2)
    #expect(report.benchmarks.count { $0.verdict == "error" } == 4)
    #expect(!report.benchmarks.contains { $0.verdict == "improved" })
  }

  @Test("XCTest: twice the work fails, what is printed as zero cannot be judged")
  func xctest() throws {
    let (_, report) = try compare("swift/swift-test.txt", "swift/swift-test-slow.txt")
    let verdicts = Dictionary(
      report.benchmarks.map { ($0.name, $0.verdict) }, uniquingKeysWith: { a, _ in a })
    #expect(verdicts["SpeedTests.testTiny"] == "error")
    #expect(verdicts["SpeedTests.testMetrics"] == "fail")
  }

  @Test("Google Benchmark: a rate that fell is worse")
  func counters() throws {
    let (_, report) = try compare(
      "formats/google-counters-1.json", "formats/google-counters-2.json")
    let rate = report.verdicts(of: "bytes_per_second")
    #expect(rate.count == 1 && rate.allSatisfy { ["fail", "warn"].contains($0) }, "\(rate)")
  }

  @Test(
    "Names with outer spaces, names like numbers and dates come back from a table",
    arguments: ["spaces.jsonl", "names.jsonl"])
  func names(file: String) throws {
    try inScratch { tool in
      let source = reported.appending(path: "output").appending(path: file).path
      let export = try tool.run("export", "csv", source, "--output", "out", "--tables", "samples")
      #expect(export.status == 0, "\(export.errors)")
      func names(_ path: String) throws -> [String] {
        let text = try tool.run("import", path, "--output", "-").output
        return try text.split(separator: "\n").compactMap { line in
          let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
          return object?["benchmark"] as? String
        }
      }
      let before = try names(source)
      #expect(before.count == (file == "spaces.jsonl" ? 3 : 47))
      #expect(try names("out/samples.csv") == before)
    }
  }

  @Test("No column of a table reads as a value")
  func columns() throws {
    let packages = fixtures.deletingLastPathComponent()
      .appending(path: "notebooks-export/data/datapackage.json")
    let text = String(decoding: try Data(contentsOf: packages), as: UTF8.self)
    for name in ["t", "f", "true", "false", "nan", "inf", "null", "na"] {
      #expect(!text.contains("\"name\": \"\(name)\""), "\(name)")
    }
  }
}
