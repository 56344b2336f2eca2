import Foundation
import PerfStats
import PerfText

extension ExportTable {
  /// Rows of `locations`: one per execution of the runs.
  package static func locationRows(
    _ run: Run, statistic: LocationStatistic
  ) -> [UInt8] {
    var out = CSVWriter()
    for measurement in run.measurements {
      for (number, execution) in measurement.executions.enumerated() {
        let sorted = execution.values.sorted()
        guard !sorted.isEmpty else { continue }
        let location = statistic.location(ofSorted: sorted)
        out.field(run.runner.isUnknown ? "" : run.runner.slug)
        out.field(run.commit)
        out.field(date: run.date)
        out.field(run.id)
        out.field(measurement.benchmark)
        out.field(number)
        out.field(measurement.metric.name)
        out.field(measurement.metric.unit)
        out.field(statistic.rawValue)
        out.field(sorted.count)
        out.field(location)
        out.field(log(location))
        out.field(withinSquaredError(ofSorted: sorted))
        out.endRecord()
      }
    }
    return out.bytes
  }

  /// Rows of `comparisons`, one per benchmark of a report.
  package static func comparisonRows(_ report: Report) -> [UInt8] {
    var out = CSVWriter()
    for row in report.benchmarks {
      let estimate = row.estimate
      out.series(row)
      out.field(row.metric.unit)
      out.field(row.metric.better.rawValue)
      out.field(row.verdict.rawValue)
      out.field(estimate?.deciding.estimate)
      out.field(estimate?.deciding.lower)
      out.field(estimate?.deciding.upper)
      out.field(estimate?.deciding.level)
      out.field(estimate?.p)
      out.field(estimate?.adjustedP)
      out.field(estimate?.minimumDetectableEffect)
      out.field(estimate?.jobsToDecide)
      out.field(estimate?.standardError)
      out.field(estimate?.degreesOfFreedom)
      out.field(estimate?.runLevelSD)
      for side in [row.baseline, row.current] {
        out.field(side?.value)
        out.field(side?.jobs)
        out.field(side?.executions)
        out.field(side?.samples)
      }
      out.field(row.reasons.joined(separator: "; "))
      out.field(row.notes.joined(separator: "; "))
      out.endRecord()
    }
    return out.bytes
  }

  /// Rows of `intervals`: up to four per judged benchmark of a report.
  package static func intervalRows(_ report: Report) -> [UInt8] {
    var out = CSVWriter()
    for row in report.benchmarks {
      guard let estimate = row.estimate else { continue }
      var intervals: [(method: String, interval: Interval)] = [
        ("deciding", estimate.deciding), ("noise model", estimate.noiseInterval),
      ]
      if let bootstrap = estimate.bootstrapInterval { intervals.append(("bootstrap", bootstrap)) }
      for (method, interval) in intervals {
        out.series(row)
        out.field(method)
        out.field(interval.level)
        out.field(interval.estimate)
        out.field(interval.lower)
        out.field(interval.upper)
        out.endRecord()
      }
      out.series(row)
      out.field("ratio of means")
      out.field(estimate.deciding.level)
      out.field(estimate.meanRatio.ratio)
      out.field(estimate.meanRatio.lower)
      out.field(estimate.meanRatio.upper)
      out.endRecord()
    }
    return out.bytes
  }

  /// Rows of `bootstrap`: the quantiles of each benchmark's bootstrap distribution.
  ///
  /// - Parameter every: keep the middle one of each `every` quantiles, 1 for all.
  package static func bootstrapRows(_ report: Report, every: Int) -> [UInt8] {
    var out = CSVWriter()
    for row in report.benchmarks {
      let quantiles = row.estimate?.bootstrapQuantiles ?? []
      for (position, ratio) in quantiles.enumerated() where position % every == every / 2 {
        out.series(row)
        out.field((Double(position) + 0.5) / Double(quantiles.count))
        out.field(ratio)
        out.endRecord()
      }
    }
    return out.bytes
  }

  /// Rows of `noise`: one per benchmark of a runner's model.
  package static func noiseRows(_ model: NoiseModel) -> [UInt8] {
    var out = CSVWriter()
    for family in model.families {
      for benchmark in family.benchmarks {
        out.field(model.runner.isUnknown ? "" : model.runner.slug)
        out.field(benchmark.name)
        out.field(family.metric)
        out.field(benchmark.log10Duration)
        out.field(family.usedJobs)
        out.field(benchmark.executions)
        out.field(benchmark.samples)
        out.field(benchmark.variance.squareRoot())
        out.field(benchmark.degreesOfFreedom)
        out.field(benchmark.priorVariance.squareRoot())
        out.field(benchmark.moderatedVariance.squareRoot())
        out.field(benchmark.moderatedDegreesOfFreedom)
        out.field(benchmark.execution?.moderatedVariance.squareRoot())
        out.field(benchmark.withinSquaredError?.squareRoot())
        out.field(family.prior.degreesOfFreedom)
        out.field(family.commonSD)
        out.field(family.tails.kappa)
        out.field(family.tails.nu)
        out.endRecord()
      }
    }
    return out.bytes
  }
}

extension ExportTable {
  /// Rows of `history`: every job of every point of a series.
  package static func historyRows(_ history: SeriesHistory) -> [UInt8] {
    var head = CSVWriter()
    head.field(history.runner)
    head.field(history.name)
    head.field(history.metric.name)
    var tail = CSVWriter()
    tail.field(history.metric.unit)
    tail.field(history.metric.better.rawValue)
    var out = CSVWriter()
    for point in history.points {
      for (sample, (job, value)) in zip(point.jobs, point.values).enumerated() {
        out.raw(head.bytes)
        out.field(point.index)
        out.field(point.commit)
        out.field(date: point.date)
        out.field(sample)
        out.field(value)
        out.field(value == 0 ? nil : job)
        out.raw(tail.bytes)
        out.endRecord()
      }
    }
    return out.bytes
  }
}

extension CSVWriter {
  fileprivate mutating func series(_ row: BenchmarkResult) {
    field(row.name)
    field(row.metric.name)
  }
}
