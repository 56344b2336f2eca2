import PerfMeasure
import PerfStats
import Testing

/// The course of a duet, with made-up measurements.
@Suite("The course of a duet")
struct DuetSessionTests {
  /// Benchmarks that were measured in each execution pair.
  private func play(
    _ schedule: LookSchedule, budget: Double? = nil, decidedAfter: [String: Int]
  ) throws -> (pairs: [[String]], session: DuetSession) {
    var pairs: [[String]] = []
    var session = DuetSession(schedule: schedule, budget: budget)
    try session.run(
      decidedAfter.keys.sorted(), begin: { _ in },
      measure: { number, names in
        #expect(number == pairs.count)
        pairs.append(names)
        let execution = Execution(values: [Double(number)])
        return Dictionary(
          uniqueKeysWithValues: names.map {
            (SeriesKey(benchmark: $0), DuetSides(base: execution, head: execution))
          })
      },
      undecided: { session in
        Set(decidedAfter.filter { $0.value > pairs.count }.map(\.key))
      })
    return (pairs, session)
  }

  @Test("Only what is undecided is measured on, and looks that were taken are kept")
  func dropsTheDecided() throws {
    let (pairs, session) = try play(
      .doubling(first: 2, most: 8), decidedAfter: ["a": 2, "b": 4, "c": 100])
    #expect(
      pairs == [["a", "b", "c"], ["a", "b", "c"], ["b", "c"], ["b", "c"]]
        + Array(repeating: ["c"], count: 4))
    #expect(try session.taken().looks == [2, 4, 8])
    #expect(
      session.executions[SeriesKey(benchmark: "b")]?.head.map(\.values) == [[0], [1], [2], [3]])
  }

  @Test("It ends when everything is decided")
  func ends() throws {
    let (pairs, session) = try play(.doubling(first: 2, most: 8), decidedAfter: ["a": 2, "b": 1])
    #expect(pairs.count == 2)
    #expect(try session.taken().looks == [2])
  }

  @Test("A budget that is used up leaves three pairs, which can fail")
  func budget() throws {
    let (pairs, session) = try play(
      .doubling(first: 10, most: 80), budget: 0, decidedAfter: ["a": 100])
    #expect(pairs.count == 3)
    #expect(try session.taken().looks == [3])
  }
}
