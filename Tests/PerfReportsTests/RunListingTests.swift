import PerfReports
import PerfStats
import Testing

@Suite("A listing of runs")
struct RunListingTests {
  private let listing = RunListing([
    RunListing.Row(
      Run(
        id: "r-1", commit: "0123456789abcdef0123", branch: "main", dirty: true,
        date: "2026-01-02T03:04:05Z", runner: Runner(label: "lab"), measurements: []),
      benchmarks: 1, samples: 50),
    RunListing.Row(Run(id: "x\n::error::", measurements: []), benchmarks: 2, samples: 1),
  ])

  @Test("For people: short commits, totals, nothing that begins a line of its own")
  func text() {
    let lines = listing.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines[0] == "2026-01-02T03:04:05Z  0123456789ab+  main  \(Runner(label: "lab").slug)"
        + "  1 benchmark  r-1")
    #expect(lines[1].hasSuffix("2 benchmarks  x\\n::error::"))
    #expect(lines[2] == "2 runs, 51 samples")
  }

  @Test("For programs: one record a run")
  func csv() {
    let records = listing.csv.split(separator: "\n", maxSplits: 1)
    #expect(records[0] == "id,date,commit,branch,dirty,runner,origin,benchmarks,samples")
    #expect(records[1].hasPrefix("r-1,"))
    #expect(records[1].hasSuffix(",2,1\n"))
  }
}
