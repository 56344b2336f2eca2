import PerfStats

/// What a measuring plan says of itself before it is carried out.
package enum MeasuringPlanWords {
  package static func summary(_ plan: MeasuringPlan) -> String {
    let effect = decimal(100 * plan.effect, digits: 1)
    return "plan: \(decimal(plan.seconds.planned, digits: 1)) s of samples a job, "
      + "\(decimal(plan.seconds.uniform, digits: 1)) s without; +\(effect) % is expected to be found in "
      + "\(percent(plan.power.planned)) of the benchmarks, \(percent(plan.power.uniform)) without"
  }

  package static func otherMachine(file: String, fields: [String]) -> String {
    "\(file.legible()) is of another machine (\(fields.joined(separator: ", "))): all benchmarks are "
      + "measured alike"
  }

  private static func percent(_ share: Double) -> String {
    "\(decimal(100 * share, digits: 0)) %"
  }
}
