import PerfArchive
import PerfStats
import PerfText
import Testing

/// Programs, and targets of tests, that have a benchmark of one name: what the output says of them tells
/// them apart, in any order.
@Suite struct ProgramIdentityTests {
  private func read(_ text: String) throws -> LoadedRuns {
    try loadRuns(["-"], standardInput: { Array(text.utf8) })
  }

  /// Values, or estimates, by name.
  private func values(_ loaded: LoadedRuns) -> [String: [Double]] {
    Dictionary(
      loaded.runs.flatMap(\.measurements).map {
        ($0.benchmark, $0.executions.flatMap(\.values) + ($0.summary.map { [$0.estimate] } ?? []))
      }, uniquingKeysWith: +)
  }

  /// As cargo prints it: now, before 1.57, with a test directory of its own, on Windows.
  @Test(arguments: [
    ("     Running benches/parse.rs (target/release/deps/parse-0123456789abcdef)", "parse"),
    ("     Running unittests src/lib.rs (/t/x/release/deps/my_crate-0123456789abcdef)", "my_crate"),
    ("     Running target/release/deps/parse-0123456789abcdef", "parse"),
    (#"     Running benches\parse.rs (target\release\deps\parse-0123456789abcdef.exe)"#, "parse"),
    (
      "     Running benches/two-words.rs (target/release/deps/two-words-0123456789abcdef)",
      "two-words"
    ),
  ])
  func programs(line: String, name: String) throws {
    let text = "\(line)\n\ntest f ... bench:          12 ns/iter (+/- 3)\n"
    #expect(try read(text).runs[0].measurements.map(\.within) == [name])
  }

  @Test(arguments: ["Running 2 tests", "     Running a script"])
  func otherLines(line: String) throws {
    let text = "\(line)\ntest f ... bench:          12 ns/iter (+/- 3)\n"
    #expect(try read(text).runs[0].measurements.map(\.within) == [""])
  }

  @Test func benchmarksOfLibtest() throws {
    func program(_ name: String, _ time: Int) -> String {
      """
           Running benches/\(name).rs (target/release/deps/\(name)-0123456789abcdef)

      running 1 test
      test parse ... bench:          \(time) ns/iter (+/- 3)
      test bad   ... FAILED

      ---- bad stdout ----
      thread 'main' panicked at benches/\(name).rs:7:38:
      oh no


      """
    }
    let loaded = try read(program("a", 100) + program("b", 5000))
    #expect(values(loaded) == ["parse [a]": [100], "parse [b]": [5000]])
    let other = try read(program("b", 5000) + program("a", 100))
    #expect(values(other) == values(loaded))
    #expect(loaded.rejected.map(\.within) == ["a", "b"])
    #expect(
      loaded.rejected.map(\.error.message)
        == ["a", "b"].map {
          "the benchmark failed: thread 'main' panicked at benches/\($0).rs:7:38: oh no"
        })
    // One that does not say its program is the only one there is.
    let sides = Sides(
      baseline: try read("test lone ... bench:          12 ns/iter (+/- 3)\n").runs,
      current: try read(
        "   Running benches/a.rs (target/release/deps/a-01)\ntest lone ... bench: 13 ns/iter (+/- 3)\n"
      ).runs)
    #expect(sides.nothingInCommon == nil)
  }

  @Test func benchmarksOfCriterion() throws {
    func program(_ name: String, _ time: Int) -> String {
      """
           Running benches/\(name).rs (target/release/deps/\(name)-0123456789abcdef)
      parse                   time:   [\(time).0 ns \(time).5 ns \(time).9 ns]

      """
    }
    let loaded = try read(program("a", 100) + program("b", 5000))
    #expect(values(loaded) == ["parse [a]": [100.5], "parse [b]": [5000.5]])
    #expect(try values(read(program("b", 5000) + program("a", 100))) == values(loaded))
    #expect(loaded.warnings.isEmpty)
  }

  /// On Linux XCTest does not name the target; its folder does.
  @Test func testsOfTwoTargets() throws {
    func target(_ folder: String, _ time: String, ending: String) -> String {
      """
      Test Case 'Speed.testX' started at 2026-01-01 10:00:00.000
      \(folder)/T.swift:5: Test Case 'Speed.testX' measured [Time, seconds] average: \(time), \
      relative standard deviation: 1.0%, values: [\(time), \(time)], performanceMetricID:x, \
      maxPercentRelativeStandardDeviation: 10.000%, maxStandardDeviation: 0.100
      Test Case 'Speed.testX' \(ending) (0.3 seconds)

      """
    }
    let one = target("/src/p/Tests/ATests/Speed", "0.100000", ending: "passed")
    let two = target("/src/p/Tests/BTests/Speed", "0.500000", ending: "passed")
    let expected = ["Speed.testX [ATests]": [0.1, 0.1], "Speed.testX [BTests]": [0.5, 0.5]]
    #expect(try values(read(one + two)) == expected)
    #expect(try values(read(two + one)) == expected)
    // Another checkout, another folder.
    let moved = try read(target("/home/x/Sources/Old", "0.100000", ending: "passed"))
    #expect(Sides(baseline: moved.runs, current: try read(one).runs).nothingInCommon == nil)
    // The one that failed, and no other.
    let failed = try read(
      one + target("/src/p/Tests/BTests/Speed", "0.500000", ending: "failed"))
    #expect(values(failed) == ["Speed.testX [ATests]": [0.1, 0.1]])
    #expect(failed.rejected.map(\.within) == ["BTests"])
  }

  /// Xcode names the module, and measures several metrics; its clock of the processor may read zero.
  @Test func testsOfXcode() throws {
    func line(_ title: String, _ values: String) -> String {
      "/s/T.swift:5: Test Case '-[M.C testA]' measured [\(title), s] average: 0.1, relative standard deviation: "
        + "1.0%, values: [\(values)], performanceMetricID:x, polarity: prefers smaller\n"
    }
    let loaded = try read(
      line("CPU Time", "0.000000, 0.000000") + line("Clock Monotonic Time", "0.200000, 0.201000"))
    #expect(loaded.rejected.isEmpty)
    let found = loaded.runs.flatMap(\.measurements)
    #expect(found.map(\.metric.name) == ["CPU Time", "time"])
    #expect(found.allSatisfy { $0.benchmark == "M.C.testA" && $0.within.isEmpty })
  }
}
