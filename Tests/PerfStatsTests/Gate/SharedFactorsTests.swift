import Foundation
import PerfStats
import Testing

/// What all benchmarks of a pass over the suite have in common is no disagreement of one of them.
@Suite struct SharedFactorsTests {
  private static let passes = [0.02, -0.01, 0.015, -0.03, 0.005]

  /// Jobs of five passes; every benchmark follows them, and has a level and a noise of its own.
  private func runs(_ prefix: String, jobs: Int, benchmarks: Int, factor: Double) -> [Run] {
    (0..<jobs).map { job in
      let measurements = (0..<benchmarks).map { b in
        let executions = (0..<5).map { e -> Execution in
          // Each benchmark's own part has the same median in every pass.
          let own = 0.0001 * Double((b * 7 + e * 3 + job) % 11 - 5)
          let pass: Double = Self.passes[(e + job) % 5] + 0.01 * Double(job % 3)
          let level: Double = 100 * Double(b + 1) * exp(factor * pass + own)
          return Execution(values: (0..<10).map { level * (1 + 0.0001 * Double($0)) })
        }
        return Measurement(benchmark: "b\(b)", metric: .nanoseconds, executions: executions)
      }
      return Run(id: "\(prefix)\(job)", measurements: measurements)
    }
  }

  private func width(benchmarks: Int, factor: Double) throws -> Double {
    var policy = Policy()
    policy.resamples = 1000
    let report = try judge(
      baseline: runs("b", jobs: 5, benchmarks: benchmarks, factor: factor),
      current: runs("c", jobs: 1, benchmarks: benchmarks, factor: factor), policy: policy)
    let interval = try #require(report.benchmarks[0].estimate?.bootstrapInterval)
    return interval.upper - interval.lower
  }

  @Test func aPassThatMovesAllIsTakenOff() throws {
    let still = try width(benchmarks: 11, factor: 0)
    let moving = try width(benchmarks: 11, factor: 1)
    // The passes differ by 5 %, which would be an interval of some 3 %.
    #expect(moving < 1.5 * still + 1e-4)
    #expect(moving < 0.002)
    // Fewer than eight benchmarks do not tell it from their own noise.
    #expect(try width(benchmarks: 7, factor: 1) > 0.01)
  }
}
