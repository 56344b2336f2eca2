/// One benchmark of a report.
public struct BenchmarkResult: Hashable, Sendable {
  /// Name of the benchmark.
  public var name: String
  /// What was measured of it.
  public var metric: Metric
  /// What the comparison amounts to.
  public var verdict: Verdict
  /// Absent where the benchmark is missing, new or in error, and where a zero leaves no ratio.
  public var estimate: Estimate?
  /// The reference, nil where it was not measured.
  public var baseline: Side?
  /// The version in question, nil where it was not measured.
  public var current: Side?
  /// Why the verdict is what it is, one sentence each.
  public var reasons: [String]
  /// Doubts that travel with the result: bimodal, drifting, coarse clock, ...
  public var notes: [String]
  /// The functions whose own cost changed most, the largest change first, where somebody asked.
  public var functions: [FunctionCost] = []
  /// Whether the policy lets it warn but not fail: a waiver, an unfit runner, advice.
  public var advisesOnly = false

  /// A row from its parts.
  public init(
    name: String, metric: Metric, verdict: Verdict, estimate: Estimate? = nil,
    baseline: Side? = nil, current: Side? = nil, reasons: [String] = [], notes: [String] = []
  ) {
    self.name = name
    self.metric = metric
    self.verdict = verdict
    self.estimate = estimate
    self.baseline = baseline
    self.current = current
    self.reasons = reasons
    self.notes = notes
  }
}

extension BenchmarkResult {
  /// The effect, as cost ratios current/baseline.
  public struct Estimate: Hashable, Sendable {
    /// The effect and the interval that is shown: the hull of the two below, and both readings of
    /// the common shift, which may be the runner's or the code's.
    public var deciding: Interval
    /// Of `againstSuite`, as is the next.
    public var noiseInterval: Interval
    /// Nil where there are no raw samples to resample.
    public var bootstrapInterval: Interval?
    /// Plain ratio of means with its Kalibera-Jones (Fieller) interval; the
    /// bounds are nil where none exists (one run a side, or an unbounded one).
    public var meanRatio: MeanRatio
    /// One-sided p-value against "no change", and the same after correction for multiplicity.
    public var p: Double
    /// `p` corrected for the number of benchmarks.
    public var adjustedP: Double
    /// The ratio without the common shift that was taken off, where that is more than 0.5 %.
    public var againstSuite: Double?
    /// Smallest relative change found with power 0.8; 0.06 is +6 %. Nil for a
    /// benchmark that cannot fail.
    public var minimumDetectableEffect: Double?
    /// Further jobs with which an inconclusive benchmark is decided with probability 0.8; nil if
    /// none within reach.
    public var jobsToDecide: Int?
    /// Standard error on the log scale and its degrees of freedom.
    public var standardError: Double
    /// Degrees of freedom of the interval; infinite for a normal one.
    public var degreesOfFreedom: Double
    /// Moderated run-level SD on the log scale.
    public var runLevelSD: Double
    /// Quantiles of the bootstrap distribution of the ratio at 0.5 %, 1.5 %, ..., 99.5 %;
    /// empty where there is none.
    public var bootstrapQuantiles: [Double]

    /// An estimate from its parts.
    public init(
      deciding: Interval, noiseInterval: Interval, bootstrapInterval: Interval?,
      meanRatio: MeanRatio, p: Double, adjustedP: Double, againstSuite: Double? = nil,
      minimumDetectableEffect: Double? = nil, jobsToDecide: Int? = nil,
      standardError: Double, degreesOfFreedom: Double, runLevelSD: Double,
      bootstrapQuantiles: [Double] = []
    ) {
      self.deciding = deciding
      self.noiseInterval = noiseInterval
      self.bootstrapInterval = bootstrapInterval
      self.meanRatio = meanRatio
      self.p = p
      self.adjustedP = adjustedP
      self.againstSuite = againstSuite
      self.minimumDetectableEffect = minimumDetectableEffect
      self.jobsToDecide = jobsToDecide
      self.standardError = standardError
      self.degreesOfFreedom = degreesOfFreedom
      self.runLevelSD = runLevelSD
      self.bootstrapQuantiles = bootstrapQuantiles
    }
  }

  /// Ratio of plain means with the bounds of its Fieller interval.
  public struct MeanRatio: Hashable, Sendable {
    /// Current over baseline.
    public var ratio: Double
    /// Lower end of its interval, nil where there are too few jobs.
    public var lower: Double?
    /// Upper end of its interval.
    public var upper: Double?

    /// A ratio of means with its interval.
    public init(ratio: Double, lower: Double? = nil, upper: Double? = nil) {
      self.ratio = ratio
      self.lower = lower
      self.upper = upper
    }
  }

  /// One side of the comparison. `runs[job][execution]` are the raw samples.
  public struct Side: Hashable, Sendable {
    /// Typical value in the metric's unit: exp of the mean log location.
    public var value: Double
    /// Executions of each job, with their samples.
    public var runs: [[Execution]]

    /// A side from its location and its jobs.
    public init(value: Double, runs: [[Execution]]) {
      self.value = value
      self.runs = runs
    }

    /// Number of jobs.
    public var jobs: Int { runs.count }
    /// Number of executions of all jobs.
    public var executions: Int { runs.reduce(0) { $0 + $1.count } }
    /// Number of samples of all executions.
    public var samples: Int {
      runs.reduce(0) { $0 + $1.reduce(0) { $0 + $1.values.count } }
    }
  }
}
