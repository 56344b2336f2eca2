import Foundation
import PerfStats
import Testing

/// Figures inside of sentences, calculated by hand.
@Suite struct SentenceTests {
  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 1000
    return policy
  }()

  /// 40 benchmarks of one execution, whose samples lie 3 % above and below: W^2 = 2 * 0.0009 * 10/9 of both sides, and
  /// the law of jumps of one execution gives 0.3 + 0.3 ln(0.015 * 40 / 0.05) = 1.04547, so that
  /// exp(1.04547 + 2 W) = 3.111.
  @Test func whatChanceMayDoInOneJobASide() throws {
    func run(_ id: String, _ factor: Double) -> Run {
      Run(
        id: id,
        measurements: (0..<40).map { b in
          let level = (b == 0 ? factor : 1) * (100 + Double(b))
          return Measurement(
            benchmark: "b\(b)", metric: .nanoseconds,
            executions: [
              Execution(values: (0..<10).map { level * exp($0 % 2 == 0 ? 0.03 : -0.03) })
            ])
        })
    }
    let report = try judge(baseline: [run("b", 1)], current: [run("c", 1.8)], policy: quick)
    let reasons = report.benchmarks[0].reasons.joined(separator: " ")
    #expect(report.benchmarks[0].verdict == .warn)
    #expect(
      reasons.contains("one job a side: below x3.1 no single one of 40 benchmarks can fail"),
      "\(reasons)")
  }

  @Test func oneSummaryIsCounted() throws {
    func run(_ id: String, summaries: Int) -> Run {
      Run(
        id: id,
        measurements: (0..<3).map { b in
          b < summaries
            ? Measurement(
              benchmark: "b\(b)", metric: .nanoseconds, executions: [],
              summary: Summary(estimate: 100, lower: 99, upper: 101, level: 0.95))
            : Measurement(
              benchmark: "b\(b)", metric: .nanoseconds,
              executions: [Execution(values: (0..<10).map { 100 + Double($0) / 7 })])
        })
    }
    func findings(_ summaries: Int) throws -> [String] {
      try judge(
        baseline: [run("b", summaries: summaries)], current: [run("c", summaries: summaries)],
        policy: quick
      ).suite.findings.filter { $0.hasPrefix("Without raw samples") }
    }
    #expect(try findings(0) == [])
    #expect(
      try findings(1).map { String($0.prefix(44)) } == [
        "Without raw samples on a side: 1 benchmark; "
      ])
    #expect(
      try findings(2).map { String($0.prefix(45)) } == [
        "Without raw samples on a side: 2 benchmarks; "
      ])
  }
}
