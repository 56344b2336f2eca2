import PerfReports
import PerfStats
import Testing

@Suite("The table of what was measured")
struct BenchTableTests {
  private func run(_ values: [String: [[Double]]]) -> Run {
    Run(
      id: "made-up",
      measurements: values.sorted { $0.key < $1.key }.map { name, executions in
        Measurement(
          benchmark: name, metric: .nanoseconds,
          executions: executions.map { Execution(iterations: 16, values: $0) })
      })
  }

  /// Medians of executions of both runs: a 100, 110 and 90; b 2.5.
  @Test("By hand: medians over all runs, and the columns of the caller")
  func byHand() {
    let runs = [
      run(["a": [[99, 100, 101], [110, 110, 110]], "b": [[2.5]]]), run(["a": [[90, 90, 90]]]),
    ]
    #expect(
      BenchTable(runs: runs, head: ["MB/s"], cells: ["b": ["400"]]).text == """
        benchmark  median  executions from       to  batch  MB/s
        a          100 ns          -10.0 %  +10.0 %     16
        b          2.5 ns           +0.0 %   +0.0 %     16   400

        """)
    #expect(
      BenchTable(runs: []).text == "benchmark  median  executions from  to  batch\n")
  }
}
