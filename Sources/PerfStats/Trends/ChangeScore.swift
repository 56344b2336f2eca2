/// Marks of one series: one list of indices for each person.
package struct SeriesMarks: Hashable, Sendable {
  /// Indices that each person marked, ascending; an empty list for one who saw no change.
  package var people: [[Int]]
  /// Number of points that the people saw, 0 where the table does not say.
  package var length: Int

  package init(people: [[Int]], length: Int) {
    self.people = people
    self.length = length
  }
}

/// How well found changes agree with those that people marked (G. van den Burg, C. Williams,
/// arXiv:2003.06222, section 4), in one series.
///
/// The first point of a series, which that paper counts as a change everybody finds, is
/// not counted here: finding nothing scores 0 where something was marked.
package struct ChangeScore: Hashable, Sendable {
  /// Found changes, and those of them within the margin of a mark of anybody.
  package var found: Int
  package var confirmed: Int
  /// Marks of all people, and those of them that were found.
  package var marked: Int
  package var recalled: Int
  /// Mean over people of the covering: the length-weighted overlap of each of their segments
  /// with the best one found.
  package var covering: Double

  /// - Parameters:
  ///   - found: indices of the found changes, ascending.
  ///   - marks: indices that each person marked, one list for each person, also an empty one.
  ///   - count: number of points.
  ///   - margin: a mark and a change at most this far apart agree; each is used once.
  package init(found: [Int], marks: [[Int]], count: Int, margin: Int = 5) {
    self.found = found.count
    confirmed = Self.matches(found, Array(Set(marks.joined())).sorted(), margin: margin)
    marked = marks.reduce(0) { $0 + Set($1).count }
    recalled = marks.reduce(0) { $0 + Self.matches(found, Set($1).sorted(), margin: margin) }
    let sum = marks.reduce(0) { $0 + Self.covering(found, of: Set($1).sorted(), count: count) }
    covering = marks.isEmpty ? 1 : sum / Double(marks.count)
  }

  /// Largest number of pairs at most `margin` apart; both lists ascending.
  static func matches(_ a: [Int], _ b: [Int], margin: Int) -> Int {
    var (i, j, count) = (0, 0, 0)
    while i < a.count && j < b.count {
      if abs(a[i] - b[j]) <= margin {
        count += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return count
  }

  static func covering(_ found: [Int], of marks: [Int], count: Int) -> Double {
    guard count > 0 else { return 1 }
    func segments(_ changes: [Int]) -> [Range<Int>] {
      let bounds = [0] + changes.filter { $0 > 0 && $0 < count } + [count]
      return zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
    }
    let proposed = segments(found)
    let weighted = segments(marks).reduce(0.0) { sum, segment in
      let best = proposed.reduce(0.0) { best, other in
        let common = segment.clamped(to: other).count
        return max(best, Double(common) / Double(segment.count + other.count - common))
      }
      return sum + best * Double(segment.count)
    }
    return weighted / Double(count)
  }
}

/// Scores of many series together.
package struct DetectionScore: Hashable, Sendable {
  package var series = 0
  /// Series in which nobody marked a change, and those of them with a false alarm.
  package var unmarked = 0
  package var falselyAlarmed = 0
  package var found = 0
  package var confirmed = 0
  package var marked = 0
  package var recalled = 0
  private var coverings = 0.0

  package init(_ scores: [ChangeScore] = []) {
    for score in scores { add(score) }
  }

  package mutating func add(_ score: ChangeScore) {
    series += 1
    if score.marked == 0 {
      unmarked += 1
      if score.found > 0 { falselyAlarmed += 1 }
    }
    found += score.found
    confirmed += score.confirmed
    marked += score.marked
    recalled += score.recalled
    coverings += score.covering
  }

  /// Share of the found changes that somebody marked; nil if none was found.
  package var precision: Double? { found == 0 ? nil : Double(confirmed) / Double(found) }
  /// Share of the marks that were found; nil if there are none.
  package var recall: Double? { marked == 0 ? nil : Double(recalled) / Double(marked) }
  /// Harmonic mean of the two; 0 if nothing was found.
  package var f1: Double? {
    guard let recall else { return nil }
    guard let precision, precision + recall > 0 else { return 0 }
    return 2 * precision * recall / (precision + recall)
  }
  package var covering: Double? { series == 0 ? nil : coverings / Double(series) }
}
