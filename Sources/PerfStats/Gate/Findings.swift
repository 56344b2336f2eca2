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

  mutating func runners(_ comparison: RunnerComparison, baseline: Runner) {
    if comparison.conflicts.isEmpty {
      if baseline.isUnknown, comparison.current.isUnknown {
        add("The files do not tell which machine measured them; both sides are taken to be one.")
      }
      return
    }
    let what = comparison.conflicts == ["compiler"] ? "compilers" : "machines"
    add(
      "The jobs were measured with different \(what) "
        + "(\(comparison.differences.joined(separator: ", "))): "
        + "no benchmark can fail, pass or improve.")
  }

  mutating func busyMachine(_ runs: [Run], side: String) {
    let busy = runs.compactMap { run in
      run.foreignLoad.map { run.id.isEmpty ? $0 : "run \(run.id): \($0)" }
    }
    guard let first = busy.first else { return }
    add(
      "The machine was busy in \(busy.count) of \(runs.count) \(side) runs (\(first)).")
  }

  /// The common shift and the fit of the model (6.4, 6.9).
  mutating func level(_ comparison: LevelComparison, metric: String, several: Bool) {
    let place = several ? " of \(metric)" : ""
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
    let shift = comparison.commonShift
    guard comparison.expectedShift > 0, shift.magnitude > 2 * comparison.expectedShift else {
      return
    }
    let tau = decimal(100 * comparison.expectedShift, digits: 1)
    var text =
      "All benchmarks\(place) together moved by \(change(shift)); chance moves the suite of this "
      + "runner by \(tau) % (one standard deviation)."
    if shift != comparison.commonShiftUsed {
      text +=
        " \(change(comparison.commonShiftUsed)) of it was taken for the runner's doing and "
        + "removed, the rest stays in every benchmark."
    }
    add(text)
  }

  /// What was not judged, and why.
  mutating func census(
    _ results: [BenchmarkResult], summaries: Int, fewSamples: Int, archiveFaults: Int
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
      let judged = results.count { $0.estimate != nil }
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
    if fewSamples > 0 {
      add(
        "Fewer than three samples an execution: \(counted(fewSamples, "benchmark")), which can "
          + "warn but cannot fail.")
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
