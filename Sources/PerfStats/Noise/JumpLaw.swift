import RealModule

/// How far a benchmark jumps between two unchanged jobs of one machine.
///
/// A process may settle at another level for the whole of its life, a host or a build may move all
/// processes of a job. No Student law fits such jumps: in units of the suite's spread the 99.9 % point
/// of unchanged jobs lies between 8 and 179. What exceeds twice the samples' own spread of the job
/// follows
///
///     P(jump > V) = share/2 exp(-(V - start) / scale),   at most 1/2
///
/// on the log scale, with constants that hold on all sets of unchanged jobs that were looked at. A
/// process moves one of E executions only, so jobs of several executions jump less.
package struct JumpLaw: Hashable, Sendable {
  package var share: Double
  package var start: Double
  package var scale: Double

  /// - Parameter executions: fewest executions of a job on either side; fewer than three count as one.
  package init(executions: Int) {
    switch executions {
    case ..<3: (share, start, scale) = (0.03, 0.3, 0.3)
    case 3, 4: (share, start, scale) = (0.02, 0.1, 0.25)
    default: (share, start, scale) = (0.01, 0.1, 0.2)
    }
  }

  /// Executions that the law credits: one where there are fewer than three.
  package static func credited(_ executions: Int) -> Int { executions < 3 ? 1 : executions }

  /// Executions from which more of them change nothing.
  package static let enoughExecutions = 5

  package func upperTail(_ excess: Double) -> Double {
    min(0.5, share / 2 * .exp(-(max(excess, 0) - start) / scale))
  }
}

/// What is known of a comparison of which nothing was learnt before: the spread of the samples of the
/// jobs themselves, and the law of jumps.
package struct ColdStart: Hashable, Sendable {
  /// Squared spread W^2 of each benchmark: over both sides the mean over the side's jobs of the
  /// variance of ln y over all samples of the job, divided by the number of jobs.
  package var sampleVariances: [Double]
  /// Fewest executions of each benchmark over all jobs of both sides, as the law credits them.
  package var executions: [Int]

  package init(sampleVariances: [Double], executions: [Int]) {
    self.sampleVariances = sampleVariances
    self.executions = executions.map { JumpLaw.credited($0) }
  }

  /// - Parameter tails: share of the samples of a job that is taken in at each end where the law credits three
  ///   executions or more. A few slow samples, which the location does not see, would pass for a spread that
  ///   explains a jump; an execution that settled elsewhere is a fifth of five and stays.
  package init(
    _ benchmarks: [(baseline: [CostObservation], current: [CostObservation])], tails: Double = 0
  ) {
    let executions = benchmarks.map { sides in
      (sides.baseline + sides.current).map(\.executions.count).min() ?? 1
    }
    self.init(
      sampleVariances: zip(benchmarks, executions).map { sides, executions in
        let share = JumpLaw.credited(executions) > 1 ? tails : 0
        return [sides.baseline, sides.current].reduce(0) { sum, jobs in
          sum + Moments.mean(jobs.map { $0.sampleVariance(without: share) }) / Double(jobs.count)
        }
      }, executions: executions)
  }

  /// The share that the gate takes in.
  package static let tails = 0.1

  /// SD of a benchmark's job value: from twelve benchmarks on, the spread of the differences over the
  /// benchmarks, at least 0.7 %; else 3.5 %.
  package static func standardDeviation(_ contrast: LevelContrast) -> Double {
    guard contrast.benchmarks >= fewestSiblings else { return 0.035 }
    let scaled = (0..<contrast.benchmarks).map {
      contrast.differences[$0] / contrast.jobFactor($0).squareRoot()
    }
    return max(
      Quantiles.normalConsistency * Quantiles.medianAbsoluteDeviation(scaled), 0.007)
  }

  private static let fewestSiblings = 12

  /// Variance of one job's value of each benchmark: that of its siblings, and more where its samples
  /// spread wider than those of the typical sibling.
  package func variances(_ contrast: LevelContrast) -> [Double] {
    let sd = Self.standardDeviation(contrast)
    let own = zip(sampleVariances, executions).map { $0 / Double($1) }
    let typical = own.count >= Self.fewestSiblings ? Quantiles.median(own) : nil
    return own.indices.map { b in
      let factor = contrast.jobFactor(b)
      return sd * sd + max(0, own[b] - (typical ?? factor * sd * sd)) / factor
    }
  }

  /// What is left of an effect beyond twice the samples' spread.
  package func excess(_ effect: Double, of benchmark: Int) -> Double {
    effect - 2 * sampleVariances[benchmark].squareRoot()
  }

  /// Probability that an unchanged benchmark jumps so far.
  package func jump(_ effect: Double, of benchmark: Int) -> Double {
    JumpLaw(executions: executions[benchmark]).upperTail(excess(effect, of: benchmark))
  }
}

extension CostObservation {
  /// Variance of the logarithms of all samples of the job, a share of them taken in to the next one
  /// at each end; 0 for fewer than two.
  func sampleVariance(without share: Double) -> Double {
    var logs = samples.flatMap { $0.values.map { Double.log($0) } }
    guard logs.count > 1 else { return 0 }
    let taken = Int(share * Double(logs.count))
    if taken > 0 {
      logs.sort()
      let (least, most) = (logs[taken], logs[logs.count - 1 - taken])
      logs = logs.map { min(max($0, least), most) }
    }
    return Moments.variance(logs)
  }
}
