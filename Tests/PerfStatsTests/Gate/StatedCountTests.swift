import PerfStats
import Testing

/// Counts of which only one number is known, and of which the source says whether it varies.
@Suite struct StatedCountTests {
  private func verdict(
    _ old: Summary, _ new: Summary, unit: String = "count", policy: Policy = Policy()
  ) throws -> Verdict? {
    func run(_ id: String, _ summary: Summary) -> Run {
      Run(
        id: id,
        measurements: [
          Measurement(
            benchmark: "b", metric: Metric(name: "m", unit: unit, better: .lower), executions: [],
            summary: summary)
        ])
    }
    return try judge(baseline: [run("old", old)], current: [run("new", new)], policy: policy)
      .benchmarks.first?.verdict
  }

  private func stated(_ value: Double) -> Summary {
    Summary(estimate: value, lower: value, upper: value, level: 0.95)
  }

  @Test(arguments: [
    (100.0, 100.0, Verdict.pass), (100, 101, .pass), (100, 103, .warn), (100, 110, .warn),
    (110, 100, .improved),
  ])
  func isComparedAsItIs(old: Double, new: Double, expected: Verdict) throws {
    #expect(try verdict(stated(old), stated(new)) == expected)
  }

  @Test func failsWhereSummariesMay() throws {
    var policy = Policy()
    policy.trustSummaries = true
    #expect(try verdict(stated(100), stated(110), policy: policy) == .fail)
    #expect(try verdict(stated(100), stated(104), policy: policy) == .warn)
  }

  /// A time varies whatever its bounds say, and so does a count without bounds.
  @Test func othersAreLeftToNoise() throws {
    #expect(try verdict(stated(100), stated(100), unit: "ns") == .inconclusive)
    #expect(try verdict(Summary(estimate: 100), Summary(estimate: 100)) == .inconclusive)
    #expect(try verdict(stated(100), Summary(estimate: 100)) == .inconclusive)
  }

  @Test func zeros() throws {
    #expect(try verdict(Summary(estimate: 0), stated(7)) == .warn)
    #expect(try verdict(stated(7), Summary(estimate: 0)) == .improved)
    #expect(try verdict(Summary(estimate: 9), Summary(estimate: 0)) == .improved)
  }
}
