import PerfArchive
import PerfStats
import PerfText
import Testing

/// A result line that is cut off, or broken by what the benchmark itself prints: joined, or an error of that
/// benchmark; never lost, and never read as another value.
@Suite struct BrokenLineTests {
  struct Case: Sendable {
    var text: String
    /// `NAME VALUE` of what is read, in order.
    var read: [String]
    /// `NAME: MESSAGE` of what is an error.
    var errors: [String] = []
  }

  private static let cases: [Case] = [
    Case(
      text: """
        test a ... bench:         100 ns/iter (+/- 2)
        test b ... bench:         2
        """, read: ["a 100.0"], errors: ["b: expected a number of ns/iter, found \"2\""]),
    Case(
      text: """
        test a ... bench:         100 ns/iter (+/- 2)
        test b ...
        """, read: ["a 100.0"], errors: []),
    Case(
      text: """
        test a ... some output of a
        more of it
        bench:         100 ns/iter (+/- 2)
        test b ... one word bench:         200 ns/iter (+/- 2)
        test c ... nothing follows
        test d ... bench:         400 ns/iter (+/- 2)
        test e ... printed
        ok
        test f ... the end

        """, read: ["a 100.0", "b 200.0", "d 400.0"],
      errors: [
        "c: expected a result after the benchmark's name",
        "f: expected a result after the benchmark's name",
      ]),
    Case(
      text: """
        a                       time:   [1.0 ns 1.5 ns 1.9 ns]
        b                       time:   [1.0 ns 1.5 n
        """, read: ["a 1.5"],
      errors: ["b: expected three times with units in brackets, found [1.0 ns 1.5 n"]),
    Case(
      text: """
        Benchmarking a b
        Benchmarking a b: Warming up for 3.0000 s
        hello from it a b                     time:   [1.0 ns 1.5 ns 1.9 ns]

        """, read: ["a b 1.5"]),
    Case(
      text: """
        Benchmark   (p)   Mode  Cnt    Score   Error   Units
        B.aux         1  thrpt    5  201.361 ± 1.2  ops/us
        B.sum         1  thrpt    5    7.2
        """, read: ["B.aux(p=1) 201.361"],
      errors: ["B.sum(p=1): expected a score and its unit, found \"5 7.2\""]),
    Case(
      text: """
        a x 1,234 ops/sec ±1.00% (80 runs sampled)
        matrix 3 x 4
        b x 1,200 ops/s
        """, read: ["a 1234.0"],
      errors: ["b: expected a rate and its margin, found a line that is cut off"]),
    Case(
      text: """
        name,iterations,real_time,cpu_time,time_unit
        "a",10,5,4,us
        "b",10,5
        """, read: ["a 5.0"], errors: ["b: the last line is cut off"]),
  ]

  @Test(arguments: cases) func isJoinedOrTold(_ example: Case) throws {
    let loaded = try loadRuns(["-"], standardInput: { Array(example.text.utf8) })
    let read = loaded.runs.flatMap(\.measurements).map {
      "\($0.benchmark) \($0.executions.first?.values.first ?? $0.summary?.estimate ?? .nan)"
    }
    #expect(read == example.read)
    #expect(
      loaded.rejected.map { "\($0.key.benchmark): \($0.error.message)" } == example.errors)
  }
}
