/// What a search for changes found in one series. An index always means the
/// *first point of the new level*; levels and shifts are on the natural log scale.
public struct Trend: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case analyzed
    /// Fewer points than `TrendParameters.fewestPoints`: nothing was searched.
    case tooShort
  }

  /// Number of points.
  public var count: Int
  public var status: Status
  /// SD of one point about its level, log scale; nil if nothing was searched.
  public var noise: Double?
  /// Autocorrelation of neighbouring points, 0..0.9; nil if nothing was searched.
  public var autocorrelation: Double?
  /// Contrast that a change had to reach.
  public var critical: Double
  /// Bound on the probability of what was found if the series has no change:
  /// the smallest of the changes, or that of the strongest set that did not qualify.
  public var p: Double
  /// Mean of each segment, oldest first; empty if nothing was searched.
  public var levels: [Double]
  /// Changes, oldest first: change `j` lies between `levels[j]` and `levels[j + 1]`.
  public var changes: [Change]
  /// Newest points that stand apart, too few to be called a change.
  public var pending: Pending?

  /// Whether three or more changes in a row have one sign and similar size, as
  /// a slow drift shows itself.
  public var isGradual: Bool {
    var length = 1
    for j in changes.indices.dropFirst() {
      let (before, now) = (changes[j - 1].shift, changes[j].shift)
      let similar =
        (before > 0) == (now > 0)
        && max(abs(before), abs(now))
          <= 3 * min(abs(before), abs(now))
      length = similar ? length + 1 : 1
      if length >= 3 { return true }
    }
    return false
  }

  /// First index of each segment, and the count at the end.
  public var bounds: [Int] { [0] + changes.map(\.index) + [count] }
}

extension Trend {
  /// One change of level.
  public struct Change: Hashable, Sendable {
    /// First point of the new level.
    public var index: Int
    /// Smallest and largest member of the confidence set of `index`.
    public var first: Int
    public var last: Int
    /// Probability of each index first...last, given a change here; the sum is at most 1.
    public var places: [Double]
    /// Level before the change: mean of the points compared there, log scale.
    public var before: Double
    /// Difference of the means of at most 60 points on each side, log scale.
    public var shift: Double
    /// Standard error of `shift`.
    public var standardError: Double
    /// SD of one point near the change, log scale.
    public var noise: Double
    /// Points compared before and after the change.
    public var compared: Compared
    /// exp(shift) with an interval that allows for the selection by size.
    public var ratio: Interval
    /// shift/standardError.
    public var t: Double
    /// Bound on the probability of such a contrast anywhere in a series without changes.
    public var p: Double
    /// Whether a later level came back to the level before the change or beyond it.
    public var undone: Bool

    /// Whether the whole interval lies within 1 % of no change.
    public var isNegligible: Bool { ratio.lower >= 0.99 && ratio.upper <= 1.01 }
  }

  /// Numbers of points on the two sides of a change.
  public struct Compared: Hashable, Sendable {
    public var before: Int
    public var after: Int
  }

  /// Newest points far from their level: one or two cannot be told from spikes.
  public struct Pending: Hashable, Sendable {
    public var points: Int
    /// Their mean relative to the level before, as a ratio.
    public var ratio: Double
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
  /// State of the change where `better` values are lower or higher.
  public func state(better: Metric.Direction) -> Trend.State {
    switch better {
    case .unspecified: .unknown
    case .lower: shift > 0 ? (undone ? .fixed : .open) : (undone ? .lost : .improvement)
    case .higher: shift < 0 ? (undone ? .fixed : .open) : (undone ? .lost : .improvement)
    }
  }
}
