import RealModule

/// A machine whose noise is known, to measure the gate against. Every effect that real
/// benchmarks show has its part:
///
///     ln y = mu_b + c_r + J_br + X_bre + e_brei
///
/// c: factor of all benchmarks of a job; J: of one benchmark in a job; X: of one execution; e: of one
/// sample, autocorrelated and skewed, with slow outliers. c, J and X have the tails of Student's
/// t with five degrees of freedom, scaled to the SD stated. Short benchmarks are noisier, benchmarks
/// differ in their SDs, and some have two modes that an execution chooses between.
package struct SimulatedMachine: Hashable, Sendable {
  package var name: String
  /// SDs on the log scale of a benchmark of 10 microseconds.
  package var common: Double
  package var job: Double
  package var execution: Double
  package var sample: Double
  /// ln SD falls by this for each factor of ten in duration.
  package var durationSlope = 0.25
  /// SD of ln SD over the benchmarks.
  package var heterogeneity = 0.4
  /// Correlation of neighbouring samples.
  package var autocorrelation = 0.3
  /// Share of samples that are hit by something slow, and its mean size.
  package var outliers = 0.03
  package var outlierSize = 0.2
  /// Share of the benchmarks with two modes, and their distance in execution SDs.
  package var bimodal = 0.1
  package var modeDistance = 2.5

  package init(
    name: String, common: Double, job: Double, execution: Double, sample: Double
  ) {
    self.name = name
    self.common = common
    self.job = job
    self.execution = execution
    self.sample = sample
  }

  /// A dedicated machine with fixed frequency.
  package static let quiet = SimulatedMachine(
    name: "quiet", common: 0.008, job: 0.007, execution: 0.007, sample: 0.01)
  /// A virtual machine with neighbours.
  package static let shared = SimulatedMachine(
    name: "shared VM", common: 0.02, job: 0.025, execution: 0.02, sample: 0.03)
  /// A hosted CI runner: another host every time.
  package static let hosted = SimulatedMachine(
    name: "hosted", common: 0.05, job: 0.05, execution: 0.03, sample: 0.05)

  /// Jobs of a suite on this machine.
  ///
  /// - Parameters:
  ///   - suite: number of the suite: other benchmarks, other jobs.
  ///   - benchmarks, jobs, executions, samples: how many.
  package func runs(
    suite: Int, benchmarks: Int, jobs: Int, executions: Int, samples: Int, seed: UInt64
  ) -> [Run] {
    var draw = NoiseDraws(seed: seed, suite: suite)
    struct Kernel {
      var name: String
      var duration: Double
      var factor: Double
      var bimodal: Bool
    }
    let kernels = (0..<benchmarks).map { b in
      let decades = 2 + 4 * draw.uniform()
      return Kernel(
        name: "b\(b)", duration: .exp(decades * .log(10)),
        factor: .exp(heterogeneity * draw.normal() - durationSlope * (decades - 4)),
        bimodal: draw.uniform() < bimodal)
    }
    return (0..<jobs).map { r in
      let shared = common * draw.heavy()
      let measurements = kernels.map { kernel in
        let level = shared + job * kernel.factor * draw.heavy()
        return Measurement(
          benchmark: kernel.name, metric: .nanoseconds,
          executions: (0..<executions).map { _ in
            var process = level + execution * kernel.factor * draw.heavy()
            if kernel.bimodal, draw.uniform() < 0.3 {
              process += modeDistance * execution * kernel.factor
            }
            return Execution(values: self.samples(samples, at: kernel.duration, process, &draw))
          })
      }
      return Run(id: "\(suite)-\(r)", measurements: measurements)
    }
  }

  private func samples(
    _ count: Int, at duration: Double, _ process: Double, _ draw: inout NoiseDraws
  ) -> [Double] {
    var previous = draw.normal()
    let fresh = (1 - autocorrelation * autocorrelation).squareRoot()
    return (0..<count).map { _ in
      previous = autocorrelation * previous + fresh * draw.normal()
      // Skew: the slow side is twice as wide as the fast one.
      var noise = sample * (previous > 0 ? 1.33 : 0.67) * previous
      if draw.uniform() < outliers { noise += outlierSize * draw.exponential() }
      return duration * .exp(process + noise)
    }
  }
}

/// Random numbers of one suite: Philox counted by suite and draw.
private struct NoiseDraws {
  private let generator: Philox4x32
  private let suite: UInt32
  private var block: UInt32 = 0
  private var high: UInt32 = 0
  private var words = SIMD4<UInt32>.zero
  private var used = 4
  private var spare: Double?

  init(seed: UInt64, suite: Int) {
    generator = Philox4x32(seed: seed)
    self.suite = UInt32(truncatingIfNeeded: suite)
  }

  /// In the open interval 0..1, 32 bits.
  mutating func uniform() -> Double {
    if used == 4 {
      words = generator(block, suite, 0x7369_6D75, high)
      block &+= 1
      if block == 0 { high &+= 1 }
      used = 0
    }
    defer { used += 1 }
    return (Double(words[used]) + 0.5) / 4_294_967_296
  }

  /// Standard normal by the method of Box and Muller.
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * Double.log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * .sin(angle)
    return radius * .cos(angle)
  }

  mutating func exponential() -> Double { -Double.log(uniform()) }

  /// Student's t with five degrees of freedom, scaled to unit variance.
  mutating func heavy() -> Double {
    let numerator = normal()
    var chi = 0.0
    for _ in 0..<5 {
      let z = normal()
      chi += z * z
    }
    return numerator / (chi / 5).squareRoot() * (3.0 / 5).squareRoot()
  }
}

/// Simulates suites on a machine and judges them as a replay does; suites are independent, so
/// that the intervals of the shares hold.
///
/// - Parameters:
///   - plan: jobs of each kind, slow-downs and the number of suites (`splits`).
///   - benchmarks, executions, samples: the shape of a suite.
/// - Throws: `StatisticsError` for a plan or policy out of range.
/// - Complexity: a simulation and a bootstrap for each suite.
package func calibrate(
  _ machine: SimulatedMachine, plan: ReplayPlan, benchmarks: Int, executions: Int, samples: Int,
  policy: Policy, threads: Int, progress: @Sendable (Int) -> Void = { _ in }
) throws(StatisticsError) -> ReplayReport {
  try policy.check()
  try plan.check(jobs: plan.jobsPerSplit)
  let empty = SplitOutcome(plan: plan, policy: policy)
  let total = try tally(plan.splits, from: empty, threads: threads, progress: progress) {
    suite throws(StatisticsError) in
    let runs = machine.runs(
      suite: suite, benchmarks: benchmarks, jobs: plan.jobsPerSplit, executions: executions,
      samples: samples, seed: plan.seed)
    let jobs = ObservedJobs(runs, statistic: policy.statistic)
    return try Split(
      number: suite, archive: Array(0..<plan.archiveJobs),
      baseline: Array(plan.archiveJobs..<(plan.archiveJobs + plan.baselineJobs)),
      current: Array((plan.archiveJobs + plan.baselineJobs)..<plan.jobsPerSplit), plan: plan,
      jobs: jobs, runs: runs
    ).outcome(plan: plan, policy: policy, empty: empty)
  }
  return ReplayReport(
    total, plan: plan, policy: policy, jobs: plan.splits * plan.jobsPerSplit,
    benchmarks: benchmarks)
}
