import PerfStats
import Testing

/// Against numpy and scipy.
@Suite struct LocationReferenceTests {
  struct Case: Decodable {
    var samples: [Double]
    var mean, median, fastHalfMean, trimmedMean: Double
    var squaredError: Double?

    enum CodingKeys: String, CodingKey {
      case samples, mean, median
      case fastHalfMean = "fast_half_mean"
      case trimmedMean = "trimmed_mean_20"
      case squaredError = "trimmed_relative_se2"
    }
  }

  @Test func referenceLocations() throws {
    let cases: [Case] = try ReferenceVectors.section("locations")
    #expect(!cases.isEmpty)
    for reference in cases {
      let expected: [LocationStatistic: Double] = [
        .mean: reference.mean, .median: reference.median,
        .fastHalfMean: reference.fastHalfMean, .trimmedMean: reference.trimmedMean,
      ]
      for (statistic, value) in expected {
        #expect(
          relativeError(statistic.location(of: reference.samples), value) < 1e-12, "\(statistic)")
      }
      let error = withinSquaredError(ofSorted: reference.samples.sorted())
      if let expected = reference.squaredError, reference.samples.count >= 5 {
        #expect(relativeError(error ?? .nan, expected) < 1e-9)
      }
    }
  }

  /// By hand: mean 102, variance 4, so 4 / (3 * 102^2).
  @Test func withinErrorOfFewSamples() {
    let error = withinSquaredError(ofSorted: [100, 102, 104])
    #expect(relativeError(error ?? .nan, 4.0 / (3 * 102 * 102)) < 1e-12)
    #expect(withinSquaredError(ofSorted: [100]) == nil)
    #expect(withinSquaredError(ofSorted: [100, 100, 100, 100, 100]) == 0)
  }

  @Test func scaleEquivariance() {
    let samples = [3.0, 1.5, 2.25, 8, 1.75, 2, 2.5]
    for statistic in LocationStatistic.allCases {
      let location = statistic.location(of: samples)
      #expect(statistic.location(of: samples.map { $0 * 4 }) == location * 4)
      #expect(statistic.location(of: [7]) == 7)
    }
  }
}

@Suite struct ClockStepTests {
  @Test func findsTheStepOfACoarseClock() throws {
    let ticks = [7.0, 7, 8, 8, 8, 10, 10, 13]
    let step = try #require(clockStep(ofSorted: ticks.map { $0 * 41.666 }))
    #expect(relativeError(step, 41.666) < 1e-9)
  }

  @Test func fineClocksAndEqualSamplesShowNone() {
    #expect(clockStep(ofSorted: [1, 1.1, 1.234, 1.3, 1.47, 1.5]) == nil)
    #expect(clockStep(ofSorted: [2, 2, 2, 2, 2, 2]) == nil)
    #expect(clockStep(ofSorted: [1, 1, 2]) == nil)
  }
}
