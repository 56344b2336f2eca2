import RealModule

/// Where the noise of one benchmark arises: variances of log costs that one iteration, one
/// execution and one job contribute, by restricted maximum likelihood.
package struct NoiseOrigin: Hashable, Sendable {
  package var name: String
  /// Between samples of an execution.
  package var iteration: Double
  /// Between executions of a job; nil if every job has one execution, whose effect then
  /// belongs to the job's.
  package var execution: Double?
  /// Between jobs, without the factor that all benchmarks of a job share.
  package var job: Double
}

extension NoiseModel {
  /// Variance components of each benchmark of a metric.
  ///
  /// Common factors and level shifts that the model found are taken off first. A few samples that
  /// something slow has hit must not hide all else, so the samples of an execution enter as the
  /// pseudo-values of a 20 % trimmed mean: around the execution's location, with the spread that
  /// `withinSquaredError` is made of.
  ///
  /// - Parameters:
  ///   - runs: the jobs that the model was fitted to, in any order.
  ///   - metric: name of a metric of the model.
  /// - Returns: in the order of the model's benchmarks; nil for a benchmark of fewer than two
  ///   jobs with samples, or of executions with one sample each.
  /// - Throws: `StatisticsError` for a metric that the model does not know.
  /// - Complexity: O(M N) and some thousand evaluations of the likelihood a benchmark.
  package func origins(
    _ runs: [Run], metric: String, threads: Int = 1
  ) throws(StatisticsError) -> [NoiseOrigin?] {
    guard let family = family(metric: metric) else {
      throw .empty("the noise model knows no metric \(metric)")
    }
    let observed = ObservedJobs(runs, statistic: statistic)
    let places = Dictionary(
      runs.enumerated().map { (JobName($1), $0) }, uniquingKeysWith: { first, _ in first })
    let used = family.jobs.filter(\.used).map { places[JobName($0)] }
    return try inParallel(family.benchmarks.count, threads: threads) {
      b throws(StatisticsError) in
      let noise = family.benchmarks[b]
      let key = SeriesKey(benchmark: noise.name, metric: metric)
      guard let number = observed.series.number(of: key) else { return nil }
      var jobs: [[[Double]]] = []
      for (residual, place) in zip(noise.residuals, used) {
        guard let residual, let place, let cell = observed.cell(place, number), !cell.isSummary
        else { continue }
        let shift = residual - cell.log
        jobs.append(
          zip(cell.samples, cell.executions).map { sample, execution in
            pseudoValues(sample.values).map { $0 + execution.log + shift }
          })
      }
      guard jobs.count >= 2, jobs.contains(where: { $0.contains { $0.count >= 2 } }) else {
        return nil
      }
      let fit = try RestrictedLikelihood(jobs)
      return NoiseOrigin(
        name: noise.name, iteration: fit.residual, execution: fit.execution, job: fit.job)
    }
  }
}

/// Winsorised logarithms of an execution's costs, minus their mean, scaled so that their variance
/// divided by their number is the squared error of the trimmed mean (Tukey and McLaughlin 1963);
/// of fewer than five costs the plain logarithms.
private func pseudoValues(_ costs: [Double]) -> [Double] {
  let logs = costs.map { Double.log($0) }
  let n = logs.count
  let trimmed = n < 5 ? 0 : n / 5
  let sorted = logs.sorted()
  let winsorised = logs.map { min(max($0, sorted[trimmed]), sorted[n - 1 - trimmed]) }
  let centre = Moments.mean(winsorised)
  let kept = Double(n - 2 * trimmed)
  let scale =
    trimmed == 0 ? 1 : (Double(n) * Double(n - 1) / (kept * (kept - 1))).squareRoot()
  return winsorised.map { ($0 - centre) * scale }
}

private struct JobName: Hashable {
  var id: String
  var date: String

  init(_ run: Run) { (id, date) = (run.id, run.date) }
  init(_ job: NoiseFamily.Job) { (id, date) = (job.id, job.date) }
}
