import Foundation
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

/// A duet to judge, measured now or read from a file.
struct ComparedDuet {
  var duet: Duet
  /// Benchmarks that cannot be used.
  var rejected: [RejectedBenchmark] = []
  var noise: DuetNoise

  init(duet: Duet, noise: DuetNoise) {
    self.duet = duet
    self.noise = noise
  }

  /// The duet among runs that were read; nil if there is none.
  ///
  /// - Parameters:
  ///   - place: name of the files for messages.
  ///   - archive: runs to learn the runner's noise from; only duets count.
  /// - Throws: half a duet, several duets, or jobs beside a duet.
  init?(
    among loaded: LoadedRuns, place: String, archive: [Run], filter: NamePattern?
  ) throws(InputError) {
    let found = try ComparedDuet.collect(loaded.runs, place: place)
    guard var duet = found.duets.first else { return nil }
    guard found.duets.count == 1, found.others.isEmpty else {
      throw InputError(
        place: place,
        message: "expected one duet, found \(found.duets.count) duets and \(found.others.count)"
          + " other jobs; with --baseline they are compared as jobs")
    }
    rejected = loaded.rejected
    if let filter, !duet.isUnmeasured {
      duet.base.measurements.removeAll { !filter.matches($0.benchmark) }
      duet.head.measurements.removeAll { !filter.matches($0.benchmark) }
      rejected.removeAll { !filter.matches($0.key.benchmark) }
      guard !duet.head.measurements.isEmpty else {
        throw InputError(place: place, message: "--filter matches no benchmark")
      }
    }
    self.duet = duet
    noise = try ComparedDuet.noise(archive, runner: duet.head.runner, apart: duet)
  }

  /// What archived duets of a runner teach about its noise.
  static func noise(
    _ archive: [Run], runner: Runner, apart own: Duet? = nil
  ) throws(InputError) -> DuetNoise {
    let duets = try collect(archive, place: "--archive").duets
    return .fit(
      duets.filter {
        $0.head.runner.conflicts(with: runner).isEmpty && $0.head.id != own?.head.id
      })
  }

  /// Metrics that advise unless somebody says otherwise: what the system counts of a process says
  /// less than how long it took.
  static func advising(_ duet: Duet) -> Set<String> {
    duet.head.settings["harness"] == HarnessPreset.noneName
      ? [DuetHarness.cpuTime.name, DuetHarness.peakMemory.name] : []
  }

  func report(policy: Policy) throws(StatisticsError) -> Report {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    var report =
      duet.isUnmeasured
      ? Report.unmeasured(duet, policy: policy)
      : try judgeDuet(
        duet, policy: policy, noise: noise,
        rejected: rejected.map { ($0.key, $0.error.description) }, threads: threads)
    report.suite.findings = DuetNotes.sentences(duet) + report.suite.findings
    report.recordProvenance(threads: threads)
    return report
  }

  static func collect(
    _ runs: [Run], place: String
  ) throws(InputError) -> (duets: [Duet], others: [Run]) {
    do {
      return try Duet.collect(runs)
    } catch {
      throw InputError(place: place, message: error.description)
    }
  }
}
