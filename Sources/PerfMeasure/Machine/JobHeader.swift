import Foundation
import PerfStats

/// What is known of a job before it is measured: checkout, machine, conditions, date.
package struct JobHeader {
  package var checkout: GitCheckout
  package let conditions = Conditions()
  private let date = Date.now

  package init(checkout: GitCheckout) { self.checkout = checkout }

  /// The job with its header, after measuring.
  package func job(
    runner: Runner, settings: [String: String], origin: String,
    measurements: [PerfStats.Measurement]
  ) -> Run {
    Run(
      id: UUID().uuidString.lowercased(), commit: checkout.commit, branch: checkout.branch,
      dirty: checkout.dirty, date: date.formatted(.iso8601), runner: runner,
      conditions: conditions.recorded(), settings: settings, origin: origin,
      measurements: measurements)
  }

  /// Puts the header over that of a job whose results another program reported.
  ///
  /// - Parameter collector: what gathered them, for the origin.
  package func take(over run: inout Run, runner: Runner, collector: String, version: String) {
    run.id = UUID().uuidString.lowercased()
    run.commit = checkout.commit
    run.branch = checkout.branch
    run.dirty = checkout.dirty
    run.date = date.formatted(.iso8601)
    // Of a foreign program's compiler only its own results can tell.
    let compiler = run.runner.compiler
    run.runner = runner
    run.runner.compiler = compiler
    run.runner.buildMode = ""
    run.conditions.merge(conditions.recorded()) { $1 }
    run.settings["version"] = version
    run.origin = run.origin.isEmpty ? collector : "\(collector), \(run.origin)"
  }
}
