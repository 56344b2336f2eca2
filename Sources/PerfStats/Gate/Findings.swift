import RealModule

extension Run {
  /// Whether the machine was busy with other work while the run was measured, in words; nil
  /// if it was not or nothing was recorded.
  package var foreignLoad: String? {
    func percent(_ name: String) -> Double? { conditions[name].flatMap { Double($0) } }
    var parts: [String] = []
    if let steal = percent("stealPercent"), steal > 2 {
      parts.append("the hypervisor took \(decimal(steal, digits: 1)) % of the time")
    }
    if let foreign = percent("foreignPercent"), foreign > 10 {
      parts.append("other processes used \(decimal(foreign, digits: 1)) % of the time")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

/// Sentences about the suite as a whole.
struct Findings {
  private(set) var sentences: [String] = []

  mutating func add(_ sentence: String) { sentences.append(sentence) }

  /// Which machines measured, and which jobs are not compared.
  mutating func machines(_ jobs: MatchingJobs) {
    if jobs.machine.isUnknown {
      add("The files do not tell which machine measured them; both sides are taken to be one.")
    }
    if !jobs.conflicts.isEmpty {
      add(
        "The jobs were measured with different machines "
          + "(\(jobs.differences.joined(separator: ", "))): "
          + "no benchmark can fail, pass or improve.")
    }
    for isCurrent in [false, true] {
      let aside = jobs.setAside.filter { $0.isCurrent == isCurrent }
      guard !aside.isEmpty else { continue }
      let fields = distinct(aside.flatMap(\.fields)).joined(separator: ", ")
      let names = distinct(aside.map(\.run.id)).prefix(3).joined(separator: ", ")
      add(
        "\(counted(aside.count, "\(isCurrent ? "current" : "baseline") job")) of another machine "
          + "(\(fields) \(aside.count == 1 ? "differs" : "differ")) set aside"
          + (names.isEmpty ? "." : ": \(names)\(aside.count > 3 ? ", ..." : "")."))
    }
    if !jobs.compilers.isEmpty {
      add("Built with different compilers: \(jobs.compilers.joined(separator: " / ")).")
    }
  }

  /// What this runner does to unchanged jobs of one or two executions.
  mutating func alarms(_ alarms: Proportion) {
    guard alarms.successes > 0 else { return }
    let (lower, upper) = alarms.wilson()
    add(
      "\(alarms.successes) of the \(counted(alarms.trials, "archived job")), held against the others, would have failed "
        + "this gate (95 %: \(decimal(100 * lower, digits: 0)) to \(decimal(100 * upper, digits: 0)) %): if nothing "
        + "changed in them, that is this runner's rate of false alarms. Five executions a job, or a second current job, lower it."
    )
  }

  mutating func busyMachine(_ runs: [Run], side: String) {
    let busy = runs.compactMap { run in
      run.foreignLoad.map { run.id.isEmpty ? $0 : "run \(run.id): \($0)" }
    }
    guard let first = busy.first else { return }
    add(
      "The machine was busy in \(busy.count) of \(runs.count) \(side) runs (\(first)).")
  }

  /// The fit of the model and the reference (6.4, 7.3).
  mutating func level(_ family: Family, several: Bool) {
    let comparison = family.comparison
    let place = several ? " of \(family.metric)" : ""
    if comparison.mismatch {
      add(
        "The differences\(place) spread \(decimal(comparison.inflation, digits: 1)) times as wide "
          + "as this runner's noise: another machine, a polluted run or changes to most "
          + "benchmarks. Every interval was widened by that factor and given heavy tails.")
    } else if comparison.inflation > 1 {
      add(
        "The differences\(place) spread \(decimal(comparison.inflation, digits: 2)) times as wide "
          + "as this runner's noise; every interval was widened by that factor.")
    }
    if family.shiftedReferences > 0 {
      add(
        "\(counted(family.shiftedReferences, "benchmark"))\(place) changed inside the baseline; "
          + "compared with the jobs since.")
    }
  }

  /// What was not judged, and why.
  mutating func census(
    _ results: [BenchmarkResult], summaries: Int, unable: Int, archiveFaults: Int
  ) {
    var parts: [String] = []
    for (verdict, why) in [
      (Verdict.missing, "absent from the current side"), (.new, "absent from the baseline"),
      (.error, "unusable"),
    ] {
      let count = results.count { $0.verdict == verdict }
      if count > 0 { parts.append("\(count) \(why)") }
    }
    if !parts.isEmpty {
      let judged = results.count { ![.missing, .new, .error].contains($0.verdict) }
      add(
        "\(judged) of \(counted(results.count, "benchmark")) "
          + "\(results.count == 1 ? "was" : "were") judged; not judged: "
          + "\(parts.joined(separator: ", ")).")
    }
    if summaries > 0 {
      add(
        "Without raw samples on a side: \(counted(summaries, "benchmark")); such intervals rest on "
          + "the bounds that the source gives and on the noise model.")
    }
    if unable > 0 {
      add(
        "Too few values to fail: \(counted(unable, "benchmark")), which can warn at most.")
    }
    if archiveFaults > 0 {
      add("Unusable and left out: \(counted(archiveFaults, "measurement")) of the archive.")
    }
  }
}

/// `1 job`, `2 jobs`.
package func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
