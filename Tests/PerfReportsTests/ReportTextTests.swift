import Foundation
import PerfReports
import PerfStats
import TestSupport
import Testing

@Suite struct ReportTextTests {
  @Test func ordinary() throws {
    let report = ReportSamples.ordinary
    try expectGolden(render(report, as: .text), "ordinary.txt")
    try expectGolden(
      render(report, as: .text, options: RenderOptions(width: 60)), "ordinary-60.txt")
    try expectGolden(
      render(report, as: .text, options: RenderOptions(colour: true)), "ordinary-colour.txt")
  }

  @Test func everyVerdictHasItsSectionInOrder() throws {
    let text = render(ReportSamples.ordinary, as: .text)
    let headings = [
      "REGRESSIONS (4)", "WARNINGS (1)", "IMPROVEMENTS (1)", "INCONCLUSIVE (2)", "MISSING (1)",
      "NEW (1)", "ERRORS (1)", "SUMMARY", "RESULT: FAIL - 4 regression(s) detected, 1 benchmark(s)",
    ]
    var rest = text[...]
    for heading in headings {
      let range = try #require(rest.range(of: "\n" + heading), "\(heading) is absent or too early")
      rest = rest[range.upperBound...]
    }
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func colourChangesNothingButColour() {
    let report = ReportSamples.ordinary
    let coloured = render(report, as: .text, options: RenderOptions(colour: true))
    let stripped = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(stripped == render(report, as: .text))
    #expect(coloured != stripped)
  }

  @Test(arguments: [40, 60, 80, 120])
  func linesKeepTheWidth(width: Int) {
    for report in [ReportSamples.ordinary, ReportSamples.many(200)] {
      let text = render(report, as: .text, options: RenderOptions(width: width))
      for line in text.split(separator: "\n") where !line.contains("expected") {
        #expect(String(line).columns <= max(width, 80), "\(line)")
      }
    }
  }

  @Test func hostileNamesAreHarmless() {
    let text = render(ReportSamples.hostile, as: .text)
    for scalar in text.unicodeScalars where scalar != "\n" {
      let category = scalar.properties.generalCategory
      #expect(category != .control && category != .lineSeparator, "U+\(scalar.value)")
      #expect(category != .format || scalar == "\u{200D}", "U+\(scalar.value)")
    }
    #expect(text.utf8.count < 100_000)
    #expect(text.contains("evil\\u{202E}txt.exe"))
    #expect(text.contains("line\\nbreak\\r\\n\\ttab"))
  }

  @Test func extremesRender() {
    let text = render(ReportSamples.extreme, as: .text)
    #expect(text.contains("RESULT: "))
    #expect(!text.contains("nan"))
  }

  @Test func resultLines() {
    var report = ReportSamples.ordinary
    #expect(report.result == "FAIL - 4 regression(s) detected, 1 benchmark(s) missing")
    report.policy.allowMissing = true
    #expect(report.result == "FAIL - 4 regression(s) detected")
    report.decision = .pass
    #expect(report.result == "PASS - no regression detected, 2 of 14 benchmark(s) inconclusive")
    report.benchmarks.removeAll { $0.verdict == .inconclusive }
    #expect(report.result == "PASS - no regression detected")
    report = ReportSamples.ordinary
    report.decision = .warn
    #expect(report.result == "WARN - no regression detected, 1 warning(s)")
    report.decision = .inconclusive
    #expect(report.result == "INCONCLUSIVE - 2 benchmark(s) cannot be decided")
    report.decision = .error
    #expect(report.result == "ERROR - 1 benchmark(s) could not be judged")
    report.decision = .inconclusive
    report.benchmarks.removeAll { $0.verdict == .inconclusive }
    report.suite.rows = []
    #expect(report.result == "INCONCLUSIVE - nothing was judged, see the findings")
    #expect(render(report, as: .html).contains("Nothing was judged"))
  }
}

@Suite struct QuantityTests {
  @Test func timesShareAPrefix() {
    let unit = DisplayUnit("ns", for: [58.55, 79.95])
    #expect(unit.text(58.55) == "58.55 ns" && unit.text(79.95) == "79.95 ns")
    #expect(DisplayUnit("ns", for: [1834, 1597]).text(1834) == "1.834 µs")
    #expect(DisplayUnit("ns", for: [999, 1001]).text(1001) == "1001 ns")
    #expect(DisplayUnit("s", for: [0.00025]).text(0.00025) == "250.0 µs")
    #expect(DisplayUnit("us", for: [2_500_000]).text(2_500_000) == "2.500 s")
    #expect(DisplayUnit("ns", for: [0.0125]).text(0.0125) == "12.50 ps")
    #expect(DisplayUnit("ns", for: [0]).text(0) == "0 s" || DisplayUnit("ns", for: [0]).factor > 0)
  }

  @Test func otherUnits() {
    #expect(DisplayUnit("B/s", for: [21.4e9]).text(21.4e9) == "21.40 GB/s")
    #expect(DisplayUnit("B", for: [1_048_576]).text(1_048_576) == "1.049 MB")
    #expect(DisplayUnit("instructions", for: [1_234_567]).text(1_234_567) == "1.235 M instructions")
    #expect(DisplayUnit("", for: [12]).text(12) == "12.00")
    #expect(DisplayUnit("ops/s", for: [12]).text(12) == "12.00 ops/s")
  }

  @Test func percentages() {
    #expect(percent(0.114) == "+11.4 %")
    #expect(percent(-0.0001) == "+0.0 %")
    #expect(percent(12.3) == "+1230 %")
    #expect(percent(.infinity, bare: true) == "+inf")
    #expect(plainPercent(0.05) == "5 %")
    #expect(plainPercent(0.9999) == "99.99 %")
    #expect(probability(0.00001) == "< 0.0001")
    #expect(probability(0.0114) == "0.011")
  }

  @Test func changesOfCost() {
    let interval = Interval(estimate: 1.114, lower: 1.071, upper: 1.160, level: 0.95, method: "")
    #expect(Change(interval, of: .nanoseconds).text == "+11.4 % (95 %: +7.1 .. +16.0)")
  }

  /// Hand calculation: 1/1.136 - 1 = -0.1197, 1/1.19 - 1 = -0.1597, 1/1.088 - 1 = -0.0809.
  @Test func changesWhereHigherIsBetter() {
    let interval = Interval(estimate: 1.136, lower: 1.088, upper: 1.19, level: 0.95, method: "")
    let throughput = Metric(name: "throughput", unit: "B/s", better: .higher)
    #expect(
      Change(interval, of: throughput).text == "12.0 % less throughput (95 %: -16.0 .. -8.1)")
  }

  @Test func widthsOfWideText() {
    #expect("計測".columns == 4)
    #expect("🚀".columns == 2 && "👩‍👩‍👧‍👦".columns == 2)
    #expect("é".columns == 1 && "e\u{301}".columns == 1)
    #expect("計測計測".elided(to: 5).columns <= 5)
    #expect(String(repeating: "x", count: 300).legible().columns == 200)
  }
}
