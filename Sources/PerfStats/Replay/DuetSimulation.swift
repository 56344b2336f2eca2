import RealModule

/// Simulated duets, to choose how `--until-decided` stops and to check what it promises.
package struct DuetSimulation {
  /// How execution pairs scatter.
  package struct Noise {
    package var name: String
    /// Median over the benchmarks of the SD of an execution pair's log ratio.
    var spread: Double
    /// Student's t with 4 degrees of freedom, one pair in 33 four times as wide, instead of normal.
    var heavy: Bool
    var tails: TailCalibration

    package init(name: String, spread: Double, heavy: Bool, tails: TailCalibration) {
      self.name = name
      self.spread = spread
      self.heavy = heavy
      self.tails = tails
    }
  }

  /// What a design did to the benchmarks of many gates.
  package struct Tally {
    package var gates = 0
    package var falseGates = 0
    /// The same without the rule that three quarters of the pairs must agree.
    package var falseGatesUnagreed = 0
    package var failedUnagreed = 0
    package var benchmarks = 0
    package var covered = 0
    package var failed = 0
    package var passed = 0
    /// Mean number of pairs per benchmark of each gate.
    package var pairs: [Double] = []
  }

  package static let benchmarks = 12
  /// Benchmarks that a changed version changes.
  package static let changed = 2
  var noise: Noise
  /// Relative change of the changed benchmarks.
  var change: Double
  var gates: Int
  var seed: UInt64

  package init(noise: Noise, change: Double, gates: Int, seed: UInt64) {
    self.noise = noise
    self.change = change
    self.gates = gates
    self.seed = seed
  }

  /// Plays every gate with a design: look, drop what is decided, measure on.
  package func play(_ schedule: LookSchedule) throws -> Tally {
    var tally = Tally()
    var policy = Policy()
    policy.resamples = 4000
    let learned = DuetNoise(tau: 0.005, tails: noise.tails, duets: 0, unchangedDuets: 0)
    for gate in 0..<gates {
      let truth = (0..<Self.benchmarks).map { $0 < Self.changed ? Double.log(1 + change) : 0 }
      let values = draw(gate, truth, pairs: schedule.looks.last ?? 1)
      var counts = Array(repeating: 0, count: Self.benchmarks)
      var open = Set(values.indices)
      var report: Report?
      for look in schedule.looks.indices where !open.isEmpty {
        for b in open { counts[b] = schedule.looks[look] }
        let played = LookSchedule(
          looks: Array(schedule.looks[...look]), most: schedule.most,
          shares: (0...look).map { schedule.share($0) })
        let judged = try judgeDuet(
          duet(zip(values, counts).map { Array($0.prefix($1)) }, played), policy: policy,
          noise: learned)
        let undecided = Set(judged.undecided.map(\.benchmark))
        open = open.filter { undecided.contains("\($0)") }
        report = judged
      }
      guard let report else { continue }
      tally.gates += 1
      tally.pairs.append(Double(counts.reduce(0, +)) / Double(Self.benchmarks))
      let unchanged = report.benchmarks.dropFirst(change == 0 ? 0 : Self.changed)
      if unchanged.contains(where: { $0.verdict == .fail }) { tally.falseGates += 1 }
      if unchanged.contains(where: { Self.failsUnagreed($0, policy) }) {
        tally.falseGatesUnagreed += 1
      }
      for (row, truth) in zip(report.benchmarks, truth) {
        guard let interval = row.estimate?.deciding else { continue }
        tally.benchmarks += 1
        if (interval.lower...interval.upper).contains(Double.exp(truth)) { tally.covered += 1 }
      }
      for row in report.benchmarks.prefix(Self.changed) {
        if row.verdict == .fail { tally.failed += 1 }
        if Self.failsUnagreed(row, policy) { tally.failedUnagreed += 1 }
        if row.verdict == .pass { tally.passed += 1 }
      }
    }
    return tally
  }

  private static func failsUnagreed(_ row: BenchmarkResult, _ policy: Policy) -> Bool {
    row.estimate.map {
      $0.deciding.lower > 1 + policy.threshold && $0.adjustedP <= policy.alpha
    } ?? false
  }

  /// Log ratios of every execution pair; each gate from a seed of its own, so that designs are
  /// compared on the same draws.
  private func draw(_ gate: Int, _ truth: [Double], pairs: Int) -> [[Double]] {
    var random = SplitMix64(seed: seed, stream: gate)
    func normal() -> Double {
      let radius = (-2 * Double.log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
      return radius * Double.cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
    func deviate() -> Double {
      guard noise.heavy else { return normal() }
      let squares = (0..<4).reduce(0.0) { sum, _ in sum + Double.pow(normal(), 2) }
      let wide = Double.random(in: 0..<1, using: &random) < 0.03 ? 4.0 : 1
      // Student's t with 4 degrees of freedom has variance 2.
      return wide * normal() / (squares / 4).squareRoot() / 2.0.squareRoot()
    }
    let shift = 0.003 * normal()
    return truth.map { truth in
      let spread = noise.spread * Double.exp(0.4 * normal())
      return (0..<pairs).map { _ in truth + shift + spread * deviate() }
    }
  }

  private func duet(_ logRatios: [[Double]], _ schedule: LookSchedule) -> Duet {
    func run(_ value: (Double) -> Double) -> Run {
      Run(
        id: "simulated",
        measurements: logRatios.enumerated().map { b, ratios in
          Measurement(
            benchmark: "\(b)", metric: .nanoseconds,
            executions: ratios.map {
              Execution(values: Array(repeating: value($0), count: 3))
            })
        })
    }
    return Duet(base: run { _ in 1000 }, head: run { 1000 * Double.exp($0) }, schedule: schedule)
  }
}
