/// A measurement of two programs in alternation: one run of each, pair by pair.
///
/// Stored as two runs of one file. The settings of both tell what belongs together:
/// `duet` (identity), `duetRole` (`base` or `head`), `duetLooks` and `duetMostPairs` (the looks
/// that were taken, see `LookSchedule`; absent for a single look at the end).
package struct Duet: Hashable, Sendable {
  package var base: Run
  package var head: Run
  package var schedule: LookSchedule

  /// Names of the settings of both runs.
  package enum Setting {
    package static let duet = "duet"
    package static let role = "duetRole"
    package static let looks = "duetLooks"
    package static let mostPairs = "duetMostPairs"
    /// Builds of each side, which the execution pairs have in turn; absent for one.
    package static let layouts = "duetLayouts"
    /// Command of the side.
    package static let program = "program"
    /// Digest of what is loaded of the side's program, and of its arguments.
    package static let digest = "programDigest"
    /// Why nothing was measured; absent where something was.
    package static let unmeasured = "duetUnmeasured"
  }

  package enum Role: String, Hashable, Sendable, CaseIterable {
    case base, head
  }

  package init(base: Run, head: Run, schedule: LookSchedule) {
    self.base = base
    self.head = head
    self.schedule = schedule
  }

  /// Both sides ran the very same program: every difference is noise.
  package var isUnchanged: Bool {
    base.settings[Setting.digest].map { $0 == head.settings[Setting.digest] } ?? false
  }

  /// Nothing was measured because nothing can differ.
  package var isUnmeasured: Bool {
    isUnchanged && head.settings[Setting.unmeasured] != nil
  }

  /// Builds of each side; 1 where the setting is absent or no number.
  package var layouts: Int {
    base.settings[Setting.layouts].flatMap { Int($0) }.map { max(1, $0) } ?? 1
  }

  /// Every benchmark that both sides measured, in the order of the base.
  package var series: [(key: SeriesKey, result: Result<DuetSeries, StatisticsError>)] {
    let heads = Dictionary(head.measurements.map { ($0.key, $0) }) { first, _ in first }
    return base.measurements.compactMap { measurement in
      heads[measurement.key].map { head in
        let result = Result { () throws(StatisticsError) in
          try DuetSeries(base: measurement, head: head, layouts: layouts)
        }
        return (measurement.key, result)
      }
    }
  }

  /// The duets among runs, in the order of their first run.
  ///
  /// - Returns: the duets and the runs that belong to none.
  /// - Throws: `StatisticsError.shapeMismatch` for a duet of which a side is absent or there
  ///   twice, `.invalidParameter` for looks that are none.
  package static func collect(
    _ runs: [Run]
  ) throws(StatisticsError) -> (duets: [Duet], others: [Run]) {
    var order: [String] = []
    var sides: [String: [Role: Run]] = [:]
    var others: [Run] = []
    for run in runs {
      guard let identity = run.settings[Setting.duet] else {
        others.append(run)
        continue
      }
      guard let role = run.settings[Setting.role].flatMap(Role.init(rawValue:)) else {
        throw .shapeMismatch(
          "run \(run.id): expected the setting duetRole to be base or head, found"
            + " \"\(run.settings[Setting.role] ?? "")\"")
      }
      if sides[identity] == nil { order.append(identity) }
      guard sides[identity, default: [:]].updateValue(run, forKey: role) == nil else {
        throw .shapeMismatch("duet \(identity) has its \(role.rawValue) side twice")
      }
    }
    var duets: [Duet] = []
    for identity in order {
      guard let base = sides[identity]?[.base], let head = sides[identity]?[.head] else {
        let absent = sides[identity]?[.base] == nil ? "base" : "head"
        throw .shapeMismatch("duet \(identity) has no \(absent) side")
      }
      duets.append(Duet(base: base, head: head, schedule: try schedule(base, head)))
    }
    return (duets, others)
  }

  private static func schedule(_ base: Run, _ head: Run) throws(StatisticsError) -> LookSchedule {
    let pairs = base.measurements.map(\.executions.count).max() ?? 1
    guard let text = head.settings[Setting.looks] else { return .single(pairs) }
    let looks = text.split(separator: ",").compactMap { Int($0) }
    guard looks.count == text.split(separator: ",", omittingEmptySubsequences: false).count,
      let most = head.settings[Setting.mostPairs].flatMap({ Int($0) })
    else {
      throw .shapeMismatch(
        "run \(head.id): expected the settings duetLooks and duetMostPairs to be whole numbers")
    }
    return try LookSchedule(looks: looks, most: most)
  }
}
