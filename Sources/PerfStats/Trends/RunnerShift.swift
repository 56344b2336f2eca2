/// Another runner took over for good, or another compiler on the same machine.
package struct RunnerShift: Hashable, Sendable {
  /// Fields of the fingerprint that differ, with old and new value.
  package var fields: [Difference]
  /// Slug of the new runner, or of the one whose series go on.
  package var runner: String
  /// Last point of the old runner, first point of the new one.
  package var good: SeriesHistory.Point
  package var bad: SeriesHistory.Point

  package struct Difference: Hashable, Sendable {
    package var field: String
    package var before: String
    package var after: String
  }

  package init(
    fields: [Difference], runner: String, good: SeriesHistory.Point, bad: SeriesHistory.Point
  ) {
    self.fields = fields
    self.runner = runner
    self.good = good
    self.bad = bad
  }

  /// Whether the machine stayed the same, so that the series go on.
  package var isUpgrade: Bool { fields.map(\.field) == ["compiler"] }

  /// Whether it happened between two neighbouring points of a series, or on the way to the second.
  package func lies(
    after good: SeriesHistory.Point, upTo bad: SeriesHistory.Point,
    among points: ArraySlice<SeriesHistory.Point>
  ) -> Bool {
    if !self.bad.commit.isEmpty, points.contains(where: { $0.commit == self.bad.commit }) {
      return true
    }
    return !good.date.isEmpty && good.date < self.bad.date && self.bad.date <= bad.date
  }

  /// Fields in which two fingerprints differ.
  package static func differences(_ before: Runner, _ after: Runner) -> [Difference] {
    let old = Dictionary(uniqueKeysWithValues: before.fields.map { ($0.name, $0.value) })
    let new = Dictionary(uniqueKeysWithValues: after.fields.map { ($0.name, $0.value) })
    return Set(old.keys).union(new.keys).sorted().compactMap { field in
      let (a, b) = (old[field] ?? "", new[field] ?? "")
      return a == b ? nil : Difference(field: field, before: a, after: b)
    }
  }
}
