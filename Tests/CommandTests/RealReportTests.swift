import Foundation
import TestSupport
import Testing

/// The reports on files that stand in the repository, from the command to the last byte (the page has
/// `ordinary.html`): three regressions with realistic noise (`Fixtures/three-regressions/make.py`).
@Suite("Reports of a whole command")
struct RealReportTests {
  /// The report in several forms, from one comparison of a few benchmarks, so that the files stay
  /// small enough to read.
  private static func reports(_ style: String, _ formats: [String]) throws -> [String: String] {
    try inScratch { tool in
      // Copies, so that no path of a machine stands in the report.
      let files = ["\(style)-baseline.jsonl.gz", "\(style)-current.jsonl.gz"]
      for file in files {
        try FileManager.default.copyItem(
          at: fixtures.appending(path: "three-regressions").appending(path: file),
          to: tool.folder.appending(path: file))
      }
      let result = try tool.run(
        [
          "compare", "--baseline", files[0], "--current", files[1], "--resamples", "1000",
          "--filter", "^(add|mul|dot)/(AVX2|AVX512)/100$",
        ] + formats.flatMap { ["--output", "\($0)=\($0)"] })
      #expect(result.status == (style == "quiet" ? 1 : 0), "\(result.errors)")
      return try Dictionary(
        uniqueKeysWithValues: formats.map { ($0, settled(try tool.read($0))) })
    }
  }

  /// Without what differs between machines: the library's kernels, threads, and digits behind
  /// the eighth of a number.
  private static func settled(_ text: String) -> String {
    text.replacing(#/OpenBLAS [0-9.]+, [A-Za-z]+ kernels/#, with: "OpenBLAS")
      .replacing(#/(threads(?:"?:"?| |</dt><dd>|" value=")) ?[0-9]+/#) { "\($0.1)N" }
      .replacing(#/-?[0-9]+\.[0-9]{6,}(?:e-?[0-9]+)?/#) {
        Double($0.0).map { String(format: "%.8g", $0) } ?? String($0.0)
      }
  }

  @Test("Every form of one comparison")
  func regressions() throws {
    let endings = [
      "text": "txt", "markdown": "md", "json": "json", "junit": "junit.xml", "github": "github.txt",
    ]
    let reports = try Self.reports("quiet", endings.keys.sorted())
    for (format, ending) in endings {
      try expectGolden(#require(reports[format]), "regressions.\(ending)")
    }
  }

  @Test("A machine too noisy to judge: the last line says so, the summary what would decide it")
  func noise() throws {
    let reports = try Self.reports("loud", ["text", "markdown"])
    let text = try #require(reports["text"])
    try expectGolden(text, "noise.txt")
    #expect(text.hasSuffix("\nRESULT: INCONCLUSIVE - 6 benchmark(s) cannot be decided\n"))
    #expect(text.contains("would decide what is inconclusive: "))
    try expectGolden(#require(reports["markdown"]), "noise.md")
  }
}
