/// Jobs turned into costs, by series.
package struct ObservedJobs: Sendable {
  /// A measurement that cannot be used, and why.
  package struct Fault: Sendable {
    package var key: SeriesKey
    package var message: String
  }

  package var cells: [[SeriesKey: CostObservation]]
  package var metrics: [SeriesKey: Metric]
  /// Series in the order of their first appearance.
  package var order: [SeriesKey]
  package var faults: [Fault]

  /// - Parameter metrics: what series are known to measure. Where a run names another unit or
  ///   the opposite direction, its measurement is a fault.
  package init(
    _ runs: [Run], statistic: LocationStatistic, metrics known: [SeriesKey: Metric] = [:]
  ) {
    cells = []
    metrics = known
    order = []
    faults = []
    var seen = Set<SeriesKey>()
    for run in runs {
      var job: [SeriesKey: CostObservation] = [:]
      for measurement in run.measurements {
        let key = measurement.key
        if seen.insert(key).inserted { order.append(key) }
        func fault(_ problem: String) -> Fault {
          let place = run.id.isEmpty ? key.benchmark : "\(key.benchmark) in run \(run.id)"
          return Fault(key: key, message: "\(place): \(problem)")
        }
        if measurement.isAmbiguous {
          faults.append(
            fault(
              "several benchmarks have this name and nothing tells them apart; none is compared"))
          continue
        }
        let metric = metrics[key] ?? measurement.metric
        let converted = measurement.converted(to: metric.unit) ?? measurement
        guard let agreed = metric.agreed(with: converted.metric) else {
          faults.append(fault(metric.difference(from: measurement.metric)))
          continue
        }
        metrics[key] = agreed
        if job[key] != nil {
          faults.append(fault("measured twice in one run"))
          continue
        }
        do throws(StatisticsError) {
          var oriented = converted
          oriented.metric = agreed
          job[key] = try CostObservation(oriented, statistic: statistic)
        } catch {
          faults.append(fault("\(error)"))
        }
      }
      cells.append(job)
    }
  }

  package func table(_ keys: [SeriesKey]) -> LocationTable {
    var table = LocationTable(benchmarks: keys.count, jobs: cells.count)
    for (r, job) in cells.enumerated() {
      for (b, key) in keys.enumerated() {
        if let cell = job[key], !cell.holdsZero { table[b, r] = cell.log }
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

  /// The same jobs located by another statistic, and at the sizes given for some series.
  package func located(
    by statistic: LocationStatistic, sizes: [SeriesKey: Int] = [:]
  ) -> ObservedJobs {
    var jobs = self
    for r in jobs.cells.indices {
      jobs.cells[r] = Dictionary(
        uniqueKeysWithValues: cells[r].map { key, cell in
          (key, cell.located(by: statistic, size: sizes[key]))
        })
    }
    return jobs
  }

  /// The same jobs with the executions of some series located as if they had had fewer samples.
  package func matched(
    _ sizes: [SeriesKey: Int], statistic: LocationStatistic
  ) -> ObservedJobs {
    guard !sizes.isEmpty else { return self }
    var jobs = self
    for r in jobs.cells.indices {
      for (key, size) in sizes {
        jobs.cells[r][key] = cells[r][key]?.located(by: statistic, size: size)
      }
    }
    return jobs
  }

  /// The jobs with some series costing so many times as much.
  package func scaled(_ factors: [SeriesKey: Double]) -> ObservedJobs {
    var jobs = self
    for r in jobs.cells.indices {
      for (key, factor) in factors { jobs.cells[r][key] = cells[r][key]?.scaled(by: factor) }
    }
    return jobs
  }

  package func observations(_ key: SeriesKey) -> [CostObservation] {
    cells.compactMap { $0[key] }
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
