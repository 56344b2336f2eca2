import Foundation
import Testing

/// In which order and where a duet measures, as its workers saw it.
@Suite("The order of a duet")
struct DuetOrderTests {
  /// A worker that writes who was asked for what to `log`, and where it may run to `places`.
  private func logging(_ side: String) -> String {
    DuetTests.worker(
      sample: """
        if [ "$count" = 1 ]; then
          sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status >> places
        fi
        echo "\(side) $name" >> log
        \(DuetTests.steady(1000))
        """)
  }

  /// Lines of a file that the workers of a duet wrote.
  private func lines(of name: String, _ arguments: [String]) throws -> [String] {
    var lines: [String] = []
    try DuetTests.duet(base: logging("base"), head: logging("head"), arguments) { tool, result in
      #expect(result.status == 0, "\(result.errors)")
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent(name), encoding: .utf8)
      lines = text.split(separator: "\n").map(String.init)
    }
    return lines
  }

  @Test("rounds of every benchmark, the sides in the order A B in one and B A in the next")
  func rounds() throws {
    let asked = try lines(of: "log", ["--executions", "2"])
      .map { $0.split(separator: " ").map(String.init) }
    // Calibration comes first; then in each pair 2 + 3 rounds of two benchmarks and two sides.
    #expect(asked.count > 40)
    for pair in [asked.suffix(40).prefix(20), asked.suffix(20)].map(Array.init) {
      var leaders: [String] = []
      for round in stride(from: 0, to: 20, by: 4).map({ Array(pair[$0..<($0 + 4)]) }) {
        #expect(Set(round.map { $0[1] }) == ["a", "b"])
        #expect(round[0][1] == round[1][1] && round[2][1] == round[3][1])
        #expect(round[0][0] == round[2][0] && round[1][0] == round[3][0])
        #expect(round[0][0] != round[1][0])
        leaders.append(round[0][0])
      }
      #expect(zip(leaders, leaders.dropFirst()).allSatisfy { $0 != $1 })
    }
  }

  #if os(Linux)
    @Test("both programs of a pair run on one processor")
    func sameProcessor() throws {
      // Calibration is not bound; then both workers of each pair.
      let places = try lines(of: "places", ["--executions", "3"])
      #expect(places.count == 7)
      for pair in 0..<3 {
        let (one, other) = (places[1 + 2 * pair], places[2 + 2 * pair])
        #expect(one == other)
        #expect(Int(one) != nil)
      }
    }

    @Test("on a processor by its number, or wherever the system puts them")
    func chosenProcessor() throws {
      let everywhere = try lines(of: "places", ["--executions", "1", "--pin", "none"])
      #expect(everywhere.count == 3)
      #expect(Set(everywhere).count == 1)
      let first = String(everywhere[0].prefix { $0.isNumber })
      let fixed = try lines(of: "places", ["--executions", "1", "--pin", first])
      #expect(Array(fixed.dropFirst()) == [first, first])
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
}
