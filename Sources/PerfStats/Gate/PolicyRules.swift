/// What a project's policy file says about single benchmarks; beside `Policy`, which holds for all.
///
/// Source: `docs/policy.md`, where every field has its paragraph.
package struct PolicyRules: Hashable, Sendable {
  /// Name of the file, for reports; empty where there is none.
  package var file: String
  /// In the order of the file: where several match, the later one overrides field by field.
  package var limits: [Limit]
  package var waivers: [Waiver]
  package var unfit: [Unfit]

  package init(
    file: String = "", limits: [Limit] = [], waivers: [Waiver] = [], unfit: [Unfit] = []
  ) {
    self.file = file
    self.limits = limits
    self.waivers = waivers
    self.unfit = unfit
  }

  /// An amount with its unit: `3 ms`, `64 KiB`.
  package struct Amount: Hashable, Sendable {
    package var value: Double
    package var unit: String

    package init(value: Double, unit: String) {
      self.value = value
      self.unit = unit
    }

    /// The amount in the unit of a metric; nil where the two do not measure the same.
    package func value(in metric: Metric) -> Double? {
      Metric.Unit(unit).convert(value, to: Metric.Unit(metric.unit))
    }
  }

  /// Limits of the series whose names match.
  package struct Limit: Hashable, Sendable {
    /// `file:line: key path`.
    package var place: String
    /// Regular expressions that are searched in the name of the benchmark and of the metric.
    package var benchmark: String
    package var metric: String
    /// In place of `Policy.threshold` and `Policy.warning`.
    package var threshold: Double?
    package var warning: Double?
    /// A change smaller than this is no regression, however large it is in percent.
    package var absolute: Amount?
    /// What the current value may cost at most, or where more is better must reach.
    package var budget: Amount?
    /// Whether a regression fails the gate or only warns.
    package var gates: Bool?
    /// In place of the direction that the source gave.
    package var better: Metric.Direction?

    package init(
      place: String, benchmark: String = "", metric: String = "", threshold: Double? = nil,
      warning: Double? = nil, absolute: Amount? = nil, budget: Amount? = nil, gates: Bool? = nil,
      better: Metric.Direction? = nil
    ) {
      self.place = place
      self.benchmark = benchmark
      self.metric = metric
      self.threshold = threshold
      self.warning = warning
      self.absolute = absolute
      self.budget = budget
      self.gates = gates
      self.better = better
    }
  }

  /// A known regression of one series that is let pass for a while.
  package struct Waiver: Hashable, Sendable {
    package var place: String
    package var series: SeriesKey
    package var reason: String
    /// Relative change up to which it holds.
    package var ceiling: Double
    /// Last day on which it holds, `2026-01-31`.
    package var expires: String

    package init(
      place: String, series: SeriesKey, reason: String, ceiling: Double, expires: String
    ) {
      self.place = place
      self.series = series
      self.reason = reason
      self.ceiling = ceiling
      self.expires = expires
    }
  }

  /// A series that one runner is too noisy to judge: it warns there and does not fail.
  package struct Unfit: Hashable, Sendable {
    package var place: String
    /// Slug of the runner.
    package var runner: String
    package var series: SeriesKey
    package var reason: String

    package init(place: String, runner: String, series: SeriesKey, reason: String) {
      self.place = place
      self.runner = runner
      self.series = series
      self.reason = reason
    }
  }
}

extension PolicyRules {
  /// A rule that does not hold up against what was measured.
  package struct Fault: Hashable, Sendable {
    package var place: String
    package var message: String
  }

  /// What holds for one series: the fields of all limits that match it.
  func limit(of series: SeriesKey) -> Limit {
    var merged = Limit(place: "")
    for limit in limits where limit.matches(series) {
      merged.place = limit.place
      merged.threshold = limit.threshold ?? merged.threshold
      merged.warning = limit.warning ?? merged.warning
      merged.absolute = limit.absolute ?? merged.absolute
      merged.budget = limit.budget ?? merged.budget
      merged.gates = limit.gates ?? merged.gates
      merged.better = limit.better ?? merged.better
    }
    return merged
  }

  /// Rules that match nothing, have expired, or are in a unit that their series do not have.
  ///
  /// - Parameters:
  ///   - series: every series of both sides, before any filter.
  ///   - runner: slug of the runner; entries about other runners' noise are not looked at.
  ///   - day: today, `2026-01-31`.
  /// - Complexity: rules times series.
  package func faults(series: [(key: SeriesKey, metric: Metric)], runner: String, day: String)
    -> [Fault]
  {
    var faults = expired(day: day)
    let keys = Set(series.map(\.key))
    for limit in limits {
      let matched = series.filter { limit.matches($0.key) }
      if matched.isEmpty {
        faults.append(
          Fault(
            place: limit.place,
            message: "matches no benchmark: expected a pattern of one of "
              + "\(counted(series.count, "series", plural: "series")), found "
              + "\"\(limit.benchmark)\""
              + (limit.metric.isEmpty ? "" : " with metric \"\(limit.metric)\"")))
      }
      for (name, amount) in [("absolute", limit.absolute), ("budget", limit.budget)] {
        guard let amount,
          let stranger = matched.first(where: { amount.value(in: $0.metric) == nil })
        else { continue }
        faults.append(
          Fault(
            place: limit.place,
            message: "\(name): expected the unit of \(stranger.key.benchmark) "
              + "(\(stranger.metric.name) in \"\(stranger.metric.unit)\"), found \"\(amount.unit)\""
          ))
      }
    }
    for waiver in waivers where !keys.contains(waiver.series) {
      faults.append(
        Fault(
          place: waiver.place,
          message: "waives a series that was not measured: \(waiver.series.benchmark) "
            + "(\(waiver.series.metric)); a waiver holds for the row it names alone"))
    }
    for entry in unfit where entry.runner == runner && !keys.contains(entry.series) {
      faults.append(
        Fault(
          place: entry.place,
          message: "names a series that was not measured: \(entry.series.benchmark) "
            + "(\(entry.series.metric))"))
    }
    return faults
  }

  /// The same against every runner's runs, each fault once; without any run only what has expired.
  package func faults(_ runs: [Run], day: String) -> [Fault] {
    if runs.isEmpty { return expired(day: day) }
    var seen: Set<Fault> = []
    return Set(runs.map(\.runner.slug)).sorted()
      .flatMap { faults(series: runs.series, runner: $0, day: day) }
      .filter { seen.insert($0).inserted }
  }

  /// Waivers whose last day is over.
  package func expired(day: String) -> [Fault] {
    waivers.filter { $0.expires < day }.map {
      Fault(
        place: $0.place,
        message: "the waiver of \($0.series.benchmark) (\($0.series.metric)) expired on "
          + "\($0.expires): fix it, renew it, or make the new level the baseline")
    }
  }

  /// The runs with the directions that the limits give.
  package func oriented(_ runs: [Run]) -> [Run] {
    guard limits.contains(where: { $0.better != nil }) else { return runs }
    var known: [SeriesKey: Metric.Direction?] = [:]
    var result = runs
    for r in result.indices {
      for m in result[r].measurements.indices {
        let key = result[r].measurements[m].key
        let better = known[key] ?? limit(of: key).better
        known[key] = .some(better)
        if let better { result[r].measurements[m].metric.better = better }
      }
    }
    return result
  }

  /// The policy for one row: the general one with thresholds of its own.
  func policy(for series: SeriesKey, general: Policy) -> Policy {
    let limit = limit(of: series)
    var policy = general
    if let threshold = limit.threshold {
      policy.threshold = threshold
      policy.warning = min(policy.warning, threshold)
    }
    if let warning = limit.warning { policy.warning = min(warning, policy.threshold) }
    return policy
  }
}

extension PolicyRules.Limit {
  /// Whether the limit is meant for a series. A pattern that is none matches nothing; whoever
  /// reads the file checks it.
  func matches(_ series: SeriesKey) -> Bool {
    Self.found(benchmark, in: series.benchmark) && Self.found(metric, in: series.metric)
  }

  private static func found(_ pattern: String, in text: String) -> Bool {
    if pattern.isEmpty { return true }
    guard let regex = try? Regex(pattern) else { return false }
    return text.firstMatch(of: regex) != nil
  }
}

private func counted(_ number: Int, _ one: String, plural: String) -> String {
  "\(number) \(number == 1 ? one : plural)"
}

extension NoiseModel {
  /// The series whose jobs differ by more than a share, as one standard deviation.
  package func unfit(above share: Double) -> [PolicyRules.Unfit] {
    families.flatMap { family in
      family.benchmarks.filter { $0.moderatedVariance.squareRoot() > share }.map { noise in
        let spread = decimal(100 * noise.moderatedVariance.squareRoot(), digits: 1)
        return PolicyRules.Unfit(
          place: "", runner: runner.slug,
          series: SeriesKey(benchmark: noise.name, metric: family.metric),
          reason: "its jobs differ by \(spread) % (SD of \(family.usedJobs) jobs)")
      }
    }
  }
}
