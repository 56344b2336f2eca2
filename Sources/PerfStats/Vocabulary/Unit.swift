extension Metric {
  /// What a unit means: its dimension, its size and what is counted or measured per.
  ///
  /// Read from the ways that benchmark tools write it (`ns`, `ns/op`, `µs`, `sec/op`, `ms/iter`,
  /// `ops/s`, `MB/s`, `KiB`, `allocs/op`, `hit-percent`, `p99-ns`). A text that is none of these
  /// is of an unknown dimension and converts to nothing but itself.
  ///
  /// Prefixes are those of the SI (`k` or `K`, `M`, `G`, `T`, `P`: powers of 1000) and of IEC 80000-13
  /// (`Ki`, `Mi`, `Gi`, `Ti`, `Pi`: powers of 1024).
  ///
  /// Complexity: linear in the text.
  package struct Unit: Hashable, Sendable {
    package enum Dimension: String, Hashable, Sendable, CaseIterable {
      /// A duration. Base unit: a second.
      case time
      /// Something counted per time. Base unit: one a second.
      case rate
      /// An amount of memory or data. Base unit: a byte.
      case bytes
      /// Data per time. Base unit: a byte a second.
      case byteRate
      /// Something counted. Base unit: one.
      case count
      /// A share of a whole. Base unit: 1, which is 100 %.
      case ratio
      case unknown
    }

    package let dimension: Dimension
    /// What is counted (`allocs`, `elem`, `FLOP`), and per what if not per operation (`/key`);
    /// the whole text for an unknown dimension. Only units that agree in it can be converted.
    package let subject: String
    /// How the unit is written in results of ours: `ps`, `ns`, `us`, `ms`, `s`, `min`, `h`, `day` for
    /// a time per operation, else the text as it came.
    package let symbol: String

    /// The unit is `numerator/denominator` base units. Both are whole numbers, so that a
    /// conversion rounds once at most.
    let numerator: Double
    let denominator: Double

    /// Size in base units: 1e-9 for `ns`, 1024 for `KiB`, 0.01 for `%`; 1 where unknown.
    package var factor: Double { numerator / denominator }

    /// Whether a value is a duration or something per time: what varies from one measurement to
    /// the next by nature, as opposed to a count.
    package var isTimeOrRate: Bool {
      switch dimension {
      case .time, .rate, .byteRate: true
      case .bytes, .count, .ratio, .unknown: false
      }
    }

    /// Which direction is better for anything in this unit: times lower, rates higher, memory
    /// and known costs (`allocs`, `cycles`, `cache-misses`, `miss-percent`) lower, known successes
    /// (`hits`, `hit-percent`) higher. Everything else is unspecified.
    package var direction: Direction {
      switch dimension {
      case .time, .bytes: .lower
      // Misses a second say nothing without the work that was done in it.
      case .rate, .byteRate: UnitWords(symbol).direction == .lower ? .unspecified : .higher
      case .count, .ratio, .unknown: UnitWords(symbol).direction
      }
    }

    /// Which direction is better for so many a second of what is called so: higher, unless it is a known
    /// cost. Misses a second say nothing without the work that was done in it.
    package var directionOfRate: Direction {
      switch dimension {
      case .rate, .byteRate: direction
      case .time, .bytes: .higher
      case .count, .ratio, .unknown: UnitWords(symbol).direction == .lower ? .unspecified : .higher
      }
    }

    package init(_ text: String) {
      let written = Substring(text).trimmingSpaces
      self = Self.parsed(written) ?? Unit(.unknown, written, written)
    }

    init(
      _ dimension: Dimension, _ subject: String, _ symbol: String, _ numerator: Double = 1,
      _ denominator: Double = 1
    ) {
      self.dimension = dimension
      self.subject = subject
      self.symbol = symbol
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Whether values of the two units can be compared after a conversion.
    package func converts(to other: Unit) -> Bool {
      dimension == other.dimension && subject == other.subject
    }

    /// A value of this unit in another one; nil where the units do not measure the same.
    ///
    /// Rounded once where both factors' products are whole numbers below 2^53, as for all times
    /// and all powers of 1000 or 1024 against one another.
    package func convert(_ value: Double, to other: Unit) -> Double? {
      guard converts(to: other) else { return nil }
      let up = numerator * other.denominator
      let down = denominator * other.numerator
      if up == down { return value }
      if up > down, (up / down).rounded() == up / down { return value * (up / down) }
      if down > up, (down / up).rounded() == down / up { return value / (down / up) }
      return value * up / down
    }
  }
}
