import Foundation
import PerfStats
import Testing

/// Properties that hold for every series, and the degenerate cases.
@Suite struct TrendTests {
  /// Standard normal values of a fixed linear congruential sequence, by Box and Muller.
  private func noise(_ count: Int, seed: UInt64, sd: Double) -> [Double] {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }
    return (0..<count).map { _ in
      sd * (-2 * Foundation.log(uniform())).squareRoot() * Foundation.cos(2 * .pi * uniform())
    }
  }

  private func stepped(_ levels: [(count: Int, level: Double)], seed: UInt64, sd: Double)
    -> [Double]
  {
    let means = levels.flatMap { [Double](repeating: $0.level, count: $0.count) }
    return zip(means, noise(means.count, seed: seed, sd: sd)).map(+)
  }

  @Test(arguments: 0..<20) func unitsAndDirectionDoNotMatter(seed: Int) throws {
    let y = stepped([(40, 0), (30, 0.1), (50, 0.02)], seed: UInt64(seed), sd: 0.02)
    let trend = try Trend(logValues: y)
    let scaled = try Trend(logValues: y.map { $0 + 13.25 })
    let mirrored = try Trend(logValues: y.map { -$0 })
    #expect(!trend.changes.isEmpty)
    #expect(scaled.changes.map(\.index) == trend.changes.map(\.index))
    #expect(mirrored.changes.map(\.index) == trend.changes.map(\.index))
    #expect(mirrored.changes.map(\.first) == trend.changes.map(\.first))
    for (change, mirror) in zip(trend.changes, mirrored.changes) {
      #expect(abs(change.shift + mirror.shift) < 1e-12)
      #expect(
        abs((change.size.interval?.lower ?? 0) * (mirror.size.interval?.upper ?? 0) - 1) < 1e-9)
    }
  }

  @Test(arguments: 0..<40) func everyResultIsConsistent(seed: Int) throws {
    let y = stepped(
      [(10 + seed, 0), (9 + seed % 7, 0.06), (4 + seed % 11, 0.01), (30, 0.09)],
      seed: UInt64(seed + 100), sd: 0.005 + 0.001 * Double(seed))
    let trend = try Trend(logValues: y)
    #expect(trend.levels.count == trend.changes.count + 1)
    #expect((0...1).contains(trend.p))
    for (segment, (a, b)) in zip(trend.bounds, trend.bounds.dropFirst()).enumerated() {
      #expect(b - a >= (segment == trend.changes.count && segment > 0 ? 3 : 8))
    }
    for (j, change) in trend.changes.enumerated() {
      let t = try #require(change.t)
      #expect(abs(t) > trend.critical)
      #expect(try #require(change.p) <= 0.02)
      let ratio = try #require(change.size.interval)
      #expect(ratio.lower <= ratio.estimate)
      #expect(ratio.estimate <= ratio.upper)
      #expect((ratio.lower >= 1) == (change.shift > 0))
      #expect(trend.bounds[j] < change.first && change.first <= change.last)
      #expect(change.last < trend.bounds[j + 2])
    }
  }

  @Test func constantSeriesHasNoChange() throws {
    let trend = try Trend(logValues: [Double](repeating: 2.5, count: 300))
    #expect(trend.changes.isEmpty && trend.noise == 5e-4 && trend.pending == nil && trend.p == 1)
  }

  @Test func stepInAConstantSeriesIsFoundWhereItIs() throws {
    let y = [Double](repeating: 1, count: 20) + [Double](repeating: 1.01, count: 20)
    let trend = try Trend(logValues: y)
    #expect(trend.changes.map(\.index) == [20])
    #expect(trend.changes.map(\.first) == [20] && trend.changes.map(\.last) == [20])
    #expect(trend.changes.allSatisfy { $0.t?.isFinite == true })
  }

  @Test func noiseOfASeriesWithManyEqualNeighbours() throws {
    // Two of three neighbours are equal: the median difference is 0, the 80 % point is not.
    let y = (0..<90).map { i in i % 3 == 2 ? 0.03 * Double(i % 2 == 0 ? 1 : -1) : 0.0 }
    let trend = try Trend(logValues: y)
    #expect(trend.changes.isEmpty)
  }

  @Test func firstSevenPointsAreNoLevel() throws {
    let y = stepped([(7, 0), (60, 0.5)], seed: 3, sd: 0.01)
    #expect(try Trend(logValues: y).changes.isEmpty)
    let longer = stepped([(8, 0), (60, 0.5)], seed: 3, sd: 0.01)
    #expect(try Trend(logValues: longer).changes.map(\.index) == [8])
  }

  @Test func newestPointsArePendingUntilThereAreThree() throws {
    for fresh in 1...3 {
      let trend = try Trend(logValues: stepped([(60, 0), (fresh, 0.3)], seed: 5, sd: 0.01))
      #expect(trend.changes.map(\.index) == (fresh < 3 ? [] : [60]))
      #expect(trend.pending?.points == (fresh < 3 ? fresh : nil))
      if let ratio = trend.pending?.ratio { #expect(abs(ratio - Foundation.exp(0.3)) < 0.05) }
    }
  }

  @Test func shortExcursionIsNoLevel() throws {
    let y = stepped([(40, 0), (7, 0.4), (40, 0)], seed: 8, sd: 0.01)
    #expect(try Trend(logValues: y).changes.isEmpty)
  }

  @Test func everySwitchBetweenTwoLevelsIsAChange() throws {
    let levels = (0..<8).map { (count: 10, level: $0 % 2 == 0 ? 0 : 0.2) }
    let trend = try Trend(logValues: stepped(levels, seed: 11, sd: 0.005))
    #expect(trend.changes.map(\.index) == (1..<8).map { 10 * $0 })
    #expect(trend.changes.map(\.undone) == [true, true, true, true, true, true, false])
    #expect(
      trend.changes.map { $0.state(better: .lower) }
        == [.fixed, .lost, .fixed, .lost, .fixed, .lost, .open])
    #expect(
      trend.changes.map { $0.state(better: .higher) }
        == [.lost, .fixed, .lost, .fixed, .lost, .fixed, .improvement])
    #expect(trend.changes.allSatisfy { $0.state(better: .unspecified) == .unknown })
    #expect(!trend.isGradual)
  }

  /// 200 commits, each half a per cent slower than the one before: e^0.995 = 2.705 in all.
  @Test func aRiseOverTheWholeSeriesIsADrift() throws {
    let y = noise(200, seed: 2, sd: 0.02).enumerated().map { $1 + 0.005 * Double($0) }
    let trend = try Trend(logValues: y)
    let drift = try #require(trend.drifts.first)
    #expect(trend.drifts.count == 1 && drift.first <= 5 && drift.last >= 194)
    #expect(abs(drift.after / drift.before - 2.705) < 0.1)
    #expect(trend.changes.allSatisfy { $0.ramp != nil })
  }

  /// AR(1) 0.9 without a change: where a step is found it is mostly called doubtful (not where so many
  /// are found that little is left between them); in independent noise a step of 3 SDs is not.
  @Test func aWanderingSeriesIsSaidToBeOne() throws {
    var (found, doubtful) = (0, 0)
    for seed in 0..<40 {
      var y = noise(200, seed: UInt64(seed + 500), sd: 0.02)
      for i in 1..<y.count { y[i] += 0.9 * y[i - 1] }
      let trend = try Trend(logValues: y)
      guard trend.changes.contains(where: { $0.ramp == nil }) else { continue }
      found += 1
      doubtful += trend.isDoubtful ? 1 : 0
    }
    #expect(found >= 10 && 3 * doubtful >= 2 * found)
    let step = try Trend(logValues: stepped([(60, 0), (60, 0.06)], seed: 9, sd: 0.02))
    #expect(!step.changes.isEmpty && !step.isDoubtful)
  }

  /// 1 % x 10 at an SD of 1 %: the best begin and end leave out a commit or two of the ten too often; the
  /// commits that are named hold them, and without noise they are the ten.
  @Test func theCommitsOfARampHoldNineTenthsOfIt() throws {
    var (named, best, commits) = (0, 0, 0)
    for seed in 0..<100 {
      let y = noise(90, seed: UInt64(seed + 900), sd: 0.01).enumerated()
        .map { $1 + 0.01 * Double(min(max($0 - 59, 0), 10)) }
      let trend = try Trend(logValues: y)
      guard let change = trend.changes.first, let ramp = change.ramp else { continue }
      named += min(change.last, 69) - max(change.first - 1, 59) >= 9 ? 1 : 0
      best += min(ramp.full, 69) - max(ramp.before, 59) >= 9 ? 1 : 0
      commits += change.last - change.first + 1
      #expect(change.first - 1 <= ramp.before && change.last >= ramp.full)
    }
    #expect(named >= 94 && best < 94 && commits < 13 * 100)
    let exact = try Trend(logValues: (0..<90).map { 0.01 * Double(min(max($0 - 59, 0), 10)) })
    #expect(exact.changes.map(\.first) == [60] && exact.changes.map(\.last) == [69])
  }

  @Test func aStaircaseIsGradualButNoRamp() throws {
    let y = noise(600, seed: 4, sd: 0.001).enumerated().map { $1 + 0.02 * Double($0 / 10) }
    let trend = try Trend(logValues: y)
    #expect(trend.changes.count > 50 && trend.changes.allSatisfy { $0.ramp == nil })
    #expect(trend.isGradual && trend.drifts.isEmpty)
  }

  @Test func tooShortIsSaidSo() throws {
    for count in 0...10 {
      let trend = try Trend(logValues: [Double](repeating: 1, count: count))
      #expect(trend.status == .tooShort && trend.count == count && trend.levels.isEmpty)
    }
    #expect(try Trend(logValues: [Double](repeating: 1, count: 11)).status == .analyzed)
  }

  @Test func extremeValuesDoNotTrap() throws {
    for size in [1e-300, 700.0, 1e99] {
      let y: [Double] = (0..<64).map { i in [size, -size, 0, -2 * size, size][i % 5] }
      _ = try Trend(logValues: y)
    }
  }

  @Test func discoveriesFollowBenjaminiAndHochberg() throws {
    // By hand, M = 5, q = 0.05: 0.01 k; 0.009 <= 0.01, 0.02 <= 0.02, 0.025 <= 0.03, 0.045 > 0.04,
    // 0.9 > 0.05: three kept, threshold 0.03. Too few series to scale.
    func discoveries(_ p: [Double]) throws -> Discoveries {
      try Discoveries(p.map { Discoveries.Search(p: $0, points: 100) })
    }
    let five = try discoveries([0.9, 0.02, 0.009, 0.045, 0.025])
    #expect(five.scale == 1)
    #expect(abs(five.threshold - 0.03) < 1e-15)
    #expect(abs(five.adjusted(p: 0.009, points: 100) - 0.015) < 1e-15)
    #expect(try discoveries([0.5, 0.9]).threshold == 0)
    #expect(try discoveries([]).threshold == 0)
  }

  @Test func suiteFactorNeedsEightBenchmarks() throws {
    let row: [Double?] = (0..<30).map { Double($0 % 3) * 0.01 }
    #expect(try SuiteFactor([[Double?]](repeating: row, count: 7)) == nil)
    #expect(try SuiteFactor([[Double?]](repeating: row, count: 8)) != nil)
    #expect(try SuiteFactor([[Double?]](repeating: [], count: 8)) == nil)
    #expect(try SuiteFactor([[Double?]](repeating: [nil, nil], count: 9)) == nil)
  }

  @Test func suiteFactorIsInterpolatedOverRunsWithTooFewValues() throws {
    // Ten benchmarks at level 0 in six runs; the factor is 0.2 from run 4 on; runs 2 and 3 are
    // nearly empty, so theirs lie on the line from 0 to 0.2, all less the median 0.1.
    let factor = [0, 0, 9, 9, 0.2, 0.2]
    let table: [[Double?]] = (0..<10).map { b in
      factor.enumerated().map { r, c in (2...3).contains(r) && b > 3 ? nil : c }
    }
    let result = try #require(try SuiteFactor(table)).logFactors
    let expected = [0, 0, 0.2 / 3, 0.4 / 3, 0.2, 0.2]
    let center = result[0]
    for (value, expected) in zip(result, expected) {
      #expect(abs(value - center - expected) < 1e-12)
    }
  }
}
