extension BenchmarkResult {
  /// Whether the row was decided and could have failed: what `--require-judged` counts. A row
  /// that stayed open, has too few samples, only a summary, or only advises is not.
  package func isJudged(in report: Report) -> Bool {
    guard [.pass, .warn, .improved, .changed, .fail].contains(verdict), baseline != nil,
      current != nil,
      report.currentRunner == nil, !advisesOnly, !comparesItself(in: report)
    else { return false }
    return [baseline, current].allSatisfy { side in
      let executions = side?.runs.flatMap { $0 } ?? []
      if executions.isEmpty { return report.policy.trustSummaries }
      let values = executions.reduce(0) { $0 + $1.values.count }
      return values >= Judgement.fewestValues || estimate?.minimumDetectableEffect != nil
    }
  }
}

extension BenchmarkResult {
  /// Whether both sides hold the very same timings, as no two measurements do.
  func comparesItself(in report: Report) -> Bool {
    // The sides of a duet come from two programs; nobody can give it one file twice.
    guard report.provenance["mode"] != "duet" else { return false }
    guard let baseline, let current, !current.runs.isEmpty else { return false }
    return baseline.runs == current.runs && current.samples > 0
      && Metric.Unit(metric.unit).isTimeOrRate
  }
}

extension Report {
  /// Rows that were decided and could have failed.
  package var judged: Int { benchmarks.count { $0.isJudged(in: self) } }

  /// What the first line of every rendering says where the gate ends without having judged:
  /// nil where at least one row was judged.
  package var nothingJudged: String? {
    if benchmarks.contains(where: { $0.isJudged(in: self) }) { return nil }
    let why: String
    let open = benchmarks.filter { $0.estimate != nil }
    if benchmarks.isEmpty {
      why = "there is no benchmark"
    } else if currentRunner != nil {
      why = "the sides were measured on different machines"
    } else if open.isEmpty {
      why = "no benchmark is usable on both sides"
    } else if open.contains(where: { $0.comparesItself(in: self) }),
      open.allSatisfy({ $0.baseline?.runs == $0.current?.runs })
    {
      why = "baseline and current are the same samples"
    } else if open.allSatisfy({ $0.verdict == .inconclusive }) {
      why =
        open.count == 1
        ? "the one comparison is inconclusive"
        : "all \(open.count) comparisons are inconclusive"
    } else if open.allSatisfy(\.advisesOnly) {
      why = "every benchmark only advises"
    } else {
      why = "no benchmark has enough raw samples on both sides to fail"
    }
    return "NOTHING WAS JUDGED: \(why)."
  }
}

/// How much must have been judged for a gate to pass: `1`, or `50%` of the benchmarks.
package enum RequiredJudged: Hashable, Sendable {
  case count(Int)
  case share(Double)

  /// Nil for what is neither a number nor a share of up to 100 percent.
  package init?(argument text: String) {
    if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
      self = .share(percent / 100)
    } else if let count = Int(text), count >= 0 {
      self = .count(count)
    } else {
      return nil
    }
  }

  /// Rows of a report that this asks for.
  func rows(of benchmarks: Int) -> Int {
    switch self {
    case .count(let count): count
    case .share(let share): Int((share * Double(benchmarks)).rounded(.up))
    }
  }
}

extension Report {
  /// Cost ratio below which an improvement is hard to believe: 80 % less.
  package static let implausible = 0.2

  /// Says at the top what a reader must know before the verdicts: that nothing was judged, less
  /// than was asked for, or improvements that no work could explain. A gate without a judged row
  /// does not pass; it is inconclusive.
  ///
  /// - Returns: whether as much was judged as `required` asks for.
  @discardableResult
  package mutating func stateWhatWasJudged(required: RequiredJudged) -> Bool {
    // Only identical programs pass without a row: nothing was measured, and all is known.
    if benchmarks.isEmpty, decision == .pass { return true }
    var sentences: [String] = []
    let wanted = required.rows(of: benchmarks.count)
    let judged = judged
    let isEnough = judged >= wanted
    if let nothingJudged {
      sentences.append(nothingJudged)
    } else if !isEnough {
      sentences.append(
        "TOO LITTLE WAS JUDGED: \(judged) of \(counted(benchmarks.count, "benchmark")), fewer than "
          + "the \(wanted) that --require-judged asks for.")
    }
    if !sentences.isEmpty, decision == .pass || decision == .warn { decision = .inconclusive }

    let strange = benchmarks.indices.filter {
      benchmarks[$0].estimate.map { $0.deciding.estimate < Self.implausible } ?? false
    }
    for i in strange {
      benchmarks[i].notes.append(
        "more than 80 % faster is implausible: look whether it still does its work")
    }
    if let first = strange.first {
      sentences.append(
        "Implausible: \(counted(strange.count, "benchmark")) more than 80 % faster "
          + "(\(benchmarks[first].name)\(strange.count > 1 ? ", ..." : "")); look whether the work "
          + "is still done.")
    }
    suite.findings.insert(contentsOf: sentences, at: 0)
    return isEnough
  }
}
