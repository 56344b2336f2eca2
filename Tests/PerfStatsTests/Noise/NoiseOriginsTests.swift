import Foundation
import PerfStats
import Testing

@Suite struct NoiseOriginsTests {
  /// Jobs that scatter by 2 %, executions by 1 %, samples by 3 %, all normal, and a common factor
  /// of 4 % that must not be taken for any of them. Medians over 24 benchmarks; of 30 jobs a
  /// variance is known to a quarter, a median of 24 better.
  @Test func namesEachOrigin() throws {
    var normal = SeededNormal(11)
    let runs = (0..<30).map { r in
      let shared = 0.04 * normal.next()
      return Run(
        id: "r\(r)", date: "2026-01-\(r < 9 ? "0" : "")\(r + 1)T00:00:00Z",
        measurements: (0..<24).map { b in
          let job = shared + 0.02 * normal.next()
          return Measurement(
            benchmark: "b\(b)", metric: .nanoseconds,
            executions: (0..<4).map { _ in
              let process = job + 0.01 * normal.next()
              return Execution(
                values: (0..<10).map { _ in 100 * exp(process + 0.03 * normal.next()) })
            })
        })
    }
    let model = try NoiseModel.fit(runs, statistic: .mean)
    let origins = try model.origins(runs, metric: "time", threads: 2).compactMap { $0 }
    #expect(origins.count == 24)
    #expect(try model.origins(runs.reversed(), metric: "time").compactMap { $0 } == origins)
    func median(_ variances: [Double]) -> Double { Quantiles.median(variances).squareRoot() }
    #expect(relativeError(median(origins.map(\.job)), 0.02) < 0.15)
    #expect(relativeError(median(origins.compactMap(\.execution)), 0.01) < 0.35)
    #expect(relativeError(median(origins.map(\.iteration)), 0.03) < 0.1)
    #expect(throws: StatisticsError.self) { try model.origins(runs, metric: "memory") }
  }

  /// One sample in ten is ten times as slow: that is not the noise of an iteration.
  @Test func outliersHideNothing() throws {
    var normal = SeededNormal(5)
    let runs = (0..<12).map { r in
      let job = 0.03 * normal.next()
      return Run(
        id: "r\(r)",
        measurements: [
          Measurement(
            benchmark: "a", metric: .nanoseconds,
            executions: (0..<3).map { _ in
              Execution(
                values: (0..<10).map { i in
                  100 * exp(job + 0.01 * normal.next()) * (i == 4 ? 10 : 1)
                })
            })
        ])
    }
    let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
    let origin = try #require(model.origins(runs, metric: "time")[0])
    #expect(origin.iteration.squareRoot() < 0.03)
    #expect((0.015...0.06).contains(origin.job.squareRoot()))
  }

  @Test func singleSamplesTellNoOrigin() throws {
    let runs = (0..<4).map { r in
      Run(
        id: "r\(r)",
        measurements: [
          Measurement(
            benchmark: "a", metric: .nanoseconds,
            executions: [Execution(values: [100 + Double(r)])])
        ])
    }
    let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
    #expect(try model.origins(runs, metric: "time") == [nil])
  }
}
