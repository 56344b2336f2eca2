import RealModule

/// Variance components by restricted maximum likelihood (REML): one-way (jobs and
/// residual) or nested (jobs, executions and residual), balanced or not.
///
/// With the ratios of the components to the residual variance fixed, the
/// covariance of a job is compound-symmetric inside compound-symmetric, so that its
/// determinant and inverse need only the count, sum and sum of squares of each
/// execution. The likelihood is profiled over the residual variance and the mean and
/// maximised over the ratios; 0 is allowed.
///
/// Source: S. R. Searle, G. Casella, C. E. McCulloch, Variance Components, Wiley
/// 1992, sections 6.6 and 3.8.
public struct RestrictedLikelihood: Hashable, Sendable {
  /// Variance between jobs.
  public let job: Double
  /// Variance between executions of a job; nil if every job has one execution, whose
  /// effect then cannot be told from the job's.
  public let execution: Double?
  /// Variance within an execution.
  public let residual: Double
  /// Generalised least squares estimate of the mean.
  public let mean: Double
  /// Standard error of the mean.
  public let standardError: Double

  /// - Parameter jobs: `jobs[job][execution][iteration]`, finite values, on the log
  ///   scale where relative effects are meant; at least two jobs, and at least one
  ///   execution with two values.
  /// - Complexity: O(n) and some thousand evaluations of O(executions).
  public init(_ jobs: [[[Double]]]) throws(StatisticsError) {
    guard jobs.count >= 2 else {
      throw .tooFewReplicates(method: "REML", needed: 2, found: jobs.count)
    }
    _ = try ReplicateShape(of: jobs, name: "REML")
    let values = jobs.flatMap { $0.flatMap { $0 } }
    if let bad = values.first(where: { !$0.isFinite }) {
      throw .invalidParameter(name: "value", value: bad, expected: "a finite number")
    }
    guard jobs.contains(where: { $0.contains { $0.count >= 2 } }) else {
      throw .tooFewReplicates(method: "REML within an execution", needed: 2, found: 1)
    }
    let nested = jobs.contains { $0.count > 1 }
    let centre = Moments.mean(values)
    let unit = Moments.variance(values).squareRoot()
    guard unit > 0, unit.isFinite else {
      (job, execution, residual) = (0, nested ? 0 : nil, 0)
      (mean, standardError) = (centre, 0)
      return
    }
    let profile = RestrictedProfile(jobs, centre: centre, unit: unit)
    // Ratios of the execution's and the job's variance to the residual one.
    func bestExecution(_ jobRatio: Double) -> Double {
      nested ? minimiser { profile.deviance(job: jobRatio, execution: $0) } : 0
    }
    let jobRatio = minimiser { profile.deviance(job: $0, execution: bestExecution($0)) }
    let executionRatio = bestExecution(jobRatio)
    let fit = profile.fit(job: jobRatio, execution: executionRatio)
    let variance = fit.residual * unit * unit
    job = jobRatio * variance
    execution = nested ? executionRatio * variance : nil
    residual = variance
    mean = centre + unit * fit.mean
    standardError = (variance / fit.information).squareRoot()
  }
}

/// The ratio >= 0 with the least value of `function`: the best of a grid of
/// logarithms, refined by golden section between its neighbours, against 0.
private func minimiser(_ function: (Double) -> Double) -> Double {
  let step = 0.75
  let grid = (0...60).map { -18 + step * Double($0) }
  var best = (at: grid[0], value: Double.infinity)
  for point in grid {
    let value = function(Double.exp(point))
    if value < best.value { best = (point, value) }
  }
  var (low, high) = (best.at - step, best.at + step)
  let golden = 0.618_033_988_749_894_9
  var (left, right) = (high - golden * (high - low), low + golden * (high - low))
  var (atLeft, atRight) = (function(Double.exp(left)), function(Double.exp(right)))
  // 1e-9 in the logarithm: beyond that the function is flat in double precision.
  while high - low > 1e-9 {
    if atLeft < atRight {
      (high, right, atRight) = (right, left, atLeft)
      left = high - golden * (high - low)
      atLeft = function(Double.exp(left))
    } else {
      (low, left, atLeft) = (left, right, atRight)
      right = low + golden * (high - low)
      atRight = function(Double.exp(right))
    }
  }
  let found = (low + high) / 2
  return function(0) <= function(Double.exp(found)) ? 0 : Double.exp(found)
}

/// -2 ln of the restricted likelihood as a function of the ratios alone.
struct RestrictedProfile {
  /// Count, sum and sum of squares of each execution of each job.
  private let jobs: [[(count: Double, sum: Double, squares: Double)]]
  private let total: Double

  init(_ values: [[[Double]]], centre: Double, unit: Double) {
    jobs = values.map {
      $0.map { samples in
        samples.reduce(into: (count: 0.0, sum: 0.0, squares: 0.0)) {
          let value = ($1 - centre) / unit
          $0.count += 1
          $0.sum += value
          $0.squares += value * value
        }
      }
    }
    total = jobs.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
  }

  func deviance(job: Double, execution: Double) -> Double {
    let f = fit(job: job, execution: execution)
    return f.logDeterminant + Double.log(f.information)
      + (total - 1) * Double.log(max(f.residual, .leastNormalMagnitude))
  }

  /// Generalised least squares at given ratios: `information` is 1' V^-1 1 and V is
  /// the covariance in units of the residual variance.
  func fit(
    job: Double, execution: Double
  ) -> (mean: Double, residual: Double, information: Double, logDeterminant: Double) {
    var logDeterminant = 0.0
    var (ones, cross, squares) = (0.0, 0.0, 0.0)
    // Executions are mostly of one length.
    var (length, logInflation) = (0.0, 0.0)
    for executions in jobs {
      var (a, s, q) = (0.0, 0.0, 0.0)
      for e in executions {
        let inflation = 1 + execution * e.count
        if e.count != length { (length, logInflation) = (e.count, Double.log(inflation)) }
        logDeterminant += logInflation
        a += e.count / inflation
        s += e.sum / inflation
        q += e.squares - execution * e.sum * e.sum / inflation
      }
      let inflation = 1 + job * a
      logDeterminant += Double.log(inflation)
      ones += a / inflation
      cross += s / inflation
      squares += q - job * s * s / inflation
    }
    let mean = cross / ones
    return (mean, max(0, squares - cross * mean) / (total - 1), ones, logDeterminant)
  }
}
