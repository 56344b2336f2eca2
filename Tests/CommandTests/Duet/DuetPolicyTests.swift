import Foundation
import Testing

/// The policy file, `--require-judged` and `--affected` hold in a duet as they do between stored jobs.
@Suite("A duet under a policy")
struct DuetPolicyTests {
  private func policy(_ entries: String) -> String {
    "{\"format\":\"perfstat.policy\",\"version\":1,\(entries)}"
  }

  private func waiver(_ benchmark: String, ceiling: String, expires: String) -> String {
    """
    {"benchmark":"\(benchmark)","ceiling":"\(ceiling)","expires":"\(expires)","reason":"tables"}
    """
  }

  /// A duet of two scripts, the head 1.3 times as slow in `a` and, where asked, in `b`.
  private func duet(
    _ policy: String, slow: String = "a|b", _ more: [String] = [],
    then check: (Tool, Tool.Result) throws -> Void
  ) throws {
    try inScratch { tool in
      let fast = DuetTests.steady(1000)
      try tool.write("base.sh", DuetTests.worker(sample: fast))
      try tool.write(
        "head.sh",
        DuetTests.worker(
          sample: "case $name in \(slow)) \(DuetTests.steady(1300)) ;; *) \(fast) ;; esac"))
      if !policy.isEmpty { try tool.write(".perfstat.json", policy) }
      let result = try tool.run(
        [
          "duet", "--base", "sh base.sh", "--head", "sh head.sh", "--executions", "4",
          "--sample-size", "3", "--timeout", "5", "--output", "duet.jsonl", "--measure-identical",
        ] + more)
      try check(tool, result)
    }
  }

  @Test("a waiver holds for its own row")
  func waivers() throws {
    let one = waiver("a", ceiling: "40%", expires: "2099-12-31")
    try duet(policy("\"waivers\":[\(one)]")) { _, result in
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("REGRESSIONS (1)"), "\(result.output)")
      #expect(result.output.contains("waived until 2099-12-31 up to +40.0 %: tables"))
    }
    try duet(policy("\"waivers\":[\(one)]"), slow: "a") { _, result in
      #expect(result.status == 0, "\(result.output)")
    }
    // Below what was measured it does not help.
    let low = waiver("a", ceiling: "10%", expires: "2099-12-31")
    try duet(policy("\"waivers\":[\(low)]"), slow: "a") { _, result in
      #expect(result.status == 1, "\(result.output)")
    }
  }

  @Test(
    "a rule that is wrong ends the duet with its place, before anything is measured",
    arguments: [
      (
        "\"waivers\":[{\"benchmark\":\"a\",\"ceiling\":\"40%\",\"expires\":\"2020-01-31\",\"reason\":\"x\"}]",
        "2020-01-31"
      ),
      ("\"limits\":[{\"benchmark\":\"a\",\"thresold\":\"3%\"}]", "thresold"),
      ("\"limits\":[{\"benchmark\":\"a\",\"threshold\":\"-3%\"}]", "-3%"),
    ]) func mistakes(entries: String, said: String) throws
  {
    try duet(policy(entries)) { tool, result in
      #expect(result.status == 2, "\(result.output)")
      let run = tool.folder.appending(path: "duet.jsonl").path
      #expect(!FileManager.default.fileExists(atPath: run))
      #expect(
        result.errors.contains(".perfstat.json:1") && result.errors.contains(said),
        "\(result.errors)")
    }
  }

  @Test("a pattern that matches nothing ends the duet")
  func nothingMatches() throws {
    try duet(policy("\"limits\":[{\"benchmark\":\"^zzz$\",\"threshold\":\"3%\"}]")) { _, result in
      #expect(result.status == 2, "\(result.output)")
      #expect(result.errors.contains("^zzz$"), "\(result.errors)")
    }
  }

  @Test("fewer judged than required ends with 3, as many with 0")
  func required() throws {
    try duet("", slow: "nothing", ["--require-judged", "2"]) { _, result in
      #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
    try duet("", slow: "nothing", ["--require-judged", "3"]) { _, result in
      #expect(result.status == 3, "\(result.output)\(result.errors)")
    }
  }

  @Test("what the change cannot affect is not measured")
  func affected() throws {
    try inScratch { tool in
      try tool.git("init", "--quiet", "-b", "main")
      try tool.write("base.sh", DuetTests.worker(sample: DuetTests.steady(1000)))
      try tool.write("head.sh", DuetTests.worker(sample: DuetTests.steady(1300)))
      try tool.write("one.c", "1")
      try tool.write(
        "map.json",
        """
        {"format":"perfstat.affected","version":1,"map":[{"paths":["*.c"],"benchmarks":["^a$"]}]}
        """)
      try tool.git("add", "-A")
      try tool.git("commit", "--quiet", "-m", "first")
      try tool.write(".git/info/exclude", "*.jsonl\n.in-*\n.out-*\n.err-*\n")
      try tool.write("one.c", "2")
      let result = try tool.run(
        "duet", "--base", "sh base.sh", "--head", "sh head.sh", "--executions", "4",
        "--sample-size", "3", "--timeout", "5", "--output", "duet.jsonl", "--affected", "map.json",
        "--since", "HEAD")
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("REGRESSIONS (1)"), "\(result.output)")
      #expect(!(try tool.read("duet.jsonl")).contains("\"benchmark\":\"b\""))
    }
  }
}
