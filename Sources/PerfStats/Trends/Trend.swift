import RealModule

/// What a search for changes found in one series. An index always means the
/// *first point of the new level*; levels and shifts are on the scale of the search.
public struct Trend: Hashable, Sendable {
  /// Whether there was anything to search.
  public enum Status: String, Hashable, Sendable {
    case analyzed
    /// Fewer points than `TrendParameters.fewestPoints`: nothing was searched.
    case tooShort
  }

  /// Number of points.
  public var count: Int
  /// Whether there was anything to search.
  public var status: Status
  /// What was searched: logarithms, or something else where zeros or exact counts ask for it.
  public var scale: TrendScale
  /// SD of one point about its level, on the scale; nil if nothing was searched, and of exact counts.
  public var noise: Double?
  /// Autocorrelation of neighbouring points, 0..0.9; nil if nothing was searched.
  public var autocorrelation: Double?
  /// Correlation of neighbouring points about the levels that were found, 0..0.95: high where the series
  /// wanders by itself, and then a change may be none. nil if nothing was searched, and of exact counts.
  public var resemblance: Double?
  /// Contrast that a change of level had to reach.
  public var critical: Double
  /// Bound on the probability of what was found if the series has no change:
  /// the smallest of the changes, or that of the strongest set that did not qualify.
  /// 1 if nothing was searched, and of exact counts.
  public var p: Double
  /// Mean of each segment, oldest first; empty if nothing was searched.
  public var levels: [Double]
  /// Changes, oldest first: change `j` lies between `levels[j]` and `levels[j + 1]`.
  public var changes: [Change]
  /// Newest points that stand apart, too few to be called a change.
  public var pending: Pending?

  /// Whether three or more steps in a row have one sign and similar size, as
  /// a slow drift shows itself that is too long to be named as one ramp.
  public var isGradual: Bool {
    var length = 1
    for j in changes.indices.dropFirst() {
      let (before, now) = (changes[j - 1], changes[j])
      let sizes = (abs(before.shift), abs(now.shift))
      let similar =
        before.ramp == nil && now.ramp == nil && before.p != nil && now.p != nil
        && (before.shift > 0) == (now.shift > 0)
        && max(sizes.0, sizes.1) <= 3 * min(sizes.0, sizes.1)
      length = similar ? length + 1 : 1
      if length >= 3 { return true }
    }
    return false
  }

  /// Beyond this resemblance one in ten to six simulated series without a change shows one.
  static let wandering = 0.6

  /// Whether steps were found in a series that wanders so much by itself that they may be none.
  public var isDoubtful: Bool {
    (resemblance ?? 0) >= Self.wandering && changes.contains { $0.ramp == nil }
  }

  /// Stretches over which the series kept moving in one direction: ramps that touch, or one ramp
  /// over most of the series.
  public var drifts: [Drift] {
    var drifts: [Drift] = []
    var j = 0
    while j < changes.count {
      var end = j
      while end + 1 < changes.count,
        (changes[end + 1].shift > 0) == (changes[j].shift > 0),
        changes[end + 1].start - changes[end].end <= 20
      {
        end += 1
      }
      let (first, last) = (changes[j].start, changes[end].end)
      let covers = 5 * (last - first + 1) >= 4 * count
      if changes[j...end].contains(where: { $0.ramp != nil }), end > j || covers {
        // A ramp knows its ends better than the levels do, which hold a part of it.
        let (start, full) = (changes[j], changes[end])
        let before = start.ramp == nil ? levels[j] : start.before
        let after = full.ramp == nil ? levels[end + 1] : full.before + full.shift
        drifts.append(
          Drift(
            first: first, last: last, before: scale.value(before), after: scale.value(after)))
      }
      j = end + 1
    }
    return drifts
  }

  /// A stretch over which a series kept moving in one direction.
  public struct Drift: Hashable, Sendable {
    /// Last point of the level before, first point of the one after.
    public var first: Int
    /// First point of the level after.
    public var last: Int
    /// The two levels, as values.
    public var before: Double
    /// The level after, as a value.
    public var after: Double
  }

  /// First index of each segment, and the count at the end.
  public var bounds: [Int] { [0] + changes.map(\.index) + [count] }
}

/// What the points of a series are searched on.
public enum TrendScale: Hashable, Sendable {
  /// Natural logarithms.
  case logarithm
  /// 2 sqrt(v + 3/8), for counts with zeros: the SD of a Poisson count is about 1 at any level
  /// (Anscombe, 1948).
  case squareRoot
  /// Multiples of `unit`, the median of the positive values, for other series with zeros.
  case linear(unit: Double)
  /// The values themselves, for counts that stay the same between changes.
  case exact

  /// The value that a level stands for.
  public func value(_ level: Double) -> Double {
    switch self {
    case .logarithm: .exp(level)
    case .squareRoot: max(0, level * level / 4 - 3 / 8)
    case .linear(let unit): level * unit
    case .exact: level
    }
  }

  func transformed(_ value: Double) -> Double {
    switch self {
    case .logarithm: .log(value)
    case .squareRoot: 2 * (value + 3 / 8).squareRoot()
    case .linear(let unit): value / unit
    case .exact: value
    }
  }
}

extension Trend {
  /// One change of level.
  public struct Change: Hashable, Sendable {
    /// First point of the new level; of a ramp its middle.
    public var index: Int
    /// Smallest and largest member of the confidence set of `index`; of a ramp the first and the last
    /// of the fewest points over which nine tenths of it rose, with the same confidence.
    public var first: Int
    /// Last point at which the new level may begin.
    public var last: Int
    /// Probability of each index first...last, given a change here; the sum is at most 1. Empty
    /// for a ramp, which began at no single commit.
    public var places: [Double]
    /// The rise, where the change took several commits.
    public var ramp: Ramp?
    /// Level before the change: mean of the points compared there.
    public var before: Double
    /// Difference of the means of at most 60 points on each side; the whole rise of a ramp.
    public var shift: Double
    /// Standard error of `shift`; 0 of exact counts.
    public var standardError: Double
    /// SD of one point near the change.
    public var noise: Double
    /// Points compared before and after the change.
    public var compared: Compared
    /// How large it is, with an interval.
    public var size: Size
    /// shift/standardError; nil of exact counts.
    public var t: Double?
    /// Bound on the probability of such a contrast anywhere in a series without changes;
    /// nil of exact counts, where nothing was estimated.
    public var p: Double?
    /// Whether a later level came back to the level before the change or beyond it.
    public var undone: Bool
  }

  /// How large a change is.
  public enum Size: Hashable, Sendable {
    /// New level relative to the old one, with an interval that allows for the selection by size.
    case ratio(Interval)
    /// Mean values before and after, where zeros or exact counts are no matter of ratios.
    case values(before: Double, after: Double)

    /// New value relative to the old one; nil from 0.
    public var ratio: Double? {
      switch self {
      case .ratio(let interval): interval.estimate
      case .values(let before, let after): before > 0 ? after / before : nil
      }
    }

    /// The interval of a relative size, nil for others.
    public var interval: Interval? {
      if case .ratio(let interval) = self { interval } else { nil }
    }

    /// Whether the whole interval lies within 1 % of no change.
    var isNegligible: Bool {
      switch self {
      case .ratio(let interval): interval.lower >= 0.99 && interval.upper <= 1.01
      case .values: ratio.map { $0 >= 0.99 && $0 <= 1.01 } ?? false
      }
    }
  }

  /// A rise or fall over several commits: after point `before`, complete at point `full`.
  public struct Ramp: Hashable, Sendable {
    /// Last point of the level before the ramp.
    public var before: Int
    /// First point of the level after it.
    public var full: Int
    /// Confidence sets of the two.
    public var beforeSet: ClosedRange<Int>
    /// Points at which it may be over.
    public var fullSet: ClosedRange<Int>
    /// Whether the newest point belongs to the set of `full`.
    public var stillRising: Bool

    /// Points over which it lasts.
    public var commits: Int { full - before }
  }

  /// Numbers of points on the two sides of a change.
  public struct Compared: Hashable, Sendable {
    /// Points of the level before.
    public var before: Int
    /// Points of the level after.
    public var after: Int
  }

  /// Newest points far from their level: one or two cannot be told from spikes.
  public struct Pending: Hashable, Sendable {
    /// How many points stand apart.
    public var points: Int
    /// The level before and the mean of the points, as values.
    public var before: Double
    /// Their mean, on the scale.
    public var after: Double
    /// Their mean relative to the level before; nil from 0.
    public var ratio: Double? { before > 0 ? after / before : nil }
  }

  /// What a change means to who reads it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Worse, and no later level undid it.
    case open
    /// Worse, undone later.
    case fixed
    /// Better, and no later level undid it.
    case improvement
    /// Better, undone later.
    case lost
    /// The series does not say which direction is better.
    case unknown
  }
}

extension Trend.Change {
  /// Last point that surely belongs to the level before, first point that belongs to the one after.
  var start: Int { ramp?.before ?? index - 1 }
  var end: Int { ramp?.full ?? index }

  /// Whether the size is within 1 % of no change, for certain.
  public var isNegligible: Bool { size.isNegligible }

  /// Whether the values were the same up to the change and the same from it on.
  public var isExact: Bool { p == nil }

  /// State of the change where `better` values are lower or higher.
  public func state(better: Metric.Direction) -> Trend.State {
    .init(shift: shift, undone: undone, better: better)
  }
}

extension Trend.State {
  init(shift: Double, undone: Bool, better: Metric.Direction) {
    switch better {
    case .unspecified: self = .unknown
    case .lower where shift > 0, .higher where shift < 0: self = undone ? .fixed : .open
    case .lower, .higher: self = undone ? .lost : .improvement
    }
  }
}
