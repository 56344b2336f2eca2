import RealModule

extension PolicyRules {
  /// Judges, and judges anew by its own thresholds each row that has such.
  ///
  /// What concerns the whole suite (noise, common shift, correction for multiplicity) is the same for
  /// every threshold.
  ///
  /// - Parameter judge: the comparison by one policy.
  /// - Complexity: that of `judge`, times the number of different thresholds that are in use.
  package func judged<Failure>(
    by general: Policy, _ judge: (Policy) throws(Failure) -> Report
  ) throws(Failure) -> Report {
    var report = try judge(general)
    let own = report.benchmarks.map { row in
      policy(for: SeriesKey(benchmark: row.name, metric: row.metric.name), general: general)
    }
    let others = Set(own).subtracting([general]).sorted { $0.threshold < $1.threshold }
    if others.isEmpty { return report }
    for other in others {
      let judged = try judge(other)
      for i in report.benchmarks.indices where own[i] == other {
        report.benchmarks[i] = judged.benchmarks[i]
      }
    }
    report.decision = Report.Decision(
      of: report.benchmarks, suite: report.suite, policy: general)
    return report
  }
}

extension PolicyRules {
  /// The report with what the policy file changes: budgets, advice, waivers, unfit series. Every
  /// row that it touches says so, and so does the top of the report.
  ///
  /// - Parameter runner: slug of the runner that measured.
  package func applied(to report: Report, runner: String) -> Report {
    guard !file.isEmpty else { return report }
    var result = report
    var changes: [String] = []
    for i in result.benchmarks.indices {
      let before = result.benchmarks[i].verdict
      apply(to: &result.benchmarks[i], policy: report.policy, runner: runner)
      let row = result.benchmarks[i]
      if row.verdict != before {
        changes.append("\(row.name): \(before.rawValue) became \(row.verdict.rawValue)")
      }
    }
    var sentence =
      "Policy \(file): \(limits.count) limits, \(waivers.count) waivers, "
      + "\(unfit.count { $0.runner == runner }) unfit benchmarks of this runner; "
    sentence +=
      changes.isEmpty
      ? "it changed no verdict."
      : "it changed \(changes.count) of \(result.benchmarks.count) verdicts "
        + "(\(changes.prefix(3).joined(separator: "; "))\(changes.count > 3 ? "; ..." : ""))."
    result.suite.findings.insert(sentence, at: 0)
    result.decision = Report.Decision(
      of: result.benchmarks, suite: result.suite, policy: result.policy)
    return result
  }

  private func apply(to row: inout BenchmarkResult, policy: Policy, runner: String) {
    let key = SeriesKey(benchmark: row.name, metric: row.metric.name)
    let limit = limit(of: key)
    if let limit = limit.absolute, let worth = limit.value(in: row.metric) {
      forgive(limit, worth: worth, on: &row)
    }
    if let budget = limit.budget, let worth = budget.value(in: row.metric) {
      spend(budget, worth: worth, place: limit.place, on: &row, level: policy.level)
    }
    let isUnfit = unfit.contains { $0.runner == runner && $0.series == key }
    row.advisesOnly = limit.gates == false || isUnfit
    let isAlarm = row.verdict == .fail || row.verdict == .missing
    guard isAlarm else { return }
    if let waiver = waivers.first(where: { $0.series == key }), row.verdict == .fail {
      let ceiling = Double.log(onePlus: waiver.ceiling)
      if let estimate = row.estimate, estimate.deciding.lower <= .exp(ceiling) {
        row.verdict = .warn
        row.advisesOnly = true
        row.reasons.append(
          "waived until \(waiver.expires) up to \(change(ceiling)): \(waiver.reason) "
            + "(\(waiver.place))")
      } else {
        row.reasons.append(
          "the waiver holds up to \(change(ceiling)) only (\(waiver.place))")
      }
    }
    if let entry = unfit.first(where: { $0.runner == runner && $0.series == key }),
      row.verdict == .fail
    {
      row.verdict = .warn
      row.reasons.append(
        "this runner is known to be too noisy for it and only warns: \(entry.reason) "
          + "(\(entry.place))")
    }
    if limit.gates == false, row.verdict == .fail || row.verdict == .missing {
      row.verdict = .warn
      row.reasons.append("it advises and does not gate (\(limit.place))")
    }
  }

  /// Takes back an alarm about a change that is too small in the metric's unit, however large it
  /// is in percent.
  private func forgive(_ limit: Amount, worth: Double, on row: inout BenchmarkResult) {
    guard row.verdict == .fail || row.verdict == .warn || row.verdict == .inconclusive,
      let estimate = row.estimate, let baseline = row.baseline?.value
    else { return }
    // Ratios are of costs; where more is better, the value falls by 1 - 1/ratio.
    let isRate = row.metric.better == .higher
    func loss(_ ratio: Double) -> Double { baseline * (isRate ? 1 - 1 / ratio : ratio - 1) }
    let text = "the absolute limit of \(limit.text)"
    if loss(estimate.deciding.upper) <= worth {
      row.verdict = .pass
      row.reasons = ["the whole interval stays within \(text)"]
    } else if row.verdict == .fail, loss(estimate.deciding.lower) <= worth {
      row.verdict = .warn
      row.reasons.append("but it may be within \(text)")
    }
  }

  /// Fails a row whose current value is beyond its budget as surely as the level asks.
  ///
  /// The current value has the standard error of its jobs' mean; where no spread between jobs is
  /// known (a new benchmark), even its best execution must be beyond the budget.
  private func spend(
    _ budget: Amount, worth: Double, place: String, on row: inout BenchmarkResult, level: Double
  ) {
    guard let current = row.current else { return }
    let isCost = row.metric.better != .higher
    func excess(_ value: Double) -> Bool { isCost ? value > worth : value < worth }
    guard excess(current.value) else { return }
    let surely: Double
    if let estimate = row.estimate, current.jobs > 0 {
      let error = estimate.runLevelSD / Double(current.jobs).squareRoot()
      let quantile = StudentT(estimate.degreesOfFreedom).upperQuantile((1 - level) / 2)
      surely = current.value * .exp((isCost ? -1 : 1) * quantile * error)
    } else {
      let means = current.runs.flatMap { $0 }.map { execution in
        execution.values.reduce(0, +) / Double(execution.values.count)
      }.filter(\.isFinite)
      surely = (isCost ? means.min() : means.max()) ?? current.value
    }
    if excess(surely) {
      row.verdict = .fail
      row.reasons.append("beyond its budget of \(budget.text) (\(place))")
    } else {
      if [.pass, .improved, .inconclusive, .new].contains(row.verdict) { row.verdict = .warn }
      row.reasons.append("beyond its budget of \(budget.text), though within its noise (\(place))")
    }
  }
}

extension PolicyRules.Amount {
  /// `3.5 ms`
  fileprivate var text: String { "\(decimal(value, digits: 6).trimmingZeros) \(unit)" }
}

extension String {
  /// `3.500000` is `3.5`, `3.000000` is `3`.
  fileprivate var trimmingZeros: String {
    guard contains(".") else { return self }
    var text = Substring(self)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
