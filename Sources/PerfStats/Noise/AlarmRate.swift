import RealModule

extension NoiseFamily {
  /// How often this gate would have failed the archive's own jobs, each held against the others.
  ///
  /// The tail that fails one of M benchmarks lies beyond what the archive's jobs can show, and where a job is one
  /// process nothing in it can disagree: some runners then fail more unchanged gates than they were asked to.
  /// Which ones, their archive knows. Agreement of executions and the bootstrap do not take part, so
  /// this holds for jobs of one or two executions only.
  ///
  /// - Returns: nothing counted for jobs of three executions or more.
  /// - Complexity: O(M R).
  func alarms(tails: TailCalibration, bursts: Bursts, policy: Policy) -> Proportion {
    var alarms = Proportion()
    guard benchmarks.contains(where: { $0.executions < 3 }) else { return alarms }
    let threshold = Double.log(onePlus: policy.threshold)
    var failed = Array(repeating: false, count: usedJobs)
    for (benchmark, left) in zip(benchmarks, leaveOneOut)
    where left.residuals.count >= 6 && left.freedom > 0 && benchmark.executions < 3 {
      let width = tails.halfWidth(
        tail: (1 - policy.level) / 2, degreesOfFreedom: left.freedom, jobs: 1)
      let measured = benchmark.residuals.indices.filter { benchmark.residuals[$0] != nil }
      for (k, job) in measured.enumerated() where left.scores[k] > width {
        let (effect, error) = (left.effects[k], left.effects[k] / left.scores[k])
        guard effect - width * error > threshold, failed.indices.contains(job) else { continue }
        let p = UpperTail(
          standardError: error, degreesOfFreedom: left.freedom, tails: tails, jobs: 1,
          bursts: bursts)(effect).p
        if p * Double(benchmarks.count) <= policy.alpha { failed[job] = true }
      }
    }
    for job in failed { alarms.count(job) }
    return alarms
  }
}
