import Foundation
import PerfStats
import Testing

struct JudgeDuetTests {
  /// Execution pairs that scatter by 1 % around `change`.
  private func pairs(_ change: Double, _ count: Int = 10) -> [Double] {
    (0..<count).map { log(1 + change) + 0.01 * cos(Double($0) * 2.4) }
  }

  private func verdicts(_ report: Report) -> [Verdict] { report.benchmarks.map(\.verdict) }

  @Test("each verdict by its rule")
  func verdictOfEach() throws {
    let changes = [0, 0, 0, 0, 0, 0, 0.20, 0.035, -0.10, 0.0]
    let report = try judgeDuet(DuetSamples.duet(logRatios: changes.map { pairs($0) }))
    #expect(
      verdicts(report) == [
        .pass, .pass, .pass, .pass, .pass, .pass, .fail, .warn, .improved, .pass,
      ])
    #expect(report.decision == .fail)
    #expect(report.provenance["mode"] == "duet")
  }

  @Test("swapping the programs inverts every interval")
  func swapped() throws {
    let duet = DuetSamples.duet(logRatios: [0.0, 0.02, 0.1, -0.04, 0.3].map { pairs($0) })
    let forth = try judgeDuet(duet)
    let back = try judgeDuet(
      Duet(base: duet.head, head: duet.base, schedule: duet.schedule))
    for (a, b) in zip(forth.benchmarks, back.benchmarks) {
      let there = try #require(a.estimate)
      let here = try #require(b.estimate)
      #expect((there.deciding.estimate * here.deciding.estimate - 1).magnitude < 1e-12)
      #expect((there.noiseInterval.lower * here.noiseInterval.upper - 1).magnitude < 1e-12)
      // The resamples are the same ones, so that their quantiles mirror too.
      #expect((there.deciding.upper * here.deciding.lower - 1).magnitude < 1e-3)
    }
  }

  @Test("what both sides of a pair share cancels")
  func commonDisturbance() throws {
    func samples(_ factor: Double) -> [[[Double]]] {
      let disturbed = (0..<30).map { 100 + 37 * cos(Double($0)) }
      return [(0..<6).map { e in disturbed[(5 * e)..<(5 * e + 5)].map { factor * $0 } }]
    }
    let report = try judgeDuet(
      Duet(
        base: DuetSamples.run(samples(1)), head: DuetSamples.run(samples(1.25)),
        schedule: .single(6)))
    let estimate = try #require(report.benchmarks.first?.estimate)
    #expect((estimate.deciding.estimate - 1.25).magnitude < 1e-9)
    #expect(estimate.deciding.lower > 1.2)
  }

  @Test("a quarter of the execution pairs that do not show the change stops a fail")
  func agreement() throws {
    // 3 of 10 pairs show nothing, 7 show +50 %.
    let mixed: [Double] = (0..<10).map { e in
      let change = e % 4 == 0 ? 0 : log(1.5)
      return change + 0.001 * Double(e)
    }
    let noise = DuetNoise(
      tau: 0.005, tails: TailCalibration(kappa: 1, nu: TailCalibration.normal), duets: 0,
      unchangedDuets: 0)
    let report = try judgeDuet(DuetSamples.duet(logRatios: [mixed]), noise: noise)
    let row = try #require(report.benchmarks.first)
    let estimate = try #require(row.estimate)
    #expect(estimate.deciding.lower > 1.05)
    #expect(row.verdict == .warn)
    #expect(row.reasons.contains { $0.contains("do not agree") })
  }

  @Test("several layouts are what is replicated: their scatter is that of the change")
  func layouts() throws {
    // Layouts that differ by .06, -.02, .01 and .03, each measured in three execution pairs.
    let effects = [0.06, -0.02, 0.01, 0.03]
    let ratios = (0..<12).map { effects[$0 % 4] }
    var duet = DuetSamples.duet(logRatios: [ratios])
    let pairs = try #require(judgeDuet(duet).benchmarks.first?.estimate)
    duet.base.settings[Duet.Setting.layouts] = "4"
    let row = try #require(judgeDuet(duet).benchmarks.first)
    let estimate = try #require(row.estimate)
    // By hand: squares of deviations from .02 add up to .0034; / 3 / 4, and tau = .005.
    #expect((estimate.standardError - (0.0034 / 12 + 0.005 * 0.005).squareRoot()).magnitude < 1e-9)
    #expect(estimate.degreesOfFreedom == 3)
    #expect(estimate.deciding.lower < 1)
    #expect(pairs.standardError < estimate.standardError)
    #expect(pairs.degreesOfFreedom == 11)

    // Two layouts cannot fail.
    var slower = DuetSamples.duet(logRatios: [(0..<12).map { 0.5 + 0.001 * Double($0) }])
    #expect(try judgeDuet(slower).decision == .fail)
    slower.base.settings[Duet.Setting.layouts] = "2"
    let two = try judgeDuet(slower)
    #expect(two.decision == .warn)
    #expect(two.benchmarks[0].reasons.contains { $0.contains("fewer than 3 layouts") })
  }

  @Test("two execution pairs cannot fail, three can")
  func fewest() throws {
    let quiet = Array(repeating: 0.0, count: 9)
    func first(of count: Int) throws -> BenchmarkResult {
      let ratios: [[Double]] = ([log(2.0)] + quiet).map { change in
        (0..<count).map { change + 0.002 * cos(Double($0) * 2.4) }
      }
      return try #require(try judgeDuet(DuetSamples.duet(logRatios: ratios)).benchmarks.first)
    }
    #expect(try first(of: 2).verdict == .warn)
    #expect(try first(of: 3).verdict == .fail)
  }

  @Test("two samples in each of ten execution pairs are twenty values: enough to fail")
  func fewSamples() throws {
    let report = try judgeDuet(DuetSamples.duet(logRatios: [pairs(0.5)], samples: 2))
    #expect(verdicts(report) == [.fail])
  }

  @Test("less throughput is a regression")
  func throughput() throws {
    let metric = Metric(name: "throughput", unit: "B/s", better: .higher)
    let base = [pairs(0).map { Array(repeating: 1e9 * exp($0), count: 3) }]
    let head = [pairs(0).map { _ in Array(repeating: 0.5e9, count: 3) }]
    let report = try judgeDuet(
      Duet(
        base: DuetSamples.run(base, metric: metric), head: DuetSamples.run(head, metric: metric),
        schedule: .single(10)))
    let row = try #require(report.benchmarks.first)
    #expect(row.verdict == .fail)
    let estimate = try #require(row.estimate)
    let current = try #require(row.current)
    #expect((estimate.deciding.estimate - 2).magnitude < 0.02)
    #expect((current.value - 0.5e9).magnitude < 1)
  }

  @Test("a shift of the whole suite beyond what the runner does stays in every benchmark")
  func suiteShift() throws {
    let report = try judgeDuet(
      DuetSamples.duet(logRatios: (0..<10).map { b in pairs(0.15).map { $0 + 1e-4 * Double(b) } }))
    #expect(verdicts(report).allSatisfy { $0 == .fail })
    let suite = try #require(report.suite.rows.first)
    #expect((suite.removed - exp(0.015)).magnitude < 1e-12)
    #expect(suite.verdict == .fail)
    #expect(suite.ratio > exp(0.13) && suite.lower > 1.05)
  }

  /// 21 of 30 take 10 % longer: the median lies among them, and the others would pass for faster ones.
  @Test("most of a suite is told as a group, compared with the rest")
  func twoGroups() throws {
    let report = try judgeDuet(
      DuetSamples.duet(
        logRatios: (0..<30).map { b in
          pairs(b < 21 ? 0.1 : 0).map { $0 + 1e-4 * Double(b) }
        }))
    #expect(verdicts(report).prefix(21).allSatisfy { $0 == .fail })
    #expect(verdicts(report).dropFirst(21).allSatisfy { $0 == .pass })
    let suite = try #require(report.suite.rows.first)
    #expect(suite.groups.map(\.benchmarks) == [9, 21])
    #expect((suite.groups[1].ratio / suite.groups[0].ratio - 1.1).magnitude < 0.003)
    #expect((suite.removed - suite.groups[0].ratio).magnitude < 1e-12)
    #expect(suite.reasons.contains { $0.hasPrefix("two groups: 21 at +10.") })
  }

  @Test("benchmarks of one side are missing and new; sides that do not pair up are errors")
  func unpaired() throws {
    var duet = DuetSamples.duet(logRatios: [pairs(0), pairs(0), pairs(0)])
    duet.head.measurements[0].benchmark = "renamed"
    duet.head.measurements[1].executions.removeLast()
    let report = try judgeDuet(duet)
    let found = Dictionary(
      uniqueKeysWithValues: report.benchmarks.map { ($0.name, $0.verdict) })
    #expect(found == ["b0": .missing, "renamed": .new, "b1": .error, "b2": .pass])
    #expect(report.decision == .fail)
    var policy = Policy()
    policy.allowMissing = true
    let tolerant = try judgeDuet(duet, policy: policy)
    #expect(tolerant.decision == .error)
  }

  @Test("samples that are no measurements are errors, no benchmark in common is none at all")
  func hostile() throws {
    for bad in [0, -1, .nan, .infinity, 1e-300, 1e300] {
      var duet = DuetSamples.duet(logRatios: [pairs(0), pairs(0)])
      duet.base.measurements[0].executions[3].values[1] = bad
      let report = try judgeDuet(duet)
      #expect(verdicts(report).contains(.error))
    }
    var duet = DuetSamples.duet(logRatios: [pairs(0)])
    duet.head.measurements[0].benchmark = "other"
    #expect(throws: StatisticsError.self) { try judgeDuet(duet) }
  }

  @Test("one execution pair, identical samples and huge ratios are judged, not trapped")
  func degenerate() throws {
    let single = try judgeDuet(DuetSamples.duet(logRatios: [[0.0]]))
    #expect(verdicts(single) == [.inconclusive])
    let constant = Array(repeating: Array(repeating: 0.0, count: 10), count: 9)
    let still = try judgeDuet(DuetSamples.duet(logRatios: constant))
    #expect(verdicts(still).allSatisfy { $0 == .pass })
    let huge = try judgeDuet(
      DuetSamples.duet(logRatios: [Array(repeating: log(1e100), count: 10)]))
    #expect(verdicts(huge) == [.fail])
  }

  // MARK: Looks

  @Test("a benchmark is judged at its own last look")
  func ownLook() throws {
    let schedule = try LookSchedule(looks: [10, 20], most: 80)
    let early = (0..<9).map { _ in pairs(0) }
    let late = pairs(0.04, 20)
    let both = try judgeDuet(
      DuetSamples.duet(logRatios: early + [late], schedule: schedule))
    let first = try judgeDuet(
      DuetSamples.duet(
        logRatios: early + [Array(late.prefix(10))],
        schedule: try LookSchedule(looks: [10], most: 80)))
    // What was settled at the first look does not move at the second.
    for (a, b) in zip(both.benchmarks.prefix(9), first.benchmarks.prefix(9)) {
      #expect(a.verdict == b.verdict)
      #expect(a.estimate?.deciding == b.estimate?.deciding)
    }
    #expect(both.benchmarks[9].estimate?.deciding != first.benchmarks[9].estimate?.deciding)
    #expect(both.benchmarks[9].notes.contains { $0.contains("look 2") })
  }

  @Test("an interval that allows for several looks is wider than one of a single look")
  func wider() throws {
    let ratios = (0..<9).map { pairs(0.01 * Double($0)) }
    let single = try judgeDuet(DuetSamples.duet(logRatios: ratios))
    let early = try judgeDuet(
      DuetSamples.duet(logRatios: ratios, schedule: try LookSchedule(looks: [10], most: 80)))
    for (a, b) in zip(single.benchmarks, early.benchmarks) {
      let narrow = try #require(a.estimate)
      let wide = try #require(b.estimate)
      #expect(wide.deciding.lower < narrow.deciding.lower)
      #expect(wide.deciding.upper > narrow.deciding.upper)
      #expect(wide.adjustedP >= narrow.adjustedP)
    }
  }

  @Test("undecided are the inconclusive and the warnings that may still fail")
  func undecided() throws {
    let noisy = (0..<10).map { 0.05 + 0.08 * cos(Double($0) * 2.4) }
    let nearly = (0..<10).map { log(1.06) + 0.015 * cos(Double($0) * 2.4) }
    let report = try judgeDuet(
      DuetSamples.duet(logRatios: [noisy, nearly, pairs(0.2), pairs(0)]))
    #expect(verdicts(report) == [.inconclusive, .warn, .fail, .pass])
    #expect(report.undecided.map(\.benchmark) == ["b0", "b1"])
  }

  // MARK: Runs of a file

  private func sides(_ identity: String) -> [Run] {
    ["base", "head"].map { role in
      DuetSamples.run(
        [[[1, 2, 3]]],
        settings: [
          "duet": identity, "duetRole": role, "duetLooks": "1", "duetMostPairs": "8",
        ])
    }
  }

  @Test("duets are found among runs by their settings")
  func collect() throws {
    let other = DuetSamples.run([[[1]]])
    let runs = [sides("y")[1], other, sides("x")[0], sides("y")[0], sides("x")[1]]
    let found = try Duet.collect(runs)
    #expect(found.duets.map { $0.head.settings["duet"] } == ["y", "x"])
    #expect(found.duets.allSatisfy { $0.base.settings["duetRole"] == "base" })
    let expected = try LookSchedule(looks: [1], most: 8)
    #expect(found.duets[0].schedule == expected)
    #expect(found.others == [other])
  }

  @Test("half a duet, a doubled side, another role and odd looks are refused")
  func collectRefuses() throws {
    let both = sides("x")
    var strange = both
    strange[0].settings["duetRole"] = "guest"
    var looks = both
    looks[1].settings["duetLooks"] = "1,x"
    var most = both
    most[1].settings["duetMostPairs"] = nil
    var falling = both
    falling[1].settings["duetLooks"] = "9,3"
    for runs in [[both[0]], [both[1]], both + [both[0]], strange, looks, most, falling] {
      #expect(throws: StatisticsError.self) { try Duet.collect(runs) }
    }
  }
}

struct DuetNoiseTests {
  /// A duet of ten benchmarks without change whose suite shifts by `shift`.
  private func duet(_ shift: Double, seed: Int, unchanged: Bool = true) -> Duet {
    let ratios: [[Double]] = (0..<10).map { b in
      (0..<10).map { e in
        let angle = Double(seed * 131 + b * 17 + e) * 2.4
        return shift + 0.02 * cos(angle)
      }
    }
    var duet = DuetSamples.duet(logRatios: ratios)
    duet.base.settings[Duet.Setting.digest] = "a"
    duet.head.settings[Duet.Setting.digest] = unchanged ? "a" : "b"
    return duet
  }

  @Test("fewer than two duets teach nothing")
  func coldStart() {
    #expect(DuetNoise.fit([]) == .coldStart)
    #expect(DuetNoise.fit([duet(0.1, seed: 1)]) == .coldStart)
    let small = DuetSamples.duet(logRatios: [[0.0, 0.1, 0.2]])
    #expect(DuetNoise.fit([small, small, small]) == .coldStart)
  }

  /// (3 * 0.005^2 + 3 v) / 6 with v the variance of the four shifts less what the benchmarks'
  /// own noise adds; v is at most 0.05^2 * 4 / 3.
  @Test("shifts of the suite raise tau, toward their SD")
  func tau() {
    let noise = DuetNoise.fit(
      [0.05, -0.05, 0.05, -0.05].enumerated().map { duet($1, seed: $0, unchanged: false) })
    let most = ((3 * 0.005 * 0.005 + 3 * 0.05 * 0.05 * 4 / 3) / 6).squareRoot()
    #expect(noise.tau <= most + 1e-12)
    #expect(noise.tau > 0.97 * most)
    #expect(noise.duets == 4)
    #expect(noise.tails == .coldStart)
  }

  @Test("steady suites lower tau below the cold start")
  func quiet() {
    let noise = DuetNoise.fit((0..<20).map { duet(0, seed: $0) })
    #expect(noise.tau < 0.005)
    #expect(noise.unchangedDuets == 20)
    #expect(noise.tails != .coldStart)
  }

  @Test("only duets of the very same program are unchanged")
  func unchanged() {
    #expect(duet(0, seed: 1).isUnchanged)
    #expect(!duet(0, seed: 1, unchanged: false).isUnchanged)
    #expect(!DuetSamples.duet(logRatios: [[0.0]]).isUnchanged)
  }
}
