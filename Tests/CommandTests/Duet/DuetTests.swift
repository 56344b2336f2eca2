import Foundation
import Testing

/// Two small workers in alternation: shell scripts that answer with made-up times.
@Suite("perfstat duet")
struct DuetTests {
  /// A worker that offers `a` and `b`; `sample` is shell code that sees `$n`, `$name` and `$count`
  /// (the samples answered so far).
  static func worker(offers: [String] = ["a", "b"], sample: String) -> String {
    let list = (["benchmarks \(offers.count)"] + offers.map { "benchmark - \($0)" })
      .joined(separator: "\\n")
    return """
      count=0
      while read -r word rest; do
        case "$word" in
        perfstat-worker) echo "perfstat-worker 1" ;;
        list) printf '\(list)\\n' ;;
        sample) n=${rest%% *}; name=${rest#* }; count=$((count + 1)); \(sample) ;;
        quit) exit 0 ;;
        esac
      done
      """
  }

  /// Answers that scatter by a few per mille around `nanoseconds` an operation.
  static func steady(_ nanoseconds: Int) -> String {
    "echo \"sample $n $((n * (\(nanoseconds) + (count * 7) % 5))) $name\""
  }

  /// Runs a duet of two scripts in a folder of its own.
  static func duet(
    base: String, head: String, _ arguments: [String] = [],
    then check: (Tool, Tool.Result) throws -> Void
  ) throws {
    try inScratch { tool in
      for (name, script) in [("base.sh", base), ("head.sh", head)] {
        try Data(script.utf8).write(to: tool.folder.appendingPathComponent(name))
      }
      let result = try tool.run(
        [
          "duet", "--base", "sh base.sh", "--head", "sh head.sh", "--executions", "4",
          "--sample-size", "3", "--timeout", "5", "--output", "duet.jsonl", "--measure-identical",
        ] + arguments)
      try check(tool, result)
    }
  }

  private func text(_ tool: Tool) throws -> String {
    try String(contentsOf: tool.folder.appendingPathComponent("duet.jsonl"), encoding: .utf8)
  }

  @Test("equal programs pass, a slower one fails with status 1")
  func verdicts() throws {
    let base = Self.worker(sample: Self.steady(1000))
    try Self.duet(base: base, head: base) { _, result in
      #expect(result.status == 0)
      #expect(result.output.contains("RESULT: PASS"))
    }
    try Self.duet(base: base, head: Self.worker(sample: Self.steady(1300))) { _, result in
      #expect(result.status == 1)
      #expect(result.output.contains("REGRESSIONS (2)"))
      #expect(result.errors.contains("wrote duet.jsonl"))
    }
  }

  @Test("the run file keeps both sides, pair by pair, in the order of measuring")
  func runFile() throws {
    let base = Self.worker(sample: Self.steady(1000))
    try Self.duet(base: base, head: base, ["--quiet", "--order-seed", "7"]) { tool, result in
      #expect(result.output.isEmpty)
      let lines = try text(tool).split(separator: "\n").map { line in
        try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      let headers = lines.compactMap { $0["settings"] as? [String: String] }
      #expect(headers.map { $0["duetRole"] } == ["base", "head"])
      #expect(headers[0]["duet"] == headers[1]["duet"])
      #expect(headers.allSatisfy { $0["seed"] == "7" && $0["duetLooks"] == "4" })
      let measured = lines.compactMap { $0["executions"] as? [[String: Any]] }
      #expect(measured.map(\.count) == [4, 4, 4, 4])
      for execution in measured.flatMap({ $0 }) {
        #expect((execution["values"] as? [Double])?.count == 3)
      }
    }
  }

  @Test("the same file is judged again by compare, with the same answer")
  func comparedAgain() throws {
    let base = Self.worker(sample: Self.steady(1000))
    let head = Self.worker(sample: Self.steady(1300))
    try Self.duet(base: base, head: head) { tool, result in
      let again = try tool.run("compare", "--current", "duet.jsonl")
      #expect(again.status == 1)
      #expect(again.output == result.output)
    }
  }

  @Test("replay plays duets of the very same program as gates; others do not do")
  func replayed() throws {
    try inScratch { tool in
      let worker = Self.worker(sample: Self.steady(1000))
      for (name, text) in [("same.sh", worker), ("other.sh", worker + "\n")] {
        try Data(text.utf8).write(to: tool.folder.appendingPathComponent(name))
      }
      func duet(_ head: String, _ file: String) throws {
        let result = try tool.run(
          "duet", "--base", "/bin/sh same.sh", "--head", "/bin/sh \(head)", "--executions", "4",
          "--sample-size", "3", "--quiet", "--measure-identical", "--output", file)
        #expect(result.status == 0, "\(result.errors)")
      }
      try duet("other.sh", "other.jsonl")
      let other = try tool.run("replay", "--from", "other.jsonl")
      #expect(other.status == 2)
      #expect(other.errors.contains("identical programs"))
      try duet("same.sh", "one.jsonl")
      try duet("same.sh", "two.jsonl")
      let result = try tool.run(
        "replay", "--from", "one.jsonl", "two.jsonl", "other.jsonl", "--slowdowns", "2%,30%")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("2 duets of identical programs"))
      let row = try #require(
        result.output.split(separator: "\n").first { $0.hasPrefix("perfstat ") })
      // Nothing fails unchanged; +2 % is below the threshold, +30 % beyond it.
      #expect(row.hasSuffix("100.0 %"))
      #expect(row.contains(" 0.0 %"))
    }
  }

  @Test("a benchmark of the base alone fails the gate, one of the head alone is new")
  func oneSided() throws {
    let base = Self.worker(offers: ["a", "old"], sample: Self.steady(1000))
    let head = Self.worker(offers: ["a", "young"], sample: Self.steady(1000))
    try Self.duet(base: base, head: head) { _, result in
      #expect(result.status == 1)
      #expect(result.output.contains("MISSING (1)"))
      #expect(result.output.contains("NEW (1)"))
    }
    try Self.duet(base: base, head: head, ["--allow-missing"]) { _, result in
      #expect(result.status == 0)
    }
    try Self.duet(base: base, head: head, ["--filter", "old|young"]) { _, result in
      #expect(result.status == 2)
      #expect(result.errors.contains("in common"))
    }
  }

  @Test("until decided: measuring goes on for what is open and ends with the looks")
  func untilDecided() throws {
    // The second benchmark of the head answers anything from the same speed to +77 %.
    let noisy =
      "r=$(od -An -N1 -tu1 /dev/urandom); echo \"sample $n $((n * (1000 + r * 3))) $name\""
    let base = Self.worker(sample: Self.steady(1000))
    let head = Self.worker(
      sample: "if [ \"$name\" = a ]; then \(Self.steady(1000)); else \(noisy); fi")
    try Self.duet(
      base: base, head: head, ["--until-decided", "--max-executions", "8", "--budget", "30s"]
    ) { tool, result in
      #expect([0, 1].contains(result.status))
      let text = try text(tool)
      #expect(text.contains("\"duetMostPairs\":\"8\""))
      let pairs = text.split(separator: "\n").filter { $0.contains("\"benchmark\"") }
        .map { $0.components(separatedBy: "\"iterations\"").count - 1 }
      #expect(pairs.count == 4)
      #expect(pairs[0] == 4)
      #expect(pairs[1] == 4 || pairs[1] == 8)
    }
  }

  @Test("a budget that is over ends the duet after three pairs")
  func shortBudget() throws {
    let base = Self.worker(sample: Self.steady(1000))
    try Self.duet(base: base, head: base, ["--until-decided", "--budget", "0.001"]) {
      tool, result in
      #expect(result.status == 0)
      let text = try text(tool)
      #expect(text.contains("\"duetLooks\":\"3\""))
      #expect(text.contains("\"duetMostPairs\":\"32\""))
    }
  }

  @Test("whole processes: any command, in two variants")
  func wholeProcess() throws {
    try inScratch { tool in
      let result = try tool.run(
        "duet", "--whole-process", "--base", "0.01", "--head", "0.06", "--executions", "4",
        "--output", "duet.jsonl", "--", "sleep", "{}")
      #expect(result.status == 1)
      #expect(result.output.contains("sleep {}"))
      let failing = try tool.run(
        "duet", "--whole-process", "--base", "exit 0", "--head", "echo broken >&2; exit 3", "--",
        "sh", "-c", "{}")
      #expect(failing.status == 2)
      #expect(failing.errors.contains("head: sh"))
      #expect(failing.errors.contains("exit status 3"))
      #expect(failing.errors.contains("broken"))
    }
  }

  @Test("--metric chooses among what is measured, and decides")
  func chosenMetric() throws {
    try inScratch { tool in
      func duet(_ arguments: String...) throws -> Tool.Result {
        try tool.run(
          [
            "duet", "--whole-process", "--base", "0.01", "--head", "0.06", "--executions", "4",
            "--output", "duet.jsonl",
          ] + arguments + ["--", "sleep", "{}"])
      }
      let memory = try duet("--metric", "memory")
      #expect(memory.status == 0, "\(memory.output)\(memory.errors)")
      let lines = try text(tool).split(separator: "\n").filter { $0.contains("\"benchmark\"") }
      #expect(lines.count == 2)
      #expect(lines.allSatisfy { $0.contains("memory\"") })
      #expect(try duet("--metric", "^time$", "--better", "higher:^time$").status == 0)
      let none = try duet("--metric", "cycles")
      #expect(none.status == 2)
      #expect(none.errors.contains("--filter or --metric matches nothing"))
    }
  }

  @Test(
    "wrong usage is status 64",
    arguments: [
      ["--base-ref", "HEAD", "--base", "x"], ["--budget", "10s"], ["--max-executions", "20"],
      ["--whole-process", "--base", "a", "--head", "b"], ["--", "sleep", "{}"],
      ["--executions", "0"], ["--until-decided", "--budget", "soon"], ["--base", "'open"],
      ["--whole-process", "--", "x"], ["--head", "x", "--slow-down", "a=1.1"],
      ["--output", "a", "--output", "html=./a"], ["--output", "htlm=a"],
      ["--archive", "a", "--output", "a"],
    ])
  func usage(arguments: [String]) throws {
    try inScratch { tool in
      let result = try tool.run(["duet"] + arguments)
      #expect(result.status == 64)
      #expect(!result.errors.isEmpty)
    }
  }

  @Test("programs that cannot be started, and a command without a place holder")
  func unstartable() throws {
    try inScratch { tool in
      let absent = try tool.run("duet", "--base", "./absent", "--head", "./absent")
      #expect(absent.status == 2)
      #expect(absent.errors.contains("base: ./absent: cannot be started"))
      let fixed = try tool.run(
        "duet", "--whole-process", "--base", "a", "--head", "b", "--", "true")
      #expect(fixed.status == 2)
      #expect(fixed.errors.contains("{}"))
    }
  }
}
