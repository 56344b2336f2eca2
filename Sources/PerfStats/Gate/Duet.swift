import RealModule

/// One benchmark of a duet: two versions measured in one job by two processes that take turns.
public struct DuetBenchmark: Hashable, Sendable {
  public var key: SeriesKey
  public var metric: Metric
  /// Execution pairs, each with the values of both sides in the order of measuring.
  public var pairs: [DuetPair]

  public init(key: SeriesKey, metric: Metric, pairs: [DuetPair]) {
    self.key = key
    self.metric = metric
    self.pairs = pairs
  }
}

/// One process of each version, sample by sample in alternation: `baseline[i]` and
/// `current[i]` were taken next to each other.
public struct DuetPair: Hashable, Sendable {
  public var baseline: [Double]
  public var current: [Double]

  public init(baseline: [Double], current: [Double]) {
    self.baseline = baseline
    self.current = current
  }
}

/// What is known of the duets of a runner.
public struct DuetNoise: Hashable, Sendable {
  /// tau^2: variance of the factor that all benchmarks of a duet share.
  public var commonVariance: Double
  public var tails: TailCalibration

  public init(commonVariance: Double, tails: TailCalibration) {
    self.commonVariance = commonVariance
    self.tails = tails
  }

  /// Where no duet of the runner is archived: SD 0.5 %, tails of t with 8 degrees of freedom.
  public static let coldStart = DuetNoise(
    commonVariance: 0.005 * 0.005, tails: .coldStart)
}

/// Judges a duet.
///
/// The value of an execution pair is the median of ln(current/baseline) over its neighbouring
/// samples: what hits both versions alike, the machine and its neighbours, cancels. What
/// remains, the layout of each process, is drawn anew for each pair, so pairs are the
/// replicates. Their variance is pooled over the benchmarks; common shift, p-values and verdicts
/// are those of the gate. At least three pairs are needed for a fail.
///
/// - Parameters:
///   - noise: learnt from archived duets of the runner in which nothing changed.
///   - rejected: benchmarks that could not be used; rows of verdict `error`.
/// - Throws: `StatisticsError` for a policy out of range or no benchmark at all.
/// - Complexity: the bootstrap dominates.
public func judgeDuet(
  _ benchmarks: [DuetBenchmark], runner: Runner, noise: DuetNoise = .coldStart,
  policy: Policy = Policy(), rejected: [(key: SeriesKey, reason: String)] = [],
  threads: Int = 1
) throws(StatisticsError) -> Report {
  try policy.check()
  var errors = rejected.map { ($0.key, $0.reason) }
  var usable: [PairedLogs] = []
  for benchmark in benchmarks {
    do throws(StatisticsError) {
      usable.append(try PairedLogs(benchmark))
    } catch {
      errors.append((benchmark.key, "\(benchmark.key.benchmark): \(error)"))
    }
  }
  let duets = usable
  if duets.isEmpty && errors.isEmpty { throw .empty("the duet has no benchmark") }

  let effects = PairedEffects(duets, noise: noise, level: policy.level)
  let p = effects.effects.map(\.p)
  let adjusted =
    policy.multiplicity == .holm
    ? MultipleTests.holm(p) : MultipleTests.benjaminiHochberg(p)
  let bootstraps = try inParallel(duets.count, threads: threads) { i in
    pairedBootstrap(duets[i], policy: policy)
  }
  var findings = Findings()
  findings.level(effects.comparison, metric: "", several: false)
  var rows = duets.indices.map { i in
    row(
      duets[i], effects.effects[i], bootstraps[i], adjustedP: adjusted[i],
      variance: effects.variances[i], tails: noise.tails, family: duets.count, policy: policy)
  }
  rows += errors.map { key, reason in
    BenchmarkResult(
      name: key.benchmark, metric: Metric(name: key.metric, unit: "", better: .unspecified),
      verdict: .error, reasons: [reason])
  }
  findings.census(rows, summaries: 0, archiveFaults: 0)
  return Report(
    decision: decision(rows, policy: policy), policy: policy, runner: runner,
    noiseModel: Report.NoiseModelSummary(
      kind: noise == .coldStart ? "cold start" : "stored", jobs: 0,
      tau: noise.commonVariance.squareRoot(), kappa: noise.tails.kappa, nu: noise.tails.nu,
      priorDegreesOfFreedom: effects.prior.degreesOfFreedom),
    suite: suite(effects.comparison, level: policy.level, findings: findings.sentences),
    benchmarks: rows,
    confirm: zip(duets, rows).compactMap { duet, row in
      guard let interval = row.estimate?.deciding else { return nil }
      return Judgement.isSuspect(
        lower: .log(interval.lower), upper: .log(interval.upper),
        effect: .log(interval.estimate), policy: policy) ? duet.key.benchmark : nil
    })
}

/// A duet as log cost ratios.
private struct PairedLogs: Sendable {
  var key: SeriesKey
  var metric: Metric
  var source: [DuetPair]
  /// ln(current/baseline) of neighbouring samples, by execution pair.
  var ratios: [[Double]]
  /// Median of each execution pair.
  var values: [Double]

  init(_ duet: DuetBenchmark) throws(StatisticsError) {
    key = duet.key
    metric = duet.metric
    source = duet.pairs
    ratios = []
    let sign = duet.metric.better == .higher ? -1.0 : 1
    for (e, pair) in duet.pairs.enumerated() {
      guard pair.baseline.count == pair.current.count else {
        throw .shapeMismatch(
          "execution pair \(e) has \(pair.baseline.count) and \(pair.current.count) samples")
      }
      guard !pair.baseline.isEmpty else { throw .empty("execution pair \(e) has no samples") }
      var logs: [Double] = []
      for (a, b) in zip(pair.baseline, pair.current) {
        for value in [a, b] where !(1e-150...1e150).contains(value) {
          throw .invalidSample(place: "execution pair \(e)", value: value)
        }
        logs.append(sign * (.log(b) - .log(a)))
      }
      ratios.append(logs)
    }
    guard !ratios.isEmpty else { throw .empty("no execution pair") }
    values = ratios.map { Quantiles.median($0) }
  }
}

/// Effects of all benchmarks of a duet (6.1 to 6.6 with execution pairs as replicates).
private struct PairedEffects {
  var prior: VariancePrior
  /// Moderated variance of one pair's value.
  var variances: [Double]
  var comparison: LevelComparison
  var effects: [LevelComparison.Effect] { comparison.effects }

  init(_ duets: [PairedLogs], noise: DuetNoise, level: Double) {
    let observed = duets.map {
      $0.values.count < 2 ? 0 : max(Moments.variance($0.values), LevelFit.smallestVariance)
    }
    let degrees = duets.map { Double($0.values.count - 1) }
    let pooled = duets.count >= CommonFactor.fewestBenchmarks
    let prior =
      pooled
      ? VariancePrior.estimate(variances: observed, degreesOfFreedom: degrees)
      : VariancePrior.none
    self.prior = prior
    let total = degrees.reduce(0, +)
    variances = duets.indices.map { b in
      // A single pair of few benchmarks tells nothing of its own spread.
      degrees[b] + prior.degreesOfFreedom > 0
        ? prior.moderated(observed[b], degreesOfFreedom: degrees[b], at: nil)
        : VariancePrior.coldStart.variance(at: nil)
    }
    // A duet is one job, whose common factor is tau itself; a contrast of two jobs counts it
    // twice.
    let contrast = LevelContrast(paired: duets.map { Moments.mean($0.values) })
    comparison = LevelComparison(
      contrast,
      noise: ComparisonNoise(
        baselineVariances: variances.map { _ in 0 },
        currentVariances: zip(variances, duets).map { $0 / Double($1.values.count) },
        degreesOfFreedom: degrees.map {
          max(1, min($0 + prior.degreesOfFreedom, max(total, $0)))
        },
        commonVariance: noise.commonVariance / 2, tails: noise.tails), level: level)
  }
}

/// Percentile interval of the mean over execution pairs of their median, pairs (five or more)
/// and neighbouring samples (five or more) drawn with replacement.
private func pairedBootstrap(_ duet: PairedLogs, policy: Policy) -> BootstrapSummary {
  let generator = Philox4x32(seed: policy.seed)
  let pairs = duet.ratios.count
  var means: [Double] = []
  means.reserveCapacity(policy.resamples)
  for b in 0..<policy.resamples {
    var block: UInt32 = 0
    var words = SIMD4<UInt32>.zero
    var used = 4
    func next(_ count: Int) -> Int {
      if used == 4 {
        words = generator(block, UInt32(truncatingIfNeeded: b), 0x6475_6574, 0)
        block += 1
        used = 0
      }
      defer { used += 1 }
      return Philox4x32.index(words[used], below: count)
    }
    var sum = 0.0
    for e in 0..<pairs {
      let ratios = duet.ratios[pairs >= leastResampledReplicates ? next(pairs) : e]
      guard ratios.count >= leastResampledReplicates else {
        sum += Quantiles.median(ratios)
        continue
      }
      sum += Quantiles.median(ratios.indices.map { _ in ratios[next(ratios.count)] })
    }
    means.append(sum / Double(pairs))
  }
  means.sort()
  let tail = (1 - policy.level) / 2
  return BootstrapSummary(
    lower: Quantiles.type7(sorted: means, tail),
    upper: Quantiles.type7(sorted: means, 1 - tail),
    quantiles: policy.resamples < 199
      ? [] : (0..<100).map { Quantiles.type7(sorted: means, (Double($0) + 0.5) / 100) })
}

private func row(
  _ duet: PairedLogs, _ effect: LevelComparison.Effect, _ bootstrap: BootstrapSummary,
  adjustedP: Double, variance: Double, tails: TailCalibration, family: Int, policy: Policy
) -> BenchmarkResult {
  let lower = min(effect.lower, bootstrap.lower - effect.shiftRemoved)
  let upper = max(effect.upper, bootstrap.upper - effect.shiftRemoved)
  var judgement = Judgement(
    Evidence(
      lower: lower, upper: upper, adjustedP: adjustedP,
      agreement: Evidence.agreement(of: duet.values.map { $0 - effect.shiftRemoved }),
      samples: duet.ratios.map(\.count).sorted()[(duet.ratios.count - 1) / 2]), policy: policy)
  if judgement.verdict == .fail, duet.values.count < 3 {
    judgement.verdict = .warn
    judgement.reasons.append("fewer than three execution pairs")
  }
  let pairs = duet.values.count
  let planning = DetectableEffect(
    baselineVariance: 0, currentVariance: effect.standardError * effect.standardError,
    inflation: 1, degreesOfFreedom: effect.degreesOfFreedom, tails: tails, family: family)
  if judgement.verdict == .inconclusive,
    let needed = planning.pairs(toDecide: effect.adjusted, measured: pairs, policy: policy)
  {
    judgement.reasons.append("about \(needed) execution pairs in all would decide")
  }
  func interval(_ lower: Double, _ upper: Double, _ method: String) -> Interval {
    Interval(
      estimate: .exp(effect.adjusted), lower: .exp(lower), upper: .exp(upper),
      level: policy.level, method: method)
  }
  let sides = [duet.source.map(\.baseline), duet.source.map(\.current)]
  let means = sides.map { side in
    Moments.mean(
      side.map { values in
        Moments.mean(duet.metric.better == .higher ? values.map { 1 / $0 } : values)
      })
  }
  return BenchmarkResult(
    name: duet.key.benchmark, metric: duet.metric, verdict: judgement.verdict,
    estimate: BenchmarkResult.Estimate(
      deciding: interval(lower, upper, "hull"),
      noiseInterval: interval(effect.lower, effect.upper, "noise model of pairs"),
      bootstrapInterval: interval(
        bootstrap.lower - effect.shiftRemoved, bootstrap.upper - effect.shiftRemoved,
        "paired bootstrap"),
      meanRatio: BenchmarkResult.MeanRatio(ratio: means[1] / means[0]), p: effect.p,
      adjustedP: adjustedP,
      minimumDetectableEffect: planning.minimum(jobs: 1, policy: policy),
      standardError: effect.standardError, degreesOfFreedom: effect.degreesOfFreedom,
      runLevelSD: variance.squareRoot(),
      bootstrapQuantiles: bootstrap.quantiles.map { .exp($0 - effect.shiftRemoved) }),
    baseline: BenchmarkResult.Side(executions: sides[0], metric: duet.metric),
    current: BenchmarkResult.Side(executions: sides[1], metric: duet.metric),
    reasons: judgement.reasons)
}

extension BenchmarkResult.Side {
  /// The executions of one job.
  fileprivate init(executions: [[Double]], metric: Metric) {
    let logs = executions.map { Double.log(Quantiles.median($0)) }
    self.init(
      value: .exp(Moments.mean(logs)), runs: [executions.map { Execution(values: $0) }])
  }
}

extension LevelContrast {
  /// Differences that were measured as pairs, all in one job.
  fileprivate init(paired differences: [Double]) {
    self.differences = differences
    baselineJobs = differences.map { _ in [0] }
    currentJobs = differences.map { _ in [0] }
  }
}

extension DetectableEffect {
  /// Fewest execution pairs, up to a thousand, that would settle a benchmark whose effect stays
  /// where it is.
  fileprivate func pairs(toDecide effect: Double, measured: Int, policy: Policy) -> Int? {
    let width = halfWidth(jobs: 1, level: policy.level)
    let distance = max(
      .log(onePlus: policy.threshold) - effect, effect - .log(onePlus: policy.warning))
    guard distance > 0 else { return nil }
    let pairs = (Double(measured) * width * width / (distance * distance)).rounded(.up)
    return pairs <= 1000 ? max(measured + 1, Int(pairs)) : nil
  }
}
