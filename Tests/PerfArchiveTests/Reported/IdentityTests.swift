import PerfArchive
import PerfStats
import PerfText
import Testing

let reportedFiles = packageRoot + "/Fixtures/reported"

/// The one run of some files.
func onlyRun(_ paths: String...) throws -> Run {
  let runs = try loadRuns(paths.map { "\(reportedFiles)/\($0)" }).runs
  #expect(runs.count == 1, "\(paths)")
  return try #require(runs.first)
}

/// What names a benchmark and what tells two of one name apart: values of `Fixtures/reported/README.md`.
@Suite struct IdentityTests {
  private func names(_ run: Run) -> [String] { run.measurements.map(\.benchmark) }

  @Test func functionsOfOneNameAreTwoBenchmarks() throws {
    let run = try onlyRun("identity/google-same-name.json")
    let duplicates = run.measurements.filter { $0.benchmark.hasPrefix("dup") }
    #expect(duplicates.map(\.benchmark) == ["dup [1 of 2]", "dup [2 of 2]"])
    #expect(duplicates.map { $0.executions[0].values.count } == [1, 1])
    #expect(duplicates[0].executions[0].values[0] == 3.8065918247102701e+02)
    #expect(duplicates[1].executions[0].values[0] == 8.1018968061967325e+03)
  }

  /// The indices count, not the place in the file.
  @Test func rowsOfOneNameMayChangePlaces() throws {
    func rows(_ order: [Int]) -> [UInt8] {
      let rows = order.map {
        #"{"name":"f","run_name":"f","run_type":"iteration","family_index":\#($0),"#
          + #""per_family_instance_index":0,"iterations":1,"real_time":\#($0 + 1)0,"cpu_time":1,"time_unit":"ns"}"#
      }
      return Array(
        #"{"context":{"num_cpus":2},"benchmarks":[\#(rows.joined(separator: ","))]}"#.utf8)
    }
    try withFolder { folder in
      try writeFile(folder + "/a.json", rows([0, 1]))
      try writeFile(folder + "/b.json", rows([1, 0]))
      func values(_ file: String) throws -> [String: [Double]] {
        let run = try #require(try loadRuns([folder + "/" + file]).runs.first)
        return Dictionary(
          run.measurements.map { ($0.benchmark, $0.executions[0].values) }, uniquingKeysWith: +)
      }
      #expect(try values("a.json") == ["f [1 of 2]": [10], "f [2 of 2]": [20]])
      #expect(try values("a.json") == values("b.json"))
    }
  }

  @Test func whatNothingTellsApartIsMarked() throws {
    let text =
      "{\"results\":[{\"command\":\"x\",\"times\":[1,2]},{\"command\":\"x\",\"times\":[3,4]}]}"
    try withFolder { folder in
      try writeFile(folder + "/h.json", Array(text.utf8))
      let loaded = try loadRuns([folder + "/h.json"])
      #expect(loaded.runs[0].measurements.map(\.isAmbiguous) == [true, true])
      #expect(loaded.runs[0].measurements.map(\.benchmark) == ["x", "x #2"])
      #expect(loaded.warnings.count == 1)
    }
  }

  /// Found by fuzzing: the second could not be read back.
  @Test func nameWithinNothingBesideOneWithin() throws {
    let text = """
      <Catch name="c"><Group name="c">
      <TestCase name="one"><BenchmarkResults name="fib">
      <mean value="2" lowerBound="1" upperBound="3" ci="0.95"/></BenchmarkResults></TestCase>
      <TestCase><BenchmarkResults name="fib">
      <mean value="4" lowerBound="3" upperBound="5" ci="0.95"/></BenchmarkResults></TestCase>
      </Group></Catch>
      """
    let loaded = try loadRuns(["-"], standardInput: { Array(text.utf8) })
    #expect(loaded.runs.flatMap(\.measurements).map(\.benchmark) == ["fib [one]", "fib"])
    #expect(try RunFile.decode(RunFile.encode(loaded.runs), place: "again").runs == loaded.runs)
  }

  @Test func jobsOfBenchmarkDotNet() throws {
    let first = try onlyRun("identity/benchmarkdotnet-net6-net8.json")
    let second = try onlyRun("identity/benchmarkdotnet-net8-net6.json")
    #expect(
      names(first) == ["Shop.Cart.Total [Runtime=.NET 6.0]", "Shop.Cart.Total [Runtime=.NET 8.0]"])
    #expect(names(second) == names(first).reversed())
  }

  @Test func critcmpIsNamedByItsId() throws {
    let ids = ["grp/one/a*b", "grp/one/a?b", "grp/one/flat"]
    #expect(names(try onlyRun("identity/critcmp-base.json")) == ids)
    #expect(names(try onlyRun("identity/critcmp-new.json")) == ids)
  }

  @Test func wrappedNamesOfCatch2() throws {
    let run = try onlyRun("identity/catch2-long-names.txt")
    #expect(
      names(run) == [
        "vector sort with random order and duplicates, size 1000",
        "list sort with random order and duplicates, size 1000",
      ])
    #expect(run.measurements[0].summary?.estimate == 996.246)
    #expect(abs((run.measurements[1].summary?.estimate ?? 0) - 4242.8) < 1e-9)
  }

  @Test func testCasesOfCatch2() throws {
    let run = try onlyRun("failed/catch2-failed.txt")
    #expect(
      names(run) == ["fib 10 [fibs & <more>]", "a, \"b\"", "in sec", "adv", "fib 10 [other]"])
  }

  @Test func goPackagesAndMachines() throws {
    let one = try onlyRun("identity/go-one-package.txt")
    let two = try onlyRun("identity/go-two-packages.txt")
    #expect(names(one) == ["Same-2"])
    #expect(names(two) == ["Same-2 [example.com/m/a]", "Same-2 [example.com/m/b]"])
    let sides = Sides(baseline: [one], current: [two])
    #expect(names(sides.baseline[0]) == ["Same-2 [example.com/m/a]"])
    #expect(sides.nothingInCommon == nil)

    let machines = try loadRuns([reportedFiles + "/identity/go-two-machines.txt"]).runs
    #expect(machines.map(\.runner.cpu) == ["Vendor A", "Vendor B"])
    #expect(machines.map(\.runner.operatingSystem) == ["linux", "darwin"])
    #expect(machines.map { $0.measurements[0].executions[0].values.count } == [6, 6])
    #expect(Set(machines.map(\.id)).count == 2)
  }

  private func goRun(_ text: String, in folder: String) throws -> Run {
    let path = folder + "/\(text.hashValue.magnitude).txt"
    try writeFile(path, Array(text.utf8))
    return try #require(try loadRuns([path]).runs.first)
  }

  @Test func goNamesOutliveGOMAXPROCS() throws {
    try withFolder { folder in
      let old = try goRun("BenchmarkA-8 1 5 ns/op\nBenchmarkB/n=1-8 1 6 ns/op\n", in: folder)
      let new = try goRun("pkg: x\nBenchmarkA 1 5 ns/op\nBenchmarkB/n=1-4 1 6 ns/op\n", in: folder)
      let sides = Sides(baseline: [old], current: [new])
      #expect(names(sides.baseline[0]) == ["A", "B/n=1-4"])
      #expect(sides.notes.count == 1 && sides.notes[0].contains("GOMAXPROCS"))
      // Two numbers of processors in one run are two benchmarks.
      let both = try goRun("BenchmarkA-2 1 5 ns/op\nBenchmarkA-4 1 5 ns/op\n", in: folder)
      #expect(names(Sides(baseline: [both], current: [new]).baseline[0]) == ["A-2", "A-4"])
    }
  }

  /// A history goes on where GOMAXPROCS changed, under the newest name; `size-10` and `size-20` of one
  /// number of processors are two.
  @Test func goHistoriesOutliveGOMAXPROCS() throws {
    func rows(_ texts: [String]) -> [String] {
      var jobs = JobCollection()
      for (day, text) in texts.enumerated() {
        var run = Run(
          id: "\(day)", date: "2026-01-\(10 + day)T00:00:00Z", origin: "import go",
          measurements: [])
        for name in text.split(separator: " ") {
          run.measurements.append(
            Measurement(
              benchmark: String(name), metric: .nanoseconds,
              executions: [Execution(values: [5, 6])]))
        }
        jobs.append(run)
      }
      return jobs.suites().suites.flatMap(\.rows).map { row in
        "\(row.name) \(row.logs.count { $0 != nil }) \(row.notes.joined())"
      }
    }
    #expect(
      rows(["A-8 B-8", "A-8 B-8", "A-4 B-4"]) == [
        "A-4 3 Go: with another GOMAXPROCS called A-8",
        "B-4 3 Go: with another GOMAXPROCS called B-8",
      ])
    #expect(rows(["All size-10", "All size-20"]) == ["All 2 ", "size-10 1 ", "size-20 1 "])
    #expect(rows(["A-2 A-4", "A-8"]) == ["A-2 1 ", "A-4 1 ", "A-8 1 "])
  }

  @Test func packagesOfSeveralFilesStayApart() throws {
    try withFolder { folder in
      try writeFile(folder + "/a.txt", Array("pkg: a\nBenchmarkSame 1 5 ns/op\n".utf8))
      try writeFile(folder + "/b.txt", Array("pkg: b\nBenchmarkSame 1 9 ns/op\n".utf8))
      let run = try #require(try loadRuns([folder + "/a.txt", folder + "/b.txt"]).runs.first)
      #expect(names(run) == ["Same [a]", "Same [b]"])
      #expect(run.measurements.map { $0.executions.count } == [1, 1])
    }
  }

  @Test func namesThatCriterionCut() throws {
    let full = "group/" + String(repeating: "x", count: 120)
    func run(_ name: String) -> Run {
      Run(
        id: name,
        measurements: [
          Measurement(
            benchmark: name, metric: .nanoseconds, executions: [Execution(values: [1])])
        ])
    }
    let cut = String(full.prefix(100)) + "..."
    let sides = Sides(baseline: [run(full)], current: [run(cut)])
    #expect(names(sides.baseline[0]) == [cut])
    #expect(sides.nothingInCommon == nil)
  }

  @Test func environmentsOfASV() throws {
    let runs = try loadRuns([reportedFiles + "/identity/asv-matrix/base"]).runs
    #expect(
      runs.map { $0.measurements[0].within }
        == ["virtualenv-py3.11-SIZE100", "virtualenv-py3.11-SIZE100000"])
    let sides = Sides(
      baseline: runs, current: try loadRuns([reportedFiles + "/identity/asv-matrix/cur"]).runs)
    #expect(
      sides.current.flatMap { names($0) } == [
        "b.time_x [virtualenv-py3.11-SIZE100]", "b.time_x [virtualenv-py3.11-SIZE100000]",
      ])
    let first = sides.baseline[0].measurements[0].executions.flatMap(\.values)
    #expect(first.allSatisfy { $0 < 1e-6 })
    #expect(runs.allSatisfy { $0.runner.compiler == "Python 3.11" })
  }

  @Test func versionsOfASVAreDefinitions() throws {
    let runs = try loadRuns([reportedFiles + "/identity/asv-version"]).runs
    #expect(runs.count == 16)
    #expect(runs.map { $0.measurements[0].definition }.prefix(8).allSatisfy { $0 == "version v1" })
    #expect(runs.map { $0.measurements[0].definition }.suffix(8).allSatisfy { $0 == "version v2" })
    // A path of an interpreter is no compiler.
    #expect(try loadRuns([reportedFiles + "/failed/asv-text"]).runs[0].runner.compiler == "")
  }

  @Test func placeholdersAreNoCommit() throws {
    let runs = try loadRuns([reportedFiles + "/identity/pytest-benchmark-no-git"]).runs
    #expect(runs.map(\.commit) == ["", ""] && runs.map(\.branch) == ["", ""])
    #expect(Set(runs.map(\.date)).count == 2)
    #expect(runs.map { $0.measurements[0].executions.count } == [1, 1])
  }

  @Test func nothingInCommonIsExplained() throws {
    let go = try onlyRun("identity/go-one-package.txt")
    let critcmp = try onlyRun("identity/critcmp-new.json")
    let reason = try #require(Sides(baseline: [go], current: [critcmp]).nothingInCommon)
    #expect(
      reason.contains("\"Same-2\"")
        && reason.contains("\"grp/one/a*b\", \"grp/one/a?b\" and 1 more"))
    #expect(reason.contains("different tools"))
  }
}
