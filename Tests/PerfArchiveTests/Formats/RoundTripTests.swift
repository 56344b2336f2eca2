import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Any readable file, imported and exported as a table of samples, is judged as the file itself: zeros,
/// directions, failures and skips included.
@Suite struct RoundTripTests {
  private static let files: [String] = {
    var found: [String] = []
    let folders = ["Fixtures/formats", "Fixtures/reported", "../shared/data/formats"]
    for root in folders.map({ "\(packageRoot)/\($0)" }) {
      // Who reads a database brings it up to date, which would change the fixture.
      for name in FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
      where !name.contains(".sqlite") {
        var isFolder: ObjCBool = false
        let path = "\(root)/\(name)"
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
        {
          found.append(path)
        }
      }
    }
    return found.sorted()
  }()

  /// Through a run file and a table.
  private func carried(_ loaded: LoadedRuns) throws -> LoadedRuns {
    let imported = try RunFile.decode(RunFile.encode(loaded.runs), place: "imported")
    return try TidySamples.decode(TidySamples.encode(imported.runs), place: "exported")
  }

  /// The same runs with other values: some as before, some slower, some faster, from 0 and to 0.
  private func changed(_ loaded: LoadedRuns) -> LoadedRuns {
    var copy = loaded
    for run in copy.runs.indices {
      copy.runs[run].id += "-changed"
      for index in copy.runs[run].measurements.indices {
        let factor = [1.02, 1.5, 0.5, 3, 0][index % 5]
        func new(_ value: Double) -> Double { value == 0 ? Double(index % 2) : value * factor }
        var measurement = copy.runs[run].measurements[index]
        for execution in measurement.executions.indices {
          measurement.executions[execution].values =
            measurement.executions[execution].values.map(new)
        }
        if let summary = measurement.summary {
          measurement.summary = Summary(estimate: new(summary.estimate))
        }
        copy.runs[run].measurements[index] = measurement
      }
    }
    return copy
  }

  private func verdicts(_ baseline: LoadedRuns, _ current: LoadedRuns) throws -> [String] {
    let sides = Sides(
      baseline: baseline.runs, current: current.runs,
      rejected: baseline.rejected + current.rejected)
    guard !sides.baseline.isEmpty, !sides.current.isEmpty else { return [] }
    var policy = Policy()
    policy.resamples = 200
    let report = try judge(
      baseline: sides.baseline, current: sides.current, policy: policy,
      rejected: sides.rejected.map { ($0.key, "") })
    return report.benchmarks.map { "\($0.name), \($0.metric.name): \($0.verdict)" }.sorted()
  }

  @Test func theVerdictsAreThoseOfTheFile() throws {
    var compared = 0
    var seen: Set<String> = []
    for path in Self.files {
      var loaded = LoadedRuns()
      let error = inputError { () throws(InputError) in loaded = try loadRuns([path]) }
      let count = loaded.runs.reduce(0) { $0 + $1.measurements.count }
      guard error == nil, count > 0, count < 300 else { continue }
      // A table knows a machine by its label only, which does not tell what another one has in common with it.
      if Set(loaded.runs.map(\.runner)).count > 1 { continue }
      let other = changed(loaded)
      let expected = try verdicts(loaded, other)
      seen.formUnion(expected.compactMap { $0.split(separator: " ").last.map(String.init) })
      let (plain, carriedOther) = (try carried(loaded), try carried(other))
      for (what, found) in [
        ("both", try verdicts(plain, carriedOther)),
        ("the current side", try verdicts(loaded, carriedOther)),
      ] {
        let differing = zip(expected, found).first { $0 != $1 }
        #expect(found == expected, "\(path), \(what) carried: \(String(describing: differing))")
      }
      compared += 1
    }
    #expect(compared > 100)
    // The changes are such that every verdict occurs.
    let wanted: Set<String> = [
      "pass", "fail", "improved", "changed", "inconclusive", "error", "warn",
    ]
    #expect(wanted.subtracting(seen).isEmpty, "\(seen)")
  }
}
