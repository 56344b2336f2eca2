import PerfStats
import RealModule
import Testing

/// The gate's bootstrap against direct resampling by other software.
@Suite struct ResamplingGateTests {
  struct Reference: Decodable {
    let baseline, current: [[[Double]]]
    let lower, upper, tolerance: Double
  }

  static func references() throws -> [Reference] {
    try ReferenceVectors.section("kj_gate_bootstrap")
  }

  private func summaries(
    _ pairs: [BootstrapPair], resamples: Int = 10_000, level: Double = 0.95, seed: UInt64 = 1,
    threads: Int = 2
  ) throws -> [BootstrapSummary] {
    try gateBootstrap(
      pairs, statistic: .fastHalfMean, resamples: resamples, level: level, seed: seed,
      threads: threads)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func directResampling(seed: UInt64) throws {
    let references = try Self.references()
    let found = try summaries(
      references.map { BootstrapPair(baseline: $0.baseline, current: $0.current) }, seed: seed)
    for (summary, reference) in zip(found, references) {
      #expect((summary.lower - reference.lower).magnitude < reference.tolerance)
      #expect((summary.upper - reference.upper).magnitude < reference.tolerance)
      #expect(summary.quantiles.count == 100)
      #expect(summary.quantiles == summary.quantiles.sorted())
    }
  }

  @Test func othersAndThreadsChangeNothing() throws {
    let pairs = try Self.references().map {
      BootstrapPair(baseline: $0.baseline, current: $0.current)
    }
    let together = try summaries(pairs, resamples: 2000, threads: 1)
    let threaded = try summaries(pairs, resamples: 2000, threads: 3)
    let reversed = try Array(summaries(pairs.reversed(), resamples: 2000).reversed())
    for (index, pair) in pairs.enumerated() {
      let alone = try summaries([pair], resamples: 2000)[0]
      for other in [threaded[index], reversed[index], alone] {
        #expect((other.lower - together[index].lower).magnitude < 1e-12)
        #expect((other.upper - together[index].upper).magnitude < 1e-12)
      }
    }
  }

  /// Weights that are kept, made anew where they do not fit, or are no bytes (matched sizes), are those
  /// that a call alone makes: what it prints is the same.
  @Test(arguments: [64 << 20, 100_000, 10])
  func keptWeightsChangeNothing(capacity: Int) throws {
    var pairs = try Self.references().map {
      BootstrapPair(baseline: $0.baseline, current: $0.current)
    }
    let generator = Philox4x32(seed: 3)
    func samples(_ count: Int, _ stream: UInt32) -> [Double] {
      (0..<count).map { 90 + Double(generator(UInt32($0), stream, 0, 0).x % 1000) / 50 }
    }
    pairs.append(BootstrapPair(baseline: [[samples(300, 0)]], current: [[samples(7, 1)]]))
    pairs.append(BootstrapPair(baseline: [[samples(30, 2)]], current: [[samples(20, 3)]], size: 20))
    var kept = KeptWeights(capacity: capacity)
    for statistic in LocationStatistic.allCases {
      for resamples in [199, 1000, 1024] {
        for pair in pairs {
          let alone = try gateBootstrap(
            [pair], statistic: statistic, resamples: resamples, level: 0.9, seed: 9, threads: 1)[0]
          for _ in 0..<2 {
            let found = try gateBootstrap(
              [pair], statistic: statistic, resamples: resamples, level: 0.9, seed: 9, threads: 2,
              keeping: &kept)[0]
            #expect((found.lower - alone.lower).magnitude < 1e-13)
            #expect((found.upper - alone.upper).magnitude < 1e-13)
            #expect(
              zip(found.quantiles, alone.quantiles).allSatisfy { ($0 - $1).magnitude < 1e-13 })
          }
        }
      }
    }
  }

  @Test func keptWeightsBelongToTheirSeed() throws {
    let pair = BootstrapPair(
      baseline: [[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]],
      current: [[[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]]])
    var kept = KeptWeights()
    var intervals: Set<BootstrapSummary> = []
    for seed in [1, 2, 1, 2] as [UInt64] {
      for resamples in [500, 700] {
        intervals.insert(
          try gateBootstrap(
            [pair], statistic: .mean, resamples: resamples, level: 0.9, seed: seed, threads: 1,
            keeping: &kept)[0])
      }
    }
    #expect(intervals.count == 4)
  }

  /// Few benchmarks of a shape have their values held in memory, many the weights;
  /// ragged jobs and executions, drawn or kept, take both ways to the same numbers.
  @Test(arguments: [
    [[6, 7, 5, 9, 6]], [[3, 12], [40]], Array(repeating: [5, 2], count: 6),
  ])
  func fewAndManyOfAShapeAgree(shape: [[Int]]) throws {
    let generator = Philox4x32(seed: 5)
    func costs(_ benchmark: Int, _ side: UInt32) -> [[[Double]]] {
      var draw: UInt32 = 0
      return shape.map {
        $0.map { length in
          (0..<length).map { _ in
            draw += 1
            return 1 + Double(generator(draw, UInt32(benchmark), side, 0).x) / 4e9
          }
        }
      }
    }
    let samples = shape.joined().reduce(0, +)
    let pairs = (0..<(2 * samples + 10)).map {
      BootstrapPair(baseline: costs($0, 0), current: costs($0, 1))
    }
    let many = try summaries(pairs, resamples: 700, threads: 3)
    for (index, pair) in pairs.enumerated() {
      let few = try summaries([pair], resamples: 700, threads: 2)[0]
      #expect((few.lower - many[index].lower).magnitude < 1e-12)
      #expect((few.upper - many[index].upper).magnitude < 1e-12)
    }
  }

  @Test func scalingASideShiftsTheInterval() throws {
    for reference in try Self.references() {
      let pair = BootstrapPair(baseline: reference.baseline, current: reference.current)
      var scaled = pair
      scaled.current = pair.current.map { $0.map { $0.map { $0 * 3.7 } } }
      let a = try summaries([pair], resamples: 1000)[0]
      let b = try summaries([scaled], resamples: 1000)[0]
      #expect((b.lower - a.lower - Double.log(3.7)).magnitude < 1e-12)
      #expect((b.upper - a.upper - Double.log(3.7)).magnitude < 1e-12)
    }
  }

  /// The sides draw from different streams, so a swap inverts the interval up to
  /// the Monte-Carlo error of two independent runs.
  @Test func swappingInverts() throws {
    for reference in try Self.references() {
      let a = try summaries([
        BootstrapPair(baseline: reference.baseline, current: reference.current)
      ])[0]
      let b = try summaries([
        BootstrapPair(baseline: reference.current, current: reference.baseline)
      ])[0]
      #expect((a.lower + b.upper).magnitude < 1.5 * reference.tolerance)
      #expect((a.upper + b.lower).magnitude < 1.5 * reference.tolerance)
    }
  }

  /// Fewer than five replicates on every level: nothing is resampled.
  @Test func smallLevelsAreKept() throws {
    let pair = BootstrapPair(baseline: [[[1, 2, 3, 4]]], current: [[[2, 4, 60, 80]]])
    let summary = try summaries([pair])[0]
    // Fast-half means 1.5 and 3.
    #expect((summary.lower - Double.log(2.0)).magnitude < 1e-15)
    #expect(summary.lower == summary.upper)
  }

  /// Values of 1, 2, 4, 20 by hand (p90: 4 + 0.7 * 16, p99: 4 + 0.97 * 16); two executions weigh the same
  /// whatever their length.
  @Test(arguments: [
    (LocationStatistic.fastHalfMean, 1.5), (.mean, 6.75), (.trimmedMean, 6.75), (.median, 3),
    (.p90, 15.2), (.p99, 19.52),
  ])
  func everyStatisticKeepsASmallExecution(statistic: LocationStatistic, value: Double) throws {
    let pair = BootstrapPair(baseline: [[[1, 1, 1, 1]]], current: [[[20, 1, 4, 2], [5]]])
    let summary = try gateBootstrap(
      [pair], statistic: statistic, resamples: 200, level: 0.9, seed: 1, threads: 1)[0]
    #expect((summary.lower - Double.log((value + 5) / 2)).magnitude < 1e-14)
  }

  @Test func hostileInput() throws {
    let good = [[[1.0, 2, 3]]]
    func fails(_ baseline: [[[Double]]], _ error: StatisticsError) {
      #expect(throws: error) {
        _ = try summaries([BootstrapPair(baseline: baseline, current: good)], resamples: 200)
      }
    }
    fails([], .empty("benchmark 0, baseline: no job"))
    fails([[]], .empty("benchmark 0, baseline: no execution in job 0"))
    fails([[[1], []]], .empty("benchmark 0, baseline: no sample in execution 1 of job 0"))
    let place = "benchmark 0, baseline, job 0, execution 0"
    fails([[[1, 0]]], .invalidSample(place: place, value: 0))
    fails([[[1, -2]]], .invalidSample(place: place, value: -2))
    fails([[[1, .infinity]]], .invalidSample(place: place, value: .infinity))
    #expect(throws: StatisticsError.self) {
      _ = try summaries([BootstrapPair(baseline: [[[.nan]]], current: good)])
    }
    #expect(throws: StatisticsError.quantileOutOfReach(probability: (1 - 0.95) / 2, resamples: 38))
    {
      _ = try summaries(
        [BootstrapPair(baseline: good, current: good)], resamples: 38, level: 0.95)
    }
    #expect(try summaries([], resamples: 200).isEmpty)
  }

  /// The whole range of doubles gives finite ordered bounds.
  @Test func extremeRange() throws {
    let wild = [[[.leastNonzeroMagnitude, 1e-300, 1, 1e300, 1.7e308, 3, 4, 5, 6, 7]]]
    let summary = try summaries([BootstrapPair(baseline: wild, current: wild)])[0]
    #expect(summary.lower.isFinite && summary.upper.isFinite && summary.lower <= summary.upper)
  }

  @Test func fewResamplesGiveNoPicture() throws {
    let pair = BootstrapPair(baseline: [[[1, 2, 3, 4, 5]]], current: [[[1, 2, 3, 4, 5]]])
    #expect(try summaries([pair], resamples: 198)[0].quantiles.isEmpty)
    #expect(try summaries([pair], resamples: 199)[0].quantiles.count == 100)
  }
}
