import Foundation
import PerfStats
import Testing
import perfstat

/// In which order and where a duet measures, as its workers saw it.
@Suite("The order of a duet")
struct DuetOrderTests {
  /// A worker that writes who was asked for what, and where it may run, to `log`.
  private func logging(_ side: String) -> String {
    DuetTests.worker(
      sample: """
        if [ "$count" = 1 ]; then
          echo "where $(sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status)" >> log
        fi
        [ "$n" = 1 ] || echo "\(side) $name" >> log
        \(DuetTests.steady(1000))
        """)
  }

  private func log(_ arguments: [String]) throws -> [[String]] {
    var lines: [[String]] = []
    try DuetTests.duet(base: logging("base"), head: logging("head"), arguments) { tool, result in
      #expect(result.status == 0, "\(result.errors)")
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8)
      lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
    return lines
  }

  @Test("rounds of every benchmark, the sides in the order A B in one and B A in the next")
  func rounds() throws {
    let pairs = try log(["--executions", "2"]).split { $0[0] == "where" }
    // Calibration comes first; two workers start before a pair's first sample.
    for pair in pairs.suffix(2).map(Array.init) where pair.count == 20 {
      var leaders: [[String]] = []
      for round in stride(from: 0, to: pair.count, by: 4) {
        let asked = pair[round..<(round + 4)].map { $0 }
        #expect(Set(asked.map { $0[1] }) == ["a", "b"])
        for turn in [asked[0...1], asked[2...3]].map(Array.init) {
          #expect(turn[0][1] == turn[1][1])
          #expect(Set(turn.map { $0[0] }) == ["base", "head"])
        }
        leaders.append([asked[0][0], asked[2][0]])
      }
      #expect(leaders.allSatisfy { $0[0] == $0[1] })
      #expect(zip(leaders, leaders.dropFirst()).allSatisfy { $0[0] != $1[0] })
    }
  }

  #if os(Linux)
    @Test("both programs of a pair run on one processor")
    func sameProcessor() throws {
      // Calibration is not bound; then both workers of each pair.
      let places = try log(["--executions", "3"]).filter { $0[0] == "where" }.map { $0[1] }
      #expect(places.count == 7)
      for pair in 0..<3 {
        let (one, other) = (places[1 + 2 * pair], places[2 + 2 * pair])
        #expect(one == other)
        #expect(Int(one) != nil)
      }
    }

    @Test("on a processor by its number, or wherever the system puts them")
    func chosenProcessor() throws {
      let everywhere = try log(["--executions", "1", "--pin", "none"])
        .filter { $0[0] == "where" }.map { $0[1] }
      #expect(everywhere.count == 3)
      #expect(Set(everywhere).count == 1)
      let first = String(everywhere[0].prefix { $0.isNumber })
      let fixed = try log(["--executions", "1", "--pin", first]).filter { $0[0] == "where" }
      #expect(fixed.dropFirst().map { $0[1] } == [first, first])
    }

    @Test("a processor that there is not is an error")
    func absentProcessor() throws {
      let worker = DuetTests.worker(sample: DuetTests.steady(1000))
      try DuetTests.duet(base: worker, head: worker, ["--pin", "4095"]) { _, result in
        #expect(result.status == 2)
        #expect(result.errors.contains("--pin: expected one of "))
        #expect(result.errors.contains("found 4095"))
      }
    }
  #endif

  @Test("streams of one seed share no numbers")
  func streams() {
    var seen: Set<UInt64> = []
    for stream in 0..<200 {
      var random = SplitMix64(seed: 1, stream: stream)
      for _ in 0..<50 { seen.insert(random.next()) }
    }
    #expect(seen.count == 200 * 50)
  }
}
