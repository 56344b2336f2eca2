import Foundation
import TestSupport
import Testing

@Suite("From kernels to verdicts")
struct EndToEndTests {
  /// A hidden switch slows one kernel by half; the gate names it, and nothing else.
  ///
  /// The benchmarks are chosen for a busy machine: a scalar dot product waits for its own last
  /// addition, so neighbours on the same core hardly slow it (executions differ by less than
  /// 1 % where those of other kernels differ by 30 %). alpha = 1 % makes a false alarm of the
  /// test itself rare. Five jobs a side: with three, few degrees of freedom and a busy
  /// hypervisor have left +50 % at an adjusted p of 0.001.
  @Test("bench, baseline save, bench again, compare")
  func slowDown() throws {
    try inScratch { tool in
      // In turn, so that a clock that changes meanwhile changes every side.
      var files: [String: [String]] = [:]
      for job in 1...5 {
        for (side, switches) in [
          ("base", []), ("same", []), ("slow", ["--slow-down", "dot/Scalar/1000=1.5"]),
        ] {
          let file = "\(side)-\(job).jsonl"
          let bench = ["bench", "--quiet", "--filter", "^dot/Scalar/", "--output", file]
          #expect(try tool.run(bench + switches).status == 0)
          files[side, default: []].append(file)
        }
      }
      let (base, current) = (files["base"]!, files["same"]!)
      #expect(try tool.run(["baseline", "save", "--from"] + base).status == 0)

      let compare = ["compare", "--alpha", "1%", "--format", "json", "--current"]
      let same = try tool.run(compare + current)
      #expect(same.status == 0)
      #expect(try JSONReportRows(same.output).names("fail") == [])
      let slow = try tool.run(compare + files["slow"]!)
      #expect(slow.status == 1)
      #expect(try JSONReportRows(slow.output).names("fail") == ["dot/Scalar/1000"])
    }
  }

  private func threeRegressions(_ style: String) throws -> (status: Int32, rows: JSONReportRows) {
    let folder = packageFolder.appendingPathComponent("Fixtures/three-regressions").path
    return try inScratch { tool in
      let result = try tool.run(
        "compare", "--baseline", "\(folder)/\(style)-baseline.jsonl.gz", "--current",
        "\(folder)/\(style)-current.jsonl.gz", "--format", "json")
      return (result.status, try JSONReportRows(result.output))
    }
  }

  @Test("Three regressions with realistic noise are three regressions")
  func quiet() throws {
    let (status, rows) = try threeRegressions("quiet")
    #expect(status == 1)
    #expect(rows.decision == "fail")
    #expect(
      Set(rows.names("fail")) == ["add/AVX512/100", "mul/AVX512/100", "sub/AVX512/1000"])
  }

  @Test("The same means with noise of 30 % are none")
  func loud() throws {
    let (status, rows) = try threeRegressions("loud")
    #expect(status == 0)
    #expect(rows.names("fail") == [])
  }

  /// Needs the predecessor's baseline, which belongs to others and is used in place.
  private static let predecessor =
    packageFolder
    .appendingPathComponent("../shared/data/trueno/baseline-current-8aa65d5.txt").path

  @Test(
    "All 124 benchmarks of a predecessor's baseline are read; without samples nothing fails",
    .enabled(if: FileManager.default.fileExists(atPath: predecessor)))
  func predecessorBaseline() throws {
    try inScratch { tool in
      let result = try tool.run(
        "compare", "--baseline", Self.predecessor, "--current", Self.predecessor, "--format",
        "json")
      let rows = try JSONReportRows(result.output)
      #expect(rows.benchmarks.count == 124)
      #expect(rows.names("fail") == [])
      #expect(rows.names("missing") == [])
      #expect(result.status == 0)
    }
  }
}
