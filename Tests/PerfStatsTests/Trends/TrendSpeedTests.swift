import Foundation
import PerfStats
import Testing

/// The pruned partition and the elimination by a heap give what the plain search gives.
@Suite struct TrendSpeedTests {
  private static let shapes = [
    "normal", "steps", "switching", "slope", "walk", "rounded", "spikes",
  ]

  /// A series of one of seven shapes from a fixed sequence.
  private static func series(_ seed: Int) -> [Double] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }
    func normal() -> Double {
      (-2 * Foundation.log(uniform())).squareRoot() * Foundation.cos(2 * .pi * uniform())
    }
    let count = 11 + Int(uniform() * uniform() * 500)
    var level = 0.0
    return (0..<count).map { i in
      let noise = 0.02 * normal()
      switch shapes[seed % shapes.count] {
      case "steps":
        if uniform() < 0.03 { level += 0.05 * normal() }
        return level + noise
      case "switching": return (i / 10) % 2 == 0 ? noise : 0.1 + noise
      case "slope": return 0.002 * Double(i) + noise
      case "walk":
        level += noise
        return level
      case "rounded": return ((5 + noise) * 50).rounded() / 50
      case "spikes": return noise + (uniform() < 0.05 ? 0.3 : 0)
      default: return noise
      }
    }
  }

  @Test func aThousandSeriesAreSearchedAsThePlainSearchDoes() {
    let parameters = TrendParameters()
    for seed in 0..<1000 {
      let y = Self.series(seed)
      let despiked = Despiked(y, parameters: parameters)
      let sums = LevelSums(despiked.values)
      let places = Candidates.places(sums, window: parameters.window)
      let noise = despiked.shortRangeNoise
      for weight in [0.5, 4] {
        let penalty = weight * noise * noise * Foundation.log(Double(y.count))
        #expect(
          Partition(sums, places: places, penalty: penalty).boundaries
            == PlainSearch.partition(sums, places: places, penalty: penalty), "series \(seed)")
      }
      let candidates = Candidates(despiked, sums: sums, parameters: parameters)
      let plain = PlainSearch(candidates, sums: sums, parameters: parameters)
      let fast = Elimination(
        candidates, sums: sums, critical: parameters.critical(count: y.count),
        parameters: parameters)
      #expect(fast.result.map(\.boundary) == plain.result, "series \(seed)")
      #expect(fast.strongest == plain.strongest, "series \(seed)")
    }
  }

  @Test func valuesThatAreNoNumbersAreRefused() {
    for value in [Double.nan, .infinity, -.infinity, 1e101] {
      var y = (0..<40).map { Double($0 % 3) }
      y[17] = value
      #expect(throws: StatisticsError.self) { try Trend(logValues: y) }
      #expect(throws: StatisticsError.self) {
        try SuiteFactor([[Double?]](repeating: y, count: 8))
      }
    }
    let point = SeriesHistory.Point(index: 0, commit: "", date: "", jobs: [0], values: [-1])
    let history = SeriesHistory(name: "s", metric: .nanoseconds, points: [point])
    #expect(throws: StatisticsError.self) { try Trend(history) }
    #expect(throws: StatisticsError.self) { try HistoryReport([history]) }
    #expect(throws: StatisticsError.self) { try Discoveries([.init(p: .nan, points: 50)]) }
    #expect(throws: StatisticsError.self) { try Discoveries([.init(p: 0.5, points: 50)], rate: 0) }
    var parameters = TrendParameters()
    parameters.alpha = .nan
    #expect(throws: StatisticsError.self) { try Trend(logValues: [], parameters: parameters) }
  }
}
