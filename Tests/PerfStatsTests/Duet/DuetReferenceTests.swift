import Foundation
import PerfStats
import Testing

/// Duets judged by numpy and scipy: `Fixtures/duet/make_reference.py`.
struct DuetReferenceTests {
  struct Reference: Decodable {
    var cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var most: Int
    var base: [[[Double]]]
    var head: [[[Double]]]
    var expected: Expected

    var testDescription: String { name }

    var duet: Duet {
      get throws {
        let pairs = base.map(\.count).max() ?? 1
        return Duet(
          base: DuetSamples.run(base), head: DuetSamples.run(head),
          schedule: try LookSchedule(looks: [pairs], most: most))
      }
    }
  }

  struct Expected: Decodable {
    var shift: Double
    var shiftUsed: Double
    var values: [[Double]]
    var difference: [Double]
    var variance: [Double]
    var degreesOfFreedom: [Double]
    var standardError: [Double]
    var lower: [Double]
    var upper: [Double]
    var p: [Double]
    var adjustedP: [Double]
  }

  static let cases: [Case] = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    let file = folder.appendingPathComponent("Fixtures/duet/reference.json")
    do {
      return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file)).cases
    } catch {
      Issue.record("\(file.path): \(error)")
      return []
    }
  }()

  @Test("closed-form part agrees with scipy", arguments: cases)
  func closedForm(reference: Case) throws {
    let duet = try reference.duet
    var policy = Policy()
    policy.resamples = 1000
    let report = try judgeDuet(duet, policy: policy)
    let expected = reference.expected
    #expect(report.benchmarks.count == expected.difference.count)
    let suite = report.suite.rows.first
    #expect((suite == nil) == (expected.shift == 0))
    if let suite {
      #expect(near(suite.ratio, exp(expected.shift)))
      #expect(near(suite.removed, exp(expected.shiftUsed)))
    }
    let share = duet.schedule.share(0)
    for (b, row) in report.benchmarks.enumerated() {
      let estimate = try #require(row.estimate)
      #expect(near(estimate.deciding.estimate, exp(expected.difference[b])))
      #expect(near(estimate.noiseInterval.lower, exp(expected.lower[b])))
      #expect(near(estimate.noiseInterval.upper, exp(expected.upper[b])))
      #expect(near(estimate.standardError, expected.standardError[b]))
      #expect(near(estimate.runLevelSD, expected.variance[b].squareRoot()))
      #expect(near(estimate.degreesOfFreedom, expected.degreesOfFreedom[b]))
      #expect(near(estimate.p, expected.p[b]))
      #expect(near(estimate.adjustedP, min(1, expected.adjustedP[b] / share)))
      let bootstrap = try #require(estimate.bootstrapInterval)
      // The hull of the two, whether the shift that was taken off was the runner's or the code's.
      let lower = min(estimate.noiseInterval.lower, bootstrap.lower)
      let upper = max(estimate.noiseInterval.upper, bootstrap.upper)
      #expect(near(estimate.deciding.lower, lower * exp(min(0, expected.shiftUsed))))
      #expect(near(estimate.deciding.upper, upper * exp(max(0, expected.shiftUsed))))
    }
  }

  @Test("the value of an execution pair is the median of its log ratios", arguments: cases)
  func values(reference: Case) throws {
    for (b, (_, result)) in try reference.duet.series.enumerated() {
      let values = try result.get().values
      for (value, expected) in zip(values, reference.expected.values[b]) {
        #expect(near(value, expected))
      }
    }
  }

  private func near(_ a: Double, _ b: Double) -> Bool {
    (a - b).magnitude <= 1e-8 * max(b.magnitude, 1e-6)
  }
}

/// Runs made from plain numbers.
enum DuetSamples {
  /// `samples[benchmark][execution][iteration]`, benchmarks named `b0`, `b1`, ...
  static func run(
    _ samples: [[[Double]]], metric: Metric = .nanoseconds, settings: [String: String] = [:]
  ) -> Run {
    Run(
      id: "r", settings: settings,
      measurements: samples.enumerated().map { b, executions in
        Measurement(
          benchmark: "b\(b)", metric: metric, executions: executions.map { Execution(values: $0) })
      })
  }

  /// Both sides of a duet in which the log ratio of pair e of benchmark b is `logRatios[b][e]`,
  /// the same in all of its `samples` sample pairs.
  static func duet(
    logRatios: [[Double]], samples: Int = 3, schedule: LookSchedule? = nil
  ) -> Duet {
    let base = logRatios.map { $0.map { _ in Array(repeating: 100.0, count: samples) } }
    let head = logRatios.map { $0.map { Array(repeating: 100 * exp($0), count: samples) } }
    return Duet(
      base: run(base), head: run(head),
      schedule: schedule ?? .single(logRatios.map(\.count).max() ?? 1))
  }
}
