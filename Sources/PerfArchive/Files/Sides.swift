import PerfStats
import PerfText

/// Two sides that are to be compared, and what was made of the names and absences in them.
package struct Sides: Sendable {
  package var baseline: [Run]
  package var current: [Run]
  package var archive: [Run]
  /// Benchmarks of either side that cannot be used.
  package var rejected: [RejectedBenchmark]
  /// What the reader should know, a sentence each.
  package private(set) var notes: [String] = []

  /// Gives benchmarks the same names on both sides (`nameAlike`) and takes out of the baseline what is
  /// not missing from the current side though it is absent there:
  ///
  /// - what was skipped on purpose;
  /// - the other metrics of a benchmark that failed;
  /// - a metric of a benchmark whose other metrics are there: profilers and memory statistics
  ///   come and go.
  ///
  /// - Throws: the sides have no benchmark in common.
  package init(
    baseline: [Run], current: [Run], archive: [Run] = [], rejected: [RejectedBenchmark] = []
  ) {
    var sides = [baseline, current, archive]
    notes = nameAlike(&sides)
    self.baseline = sides[0]
    self.current = sides[1]
    self.archive = sides[2]
    self.rejected = nameAlike(rejected, as: sides.flatMap(\.self))
    noteTools()
    dropAbsent()
  }

  private mutating func dropAbsent() {
    // As a rule every job measured the same, in the same order.
    let isWhole = { (run: Run) in
      current.contains {
        $0.measurements.elementsEqual(run.measurements) { $0.key == $1.key }
      }
    }
    if baseline.allSatisfy(isWhole) { return }
    let present = Set(current.lazy.flatMap(\.measurements).map(\.key))
    let isLost = { (measurement: Measurement) in !present.contains(measurement.key) }
    guard baseline.contains(where: { $0.measurements.contains(where: isLost) }) else { return }
    let names = Set(present.map(\.benchmark))
    var skipped: [String: String] = [:]
    for run in current {
      for entry in run.unmeasured where entry.isSkip {
        skipped[entry.key.benchmark] = entry.reason
      }
    }
    let failed = FailedNames(rejected, runs: baseline + current)
    var lost: [String: Set<String>] = [:]
    var absent: [String: Set<String>] = [:]
    var skips: Set<String> = []
    for index in baseline.indices {
      // A run that loses nothing is not copied.
      guard baseline[index].measurements.contains(where: isLost) else { continue }
      baseline[index].measurements.removeAll { measurement in
        let name = measurement.benchmark
        if !isLost(measurement) { return false }
        if names.contains(name) {
          absent[measurement.metric.name, default: []].insert(name)
          return true
        }
        if skipped[measurement.plainName] != nil {
          skips.insert(measurement.plainName)
          return true
        }
        if failed.packages.contains(measurement.within) {
          lost[measurement.within, default: []].insert(name)
          return true
        }
        return failed.contains(measurement)
      }
    }
    for (package, names) in lost.sorted(by: { $0.key < $1.key }) {
      notes.append(
        "\(package.isEmpty ? "The package" : package) failed as a whole: \(counted(names.count, "benchmark")) of it"
          + " (\(names.sorted()[0])) \(names.count == 1 ? "was" : "were") not measured.")
    }
    for (metric, names) in absent.sorted(by: { $0.key < $1.key }) {
      notes.append(
        "\(metric) is absent from the current side for \(counted(names.count, "benchmark"))"
          + " (\(names.sorted()[0])) whose other metrics are there; it is not judged.")
    }
    for name in skips.sorted().prefix(10) {
      notes.append("\(name) was skipped on the current side: \(skipped[name] ?? "").")
    }
  }

  /// The benchmarks that failed, as a baseline's measurement may call them.
  private struct FailedNames {
    private var names: Set<String> = []
    /// Failures that do not tell what they are within.
    private var plain: Set<String> = []
    private var goNames: Set<String> = []
    /// Go's packages that did not build, or that a panic ended; empty for one that is not named.
    private(set) var packages: Set<String> = []

    init(_ rejected: [RejectedBenchmark], runs: [Run]) {
      for entry in rejected {
        names.insert(entry.key.benchmark)
        if entry.within.isEmpty { plain.insert(entry.key.benchmark) }
      }
      guard runs.contains(where: { $0.origin == "import go" }) else { return }
      // Go names a failure without the number of processors.
      goNames = Set(rejected.map { Sides.goIdentity($0.key.benchmark, within: $0.within) })
      packages = plain.subtracting([""])
      for entry in rejected
      where GoReading.endings.contains(where: entry.error.message.contains) {
        packages.insert(entry.within)
      }
    }

    func contains(_ measurement: Measurement) -> Bool {
      names.contains(measurement.benchmark) || plain.contains(measurement.plainName)
        || goNames.contains(Sides.goIdentity(measurement.benchmark, within: measurement.within))
    }
  }

  /// Settings that tell the measuring tool and its build.
  private static let tools = [
    "library_version", "library_build_type", "jmhVersion", "pytest-benchmark", "pyperf_version",
    "tool_version",
  ]

  private mutating func noteTools() {
    var parts: [String] = []
    for name in Self.tools {
      func values(_ runs: [Run]) -> Set<String> { Set(runs.map { $0.settings[name] ?? "unknown" }) }
      let (old, new) = (values(baseline), values(current))
      guard old != new, old != ["unknown"] || new != ["unknown"] else { continue }
      parts.append(
        "\(name) \(old.sorted().joined(separator: ", ")) / \(new.sorted().joined(separator: ", "))")
    }
    guard !parts.isEmpty else { return }
    notes.append(
      "The measuring tool is not the same on both sides (\(parts.joined(separator: "; "))): a"
        + " difference may be its doing.")
  }

  /// Package and name of a Go benchmark without the number of processors.
  private static func goIdentity(_ name: String, within: String) -> String {
    "\(within)\u{0}\(goBaseName(name.withoutPlace(within)))"
  }

  /// Why nothing can be compared, with two names of each side and the likely reason; nil if something can.
  package var nothingInCommon: String? {
    guard rejected.isEmpty else { return nil }
    func keys(_ runs: [Run]) -> Set<SeriesKey> { Set(runs.lazy.flatMap(\.measurements).map(\.key)) }
    let new = keys(current)
    if baseline.contains(where: { $0.measurements.contains { new.contains($0.key) } }) {
      return nil
    }
    let old = keys(baseline)
    func named(_ keys: Set<SeriesKey>) -> String {
      let names = Set(keys.map(\.benchmark)).sorted()
      if names.isEmpty { return "none" }
      let shown = names.prefix(2).map { "\"\($0.prefix(100))\"" }.joined(separator: ", ")
      return names.count > 2 ? "\(shown) and \(names.count - 2) more" : shown
    }
    return "no benchmark in common: the baseline has \(named(old)), the current side \(named(new))"
      + (likelyReason(old, new).map { "; \($0)" } ?? "")
  }

  private func likelyReason(_ old: Set<SeriesKey>, _ new: Set<SeriesKey>) -> String? {
    let (oldNames, newNames) = (Set(old.map(\.benchmark)), Set(new.map(\.benchmark)))
    if !oldNames.isDisjoint(with: newNames) {
      func metrics(_ keys: Set<SeriesKey>) -> String {
        Set(keys.map(\.metric)).sorted().prefix(3).joined(separator: ", ")
      }
      return "the names are the same, the metrics are not (\(metrics(old)) / \(metrics(new)))"
    }
    func plain(_ runs: [Run]) -> [String: String] {
      var result: [String: String] = [:]
      for run in runs { for entry in run.measurements { result[entry.plainName] = entry.within } }
      return result
    }
    let (oldPlain, newPlain) = (plain(baseline), plain(current))
    if let name = oldPlain.keys.filter({ newPlain[$0] != nil }).min() {
      return "the names are the same, but within different packages, jobs or environments"
        + " (\(oldPlain[name] ?? "") / \(newPlain[name] ?? ""))"
    }
    let (oldTools, newTools) = (Set(baseline.map(\.origin)), Set(current.map(\.origin)))
    if oldTools.isDisjoint(with: newTools) {
      return "the sides come from different tools (\(oldTools.sorted().joined(separator: ", ")) /"
        + " \(newTools.sorted().joined(separator: ", ")))"
    }
    func ends(_ name: String) -> String {
      let cut = name.lastIndex { "/.:".contains($0) }
      return cut.map { String(name[name.index(after: $0)...]) } ?? name
    }
    let newEnds = Set(newNames.map(ends))
    if oldNames.contains(where: { newEnds.contains(ends($0)) }) {
      return "the names end alike: a group, folder or package before them changed"
    }
    let lower = Set(newNames.map { $0.lowercased() })
    if oldNames.contains(where: { lower.contains($0.lowercased()) }) {
      return "the names differ in upper and lower case"
    }
    return nil
  }
}
