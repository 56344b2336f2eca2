import PerfStats

/// Rates of the gate on simulated machines as a Markdown table, a row for each rule.
package enum CalibrationTable {
  package static func head(_ slowdowns: [Double]) -> String {
    let columns =
      ["machine", "current jobs", "rule", "coverage", "unchanged gates failed"]
      + slowdowns.map { "\(percent($0)) failed" }
    return row(columns) + row(columns.map { _ in "---" })
  }

  package static func rows(_ machine: SimulatedMachine, _ report: ReplayReport) -> String {
    report.outcomes.enumerated().map { place, outcome in
      row(
        [
          machine.name, String(report.plan.currentJobs), outcome.rule,
          place == 0 ? report.coverage.text() : "", outcome.gateAlarms.text(),
        ] + outcome.detections.map { $0.text() })
    }.joined()
  }

  package static let caseHead: String = {
    let columns = ["machine", "benchmarks", "jobs", "case", "goal", "measured", "met"]
    return row(columns) + row(columns.map { _ in "---" })
  }()

  /// A row for each goal of a case.
  package static func rows(
    _ one: CalibrationCase, _ outcomes: [CalibrationCase.Outcome]
  ) -> String {
    outcomes.map { outcome in
      row([
        one.machine.name, String(one.benchmarks),
        (one.archiveJobs > 0 ? "\(one.baselineJobs)+\(one.archiveJobs)" : "\(one.baselineJobs)")
          + " v \(one.currentJobs)", one.title, words(outcome.goal), outcome.measured.text(),
        outcome.isMet ? "yes" : "**no**",
      ])
    }.joined()
  }

  private static func words(_ goal: CalibrationCase.Goal) -> String {
    func plain(_ share: Double) -> String { plainPercent(share) }
    return switch goal {
    case .unchangedFailed(let most): "gates failed: at most \(plain(most))"
    case .gatesFailed(let least): "gates failed: at least \(plain(least))"
    case .gatesNoticed(let least): "gates failed or warned: at least \(plain(least))"
    case .benchmarksFailed(let least): "found: at least \(plain(least))"
    case .covered(let range): "rows covered: at least \(plain(range.lowerBound))"
    case .suiteCovered(let range): "suite covered: at least \(plain(range.lowerBound))"
    case .decidedAsTold(let least): "decided by the jobs told: at least \(plain(least))"
    case .decidedUntold(let most):
      "decided by 20 more though none told: at most \(plain(most))"
    case .tailNoticed(let least): "failed or warned: at least \(plain(least))"
    case .tailTold(let most): "unchanged gates with a slow tail: at most \(plain(most))"
    case .foundAsTold(let range):
      "found with promised 80 %: \(plain(range.lowerBound)) to \(plain(range.upperBound))"
    }
  }

  /// Plays the simulations of plain suites and gives each piece of the table to `write` as soon as it is known.
  ///
  /// - Parameters:
  ///   - plan: its numbers of jobs, its slow-downs and its share; the current jobs are those of `currentJobs`.
  ///   - progress: is told how many suites of the present loop are done.
  ///   - finish: ends such a loop.
  package static func write(
    _ machines: [SimulatedMachine], plan: ReplayPlan, currentJobs: [Int], benchmarks: Int,
    executions: Int, samples: Int, policy: Policy, threads: Int,
    progress: @escaping @Sendable (Int) -> Void, finish: () -> Void,
    to write: (String) throws -> Void
  ) throws {
    try write(
      """
      \(plan.splits) suites of \(benchmarks) benchmarks for each row; \(plan.baselineJobs) baseline and \
      \(plan.archiveJobs) archived jobs of \(executions) executions of \(samples) samples; a tenth of the \
      benchmarks slowed down at a time; \(policy.resamples) resamples, seed \
      \(plan.seed)


      """ + head(plan.slowdowns))
    for machine in machines {
      for jobs in currentJobs {
        var plan = plan
        plan.currentJobs = jobs
        let report = try calibrate(
          machine, plan: plan, benchmarks: benchmarks, executions: executions, samples: samples,
          policy: policy, threads: threads, progress: progress)
        finish()
        try write(rows(machine, report))
      }
    }
  }

  /// Plays cases and gives a row for each goal of each to `write`.
  package static func write(
    _ cases: [CalibrationCase], suites: Int, policy: Policy, seed: UInt64, threads: Int,
    to write: (String) throws -> Void
  ) throws {
    try write(
      "\(suites) suites for each row; \(policy.resamples) resamples, seed \(seed)\n\n" + caseHead)
    for one in cases {
      try write(
        rows(one, one.measure(suites: suites, policy: policy, seed: seed, threads: threads)))
    }
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}
