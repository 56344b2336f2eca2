import Foundation
import PerfStats
import Testing

/// Walks the table of `docs/ci.md`: every way to end without having judged.
@Suite("Never green for nothing")
struct NothingJudgedTests {
  private let compare = [
    "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--resamples", "500",
  ]

  /// Nothing was judged, and that is said first in every form, with status 0 or, if asked for, 3.
  private func expectNothingJudged(_ tool: Tool, _ why: String, _ more: [String] = []) throws {
    let result = try tool.run(compare + more)
    #expect(result.status == 0, "\(result.errors)")
    let required = try tool.run(compare + more + ["--require-judged", "1"])
    #expect(required.status == 3, "\(required.errors)")
    #expect(try tool.run(compare + more + ["--require-judged", "10%"]).status == 3)
    let sentence = "NOTHING WAS JUDGED: \(why)."
    let findings = required.output.split(separator: "\n").filter { $0.hasPrefix("! ") }
    // Only what the machines differ in stands before it.
    #expect(
      findings.prefix(2).contains { $0.hasPrefix("! NOTHING WAS JUDGED") }, "\(required.output)")
    for form in ["text", "markdown", "json", "junit", "github", "html"] {
      let text = try tool.run(compare + more + ["--format", form]).output
      let plain = text.replacing(#/\s+/#, with: " ").replacing("&#32;", with: " ")
      #expect(plain.contains(sentence), "\(form): \(text.prefix(600))")
      #expect(!text.contains("PASS - "), "\(form)")
    }
  }

  @Test("All inconclusive")
  func inconclusive() throws {
    try inScratch { tool in
      try tool.write(
        "base.jsonl",
        RunText(id: "base", times: ["a": 100, "b": 200], executions: 2, samples: 3, noise: 0.4).text
      )
      try tool.write(
        "now.jsonl",
        RunText(id: "now", times: ["a": 100, "b": 200], executions: 2, samples: 3, noise: 0.4).text)
      try expectNothingJudged(tool, "all 2 comparisons are inconclusive")
    }
  }

  @Test("Different machines")
  func machines() throws {
    try inScratch { tool in
      try tool.writeSides()
      var other = RunText(id: "now", times: RunText.suite())
      other.runner.cpu = "Another CPU"
      try tool.write("now.jsonl", other.text)
      try expectNothingJudged(tool, "the sides were measured on different machines")
    }
  }

  @Test("The baseline is the current file")
  func itself() throws {
    try inScratch { tool in
      try tool.writeSides()
      try tool.write("now.jsonl", try tool.read("base.jsonl"))
      try expectNothingJudged(tool, "baseline and current are the same samples")
    }
  }

  @Test("No raw samples")
  func summaries() throws {
    try inScratch { tool in
      for name in ["base", "now"] {
        let rows = ["a", "b", "c"].map {
          "{\"benchmark\":\"\($0)\",\"metric\":{\"name\":\"time\",\"unit\":\"ns\",\"better\":\"lower\"},"
            + "\"summary\":{\"estimate\":100,\"lower\":99.9,\"upper\":100.1,\"level\":0.95}}"
        }
        try tool.write(
          "\(name).jsonl",
          (["{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"\(name)\",\"runner\":{}}"] + rows)
            .joined(separator: "\n"))
      }
      let result = try tool.run(compare + ["--require-judged", "1"])
      #expect(result.status == 3, "\(result.errors)")
      #expect(result.output.contains("NOTHING WAS JUDGED"), "\(result.output)")
    }
  }

  @Test("Everything only advises")
  func advice() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 2])
      try tool.write(
        ".perfstat.json",
        #"{"format":"perfstat.policy","version":1,"limits":[{"benchmark":"","gate":false}]}"#)
      try expectNothingJudged(tool, "every benchmark only advises")
    }
  }

  @Test(
    "What leaves nothing to report on ends with status 2 and an error",
    arguments: [
      "no baseline", "empty filter", "nothing in common", "no benchmarks", "all vanished",
    ])
  func errors(way: String) throws {
    try inScratch { tool in
      try tool.writeSides()
      var arguments = compare
      switch way {
      case "no baseline": arguments = ["compare", "--current", "now.jsonl"]
      case "empty filter": arguments += ["--filter", "nosuch"]
      case "no benchmarks":
        try tool.write("now.jsonl", #"{"format":"perfstat.run","version":1,"id":"x","runner":{}}"#)
      default:
        try tool.write("now.jsonl", RunText(id: "now", times: ["renamed": 1]).text)
        if way == "all vanished" { arguments.append("--allow-missing") }
      }
      let result = try tool.run(arguments)
      #expect(result.status == 2, "\(result.output)")
      #expect(result.output == "" && !result.errors.isEmpty)
    }
  }

  @Test("Less judged than asked for")
  func share() throws {
    try inScratch { tool in
      try tool.writeSides()
      for (asked, status) in [("10", 0), ("100%", 0), ("11", 3), ("0", 0)] as [(String, Int32)] {
        let result = try tool.run(compare + ["--require-judged", asked])
        #expect(result.status == status, "\(asked) \(result.output)")
        #expect(
          result.output.contains("TOO LITTLE WAS JUDGED: 10 of 10 benchmarks") == (status == 3))
      }
      for asked in ["-1", "1.5", "101%", "x"] {
        #expect(try tool.run(compare + ["--require-judged=\(asked)"]).status == 64)
      }
      // A regression stays one, and an error too.
      try tool.writeSides(["b3": 1.5])
      #expect(try tool.run(compare + ["--require-judged", "11"]).status == 1)
    }
  }

  @Test("More than 80 % faster is flagged, 75 % is not")
  func implausible() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 0.1, "b4": 0.25])
      let result = try tool.run(compare)
      #expect(result.status == 0)
      let text = result.output.replacing(#/\s+/#, with: " ")
      #expect(text.contains("Implausible: 1 benchmark more than 80 % faster (b3)"), "\(text)")
      #expect(text.contains("more than 80 % faster is implausible: look whether"))
    }
  }
}
