/// Jobs turned into costs, by job and series.
package struct ObservedJobs: Sendable {
  /// A measurement that cannot be used, and why.
  package struct Fault: Sendable {
    package var key: SeriesKey
    package var message: String
  }

  /// The series that have a number, those of these jobs among them.
  package private(set) var series: SeriesIndex
  /// What each series measures; nil where no job told.
  package private(set) var metrics: [Metric?]
  /// Series of these jobs in the order of their first appearance.
  package private(set) var order: [Int]
  package private(set) var faults: [Fault]
  /// What each job has of each series. A job has no place for series that were numbered after it.
  private var cells: [[CostObservation?]]

  /// - Parameter known: jobs whose numbers of the series are kept, and what they measure. Where a run
  ///   names another unit or the opposite direction, its measurement is a fault.
  package init(
    _ runs: [Run], statistic: LocationStatistic, after known: ObservedJobs? = nil,
    threads: Int = 1
  ) {
    series = known?.series ?? SeriesIndex()
    metrics = known?.metrics ?? []
    order = []
    faults = []
    cells = []
    var isListed: [Bool] = Array(repeating: false, count: series.count)
    for run in runs {
      var read: [(number: Int, metric: Result<Metric, Problem>)] = []
      read.reserveCapacity(run.measurements.count)
      var number = -1
      for measurement in run.measurements {
        number = series.number(of: measurement.key, after: number)
        if number == isListed.count { isListed.append(false) }
        if number == metrics.count { metrics.append(nil) }
        if !isListed[number] {
          isListed[number] = true
          order.append(number)
        }
        if measurement.isAmbiguous {
          let problem = Problem(
            "several benchmarks have this name and nothing tells them apart; none is compared")
          read.append((number, .failure(problem)))
          continue
        }
        let metric = metrics[number] ?? measurement.metric
        let converted = measurement.converted(to: metric.unit) ?? measurement
        guard let agreed = metric.agreed(with: converted.metric) else {
          read.append((number, .failure(Problem(metric.difference(from: measurement.metric)))))
          continue
        }
        metrics[number] = agreed
        read.append((number, .success(agreed)))
      }

      var job: [CostObservation?] = Array(repeating: nil, count: series.count)
      inParallel(read.count, threads: threads) { [read] i in
        Result { () throws(Problem) in
          try Self.observation(
            run.measurements[i], as: try read[i].metric.get(), statistic: statistic)
        }
      } then: { i, observation in
        var problem: Problem?
        switch observation {
        case .failure(let found): problem = found
        case .success(let observation):
          if job[read[i].number] == nil {
            job[read[i].number] = observation
          } else {
            problem = Problem("measured twice in one run")
          }
        }
        if let problem {
          let key = run.measurements[i].key
          let place = run.id.isEmpty ? key.benchmark : "\(key.benchmark) in run \(run.id)"
          faults.append(Fault(key: key, message: "\(place): \(problem.words)"))
        }
      }
      cells.append(job)
    }
  }

  /// Why a measurement cannot be used.
  private struct Problem: Error {
    var words: String
    init(_ words: String) { self.words = words }
  }

  private static func observation(
    _ measurement: Measurement, as metric: Metric, statistic: LocationStatistic
  ) throws(Problem) -> CostObservation {
    var oriented = measurement.converted(to: metric.unit) ?? measurement
    oriented.metric = metric
    do throws(StatisticsError) {
      return try CostObservation(oriented, statistic: statistic)
    } catch {
      throw Problem("\(error)")
    }
  }

  /// Number of jobs.
  package var count: Int { cells.count }

  /// What a job has of a series; nil where it did not measure it.
  package func cell(_ job: Int, _ number: Int) -> CostObservation? {
    number < cells[job].count ? cells[job][number] : nil
  }

  /// What the jobs have of a series, without those that did not measure it.
  package func observations(_ number: Int) -> [CostObservation] {
    cells.compactMap { number < $0.count ? $0[number] : nil }
  }

  /// Whether a job has only a summary of a series.
  func hasSummary(_ number: Int) -> Bool {
    cells.contains { number < $0.count && $0[number]?.isSummary == true }
  }

  /// Whether a job measured a series.
  func measures(_ number: Int, in job: Int) -> Bool {
    number < cells[job].count && cells[job][number] != nil
  }

  /// Whether some job measured a series.
  package func measures(_ number: Int) -> Bool {
    cells.contains { number < $0.count && $0[number] != nil }
  }

  package func metric(_ number: Int) -> Metric? {
    number < metrics.count ? metrics[number] : nil
  }

  package func table(_ numbers: [Int]) -> LocationTable {
    var table = LocationTable(benchmarks: numbers.count, jobs: count)
    for r in cells.indices {
      for (b, number) in numbers.enumerated() {
        if number < cells[r].count, let log = cells[r][number]?.location { table[b, r] = log }
      }
    }
    return table
  }

  /// These jobs only, in this order.
  package func selecting(_ chosen: [Int]) -> ObservedJobs {
    var jobs = self
    jobs.cells = chosen.map { cells[$0] }
    return jobs
  }

  /// The same jobs located by another statistic.
  package func located(by statistic: LocationStatistic, threads: Int = 1) -> ObservedJobs {
    mapped(threads: threads) { $0.located(by: statistic) }
  }

  /// The same jobs with each cell replaced.
  func mapped(
    threads: Int = 1, _ change: @Sendable (CostObservation) -> CostObservation
  ) -> ObservedJobs {
    var jobs = self
    jobs.cells = cells.map { job in
      inParallel(job.count, threads: threads) { job[$0].map(change) }
    }
    return jobs
  }

  /// The same jobs with the executions of some series located as if they had had fewer samples.
  ///
  /// - Parameter sizes: samples by number of the series.
  package func matched(_ sizes: [Int: Int], statistic: LocationStatistic) -> ObservedJobs {
    var jobs = self
    for (number, size) in sizes {
      jobs.change(number) { $0.located(by: statistic, size: size) }
    }
    return jobs
  }

  /// The jobs with some series costing so many times as much.
  package func scaled(_ factors: [Int: Double]) -> ObservedJobs {
    var jobs = self
    for (number, factor) in factors { jobs.change(number) { $0.scaled(by: factor) } }
    return jobs
  }

  private mutating func change(_ number: Int, _ change: (CostObservation) -> CostObservation) {
    for r in cells.indices where number < cells[r].count {
      cells[r][number] = cells[r][number].map(change)
    }
  }
}

extension Metric {
  /// The common meaning of two statements about one series; nil if they contradict each other.
  package func agreed(with other: Metric) -> Metric? {
    guard unit == other.unit else { return nil }
    if better == other.better || other.better == .unspecified { return self }
    return better == .unspecified ? other : nil
  }

  fileprivate func difference(from other: Metric) -> String {
    unit == other.unit
      ? "expected \(better.rawValue) to be better, found \(other.better.rawValue)"
      : "expected values in \(unit), found \(other.unit)"
  }
}
