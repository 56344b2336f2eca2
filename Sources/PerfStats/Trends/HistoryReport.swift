/// The answer of a search through many series: everything a rendering needs.
/// Ratios are of the metric's own value: above 1 is more, whatever direction is better.
public struct HistoryReport: Hashable, Sendable {
  public var parameters: TrendParameters
  /// False discovery rate over the series.
  public var rate: Double
  /// One entry for each series, in the order given.
  public var series: [Series]
  /// What moved whole suites: not one benchmark's code.
  public var shifts: [RunnerShift]
  /// Reported changes of several series whose confidence sets overlap, each group once.
  public var groups: [[ChangeReference]]

  /// A series with what was found in it.
  public struct Series: Hashable, Sendable {
    public var history: SeriesHistory
    public var trend: Trend
    /// Judgement of each change, in the order of `trend.changes`.
    public var judgements: [Judgement]
    public var notes: [String]
  }

  /// What the whole of the series says about one change of one of them.
  public struct Judgement: Hashable, Sendable {
    /// Whether the change survives the correction for the number of series.
    public var reported: Bool
    public var adjustedP: Double
    public var state: Trend.State
  }

  /// One change of one series.
  public struct ChangeReference: Hashable, Sendable {
    public var series: Int
    public var change: Int

    public init(series: Int, change: Int) {
      self.series = series
      self.change = change
    }
  }

  /// Searches every series; the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - shifts: what was found for whole suites, see `SuiteHistory`.
  ///   - axis: whether `Point.index` means the same commit in every series of a runner, so that
  ///     changes can be grouped.
  public init(
    _ histories: [SeriesHistory], parameters: TrendParameters = TrendParameters(),
    rate: Double = 0.05, shifts: [RunnerShift] = [], sharedAxis: Bool = false, threads: Int = 1
  ) {
    let trends = Trend.searchAll(histories, parameters: parameters, threads: threads)
    let discoveries = Discoveries(
      p: trends.filter { $0.status == .analyzed }.map(\.p), rate: rate)
    self.parameters = parameters
    self.rate = rate
    self.shifts = shifts
    series = zip(histories, trends).map { history, trend in
      Series(
        history: history, trend: trend,
        judgements: trend.changes.map { change in
          Judgement(
            reported: discoveries.reports(change), adjustedP: discoveries.adjusted(change.p),
            state: change.state(better: history.metric.better))
        },
        notes: history.notes + (trend.isGradual ? ["gradual"] : []))
    }
    groups = sharedAxis ? Self.groups(series) : []
  }

  /// Number of series that were long enough to be searched.
  public var searched: Int { series.count { $0.trend.status == .analyzed } }

  /// Reported changes in the order of the series.
  public var reported: [ChangeReference] {
    series.indices.flatMap { s in
      series[s].judgements.indices.filter { series[s].judgements[$0].reported }
        .map { ChangeReference(series: s, change: $0) }
    }
  }

  /// Groups of changes whose sets have a commit in common, runner by runner.
  private static func groups(_ series: [Series]) -> [[ChangeReference]] {
    struct Span {
      var reference: ChangeReference
      var runner: String
      var first: Int
      var last: Int
    }
    var spans: [Span] = []
    for (s, entry) in series.enumerated() {
      for (c, change) in entry.trend.changes.enumerated() where entry.judgements[c].reported {
        spans.append(
          Span(
            reference: ChangeReference(series: s, change: c), runner: entry.history.runner,
            first: entry.history.points[change.first].index,
            last: entry.history.points[change.last].index))
      }
    }
    spans.sort {
      ($0.runner, $0.first, $0.reference.series) < ($1.runner, $1.first, $1.reference.series)
    }
    var groups: [[ChangeReference]] = []
    var open: (runner: String, last: Int)?
    for span in spans {
      if let current = open, current.runner == span.runner, span.first <= current.last {
        groups[groups.count - 1].append(span.reference)
        open = (span.runner, min(current.last, span.last))
      } else {
        groups.append([span.reference])
        open = (span.runner, span.last)
      }
    }
    return groups.filter { $0.count > 1 }
  }
}

/// What happened to a whole suite at once: the runner or its environment, or
/// something like a compiler flag; not the code of one benchmark.
public struct RunnerShift: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The factor common to all benchmarks changed its level.
    case commonFactor(Trend.Change)
    /// At least half of a few benchmarks changed at the same place.
    case mostBenchmarks(changed: Int, of: Int)
    /// Another runner took over for good: names of the fields that differ, with old and new value.
    case fingerprint(fields: [Difference])
  }

  public struct Difference: Hashable, Sendable {
    public var field: String
    public var before: String
    public var after: String
  }

  public var kind: Kind
  public var runner: String
  /// Last point surely before, first point surely after.
  public var good: SeriesHistory.Point
  public var bad: SeriesHistory.Point

  public init(
    kind: Kind, runner: String, good: SeriesHistory.Point, bad: SeriesHistory.Point
  ) {
    self.kind = kind
    self.runner = runner
    self.good = good
    self.bad = bad
  }

  /// Fields in which two fingerprints differ.
  public static func differences(_ before: Runner, _ after: Runner) -> [Difference] {
    let old = Dictionary(uniqueKeysWithValues: before.fields.map { ($0.name, $0.value) })
    let new = Dictionary(uniqueKeysWithValues: after.fields.map { ($0.name, $0.value) })
    return Set(old.keys).union(new.keys).sorted().compactMap { field in
      let (a, b) = (old[field] ?? "", new[field] ?? "")
      return a == b ? nil : Difference(field: field, before: a, after: b)
    }
  }
}

extension Trend {
  /// Searches many series, one after another on each of `threads` threads.
  public static func searchAll(
    _ histories: [SeriesHistory], parameters: TrendParameters = TrendParameters(),
    threads: Int = 1
  ) -> [Trend] {
    let count = histories.count
    let workers = max(1, min(threads, count))
    return [Trend](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let trends = buffer
      concurrently(threads: workers) { worker in
        for i in stride(from: worker, to: count, by: workers) {
          (trends.baseAddress! + i).initialize(
            to: Trend(logValues: histories[i].points.map(\.logValue), parameters: parameters))
        }
      }
      initialized = count
    }
  }
}
