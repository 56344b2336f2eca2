import Foundation
import Testing

/// Foreign harnesses in alternation: shell scripts that print what Go and Google Benchmark print.
@Suite("perfstat duet --harness")
struct DuetHarnessTests {
  /// A compiled Go test as far as a duet knows it: `-test.bench` chooses, times scatter a little.
  static func goTest(_ nanoseconds: Int, names: [String] = ["Fib/10", "Sort"]) -> String {
    """
    #!/bin/sh
    for word; do case "$word" in -test.bench=*) filter=${word#-test.bench=} ;; esac; done
    echo "$0 $filter" >> log
    echo "pkg: example.org/a"
    for name in \(names.joined(separator: " ")); do
      pattern="$filter"
      case "$filter" in
      '^BenchmarkFib$/^10$') pattern=Fib/10 ;;
      '^BenchmarkSort$') pattern=Sort ;;
      .) pattern=$name ;;
      esac
      [ "$name" = "$pattern" ] || continue
      echo "Benchmark$name \\t 100 \\t $((\(nanoseconds) + $$ % 5)) ns/op"
    done
    echo PASS
    """
  }

  static func inFolder(
    base: String, head: String, _ body: (Tool) throws -> Void
  ) throws {
    try inScratch { tool in
      for (name, text) in [("base", base), ("head", head)] {
        try write(text, name, tool)
      }
      try body(tool)
    }
  }

  static func write(_ text: String, _ name: String, _ tool: Tool) throws {
    let path = tool.folder.appendingPathComponent(name).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private func duet(_ tool: Tool, _ arguments: String...) throws -> Tool.Result {
    try tool.run(
      [
        "duet", "--base", "./base", "--head", "./head", "--executions", "3", "--sample-size", "3",
        "--timeout", "5", "--output", "duet.jsonl", "--format", "text",
      ] + arguments)
  }

  private func left(_ tool: Tool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      .filter { !$0.hasPrefix(".") && !["base", "head", "log"].contains($0) }
  }

  @Test("each benchmark is measured by slices of its own, the sides in turn")
  func slices() throws {
    try Self.inFolder(base: Self.goTest(1000), head: Self.goTest(1300)) { tool in
      let result = try duet(
        tool, "--harness", "go", "--order-seed", "5", "--", "{}", "-test.bench={benchmark}")
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("REGRESSIONS (2)"))
      let log = try String(
        contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8
      ).split(separator: "\n").map(String.init)
      // The list of either side, then 3 pairs of 3 rounds of 2 benchmarks and 2 sides.
      #expect(log.count == 2 + 36)
      #expect(log.prefix(2) == ["./base .", "./head ."])
      for start in stride(from: 2, to: log.count, by: 2) {
        let two = log[start..<(start + 2)].map { $0.split(separator: " ") }
        #expect(two[0][0] != two[1][0])
        #expect(two[0][1] == two[1][1])
      }
      #expect(Set(log.dropFirst(2)).count == 4)
      let again = try tool.run("compare", "--current", "duet.jsonl", "--format", "text")
      #expect(again.status == 1)
      #expect(again.output.contains("REGRESSIONS (2)"))
    }
  }

  @Test("where starting takes most of the time, the preset's slices are whole suites")
  func costlyStart() throws {
    try Self.inFolder(base: Self.goTest(1000), head: Self.goTest(1300)) { tool in
      let result = try duet(tool, "--harness", "go")
      #expect(result.status == 1, "\(result.errors)")
      let log = try String(
        contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8
      ).split(separator: "\n")
      #expect(log.count == 2 + 18)
      #expect(log.allSatisfy { $0.hasSuffix(" .") })
    }
  }

  @Test("a command without a filter runs the whole suite; a file is read where it is named")
  func wholeSuite() throws {
    let script = """
      #!/bin/sh
      echo run >> log
      cat > "$1" <<END
      {"context": {"num_cpus": 2}, "benchmarks": [
      {"name": "BM_a/8", "run_type": "iteration", "iterations": 10, "real_time": SECOND,
       "cpu_time": 1, "time_unit": "us"},
      {"name": "BM_b", "run_type": "iteration", "iterations": 10, "real_time": 20, "cpu_time": 1,
       "time_unit": "us"}]}
      END
      """
    try Self.inFolder(
      base: script.replacingOccurrences(of: "SECOND", with: "1000"),
      head: script.replacingOccurrences(of: "SECOND", with: "100$(($$ % 2))")
    ) { tool in
      let result = try duet(tool, "--harness", "google-benchmark", "--", "{}", "{results}")
      #expect(result.status == 0, "\(result.errors)")
      let log = try String(
        contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8)
      #expect(log.split(separator: "\n").count == 2 + 18)
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("duet.jsonl"), encoding: .utf8)
      // In nanoseconds, whatever unit the harness chose.
      #expect(text.contains("20000"))
      #expect(text.contains("\"harness\":\"google-benchmark\""))
    }
  }

  @Test("a command without {} is run in the folder of the side")
  func folders() throws {
    try inScratch { tool in
      for (name, time) in [("base", 1000), ("head", 1300)] {
        try FileManager.default.createDirectory(
          at: tool.folder.appendingPathComponent(name), withIntermediateDirectories: true)
        try Self.write(Self.goTest(time), "\(name)/bench", tool)
      }
      let result = try duet(
        tool, "--harness", "go", "--", "./bench", "-test.bench={benchmark}")
      #expect(result.status == 1, "\(result.errors)")
      let file = try duet(
        tool, "--harness", "go", "--base", "base/bench", "--", "./bench")
      #expect(file.status == 2)
      #expect(file.errors.contains("--base: expected a folder"))
    }
  }

  @Test("what only one side has is missing or new")
  func alone() throws {
    try Self.inFolder(
      base: Self.goTest(1000, names: ["Sort", "Old"]),
      head: Self.goTest(1000, names: ["Sort", "New"]) + "\n"
    ) { tool in
      let result = try duet(tool, "--harness", "go")
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("Old"))
      #expect(result.output.contains("New"))
    }
  }

  @Test(
    "a slice that goes wrong is named with its side and what it printed; nothing is left",
    arguments: [
      ("echo 'out of luck' >&2; exit 3", "ended with exit status 3", "out of luck"),
      ("echo 'still here' >&2; kill -9 $$", "signal 9", "still here"),
      ("echo 'so tired' >&2; sleep 61", "did not end within", "so tired"),
      ("echo 'nothing to say' >&2; exit 0", "printed nothing", "nothing to say"),
      ("echo 'BenchmarkOther 10 5 ns/op'; exit 0", "did not report the benchmark", "Other"),
      ("echo 'no result at all'; exit 0", "standard output of ./head", "found none"),
    ])
  func misbehaves(spoiling: (code: String, problem: String, printed: String)) throws {
    let bad = Self.goTest(1000).replacingOccurrences(
      of: "echo \"pkg", with: "[ $(wc -l < log) -gt 12 ] && { \(spoiling.code); }\necho \"pkg")
    try Self.inFolder(base: Self.goTest(1000), head: bad) { tool in
      let result = try duet(tool, "--harness", "go", "--timeout", "1")
      #expect(result.status == 2, "\(result.errors)")
      #expect(result.errors.contains("head: "), "\(result.errors)")
      #expect(result.errors.contains(spoiling.problem), "\(result.errors)")
      #expect(result.errors.contains(spoiling.printed), "\(result.errors)")
      #expect(result.output.isEmpty)
      let left = try left(tool)
      #expect(left.isEmpty)
      if spoiling.code.contains("sleep") { #expect(try processes("sleep", "61").isEmpty) }
    }
  }

  @Test("names are arguments, never code")
  func hostileName() throws {
    let script = """
      #!/bin/sh
      echo 'Benchmark$(touch${IFS}owned);`touch${IFS}owned` 10 1000 ns/op'
      """
    try Self.inFolder(base: script, head: script + "\n") { tool in
      let result = try duet(tool, "--harness", "go")
      #expect(result.status == 0, "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(tool.folder.path)/owned"))
    }
  }

  @Test("the time that a harness needs to start is told")
  func startShare() throws {
    try Self.inFolder(base: Self.goTest(1000), head: Self.goTest(1000) + "\n") { tool in
      let result = try duet(tool, "--harness", "go")
      #expect(result.status == 0)
      #expect(result.output.contains("% of the time was starting the harness"))
    }
  }

  @Test("a whole process has its processor time and memory beside it, which advise")
  func processCosts() throws {
    let script = "#!/bin/sh\ni=0; while [ $i -lt 200 ]; do i=$((i + 1)); done\n"
    try Self.inFolder(base: script, head: script + "\n") { tool in
      let result = try duet(tool, "--harness", "none", "--", "{}")
      #expect([0, 1].contains(result.status), "\(result.errors)")
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("duet.jsonl"), encoding: .utf8)
      #expect(text.contains("\"cpu time\"") && text.contains("\"peak memory\""))
      let gated = try tool.run(
        "compare", "--current", "duet.jsonl", "--gate", "peak memory", "--format", "text")
      #expect(gated.status == 0, "\(gated.errors)")
      let unknown = try tool.run("compare", "--current", "duet.jsonl", "--gate", "cycles")
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("no metric \"cycles\""), "\(unknown.errors)")
    }
  }

  @Test("killed in a slice, by whatever signal: no child and no file is left", arguments: [2, 9])
  func killed(signal: Int32) throws {
    let slow = Self.goTest(1000).replacingOccurrences(
      of: "echo \"pkg", with: "[ $(wc -l < log) -gt 5 ] && sleep 6\(signal)0\necho \"pkg")
    try Self.inFolder(base: slow, head: slow + "\n") { tool in
      let temporary = tool.folder.appendingPathComponent("temporary")
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Tool.path)
      process.arguments = ["duet", "--harness", "go", "--base", "./base", "--head", "./head"]
      process.currentDirectoryURL = tool.folder
      process.environment = ProcessInfo.processInfo.environment
        .merging(["TMPDIR": temporary.path]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      func left() throws -> Int {
        try processes("sleep", "6\(signal)0").count
          + FileManager.default.contentsOfDirectory(atPath: temporary.path).count
      }
      for _ in 0..<2000 {
        if try left() >= 2 { break }
        usleep(10_000)
      }
      let running = try left()
      #expect(running >= 2)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      for _ in 0..<1000 {
        if try left() == 0 { break }
        usleep(10_000)
      }
      let after = try left()
      #expect(after == 0)
    }
  }

  @Test("a harness without a command, sides or a name is wrong usage")
  func usage() throws {
    try inScratch { tool in
      for arguments in [
        ["--harness", "any", "--base", "a", "--head", "b"], ["--harness", "go", "--base", "a"],
        ["--harness", "gone", "--base", "a", "--head", "b"],
        ["--harness", "none", "--base", "a", "--head", "b", "--slice", "1s", "--", "{}"],
        ["--base", "a", "--head", "b", "--slice", "1s"], ["--base-ref", "a", "--merge-base", "b"],
        ["--build-command", "true"],
      ] {
        let result = try tool.run(["duet"] + arguments)
        #expect(result.status == 64, "\(arguments)")
      }
    }
  }
}
