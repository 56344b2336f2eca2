import PerfStats
import Testing

@Suite("Metrics that gate and metrics that advise")
struct MetricRolesTests {
  private func report(_ verdicts: [(String, Verdict)]) -> Report {
    let rows = verdicts.map { metric, verdict in
      BenchmarkResult(
        name: "a", metric: Metric(name: metric, unit: "", better: .lower), verdict: verdict)
    }
    return Report(
      decision: .fail, policy: Policy(), runner: Runner(),
      noiseModel: Report.NoiseModelSummary(
        kind: "", jobs: 0, tau: 0, kappa: 1, nu: 8, priorDegreesOfFreedom: 0),
      suite: Report.Suite(), benchmarks: rows)
  }

  @Test("what only advises warns instead of failing")
  func advising() {
    let mixed = report([("time", .pass), ("cycles", .fail)])
    let judged = mixed.deciding(by: MetricRoles(advising: ["cycles"]))
    #expect(judged.decision == .warn)
    #expect(judged.benchmarks[1].verdict == .warn)
    #expect(judged.benchmarks[1].reasons.contains { $0.contains("advises only") })
    #expect(mixed.deciding(by: MetricRoles(gating: ["cycles"])).decision == .fail)
    #expect(mixed.deciding(by: MetricRoles(gating: ["time"])).decision == .warn)
    #expect(mixed.deciding(by: MetricRoles()) == mixed)
  }

  @Test(
    "what is missing, open or unusable of it does not count",
    arguments: [
      Verdict.missing, .inconclusive, .error,
    ])
  func open(verdict: Verdict) {
    let rows = report([("time", .pass), ("cycles", verdict)])
    #expect(rows.deciding(by: MetricRoles(advising: ["cycles"])).decision == .pass)
    #expect(
      report([("time", verdict), ("cycles", .fail)]).deciding(
        by: MetricRoles(advising: ["cycles"])
      ).decision != .pass)
  }
}
