/// The archived jobs that a noise model is fitted to: of this runner, newest last, at most
/// sixty and at most ninety days older than the newest job in sight.
package struct ArchiveWindow {
  /// In time order, oldest first.
  package var runs: [Run]
  /// Position among them of each baseline job; nil where the baseline is of another runner.
  package var baseline: [Int]?
  /// Jobs left out because their runner differs.
  package var otherRunners: Int

  package static let mostJobs = 60
  package static let mostDays = 90

  /// - Parameters:
  ///   - archive: candidates, in any order.
  ///   - baseline: jobs that belong to the window whatever their age, if of the runner.
  ///   - current: jobs that never belong to it, even if the archive holds them; nor do other jobs of
  ///     their commit, whose change would count as noise, unless the baseline is of that commit too.
  package init(archive: [Run], baseline: [Run], current: [Run], runner: Runner) {
    let excluded = Set(current.map(JobIdentity.init))
    let judged = Set(current.map(\.commit)).subtracting(baseline.map(\.commit) + [""])
    let pinned = Set(baseline.map(JobIdentity.init))
    var seen = excluded
    var candidates: [Run] = []
    otherRunners = 0
    // Baseline jobs last: where dates are missing or equal, they count as the newest.
    let others = archive.filter {
      !pinned.contains(JobIdentity($0)) && !judged.contains($0.commit)
    }
    for run in others + baseline {
      guard seen.insert(JobIdentity(run)).inserted else { continue }
      if run.runner.machineConflicts(with: runner).isEmpty {
        candidates.append(run)
      } else {
        otherRunners += 1
      }
    }
    let ordered = candidates.enumerated().sorted {
      ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
    }.map(\.element)
    let newest = (ordered + current).compactMap { dayNumber($0.date) }.max()
    let recent = ordered.filter { run in
      guard let newest, let day = dayNumber(run.date) else { return true }
      return newest - day <= Self.mostDays || pinned.contains(JobIdentity(run))
    }
    let surplus = max(0, recent.count - Self.mostJobs)
    runs = recent.enumerated().filter {
      $0.offset >= surplus || pinned.contains(JobIdentity($0.element))
    }.map(\.element)
    let places = Dictionary(
      runs.enumerated().map { (JobIdentity($1), $0) }, uniquingKeysWith: { first, _ in first })
    let found = baseline.compactMap { places[JobIdentity($0)] }
    self.baseline = found.count == baseline.count ? found : nil
  }
}

/// What makes two runs the same job. Foreign files number their runs from one, so an id alone
/// does not.
private struct JobIdentity: Hashable {
  var id: String
  var date: String
  var commit: String
  var first: [Execution]
  var summary: Summary?

  init(_ run: Run) {
    id = run.id
    date = run.date
    commit = run.commit
    first = run.measurements.first?.executions ?? []
    summary = run.measurements.first?.summary
  }
}

extension Runner {
  /// Names of the fields in which both runners say something and say different things.
  public func conflicts(with other: Runner) -> [String] {
    zip(fields, other.fields).filter { mine, theirs in
      !mine.value.isEmpty && !theirs.value.isEmpty && mine.value != theirs.value
    }.map(\.0.name)
  }

  /// The same without the compiler, which makes another program but not another machine.
  package func machineConflicts(with other: Runner) -> [String] {
    conflicts(with: other).filter { $0 != "compiler" }
  }

  /// Whether both may be one machine: no field speaks against it, and one for it unless nothing
  /// at all is known of one of them.
  func mayBe(_ other: Runner) -> Bool {
    let agrees = zip(fields, other.fields).contains { mine, theirs in
      !mine.value.isEmpty && mine.name == theirs.name && mine.value == theirs.value
    }
    return machineConflicts(with: other).isEmpty && (agrees || isUnknown || other.isUnknown)
  }
}

/// Days since 1970-01-01 of an ISO 8601 date (`2026-01-02...`) in the Gregorian calendar; nil
/// if the text does not begin with one. After H. Hinnant, chrono-compatible low-level date
/// algorithms (`days_from_civil`).
package func dayNumber(_ date: String) -> Int? {
  let digits = Array(date.utf8.prefix(10))
  guard digits.count == 10, digits[4] == 45, digits[7] == 45 else { return nil }
  func number(_ range: Range<Int>) -> Int? {
    range.reduce(Int?.some(0)) { sum, i in
      guard let sum, (48...57).contains(digits[i]) else { return nil }
      return sum * 10 + Int(digits[i] - 48)
    }
  }
  guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
    (1...12).contains(month), (1...31).contains(day)
  else { return nil }
  let shifted = month <= 2 ? year - 1 : year
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
