import Foundation
import Testing

/// A fixed baseline beside the rolling one.
@Suite("perfstat compare --also-against")
struct AlsoAgainstTests {
  /// The release is 12 % faster at b3 than what the main branch has accepted since.
  private func write(_ tool: Tool) throws {
    let accepted = RunText.suite(["b3": 1.12])
    try tool.write(
      "release.jsonl",
      RunText.jobs(5, id: "rel", commit: "cccc3333dddd", times: RunText.suite()))
    try tool.write(
      "base.jsonl", RunText.jobs(5, id: "base", commit: "aaaa1111bbbb", times: accepted))
    try tool.write("now.jsonl", RunText.jobs(3, id: "now", commit: "eeee5555ffff", times: accepted))
  }

  private let sides = ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"]

  @Test("What was accepted since the release is told, and gates if it may")
  func told() throws {
    try inScratch { tool in
      try write(tool)
      let told = try tool.run(sides + ["--also-against", "release.jsonl"])
      #expect(told.status == 0)
      #expect(told.output.contains("against release.jsonl (cccc3333dddd): FAIL, 1 regression"))
      #expect(told.output.contains("b3: +1"))
      #expect(told.output.contains("RESULT: PASS"))
      #expect(told.output.contains("1 regression(s) against release.jsonl"))
      let gating = try tool.run(sides + ["--also-against", "release.jsonl", "--also-gates"])
      #expect(gating.status == 1)
      #expect(gating.output.contains("RESULT: FAIL - 1 regression(s) against release.jsonl"))
      // Nothing lost since the rolling baseline, against which it passes.
      let same = try tool.run(sides + ["--also-against", "base.jsonl", "--also-gates"])
      #expect(same.status == 0)
      #expect(same.output.contains("against base.jsonl (aaaa1111bbbb): PASS"))
    }
  }

  @Test(
    "A revision's jobs are found in the archive and among archived baselines, and in no other place"
  )
  func revision() throws {
    try inScratch { tool in
      try write(tool)
      let archive = ["--archive", "release.jsonl", "--also-against", "cccc3333dddd"]
      #expect(try tool.run(sides + archive).output.contains("against cccc3333dddd: FAIL"))
      for file in ["release.jsonl", "base.jsonl"] {
        #expect(try tool.run("baseline", "save", "--from", file).status == 0)
      }
      let stored = try tool.run(
        "compare", "--current", "now.jsonl", "--also-against", "cccc3333dddd")
      #expect(stored.output.contains("against cccc3333dddd: FAIL"))
      let none = try tool.run(sides + ["--also-against", "v9"])
      #expect(none.status == 2)
      #expect(none.errors.contains("--also-against v9: expected a file, or a revision"))
      #expect(try tool.run(sides + ["--also-gates"]).status == 64)
    }
  }

  @Test("A saved report keeps it in every form")
  func saved() throws {
    try inScratch { tool in
      try write(tool)
      let also = ["--also-against", "release.jsonl", "--format", "json", "--output", "r.json"]
      #expect(try tool.run(sides + also).status == 0)
      for form in ["text", "markdown", "html"] {
        let again = try tool.run("report", "r.json", "--format", form)
        #expect(again.output.contains("against release.jsonl"), "\(form)")
        #expect(again.output.contains("1 regression"), "\(form)")
      }
    }
  }
}
