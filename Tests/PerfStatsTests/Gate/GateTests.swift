import PerfStats
import Testing

@Suite("What a gate makes of a comparison")
struct GateTests {
  private func row(_ name: String, _ metric: String, _ verdict: Verdict) -> BenchmarkResult {
    BenchmarkResult(
      name: name, metric: Metric(name: metric, unit: "ns", better: .lower), verdict: verdict)
  }

  private var found: Report {
    Report(
      decision: .fail, policy: Policy(), runner: Runner(label: "r"), baselineCommits: [],
      currentCommits: [],
      noiseModel: Report.NoiseModelSummary(
        kind: "made up", jobs: 5, tau: 0.01, kappa: 1, nu: 100, priorDegreesOfFreedom: 4),
      suite: Report.Suite(),
      benchmarks: [row("parse", "time", .pass), row("parse", "memory", .fail)])
  }

  private func gate(_ roles: MetricRoles) -> Gate {
    Gate(policy: Policy(), rules: PolicyRules(), roles: roles, runner: "r")
  }

  @Test("Without a word every metric decides, but for what usually advises")
  func usual() throws {
    var gate = gate(MetricRoles())
    #expect(try gate.report { _ in found }.decision == .fail)
    gate.usuallyAdvising = ["memory", "nothing has this"]
    let report = try gate.report { _ in found }
    #expect(report.decision == .warn)
    #expect(report.benchmarks.map(\.verdict) == [.pass, .warn])
  }

  @Test("What somebody said holds, and must be about a metric that there is")
  func roles() throws {
    var named = gate(MetricRoles(gating: ["memory"]))
    named.usuallyAdvising = ["memory"]
    #expect(try named.report { _ in found }.decision == .fail)
    #expect(throws: StatisticsError.self) {
      try gate(MetricRoles(advising: ["speed"])).report { _ in found }
    }
  }

  @Test(
    "Shares are written in percent, or below one",
    arguments: [
      ("5%", 0.05), ("0.05", 0.05), ("-2%", -0.02), ("150%", 1.5), ("0", 0),
    ])
  func share(text: String, value: Double) throws {
    #expect(abs(try Share(reading: text).value - value) < 1e-15)
  }

  @Test("What is no share is refused", arguments: ["5", "", "%", "x%", "nan", "inf%"])
  func noShare(text: String) {
    #expect(throws: Share.ReadingError.self) { try Share(reading: text) }
  }
}
