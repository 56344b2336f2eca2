import Foundation
import PerfStats
import RealModule
import Testing

/// Values nested to any depth, as a shape and a flat list.
struct Nested: Decodable {
  var shape: [Int] = []
  var values: [Double] = []

  init(from decoder: any Decoder) throws {
    if let value = try? decoder.singleValueContainer().decode(Double.self) {
      values = [value]
      return
    }
    var list = try decoder.unkeyedContainer()
    var count = 0
    while !list.isAtEnd {
      let part = try list.decode(Nested.self)
      shape = part.shape
      values += part.values
      count += 1
    }
    shape = [count] + shape
  }
}

@Suite struct IntervalsKaliberaJonesTests {
  struct Own: Decodable {
    let name: String
    let data: Nested
    let s2, t2: [String: [Fraction]]
    let halfWidth: Double
    let costs: [Double]?
    let optimum: [String: Double?]?

    enum CodingKeys: String, CodingKey {
      case name, data
      case s2 = "S2"
      case t2 = "T2"
      case halfWidth = "ci95_half_width_t_975"
      case costs = "costs_high_to_low"
      case optimum = "optimal_reps"
    }
  }

  /// Either the text of an exact fraction or its value.
  enum Fraction: Decodable {
    case text(String)
    case value(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Double.self) {
        self = .value(value)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var number: Double? { if case .value(let value) = self { value } else { nil } }
  }

  /// Exact fractions, worked examples of the paper among them.
  @Test func exactVectors() throws {
    let vectors: [Own] = try ReferenceVectors.section(
      "vectors", file: "Fixtures/reference/kalibera-jones-own.json")
    for v in vectors {
      let found = try KaliberaJonesComponents(v.data.values, shape: v.data.shape)
      for level in 1...v.data.shape.count {
        let s2 = try #require(v.s2["\(level)"]?.last?.number)
        let t2 = try #require(v.t2["\(level)"]?.last?.number)
        #expect(relativeError(found.meanSquares[level - 1], s2) < 1e-11, "\(v.name)")
        #expect((found.unbiasedComponents[level - 1] - t2).magnitude < 1e-11, "\(v.name)")
      }
      let interval = try found.interval(level: 0.95)
      #expect(relativeError((interval.upper - interval.lower) / 2, v.halfWidth) < 1e-9)
      guard let costs = v.costs, let optimum = v.optimum else { continue }
      let plan = try found.optimumRepetitions(costs: costs.reversed())
      for (level, expected) in optimum {
        let index = try #require(Int(level)) - 1
        if let expected {
          guard case .repetitions(let exact) = plan[index] else {
            Issue.record("\(v.name): level \(level) unbounded")
            continue
          }
          #expect(relativeError(exact, expected) < 1e-9)
        } else {
          #expect(plan[index] == .unbounded)
          #expect(plan[index].count == nil)
        }
      }
    }
  }

  struct Components: Decodable {
    struct Case: Decodable {
      let shape: [Int]
      let values, s2, t2, interval: [Double]
      let mean: Double
      let costs: [Double]
      let r1, r2: Double

      enum CodingKeys: String, CodingKey {
        case shape, values, mean
        case s2 = "S2"
        case t2 = "T2"
        case interval = "ci95"
        case costs = "costs_high_to_low"
        case r1 = "optimal_r1"
        case r2 = "optimal_r2"
      }
    }
    let components: [Case]
  }

  @Test func reference() throws {
    let section: Components = try ReferenceVectors.section("kalibera_jones")
    for v in section.components {
      let found = try KaliberaJonesComponents(v.values, shape: v.shape)
      #expect(relativeError(found.mean, v.mean) < 1e-12)
      for (a, b) in zip(found.meanSquares + found.unbiasedComponents, v.s2 + v.t2) {
        #expect(relativeError(a, b) < 1e-9)
      }
      let interval = try found.interval(level: 0.95)
      #expect(relativeError(interval.lower, v.interval[0]) < 1e-9)
      #expect(relativeError(interval.upper, v.interval[1]) < 1e-9)
      let plan = try found.optimumRepetitions(costs: v.costs.reversed())
      #expect(plan.map(\.count) == [v.r1, v.r2].map { Int($0.rounded(.up)) })
    }
  }

  static let originalVectors = "../shared/data/reference/libkalibera-vectors.json"

  /// Tests of the method's original software; its own "95 %" interval is a 90 %
  /// interval and is not compared. Needs the data folder beside the package and is
  /// skipped where that is absent.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(
        atPath: ReferenceVectors.packageRoot.appending(path: originalVectors).path)))
  func originalSoftware() throws {
    struct Case: Decodable {
      let data: Nested
      let t2: [Double]
      let costs, optimum: [Double]?
      enum CodingKeys: String, CodingKey {
        case data, costs
        case t2 = "T2"
        case optimum = "optimalreps_unrounded"
      }
    }
    let v: Case = try ReferenceVectors.section("si2_bigger", file: Self.originalVectors)
    let found = try KaliberaJonesComponents(v.data.values, shape: v.data.shape)
    for (a, b) in zip(found.unbiasedComponents, v.t2) { #expect((a - b).magnitude < 1e-4) }
    let plan = try found.optimumRepetitions(costs: (v.costs ?? []).reversed())
    for (a, b) in zip(plan, v.optimum ?? []) {
      guard case .repetitions(let exact) = a else {
        Issue.record("unbounded")
        continue
      }
      #expect((exact - b).magnitude < 1e-4)
    }
    struct Worked: Decodable {
      let data: Nested
      let s2, t2: [Double]
      enum CodingKeys: String, CodingKey {
        case data
        case s2 = "S2_rounded1"
        case t2 = "T2_rounded1"
      }
    }
    for name in ["worked_3level", "worked_2level"] {
      let v: Worked = try ReferenceVectors.section(name, file: Self.originalVectors)
      let found = try KaliberaJonesComponents(v.data.values, shape: v.data.shape)
      for (a, b) in zip(found.meanSquares + found.unbiasedComponents, v.s2 + v.t2) {
        #expect((a - b).magnitude <= 0.0501)
      }
    }
  }

  @Test func hostile() {
    #expect(throws: StatisticsError.self) {
      try KaliberaJonesComponents([1, 2, 3], shape: [2, 2])
    }
    #expect(throws: StatisticsError.self) { try KaliberaJonesComponents([1, 2], shape: [1, 2]) }
    #expect(throws: StatisticsError.self) { try KaliberaJonesComponents([], shape: []) }
    #expect(throws: StatisticsError.self) {
      try KaliberaJonesComponents([1, 2], shape: [Int.max, Int.max])
    }
    #expect(throws: StatisticsError.self) { try KaliberaJonesComponents([1, .nan], shape: [2]) }
    #expect(throws: StatisticsError.self) {
      try KaliberaJonesComponents([1, 2], shape: [2]).optimumRepetitions(costs: [0])
    }
  }
}

@Suite struct IntervalsTestsOfLocation {
  struct Fieller: Decodable {
    let baseline, current: [Double]
    let level, ratio: Double
    let lower, upper: Double?
    enum CodingKeys: String, CodingKey {
      case baseline, current, level, ratio
      case lower = "lo"
      case upper = "hi"
    }
  }

  struct RunRatio: Decodable {
    struct Case: Decodable {
      let baseline, current: [[Double]]
      let level, ratio, lower, upper: Double
      enum CodingKeys: String, CodingKey {
        case baseline, current, level, ratio
        case lower = "lo"
        case upper = "hi"
      }
    }
    let ratio: [Case]
  }

  /// Fieller's interval, and its absence where the baseline's mean is too uncertain.
  @Test func fieller() throws {
    for v in try ReferenceVectors.section("fieller_flat", as: [Fieller].self) {
      let found = BenchmarkResult.MeanRatio(
        baseline: v.baseline, current: v.current, level: v.level)
      #expect(relativeError(found.ratio, v.ratio) < 1e-9)
      #expect((found.lower == nil) == (v.lower == nil))
      if let lower = found.lower, let upper = found.upper {
        #expect(relativeError(lower, try #require(v.lower)) < 1e-9)
        #expect(relativeError(upper, try #require(v.upper)) < 1e-9)
      }
    }
    for v in try ReferenceVectors.section("kalibera_jones", as: RunRatio.self).ratio {
      let found = BenchmarkResult.MeanRatio(
        baseline: v.baseline.map(Moments.mean), current: v.current.map(Moments.mean),
        level: v.level)
      #expect(relativeError(found.ratio, v.ratio) < 1e-9)
      #expect(relativeError(try #require(found.lower), v.lower) < 1e-9)
      #expect(relativeError(try #require(found.upper), v.upper) < 1e-9)
    }
  }

  struct Welch: Decodable {
    let baseline, current: [Double]
    let t, df, p, ratio, lower, upper, level: Double
    enum CodingKeys: String, CodingKey {
      case baseline, current, t, df, level
      case p = "p_two_sided"
      case ratio = "geometric_ratio"
      case lower = "lo"
      case upper = "hi"
    }
  }

  @Test func welch() throws {
    for v in try ReferenceVectors.section("welch_on_logs", as: [Welch].self) {
      let found = try WelchOnLogs(baseline: v.baseline, current: v.current)
      let interval = try found.interval(level: v.level)
      let pairs = [
        (found.test.t, v.t), (found.test.degreesOfFreedom, v.df), (found.test.p, v.p),
        (interval.estimate, v.ratio), (interval.lower, v.lower), (interval.upper, v.upper),
      ]
      for (a, b) in pairs { #expect(relativeError(a, b) < 1e-9) }
      // Swapping inverts, scaling a side scales.
      let swapped = try WelchOnLogs(baseline: v.current, current: v.baseline)
        .interval(level: v.level)
      #expect(relativeError(1 / swapped.upper, interval.lower) < 1e-12)
      let scaled = try WelchOnLogs(baseline: v.baseline, current: v.current.map { $0 * 2.5 })
        .interval(level: v.level)
      #expect(relativeError(scaled.lower, 2.5 * interval.lower) < 1e-12)
    }
    let equal = try WelchOnLogs(baseline: [2, 2], current: [2, 2, 2])
    #expect(try equal.test.p == 1 && equal.interval().lower == 1)
    #expect(try WelchTest(baseline: [1, 1], current: [2, 2]).p == 0)
    #expect(throws: StatisticsError.self) { try WelchOnLogs(baseline: [1], current: [1, 2]) }
    #expect(throws: StatisticsError.self) { try WelchOnLogs(baseline: [1, 0], current: [1, 2]) }
  }

  struct Ranks: Decodable {
    let x, y: [Double]
    let u, exact, asymptotic: Double
    enum CodingKeys: String, CodingKey {
      case x, y
      case u = "U"
      case exact = "p_exact"
      case asymptotic = "p_asymptotic"
    }
  }

  @Test func mannWhitney() throws {
    for v in try ReferenceVectors.section("mann_whitney", as: [Ranks].self) {
      let found = try MannWhitney(v.x, v.y)
      #expect(found.u == v.u)
      #expect(relativeError(found.exactP, v.exact) < 1e-9)
      #expect(relativeError(found.asymptoticP, v.asymptotic) < 1e-9)
      #expect(found.p == found.exactP)
      #expect(relativeError(try MannWhitney(v.y, v.x).p, v.exact) < 1e-9)
    }
  }

  /// By hand: of the 20 orders of three and three the most extreme two have p 2/20;
  /// of one and four, 2/5. Ties: U counts halves.
  @Test func mannWhitneySmall() throws {
    #expect(relativeError(try MannWhitney([1, 2, 3], [4, 5, 6]).p, 0.1) < 1e-15)
    #expect(relativeError(try MannWhitney([9], [1, 2, 3, 4]).p, 0.4) < 1e-15)
    #expect(relativeError(try MannWhitney([1, 2, 3, 4], [9]).p, 0.4) < 1e-15)
    let tied = try MannWhitney([1, 2], [2, 3])
    #expect(tied.u == 0.5 && tied.hasTies)
    #expect(try MannWhitney([5, 5, 5], [5, 5]).p == 1)
    let large = try MannWhitney((0..<50).map(Double.init), (0..<50).map { Double($0) + 0.5 })
    #expect((large.exactP - large.asymptoticP).magnitude < 0.01)
    #expect(throws: StatisticsError.self) { try MannWhitney([], [1]) }
    #expect(throws: StatisticsError.self) { try MannWhitney([.nan], [1]) }
  }
}

@Suite struct IntervalsRestrictedLikelihoodTests {
  struct Reference: Decodable {
    struct Variances: Decodable { let execution, job, residual: Double }
    let kind: String
    let y: [Double]
    let run, job, execution: [Int]?
    let between, residual, mean, standardError: Double?
    let variances: Variances?
    let rtol: Double
    let atol: Double?
    enum CodingKeys: String, CodingKey {
      case kind, y, run, job, execution, variances, rtol, atol
      case between = "between_run_variance"
      case residual = "residual_variance"
      case mean = "mu"
      case standardError = "se_mu"
    }
  }

  private func nest(_ y: [Double], _ job: [Int], _ execution: [Int]) -> [[[Double]]] {
    Dictionary(grouping: y.indices) { job[$0] }.sorted { $0.key < $1.key }.map { _, members in
      Dictionary(grouping: members) { execution[$0] }.sorted { $0.key < $1.key }
        .map { $0.value.map { y[$0] } }
    }
  }

  /// Closed form (balanced) and lme4.
  @Test func reference() throws {
    for v in try ReferenceVectors.section("reml", as: [Reference].self) {
      func close(_ found: Double, _ expected: Double) {
        #expect(
          (found - expected).magnitude <= v.rtol * expected.magnitude + (v.atol ?? 1e-9),
          "\(v.kind): \(found), expected \(expected)")
      }
      let job = try #require(v.run ?? v.job)
      let found = try RestrictedLikelihood(
        nest(v.y, job, v.execution ?? job.map { _ in 0 }))
      if let expected = v.variances {
        close(found.job, expected.job)
        close(try #require(found.execution), expected.execution)
        close(found.residual, expected.residual)
      } else {
        #expect(found.execution == nil)
        close(found.job, try #require(v.between))
        close(found.residual, try #require(v.residual))
        close(found.mean, try #require(v.mean))
        close(found.standardError, try #require(v.standardError))
      }
    }
  }

  /// A balanced nested layout whose estimates are all positive has the closed form
  /// of the method of moments (Searle et al. 1992, 4.4), which is that of Kalibera
  /// and Jones.
  @Test func balancedNestedEqualsMoments() throws {
    let effects: [Double] = [-3, -1, 0, 1, 3]
    let inner: [Double] = [-1, 0.25, 0.75]
    let noise: [Double] = [-0.2, 0.1, 0.1]
    let jobs = effects.enumerated().map { j, effect in
      inner.indices.map { e in
        noise.map { effect + inner[(e + j) % 3] * (1 + 0.1 * Double(j)) + $0 }
      }
    }
    let moments = try KaliberaJonesComponents(
      jobs.flatMap { $0.flatMap { $0 } }, shape: [5, 3, 3])
    let found = try RestrictedLikelihood(jobs)
    #expect(relativeError(found.residual, moments.components[0]) < 1e-6)
    #expect(relativeError(try #require(found.execution), moments.components[1]) < 1e-6)
    #expect(relativeError(found.job, moments.components[2]) < 1e-6)
  }

  @Test func degenerate() throws {
    let constant = try RestrictedLikelihood([[[2, 2]], [[2, 2]]])
    #expect(constant.job == 0 && constant.residual == 0 && constant.mean == 2)
    // No scatter within executions: all variance is the jobs'.
    let exact = try RestrictedLikelihood([[[1, 1]], [[2, 2]], [[4, 4]]])
    #expect(exact.job.isFinite && exact.residual < 1e-6)
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([[[1, 2]]]) }
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([[[1]], [[2]]]) }
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([[[1, .nan]], [[2, 3]]]) }
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([[], [[2, 3]]]) }
  }
}

@Suite struct IntervalsBootstrapTests {
  private func interval(
    _ baseline: [[Double]], _ current: [[Double]], _ method: BootstrapMethod,
    level: Double = 0.95, resamples: Int = 100_000, seed: UInt64 = 1
  ) throws -> Interval {
    try bootstrapIntervals(
      [BootstrapPair(baseline: baseline.map { [$0] }, current: current.map { [$0] })],
      method: method, resamples: resamples, level: level, seed: seed, threads: 2)[0]
  }

  struct Exact: Decodable {
    let baseline, current: [Double]
    let quantiles: [String: Double]
  }

  /// Complete enumeration of all 5^5 x 5^5 resamples.
  @Test func enumerated() throws {
    let v: Exact = try ReferenceVectors.section("bootstrap_exact_n5")
    for (low, high) in [("0.025", "0.975"), ("0.05", "0.95")] {
      let tail = try #require(Double(low))
      let found = try interval([v.baseline], [v.current], .percentile, level: 1 - 2 * tail)
      #expect(relativeError(found.lower, try #require(v.quantiles[low])) < 2e-3)
      #expect(relativeError(found.upper, try #require(v.quantiles[high])) < 2e-3)
      #expect(found.method == "percentile bootstrap, within-run only")
    }
  }

  struct MonteCarlo: Decodable {
    let baseline, current: [[Double]]
    let quantiles, errors: [String: Double]
    enum CodingKeys: String, CodingKey {
      case baseline, current, quantiles
      case errors = "quantile_mc_se"
    }
  }

  /// 10^6 resamples by other software. With 10^5 here the standard error is
  /// sqrt(11) times the one given: five of those.
  @Test func monteCarlo() throws {
    for v in try ReferenceVectors.section("bootstrap_mc", as: [MonteCarlo].self) {
      for (low, high) in [("0.005", "0.995"), ("0.025", "0.975"), ("0.05", "0.95")] {
        let tail = try #require(Double(low))
        let found = try interval(v.baseline, v.current, .percentile, level: 1 - 2 * tail)
        for (bound, name) in [(found.lower, low), (found.upper, high)] {
          let expected = try #require(v.quantiles[name])
          let error = try #require(v.errors[name])
          #expect((bound - expected).magnitude < 5 * 11.0.squareRoot() * error)
        }
      }
    }
  }

  struct Enumerated: Decodable {
    let ratio: [String: [Fraction]]
    typealias Fraction = IntervalsKaliberaJonesTests.Fraction
    enum CodingKeys: String, CodingKey { case ratio = "ratio_E_over_D_quantiles" }
  }

  /// All hierarchical resamples of two runs of two values: their means, by hand.
  private func allMeans(_ runs: [[Double]]) -> [Double] {
    runs.flatMap { first in
      runs.flatMap { second in
        first.flatMap { a in
          first.flatMap { b in second.flatMap { c in second.map { (a + b + c + $0) / 4 } } }
        }
      }
    }
  }

  /// Two runs of two values a side, enumerated: few atoms. An end must lie between
  /// the exact quantiles five standard errors of the probability away, and those
  /// enclose the quantiles that were enumerated in exact fractions elsewhere.
  @Test func hierarchicalEnumerated() throws {
    let v: Enumerated = try ReferenceVectors.section(
      "exact_bootstrap", file: "Fixtures/reference/kalibera-jones-own.json")
    let baseline = [[10.0, 12], [13, 17]]
    let current = [[20.0, 21], [26, 23]]
    let means = allMeans(baseline)
    let ratios = allMeans(current).flatMap { c in means.map { c / $0 } }.sorted()
    func quantile(_ p: Double) -> Double {
      ratios[min(max(Int((p * Double(ratios.count)).rounded(.up)) - 1, 0), ratios.count - 1)]
    }
    for (low, high) in [("0.005", "0.995"), ("0.025", "0.975"), ("0.05", "0.95")] {
      let tail = try #require(Double(low))
      let slack = 5 * (tail * (1 - tail) / 100_000).squareRoot()
      let found = try interval(baseline, current, .percentile, level: 1 - 2 * tail)
      for (bound, name) in [(found.lower, low), (found.upper, high)] {
        let p = try #require(Double(name))
        let range = quantile(p - slack) - 1e-12...quantile(p + slack) + 1e-12
        #expect(range.contains(bound))
        #expect(range.contains(try #require(v.ratio[name]?.last?.number)))
      }
      #expect(found.method == "percentile bootstrap")
    }
  }

  struct Accelerated: Decodable {
    let baseline, current, errors: [Double]
    let level, lower, upper: Double
    enum CodingKeys: String, CodingKey {
      case baseline, current, level
      case lower = "lo"
      case upper = "hi"
      case errors = "mc_sd_one_run_1e5"
    }
  }

  /// scipy.stats.bootstrap, mean of six runs of 10^5.
  @Test func bca() throws {
    for v in try ReferenceVectors.section("bca", as: [Accelerated].self) {
      let found = try interval([v.baseline], [v.current], .bca, level: v.level)
      #expect((Double.log(found.lower) - v.lower).magnitude < 5 * v.errors[0])
      #expect((Double.log(found.upper) - v.upper).magnitude < 5 * v.errors[1])
    }
  }

  struct Moments: Decodable {
    let samples, means, variances, studentised: [Double]
    let weights: [[Double]]
    enum CodingKeys: String, CodingKey {
      case samples, weights, means
      case variances = "variances_pop"
      case studentised = "studentized"
    }
  }

  @Test func moments() throws {
    let v: Moments = try ReferenceVectors.section("weights_moments")
    let n = Double(v.samples.count)
    let mean = v.samples.reduce(0, +) / n
    for (row, weights) in v.weights.enumerated() {
      let z = v.samples.map { ($0 - mean) / mean }
      let found = ResampledMoments(
        deviation: zip(weights, z).reduce(0) { $0 + $1.0 * $1.1 } / n,
        square: zip(weights, z).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / n)
      #expect(relativeError(found.mean * mean, v.means[row]) < 1e-12)
      #expect(relativeError(found.variance * mean * mean, v.variances[row]) < 1e-10)
      let t = (found.mean - 1) / (found.variance / (n - 1)).squareRoot()
      #expect(relativeError(t, v.studentised[row]) < 1e-10)
    }
  }

  /// Exact by construction: ends reflect at the estimate, scaling scales, and a side
  /// of constants keeps its place.
  @Test func invariants() throws {
    let v = try ReferenceVectors.section("bootstrap_mc", as: [MonteCarlo].self)[1]
    for method in BootstrapMethod.allCases {
      let found = try interval(v.baseline, v.current, method, resamples: 5000)
      let scaled = try interval(
        v.baseline, v.current.map { $0.map { $0 * 3 } }, method, resamples: 5000)
      #expect(relativeError(scaled.lower, 3 * found.lower) < 1e-10, "\(method)")
      #expect(relativeError(scaled.upper, 3 * found.upper) < 1e-10, "\(method)")
      #expect(found.lower < found.estimate && found.estimate < found.upper)
    }
    let p = try interval(v.baseline, v.current, .percentile, resamples: 5000)
    let b = try interval(v.baseline, v.current, .basic, resamples: 5000)
    #expect(relativeError(b.lower, p.estimate * p.estimate / p.upper) < 1e-12)
    #expect(relativeError(b.upper, p.estimate * p.estimate / p.lower) < 1e-12)
    let constant = try interval([[2, 2, 2]], [[3, 3, 3]], .studentised, resamples: 1000)
    #expect(relativeError(constant.lower, 1.5) < 1e-14)
    #expect(constant.method.hasPrefix("percentile bootstrap (too few"))
  }

  /// A studentised interval of many normal-like samples is close to Welch's.
  @Test func studentisedNearWelch() throws {
    let generator = Philox4x32(seed: 3)
    func sample(_ stream: UInt32) -> [Double] {
      (0..<UInt32(200)).map { index in
        let uniform = (Double(generator(index, stream, 0, 0).x) + 0.5) / 4_294_967_296
        return 100 + StandardNormal.quantile(uniform)
      }
    }
    let (b, c) = (sample(1), sample(2))
    let found = try interval([b], [c], .studentised, resamples: 20_000)
    let welch = try WelchOnLogs(baseline: b, current: c).interval(level: 0.95)
    let width = welch.upper - welch.lower
    #expect((found.lower - welch.lower).magnitude < 0.1 * width)
    #expect((found.upper - welch.upper).magnitude < 0.1 * width)
  }

  @Test func refusals() {
    #expect(throws: StatisticsError.self) {
      _ = try interval([[1, 2, 3]], [[1, 2, 3]], .percentile, level: 0.999, resamples: 1000)
    }
    #expect(throws: StatisticsError.self) { _ = try interval([], [[1]], .bca) }
    #expect(throws: StatisticsError.self) { _ = try interval([[1, -1]], [[1]], .basic) }
  }
}
