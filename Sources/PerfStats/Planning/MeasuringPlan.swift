import RealModule

/// How often to measure each benchmark of a job, so that the suite finds a slow-down as often as with the
/// same numbers for all, in the least time.
///
/// Of each benchmark the noise model foretells the variance of a job with other numbers of executions and
/// samples (`BenchmarkNoise.jobVariance`), and with it the smallest slow-down that it finds with power 0.8.
/// One such slow-down is asked of all: each benchmark gets the cheapest numbers that find it, and where none
/// do, the uniform ones. What is asked is the one of least time with which the benchmarks' mean power against
/// `effect` is that of the uniform numbers. Baseline and current jobs are both measured by the plan.
package struct MeasuringPlan: Hashable, Sendable {
  /// Executions of a job and samples of each.
  package struct Repetitions: Hashable, Sendable {
    package var executions: Int
    package var samples: Int

    package init(executions: Int, samples: Int) {
      self.executions = executions
      self.samples = samples
    }

    func batches(_ warmUpSamples: Int) -> Int { executions * (samples + warmUpSamples) }

    /// Fewest: as many executions, of which a variance does not tell that one may settle elsewhere, and three fifths
    /// of the samples. On real jobs fewer of either cost power that the model did not foretell.
    var fewest: Repetitions { Repetitions(executions: executions, samples: (3 * samples + 4) / 5) }
    /// Most of each, as a multiple of the uniform numbers.
    static let most = (executions: 2, samples: 3)
  }

  /// What one benchmark is expected to show and cost.
  private struct Option {
    var repetitions: Repetitions
    var seconds: Double
    var detectable: Double
    var power: Double
  }

  package var uniform: Repetitions
  /// By benchmark; what the model does not know is measured as `uniform` says.
  package var benchmarks: [String: Repetitions]
  /// Relative slow-down whose power is kept: twice the policy's threshold, or where that is seldom found the one
  /// that half of the benchmarks find with the uniform numbers.
  package var effect: Double
  /// Seconds of samples and warm-up in one job, planned and with the uniform numbers.
  package var seconds: (planned: Double, uniform: Double) { (plannedSeconds, uniformSeconds) }
  /// Mean probability over the benchmarks that one current job finds `effect`.
  package var power: (planned: Double, uniform: Double) { (plannedPower, uniformPower) }
  private var plannedSeconds = 0.0
  private var uniformSeconds = 0.0
  private var plannedPower = 0.0
  private var uniformPower = 0.0

  /// What a run file says of it: `40 jobs, +10.0 %`, the jobs being those of the noise model.
  package var setting: String {
    "\(jobs) jobs, +\(decimal(100 * effect, digits: 1)) %"
  }
  private var jobs: Int

  package func repetitions(of benchmark: String) -> Repetitions {
    benchmarks[benchmark] ?? uniform
  }

  /// - Parameters:
  ///   - names: benchmarks to measure; nil for all that the model knows.
  ///   - batchSeconds: time of one sample, unless one operation takes longer.
  ///   - warmUpSamples: samples of an execution that are thrown away.
  /// - Throws: `StatisticsError.empty` if the model knows none of the benchmarks' times.
  /// - Complexity: O(M (E S + K t)), for E S numbers to choose from, of which K are better than all cheaper ones,
  ///   and t for a quantile of Student's t.
  package init(
    model: NoiseModel, names: Set<String>? = nil, uniform: Repetitions, baselineJobs: Int = 5,
    policy: Policy = Policy(), batchSeconds: Double, warmUpSamples: Int
  ) throws(StatisticsError) {
    try policy.check()
    let metric = Metric.nanoseconds.name
    guard let family = model.family(metric: metric) else {
      throw .empty("the noise model has no metric \"\(metric)\"")
    }
    let known = family.benchmarks.filter { names?.contains($0.name) ?? true }
    guard !known.isEmpty else {
      throw .empty("the noise model knows none of the benchmarks to measure")
    }
    self.uniform = uniform
    jobs = family.usedJobs
    func detectable(_ noise: BenchmarkNoise, _ choice: Repetitions) -> DetectableEffect {
      var measured = noise
      measured.moderatedVariance = noise.jobVariance(choice)
      return DetectableEffect(
        family, measured, baselineJobs: baselineJobs, benchmarks: known.count)
    }
    let usual = known.map { detectable($0, uniform).minimum(jobs: 1, policy: policy) }
    let effect = max(2 * policy.threshold, Quantiles.median(usual))
    self.effect = effect
    func option(_ noise: BenchmarkNoise, _ choice: Repetitions) -> Option {
      let found = detectable(noise, choice)
      let batch = max(batchSeconds, Double.pow(10, (noise.log10Duration ?? 0) - 9))
      return Option(
        repetitions: choice,
        seconds: Double(choice.batches(warmUpSamples)) * batch,
        detectable: found.minimum(jobs: 1, policy: policy),
        power: found.power(effect: effect, jobs: 1, policy: policy))
    }
    let plain = known.map { option($0, uniform) }
    let choices = Self.choices(around: uniform)
    // By time; numbers that cost more and show no more than others are no choice.
    let byTime = choices.sorted {
      ($0.batches(warmUpSamples), $0.executions) < ($1.batches(warmUpSamples), $1.executions)
    }
    let options = known.map { noise in
      var least = Double.infinity
      return byTime.filter { choice in
        let variance = noise.jobVariance(choice)
        defer { least = min(least, variance) }
        return variance < least
      }.map { option(noise, $0) }
    }
    var best = plain
    let wanted = plain.reduce(0) { $0 + $1.power }
    func time(_ chosen: [Option]) -> Double { chosen.reduce(0) { $0 + $1.seconds } }
    let range = options.joined().map(\.detectable)
    for asked in Self.asked(from: range.min() ?? 0, to: range.max() ?? 0) {
      let chosen = zip(options, plain).map { options, plain in
        options.first { $0.detectable <= asked } ?? plain
      }
      guard time(chosen) < time(best) else { continue }
      if chosen.reduce(0, { $0 + $1.power }) >= wanted { best = chosen }
    }
    benchmarks = Dictionary(
      zip(known, best).map { ($0.name, $1.repetitions) }, uniquingKeysWith: { $1 })
    let count = Double(known.count)
    (plannedSeconds, uniformSeconds) = (time(best), time(plain))
    (plannedPower, uniformPower) = (best.reduce(0) { $0 + $1.power } / count, wanted / count)
  }

  /// Slow-downs between the least and the greatest that any numbers find, half a percent apart.
  private static func asked(from least: Double, to most: Double) -> [Double] {
    var asked = [least]
    while let last = asked.last, last > 0, last < most, last.isFinite { asked.append(1.005 * last) }
    return asked
  }

  private static func choices(around uniform: Repetitions) -> [Repetitions] {
    let fewest = uniform.fewest
    let most = Repetitions.most
    return (fewest.executions...most.executions * uniform.executions).flatMap { executions in
      (fewest.samples...most.samples * uniform.samples).map {
        Repetitions(executions: executions, samples: $0)
      }
    }
  }
}

extension BenchmarkNoise {
  fileprivate func jobVariance(_ measured: MeasuringPlan.Repetitions) -> Double {
    jobVariance(executions: Double(measured.executions), samples: Double(measured.samples))
  }
}
