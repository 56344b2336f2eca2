import PerfArchive
import PerfMeasure
import PerfStats

/// A duet to judge, measured now or read from a file.
struct ComparedDuet {
  var duet: Duet
  /// Benchmarks that cannot be used.
  var rejected: [RejectedBenchmark] = []
  var noise: DuetNoise

  /// Metrics that advise unless somebody says otherwise: what the system counts of a process says
  /// less than how long it took, cycles less than instructions. Where nothing else was asked for, they decide.
  private var usuallyAdvising: Set<String> {
    var advising: Set<String> = []
    if duet.head.settings["count"] == CountingTool.perf.rawValue {
      advising = CountingTool.advising
    } else if duet.head.settings["harness"] == HarnessPreset.noneName {
      advising = [DuetHarness.cpuTime.name, DuetHarness.peakMemory.name]
    }
    return advising.isSuperset(of: duet.head.measurements.map(\.metric.name)) ? [] : advising
  }

  func report(by gate: Gate) throws(StatisticsError) -> Report {
    var gate = gate
    if duet.isUnmeasured {
      // There is no metric to have a role.
      gate.roles = MetricRoles()
    } else {
      gate.usuallyAdvising = usuallyAdvising
    }
    return try gate.report(report(policy:))
  }

  func report(policy: Policy) throws(StatisticsError) -> Report {
    var report =
      duet.isUnmeasured
      ? Report.unmeasured(duet, policy: policy)
      : try judgeDuet(
        duet, policy: policy, noise: noise, rejected: rejected.reasons, threads: Processors.active)
    report.suite.findings = DuetNotes.sentences(duet) + report.suite.findings
    report.recordProvenance(version: perfstatVersion, threads: Processors.active)
    return report
  }
}
