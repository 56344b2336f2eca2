import RealModule

/// What all benchmarks of one side that were measured together have in common: the factor of each job, and
/// within a job that of each execution, one pass over the suite.
///
/// A clock that runs 2 % faster during one pass moves all benchmarks alike. The common shift takes that off the
/// effects; a bootstrap that draws the executions of one benchmark alone, and the agreement of its executions,
/// would take it for disagreement. The factors of a benchmark have mean zero over the jobs in question, so
/// that its own level stays what it is.
struct SharedFactors {
  private let ofJobs: [Double]
  /// Factor of each execution of a job, mean zero; empty where it could not be told.
  private let ofExecutions: [[Double]]

  /// Nothing in common: fewer than eight benchmarks.
  static let none = SharedFactors(ofJobs: [], ofExecutions: [])

  private init(ofJobs: [Double], ofExecutions: [[Double]]) {
    self.ofJobs = ofJobs
    self.ofExecutions = ofExecutions
  }

  /// - Parameter keys: benchmarks of one metric.
  /// - Complexity: O(M R E log M).
  init(_ jobs: ObservedJobs, keys: [SeriesKey]) {
    let common = CommonFactor(jobs.table(keys))
    guard common.estimated.contains(true) else {
      self = .none
      return
    }
    ofJobs = common.factors
    ofExecutions = jobs.cells.map { job in
      let cells = keys.compactMap { job[$0] }.filter { !$0.executions.isEmpty }
      let counts = Dictionary(grouping: cells, by: \.executions.count)
      // Of several numbers of executions the most frequent one; at a tie the greater.
      guard
        let usual = counts.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }),
        usual.key > 1, usual.value.count >= CommonFactor.fewestBenchmarks
      else { return [] }
      let factors = (0..<usual.key).map { e in
        Quantiles.median(usual.value.map { $0.executions[e].log - $0.log })
      }
      let centre = Moments.mean(factors)
      return factors.map { $0 - centre }
    }
  }

  /// Factor of each execution of one benchmark in some jobs.
  func factors(_ key: SeriesKey, in jobs: ObservedJobs, chosen: [Int]) -> [[Double]] {
    let cells = chosen.compactMap { r in jobs.cells[r][key].map { (r, $0) } }
    guard !ofJobs.isEmpty else { return cells.map { $0.1.costs.map { _ in 0 } } }
    let centre = Moments.mean(cells.map { ofJobs[$0.0] })
    return cells.map { r, cell in
      let count = cell.costs.count
      let within =
        ofExecutions[r].count == count ? ofExecutions[r] : Array(repeating: 0, count: count)
      return within.map { $0 + ofJobs[r] - centre }
    }
  }
}

extension CostObservation {
  /// Costs with the factor of each execution taken off.
  func costs(without factors: [Double]) -> [[Double]] {
    zip(costs, factors).map { execution, factor in
      let divisor = Double.exp(factor)
      return execution.map { $0 / divisor }
    }
  }
}
