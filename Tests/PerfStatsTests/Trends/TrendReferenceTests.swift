import Foundation
import PerfStats
import Testing

/// Every series of `Fixtures/reference/history-reference.json`: a prototype's changes, sets,
/// sizes, levels and noise.
@Suite struct TrendReferenceTests {
  static let reference = ReferenceFile.load()

  /// Lower bounds that the prototype got wrong: its bisection began at z - 60, on the
  /// branch where G falls, and ended there (G of its answer is 0.0007 to 0.004, not 0.025).
  /// These are roots by scipy 1.x: `brentq(lambda m: t.sf(z-m,8)/t.sf(crit-m,8) - .025, a, z)`
  /// with `a` where G is least on [0, z]; exp(root * |ln ratio|/z).
  static let lowerBounds = [
    "normal-60-1/35": 1.07567992559484, "ar6-60-1/26": 1.07480100389839,
    "spikes-200-2/65": 1.09750545501511, "fresh-3/77": 1.12731645900927,
  ]

  /// The series called `ramp` rises over 70 commits, which was told as five steps. It is told as
  /// ramps now, see `AmendmentReferenceTests`.
  static let steady = reference.series.indices.filter { reference.series[$0].name != "ramp" }

  @Test(arguments: steady)
  func matchesTheReference(index: Int) throws {
    let expected = Self.reference.series[index]
    let trend = try Trend(logValues: expected.values.map { Foundation.log($0) })

    #expect(trend.count == expected.n)
    #expect((trend.status == .tooShort) == (expected.status == "too short"))
    #expect(isClose(trend.p, expected.p, relative: 1e-7), "p \(trend.p) \(expected.p)")
    #expect(isClose(trend.noise, expected.noise), "noise")
    #expect(isClose(trend.autocorrelation, expected.rho), "rho")
    #expect(trend.levels.count == expected.levels.count)
    for (level, value) in zip(trend.levels, expected.levels) {
      #expect(isClose(Foundation.exp(level), value), "level \(Foundation.exp(level)) \(value)")
    }
    #expect(trend.pending?.points == expected.pending?.points)
    #expect(isClose(trend.pending?.ratio, expected.pending?.ratio), "pending")
    expectSame(trend.changes, expected.changes, of: expected.name)
  }

  /// The four are the only lower bounds that differ, and the prototype had none for them.
  @Test func noOtherLowerBoundDiffers() throws {
    var different: Set<String> = []
    for series in Self.steady.map({ Self.reference.series[$0] }) {
      let trend = try Trend(logValues: series.values.map { Foundation.log($0) })
      for (change, value) in zip(trend.changes, series.changes)
      where !isClose(change.size.interval?.lower, value.ratioLow, relative: 1e-7) {
        different.insert("\(series.name)/\(value.index)")
        #expect(value.ratioLow == 1)
      }
    }
    #expect(different == Set(Self.lowerBounds.keys))
  }

  private func expectSame(
    _ changes: [Trend.Change], _ expected: [ReferenceFile.Change], of name: String
  ) {
    #expect(changes.map(\.index) == expected.map(\.index))
    #expect(changes.map(\.first) == expected.map(\.first))
    #expect(changes.map(\.last) == expected.map(\.last))
    #expect(changes.map(\.undone) == expected.map(\.undone))
    for (change, value) in zip(changes, expected) {
      #expect(isClose(change.size.ratio, value.ratio), "ratio")
      #expect(isClose(change.t.map(abs), value.t, relative: 1e-8), "t of \(value.t)")
      #expect(isClose(change.p, value.p, relative: 1e-7), "p of \(value.p)")
      let lower = Self.lowerBounds["\(name)/\(value.index)"] ?? value.ratioLow
      #expect(isClose(change.size.interval?.lower, lower, relative: 1e-7), "lower \(lower)")
      #expect(
        isClose(change.size.interval?.upper, value.ratioHigh, relative: 1e-7),
        "upper \(value.ratioHigh)")
    }
  }

  private func isClose(_ a: Double?, _ b: Double?, relative: Double = 1e-9) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= relative * max(abs(a), abs(b)) + 1e-300
  }
}

struct ReferenceFile: Decodable {
  struct Series: Decodable {
    var name: String
    var values: [Double]
    var n: Int
    var changes: [Change]
    var p: Double
    var levels: [Double]
    var pending: Pending?
    var noise: Double?
    var rho: Double?
    var status: String?
  }
  struct Pending: Decodable {
    var points: Int
    var ratio: Double
  }
  struct Change: Decodable {
    var index: Int
    var first: Int
    var last: Int
    var ratio: Double
    var ratioLow: Double
    var ratioHigh: Double
    var t: Double
    var p: Double
    var undone: Bool
  }
  var series: [Series]

  static func load() -> ReferenceFile { decoded("history-reference.json") }

  /// A file of `Fixtures/reference`.
  static func decoded<File: Decodable>(_ name: String) -> File {
    var root = URL(filePath: #filePath)
    repeat {
      root.deleteLastPathComponent()
    } while !FileManager.default.fileExists(
      atPath: root.appending(path: "Package.swift").path)
    do {
      let data = try Data(contentsOf: root.appending(path: "Fixtures/reference/\(name)"))
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(File.self, from: data)
    } catch {
      fatalError("\(name): \(error)")
    }
  }
}
