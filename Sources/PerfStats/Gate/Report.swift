/// The answer of a comparison: everything a rendering needs and nothing about
/// how it looks. Ratios are current/baseline *cost*: above 1 is worse, whatever
/// the direction of the metric.
public struct Report: Hashable, Sendable {
  /// What the gate says about all of it together.
  public enum Decision: String, Hashable, Sendable, CaseIterable {
    case pass, warn, fail, inconclusive, error
  }

  /// What the gate decided.
  public var decision: Decision
  /// The rules that were applied.
  public var policy: Policy
  /// Fingerprint of the machine of the baseline.
  public var runner: Runner
  /// Fingerprint of the current side where it differs from the baseline's.
  public var currentRunner: Runner?
  /// Commits of either side, each once, in the order of the jobs.
  public var baselineCommits: [String]
  /// Commits of the current side.
  public var currentCommits: [String]
  /// What was known of the noise between jobs.
  public var noiseModel: NoiseModelSummary
  /// What all benchmarks share.
  public var suite: Suite
  /// One row for each series of either side.
  public var benchmarks: [BenchmarkResult]
  /// Benchmarks worth measuring again (suspects), each name once.
  public var confirm: [String]
  /// Versions and settings of what computed the report: program version, BLAS
  /// core and threads, seed; as name and value.
  public var provenance: [String: String]
  /// Where baseline, noise model and policy came from.
  public var sources: [ReportSource] = []
  /// Fixed baselines that the current jobs were held against as well.
  public var references: [Reference] = []

  /// A report from its parts; `judge` makes one from jobs.
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
    /// Scale of the tails: a standard error is that many times what the variances say.
    public var kappa: Double
    /// Degrees of freedom of the tails; infinite for normal ones.
    public var nu: Double
    /// Prior degrees of freedom of the moderated variances; infinity allowed.
    public var priorDegreesOfFreedom: Double

    /// A summary from its parts.
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
    /// Whether the sides were measured on different machines, which fails nothing.
    public var runnerMismatch: Bool
    /// Factor by which standard errors were inflated; 1 if they were not.
    public var inflation: Double
    /// Sentences for the top of the report.
    public var findings: [String]

    /// What a suite shares, from its parts.
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
      /// The metric that the row is about.
      public var metric: Metric
      /// What its common shift amounts to.
      public var verdict: Verdict
      /// Common shift of the costs, current over baseline.
      public var ratio: Double
      /// Lower end of its interval.
      public var lower: Double
      /// Upper end of its interval; infinite if nothing bounds it.
      public var upper: Double
      /// Level of the interval, 0.95 for 95 %.
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
      /// Why the verdict is what it is, sentences.
      public var reasons: [String]

      /// A row from its parts.
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
      /// Number of benchmarks in the group.
      public var benchmarks: Int
      /// Their common shift, current over baseline.
      public var ratio: Double

      /// A group of benchmarks that moved together.
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
