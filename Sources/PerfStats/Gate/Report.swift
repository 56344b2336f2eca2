/// The answer of a comparison: everything a rendering needs and nothing about
/// how it looks. Ratios are current/baseline *cost*: above 1 is worse, whatever
/// the direction of the metric.
public struct Report: Hashable, Sendable {
  public enum Decision: String, Hashable, Sendable, CaseIterable {
    case pass, warn, fail, inconclusive, error
  }

  public var decision: Decision
  public var policy: Policy
  public var runner: Runner
  /// Fingerprint of the current side where it differs from the baseline's.
  public var currentRunner: Runner?
  public var baselineCommits: [String]
  public var currentCommits: [String]
  public var noiseModel: NoiseModelSummary
  public var suite: Suite
  public var benchmarks: [BenchmarkResult]
  /// Benchmarks worth measuring again (suspects), by name.
  public var confirm: [String]
  /// Versions and settings of what computed the report: program version, BLAS
  /// core and threads, seed; as name and value.
  public var provenance: [String: String]
  /// Where baseline, noise model and policy came from.
  public var sources: [ReportSource] = []
  /// Fixed baselines that the current jobs were held against as well.
  public var references: [Reference] = []

  public init(
    decision: Decision, policy: Policy, runner: Runner, currentRunner: Runner? = nil,
    baselineCommits: [String] = [], currentCommits: [String] = [],
    noiseModel: NoiseModelSummary, suite: Suite, benchmarks: [BenchmarkResult],
    confirm: [String] = [], provenance: [String: String] = [:]
  ) {
    self.decision = decision
    self.policy = policy
    self.runner = runner
    self.currentRunner = currentRunner
    self.baselineCommits = baselineCommits
    self.currentCommits = currentCommits
    self.noiseModel = noiseModel
    self.suite = suite
    self.benchmarks = benchmarks
    self.confirm = confirm
    self.provenance = provenance
  }
}

extension Report {
  /// What the gate knew about the runner's noise.
  public struct NoiseModelSummary: Hashable, Sendable {
    /// `cold start`, `small archive`, `fitted`, `stored`.
    public var kind: String
    /// Jobs the model was fitted on.
    public var jobs: Int
    /// SD of the factor shared by all benchmarks of a job, log scale.
    public var tau: Double
    public var kappa: Double
    public var nu: Double
    /// Prior degrees of freedom of the moderated variances; infinity allowed.
    public var priorDegreesOfFreedom: Double

    public init(
      kind: String, jobs: Int, tau: Double, kappa: Double, nu: Double,
      priorDegreesOfFreedom: Double
    ) {
      self.kind = kind
      self.jobs = jobs
      self.tau = tau
      self.kappa = kappa
      self.nu = nu
      self.priorDegreesOfFreedom = priorDegreesOfFreedom
    }
  }

  /// What holds for the suite as a whole.
  public struct Suite: Hashable, Sendable {
    /// The whole suite's own rows: one for each metric of eight benchmarks or more, that of most
    /// benchmarks first.
    public var rows: [Row]
    public var runnerMismatch: Bool
    /// Factor by which standard errors were inflated; 1 if they were not.
    public var inflation: Double
    /// Sentences for the top of the report.
    public var findings: [String]

    public init(
      rows: [Row] = [], runnerMismatch: Bool = false, inflation: Double = 1, findings: [String] = []
    ) {
      self.rows = rows
      self.runnerMismatch = runnerMismatch
      self.inflation = inflation
      self.findings = findings
    }

    /// What all benchmarks of a metric did together, as cost ratios.
    public struct Row: Hashable, Sendable {
      public var metric: Metric
      public var verdict: Verdict
      public var ratio: Double
      public var lower: Double
      public var upper: Double
      public var level: Double
      /// SD of the factor that this runner puts on all benchmarks of a job, log scale.
      public var tau: Double
      /// The part of the ratio that the runner is known to produce, taken off each benchmark.
      public var removed: Double
      /// One-sided p-value against no change.
      public var p: Double
      /// Whether the suite is worth measuring again.
      public var isSuspect: Bool
      /// Two groups, the faster first, where the suite falls apart; else empty.
      public var groups: [Group]
      public var reasons: [String]

      public init(
        metric: Metric, verdict: Verdict, ratio: Double, lower: Double, upper: Double,
        level: Double, tau: Double, removed: Double, p: Double, isSuspect: Bool = false,
        groups: [Group] = [], reasons: [String] = []
      ) {
        self.metric = metric
        self.verdict = verdict
        self.ratio = ratio
        self.lower = lower
        self.upper = upper
        self.level = level
        self.tau = tau
        self.removed = removed
        self.p = p
        self.isSuspect = isSuspect
        self.groups = groups
        self.reasons = reasons
      }

      /// Name under which every report shows the row.
      public static let name = "whole suite"
    }

    /// Benchmarks that moved alike.
    public struct Group: Hashable, Sendable {
      public var benchmarks: Int
      public var ratio: Double

      public init(benchmarks: Int, ratio: Double) {
        self.benchmarks = benchmarks
        self.ratio = ratio
      }
    }
  }
}

/// Judgement of one benchmark, in the order of section 6.9 of the statistics.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case fail, warn, improved, changed, inconclusive, pass, missing, new, error
}

/// One benchmark of a report.
public struct BenchmarkResult: Hashable, Sendable {
  public var name: String
  public var metric: Metric
  public var verdict: Verdict
  /// Absent where the benchmark is missing, new or in error, and where a zero leaves no ratio.
  public var estimate: Estimate?
  public var baseline: Side?
  public var current: Side?
  /// Why the verdict is what it is, one sentence each.
  public var reasons: [String]
  /// Doubts that travel with the result: bimodal, drifting, coarse clock, ...
  public var notes: [String]
  /// Whether the policy lets it warn but not fail: a waiver, an unfit runner, advice.
  public var advisesOnly = false

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
    public var degreesOfFreedom: Double
    /// Moderated run-level SD on the log scale.
    public var runLevelSD: Double
    /// Quantiles of the bootstrap distribution of the ratio at 0.5 %, 1.5 %, ..., 99.5 %;
    /// empty where there is none.
    public var bootstrapQuantiles: [Double]

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
    public var ratio: Double
    public var lower: Double?
    public var upper: Double?

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
    public var runs: [[Execution]]

    public init(value: Double, runs: [[Execution]]) {
      self.value = value
      self.runs = runs
    }

    public var jobs: Int { runs.count }
    public var executions: Int { runs.reduce(0) { $0 + $1.count } }
    public var samples: Int {
      runs.reduce(0) { $0 + $1.reduce(0) { $0 + $1.values.count } }
    }
  }
}
