/// A case in which the right answer is known, with the rate that the gate must reach on a simulated
/// machine: gates that bark when a user would, and gates that stay silent.
package struct CalibrationCase: Hashable, Sendable {
  package enum Goal: Hashable, Sendable {
    /// Unchanged gates that fail, at most.
    case unchangedFailed(atMost: Double)
    /// Gates with the change that fail, or warn at least.
    case gatesFailed(atLeast: Double)
    case gatesNoticed(atLeast: Double)
    /// Changed benchmarks that fail.
    case benchmarksFailed(atLeast: Double)
    /// Shown intervals, and those of the whole suite, that hold the truth.
    case covered(ClosedRange<Double>)
    case suiteCovered(ClosedRange<Double>)
    /// Inconclusive benchmarks that the jobs they were told decide.
    case decidedAsTold(atLeast: Double)
    /// Inconclusive benchmarks that were told that no number would do: decided by 20 further jobs.
    case decidedUntold(atMost: Double)
    /// Slow-downs of the size called detectable with power 0.8 that fail.
    case foundAsTold(ClosedRange<Double>)
    /// Benchmarks with a slow tail that fail, or warn at least; unchanged gates with a row that tells of a
    /// slow tail.
    case tailNoticed(atLeast: Double)
    case tailTold(atMost: Double)
  }

  package var title: String
  package var machine: SimulatedMachine
  package var benchmarks: Int
  package var executions: Int
  package var samples: Int
  package var archiveJobs: Int
  package var baselineJobs: Int
  package var currentJobs: Int
  /// Relative slow-down of `changed` benchmarks.
  package var slowdown: Double
  package var changed: Int
  package var goals: [Goal]
  /// What happens to the samples of the changed benchmarks instead of a slow-down.
  package var tail: AddedTail?

  /// A goal with what was measured.
  package struct Outcome: Hashable, Sendable {
    package var goal: Goal
    package var measured: Proportion
    /// Whether the measured interval (Wilson, 95 %) leaves the goal possible.
    package var isMet: Bool
  }

  /// - Complexity: a simulation and a bootstrap for each suite.
  package func measure(
    suites: Int, policy: Policy, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> [Outcome] {
    if goals.contains(where: \.isPromise) {
      let promises = try self.promises(
        suites: suites, policy: policy, seed: seed, threads: threads)
      return goals.map { goal in
        switch goal {
        case .foundAsTold: goal.outcome(promises.found)
        case .decidedUntold: goal.outcome(promises.untold)
        default: goal.outcome(promises.decided)
        }
      }
    }
    if let tail {
      let trials = try tailTrials(
        tail, suites: suites, policy: policy, seed: seed, threads: threads)
      return goals.map { goal in
        if case .tailTold = goal { goal.outcome(trials.told) } else { goal.outcome(trials.noticed) }
      }
    }
    let plan = ReplayPlan(
      baselineJobs: baselineJobs, currentJobs: currentJobs, archiveJobs: archiveJobs,
      splits: suites, slowdowns: slowdown == 0 ? [] : [slowdown],
      share: Double(max(1, changed)) / Double(benchmarks), seed: seed)
    let report = try calibrate(
      machine, plan: plan, benchmarks: benchmarks, executions: executions, samples: samples,
      policy: policy, threads: threads)
    return goals.map { $0.outcome(report.measured($0)) }
  }

  /// The cases that the gate is held to.
  package static let all: [CalibrationCase] = silent + loud + promised + tailed

  /// What is promised comes true: jobs that decide, and effects that are found.
  private static let promised: [CalibrationCase] =
    [SimulatedMachine.quiet, .shared, .hosted].flatMap { machine in
      [(5, 0, 1), (10, 20, 1)].map { baseline, archive, current in
        CalibrationCase(
          title: "a tenth +2 to 9 %; then by what is detectable", machine: machine, benchmarks: 30,
          executions: 5, samples: 10, archiveJobs: archive, baselineJobs: baseline,
          currentJobs: current, slowdown: 0, changed: 3,
          goals: [
            .decidedAsTold(atLeast: 0.75), .decidedUntold(atMost: 0.8), .foundAsTold(0.7...0.9),
          ])
      }
    }

  /// Slow samples that the fast half does not see: a tenth of the suite has them.
  private static let tailed: [CalibrationCase] =
    [SimulatedMachine.quiet, .shared, .hosted].flatMap { machine in
      [AddedTail(share: 0.2, factor: 3), AddedTail(share: 0.05, factor: 5)].flatMap { tail in
        [(5, 0), (10, 20)].map { baseline, archive in
          CalibrationCase(
            title: tail.title, machine: machine, benchmarks: 20, executions: 5, samples: 50,
            archiveJobs: archive, baselineJobs: baseline, currentJobs: 1, slowdown: 0, changed: 2,
            goals: [.tailNoticed(atLeast: 0.95), .tailTold(atMost: 0.05)], tail: tail)
        }
      }
    }

  /// Nothing changed: M benchmarks, archive + baseline v current jobs.
  private static let silent: [CalibrationCase] = {
    let shapes = [(0, 1, 1), (0, 5, 1), (0, 5, 3), (20, 10, 1), (20, 10, 3)]
    return [SimulatedMachine.quiet, .shared, .hosted].flatMap { machine in
      [1, 4, 8, 20, 100].flatMap { benchmarks in
        shapes.map { archive, baseline, current in
          var goals: [Goal] = [.unchangedFailed(atMost: 0.05), .covered(0.94...1)]
          if benchmarks >= 8 { goals.append(.suiteCovered(0.92...1)) }
          return CalibrationCase(
            title: "unchanged", machine: machine, benchmarks: benchmarks, executions: 5,
            samples: 10, archiveJobs: archive, baselineJobs: baseline, currentJobs: current,
            slowdown: 0, changed: 0, goals: goals)
        }
      }
    }
  }()

  private static func quiet(
    _ title: String, _ benchmarks: Int, _ jobs: (archive: Int, baseline: Int, current: Int),
    slower slowdown: Double, changed: Int, executions: Int = 5, samples: Int = 10, _ goals: Goal...
  ) -> CalibrationCase {
    CalibrationCase(
      title: title, machine: .quiet, benchmarks: benchmarks, executions: executions,
      samples: samples, archiveJobs: jobs.archive, baselineJobs: jobs.baseline,
      currentJobs: jobs.current, slowdown: slowdown, changed: changed, goals: goals)
  }

  /// What anybody would call slower.
  private static let loud: [CalibrationCase] =
    [1, 4, 7].map { benchmarks in
      quiet(
        "one +10 %, learnt runner", benchmarks, (20, 10, 1), slower: 0.1, changed: 1,
        .benchmarksFailed(atLeast: 0.95))
    } + [
      quiet(
        "whole suite x10", 200, (0, 1, 1), slower: 9, changed: 200, executions: 1,
        .gatesFailed(atLeast: 0.95)),
      quiet(
        "whole suite +30 %", 200, (0, 1, 1), slower: 0.3, changed: 200, executions: 1,
        .gatesFailed(atLeast: 0.95)),
      quiet(
        "whole suite +10 %", 30, (0, 5, 3), slower: 0.1, changed: 30, .gatesFailed(atLeast: 0.95)),
      quiet(
        "whole suite +10 %", 30, (0, 5, 1), slower: 0.1, changed: 30, .gatesNoticed(atLeast: 0.95)),
      quiet(
        "half of the suite +10 %", 30, (0, 5, 3), slower: 0.1, changed: 15,
        .gatesFailed(atLeast: 0.95)),
      quiet(
        "one of 20 x1.5", 20, (0, 1, 1), slower: 0.5, changed: 1, .benchmarksFailed(atLeast: 0.9)),
      quiet("one of 20 x2", 20, (0, 1, 1), slower: 1, changed: 1, .benchmarksFailed(atLeast: 0.95)),
      quiet(
        "one of 200 x3", 200, (0, 1, 1), slower: 2, changed: 1, .benchmarksFailed(atLeast: 0.95)),
      quiet(
        "one of 200 x100, one execution", 200, (0, 1, 1), slower: 99, changed: 1, executions: 1,
        .benchmarksFailed(atLeast: 0.95)),
      quiet(
        "one +20 %, one sample an execution", 4, (0, 5, 1), slower: 0.2, changed: 1,
        executions: 20, samples: 1, .benchmarksFailed(atLeast: 0.95)),
    ]
}

extension ReplayReport {
  /// What was measured of a goal; changes are those of the first slow-down.
  fileprivate func measured(_ goal: CalibrationCase.Goal) -> Proportion {
    switch goal {
    case .unchangedFailed: outcomes[0].gateAlarms
    case .gatesFailed: outcomes[0].gateDetections[0]
    case .gatesNoticed: outcomes[1].gateDetections[0]
    case .benchmarksFailed: outcomes[0].detections[0]
    case .covered: coverage
    case .suiteCovered: suiteCoverage
    case .decidedAsTold, .decidedUntold, .foundAsTold, .tailNoticed, .tailTold: Proportion()
    }
  }
}

extension CalibrationCase.Goal {
  fileprivate var isPromise: Bool {
    switch self {
    case .decidedAsTold, .decidedUntold, .foundAsTold: true
    default: false
    }
  }

  /// Whether the measured interval (Wilson, 95 %) leaves the goal possible.
  fileprivate func outcome(_ measured: Proportion) -> CalibrationCase.Outcome {
    let (lower, upper) = measured.wilson()
    let isMet =
      switch self {
      case .unchangedFailed(let most), .tailTold(let most), .decidedUntold(let most):
        lower <= most
      case .gatesFailed(let least), .gatesNoticed(let least), .benchmarksFailed(let least),
        .decidedAsTold(let least), .tailNoticed(let least):
        upper >= least
      case .covered(let range), .suiteCovered(let range), .foundAsTold(let range):
        upper >= range.lowerBound && lower <= range.upperBound
      }
    return CalibrationCase.Outcome(goal: self, measured: measured, isMet: isMet)
  }
}
