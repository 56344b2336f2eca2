import Foundation
import PerfStats
import Testing

/// Every case of `Fixtures/reference/history-amendments.json`: ramps, families, exact counts,
/// suites and partitions of a prototype.
@Suite struct AmendmentReferenceTests {
  static let reference = Amendments.load()

  @Test(arguments: reference.ramps.indices)
  func rampsMatch(index: Int) throws {
    let expected = Self.reference.ramps[index]
    let trend = try Trend(logValues: expected.values.map { Foundation.log($0) })
    #expect(isClose(trend.p, expected.p, relative: 1e-6), "p \(trend.p) \(expected.p)")
    #expect(isClose(trend.noise, expected.noise, relative: 1e-9))
    #expect(isClose(trend.autocorrelation, expected.rho, relative: 1e-9))
    #expect(trend.changes.map(\.index) == expected.changes.map(\.index), "\(expected.name)")
    for (change, value) in zip(trend.changes, expected.changes) {
      #expect((change.ramp != nil) == (value.kind == "ramp"), "\(expected.name)")
      #expect(change.ramp?.before == value.before)
      #expect(change.ramp?.full == value.full)
      #expect(change.ramp?.commits == value.commits)
      let sets = change.ramp.map { [$0.beforeSet, $0.fullSet] } ?? []
      #expect(
        sets.flatMap { [$0.lowerBound, $0.upperBound] } == (value.beforeSet ?? [])
          + (value.fullSet ?? []))
      if change.ramp == nil {
        #expect(change.first == value.first && change.last == value.last)
      }
      #expect(isClose(change.size.ratio, value.ratio, relative: 1e-8))
      #expect(isClose(change.shift, value.delta, relative: 1e-8))
      #expect(isClose(change.standardError, value.se, relative: 1e-7))
      #expect(isClose(change.t.map(abs), value.t, relative: 1e-7))
      #expect(isClose(change.p, value.p, relative: 1e-6), "p of \(value.p)")
      #expect(isClose(change.size.interval?.lower, value.ratioLow, relative: 1e-6))
      #expect(isClose(change.size.interval?.upper, value.ratioHigh, relative: 1e-6))
    }
  }

  @Test(arguments: reference.family.indices)
  func familiesMatch(index: Int) throws {
    let expected = Self.reference.family[index]
    let searches = expected.p.flatMap { entry in
      [Discoveries.Search](
        repeating: .init(
          p: entry[0], points: Int(entry.count > 2 ? entry[2] : Double(expected.points ?? 0))),
        count: Int(entry[1]))
    }
    let discoveries = try Discoveries(searches)
    #expect(isClose(discoveries.scale, expected.scale, relative: 1e-12))
    #expect(isClose(discoveries.threshold, expected.limitShort, relative: 1e-12))
    #expect(isClose(discoveries.threshold / discoveries.scale, expected.limit, relative: 1e-12))
    #expect(
      searches.count { discoveries.reports(p: $0.p, points: $0.points) } == expected.reported)
  }

  @Test(arguments: reference.exact.indices)
  func exactCountsMatch(index: Int) throws {
    let expected = Self.reference.exact[index]
    let points = expected.values.enumerated().map { i, value in
      SeriesHistory.Point(
        index: i, commit: "", date: "", jobs: [Foundation.log(value)], values: [value])
    }
    let trend = try Trend(
      SeriesHistory(
        name: "s", metric: Metric(name: "memory", unit: "B", better: .lower), points: points))
    guard let result = expected.result else {
      #expect(trend.scale != .exact)
      return
    }
    #expect(trend.scale == .exact)
    let steps = result.filter { !$0.pending }
    #expect(trend.changes.map(\.index) == steps.map(\.index))
    for (change, value) in zip(trend.changes, steps) {
      #expect(change.first == value.first && change.last == value.last)
      #expect(change.size == .values(before: value.before, after: value.after))
      #expect(change.shift == value.difference)
      #expect(isClose(change.size.ratio, value.ratio, relative: 1e-12))
      #expect(change.p == nil)
    }
    let pending = result.first { $0.pending }
    #expect(trend.pending?.before == pending?.before)
    #expect(trend.pending?.after == pending?.after)
  }

  @Test(arguments: reference.suites.indices)
  func suitesMatch(index: Int) throws {
    let expected = Self.reference.suites[index]
    let jobs = expected.values[0].indices.map { r in
      SuiteHistory.Job(
        commit: "commit-\(1000 + r)", date: "",
        conditions: (expected.conditions?[r]).map { ["kernel": $0] } ?? [:])
    }
    let suite = SuiteHistory(
      runner: "r", jobs: jobs,
      rows: expected.values.enumerated().map { b, row in
        SuiteHistory.Row(
          name: "b\(b)", metric: .nanoseconds, logs: row.map { Foundation.log($0) })
      })
    let (series, suites) = try suite.histories()
    let report = try HistoryReport(series, suites: suites, sharedAxis: true)

    #expect(report.findings.count == expected.findings.count)
    for (finding, value) in zip(report.findings, expected.findings) {
      #expect(finding.kind.rawValue == value.kind)
      #expect(finding.index == value.index)
      #expect(finding.first == value.first && finding.last == value.last)
      #expect(isClose(finding.ratio, value.ratio, relative: 1e-8))
      #expect(isClose(finding.interval?.lower, value.ratioLow, relative: 1e-6))
      #expect(isClose(finding.interval?.upper, value.ratioHigh, relative: 1e-6))
      #expect(isClose(finding.p, value.p, relative: 1e-6), "p \(finding.p) \(value.p)")
      #expect(finding.members == value.members && finding.of == value.of)
    }
    for (b, changes) in expected.series.enumerated() {
      let found = report.series[b]
      #expect(found.trend.changes.map(\.index) == changes.map(\.index))
      for (c, value) in changes.enumerated() where c < found.trend.changes.count {
        let change = found.trend.changes[c]
        #expect(isClose(change.size.ratio, value.ratio, relative: 1e-8))
        #expect(isClose(change.size.interval?.lower, value.ratioLow, relative: 1e-6))
        #expect(isClose(change.size.interval?.upper, value.ratioHigh, relative: 1e-6))
        #expect(isClose(change.p, value.p, relative: 1e-6), "p of \(value.p)")
        #expect(found.judgements[c].reported == value.reported)
        #expect(found.judgements[c].partOf == value.partOf)
      }
    }
  }

  /// Ten of twelve series move at run 25, one of them seems to at run 27: it belongs to the finding.
  @Test func aStepBesideTheOthersIsAMember() throws {
    let expected = Self.reference.suites[0]
    var rows = expected.values
    for b in [10, 11] { for r in 25..<40 { rows[b][r] /= 1.1 } }
    for r in 25..<27 { rows[3][r] /= 1.1 }
    let suite = SuiteHistory(
      runner: "", jobs: (0..<40).map { .init(commit: "c\(1000 + $0)", date: "") },
      rows: rows.enumerated().map { b, row in
        .init(name: "b\(b)", metric: .nanoseconds, logs: row.map { Foundation.log($0) })
      })
    let (series, suites) = try suite.histories()
    let report = try HistoryReport(series, suites: suites)
    #expect(report.findings.map(\.members) == [Array(0..<10)])
    #expect(report.findings.allSatisfy { $0.index == 25 && $0.kind == .suite })
    #expect(report.series[3].trend.changes.map(\.index) == [27])
    #expect(report.series[3].judgements.map(\.partOf) == [0])
    #expect(report.openFindings.count == 1 && report.openChanges.isEmpty)
  }

  @Test(arguments: reference.partitions.indices)
  func partitionsMatch(index: Int) {
    let expected = Self.reference.partitions[index]
    let y = expected.values.map { Foundation.log($0) }
    let sums = LevelSums(Despiked(y, parameters: TrendParameters()).values)
    let places = Array(expected.places.dropFirst().dropLast())
    #expect(Candidates.places(sums, window: 6) == places)
    let cuts = Partition(sums, places: places, penalty: expected.penalty).boundaries
    #expect([0] + cuts + [y.count] == expected.cuts)
  }

  private func isClose(_ a: Double?, _ b: Double?, relative: Double) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= relative * max(abs(a), abs(b)) + 1e-300
  }
}

struct Amendments: Decodable {
  struct Ramp: Decodable {
    var name: String
    var values: [Double]
    var p: Double
    var noise: Double
    var rho: Double
    var changes: [Change]
  }
  struct Change: Decodable {
    var kind: String
    var index: Int
    var first: Int?
    var last: Int?
    var before: Int?
    var full: Int?
    var commits: Int?
    var beforeSet: [Int]?
    var fullSet: [Int]?
    var t: Double
    var delta: Double
    var se: Double
    var ratio: Double
    var ratioLow: Double
    var ratioHigh: Double
    var p: Double
  }
  struct Family: Decodable {
    var p: [[Double]]
    var points: Int?
    var scale: Double
    var limit: Double
    var limitShort: Double
    var reported: Int
  }
  struct Exact: Decodable {
    struct Result: Decodable {
      var index: Int
      var first: Int
      var last: Int
      var before: Double
      var after: Double
      var difference: Double
      var ratio: Double?
      var pending: Bool
    }
    var values: [Double]
    var result: [Result]?
  }
  struct Suite: Decodable {
    struct Finding: Decodable {
      var index: Int
      var first: Int
      var last: Int
      var ratio: Double
      var ratioLow: Double?
      var ratioHigh: Double?
      var p: Double
      var members: [Int]
      var of: Int
      var kind: String
    }
    struct Member: Decodable {
      var index: Int
      var ratio: Double
      var ratioLow: Double
      var ratioHigh: Double
      var p: Double
      var reported: Bool
      var partOf: Int?
    }
    var values: [[Double]]
    var conditions: [String]?
    var findings: [Finding]
    var series: [[Member]]
  }
  struct Partition: Decodable {
    var values: [Double]
    var places: [Int]
    var penalty: Double
    var cuts: [Int]
  }
  var ramps: [Ramp]
  var family: [Family]
  var exact: [Exact]
  var suites: [Suite]
  var partitions: [Partition]

  static func load() -> Amendments {
    ReferenceFile.decoded("history-amendments.json")
  }
}
