import Foundation
import Testing

/// `.perfstat.json` as `compare` and `policy check` see it.
@Suite("The policy file")
struct PolicyCommandTests {
  private let compare = [
    "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--resamples", "500",
  ]

  private func policy(_ members: String) -> String {
    "{\n  \"format\": \"perfstat.policy\", \"version\": 1,\n\(members)\n}\n"
  }

  private func verdict(_ name: String, in tool: Tool) throws -> String {
    let json = try tool.run(compare + ["--format", "json"]).output
    let row = try #require(
      json.firstMatch(
        of: try Regex("\"name\": ?\"\(name)\".*?\"verdict\": ?\"([a-z]+)\"").dotMatchesNewlines()))
    return String(try #require(row.output[1].substring))
  }

  @Test("A regression is waived up to the ceiling and until the last day, and every report says so")
  func waiver() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      func waive(_ name: String, _ ceiling: String, _ expires: String) throws -> Tool.Result {
        try tool.write(
          ".perfstat.json",
          policy(
            """
              "waivers": [
                {"benchmark": "\(name)", "ceiling": "\(ceiling)", "expires": "\(expires)", "reason": "known"}
              ]
            """))
        return try tool.run(compare)
      }
      let waived = try waive("b3", "30%", "2999-12-31")
      #expect(waived.status == 0, "\(waived.errors)")
      let text = waived.output.replacing(#/\s+/#, with: " ")
      #expect(
        text.contains(
          "waived until 2999-12-31 up to +30.0 %: known (.perfstat.json:4: waivers[0])"), "\(text)")
      #expect(text.contains("Policy .perfstat.json: 0 limits, 1 waivers"))
      #expect(text.contains("it changed 1 of 10 verdicts (b3: fail became warn)"))
      let low = try waive("b3", "10%", "2999-12-31")
      #expect(low.status == 1 && low.output.contains("the waiver holds up to +10.0 % only"))
      // One never rescues another row.
      let other = try waive("b4", "30%", "2999-12-31")
      #expect(other.status == 1 && !other.output.contains("waived until"))
      // An expired one fails.
      let expired = try waive("b3", "30%", "2026-01-01")
      #expect(expired.status == 2 && expired.output == "")
      #expect(
        expired.errors.contains(
          ".perfstat.json:4: waivers[0]: the waiver of b3 (time) expired on 2026-01-01"),
        "\(expired.errors)")
      let absent = try waive("b33", "30%", "2999-12-31")
      #expect(absent.status == 2)
      #expect(
        absent.errors.contains(
          ".perfstat.json:4: waivers[0]: waives a series that was not measured: b33"))
    }
  }

  @Test("Advice, unfit runners and direction")
  func advice() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      try tool.write(".perfstat.json", policy(#""limits": [{"benchmark": "^b3$", "gate": false}]"#))
      #expect(try tool.run(compare).status == 0)
      #expect(try verdict("b3", in: tool) == "warn")
      try tool.write(
        ".perfstat.json", policy(#""limits": [{"benchmark": "^b3$", "better": "higher"}]"#))
      #expect(try tool.run(compare).status == 0)
      #expect(try verdict("b3", in: tool) == "improved")
      let runner = try #require(
        try tool.run(compare).output.firstMatch(of: #/Runner: +(\S+)/#)
      ).output.1
      try tool.write(
        ".perfstat.json",
        policy(
          "\"unfit\": [{\"runner\": \"\(runner)\", \"benchmark\": \"b3\", \"reason\": \"noisy\"}]"))
      let unfit = try tool.run(compare)
      #expect(unfit.status == 0 && unfit.output.contains("noisy"), "\(unfit.output)")
      try tool.write(
        ".perfstat.json",
        policy(
          "\"unfit\": [{\"runner\": \"another\", \"benchmark\": \"b3\", \"reason\": \"noisy\"}]"))
      #expect(try tool.run(compare).status == 1)
    }
  }

  @Test("A budget fails what is surely beyond, whatever the baseline was")
  func budget() throws {
    try inScratch { tool in
      try tool.writeSides()
      // b3 takes 400 ns on both sides.
      for (budget, status, verdict) in [("0.3 us", 1, "fail"), ("500 ns", 0, "pass")]
        as [(String, Int32, String)]
      {
        try tool.write(
          ".perfstat.json",
          policy("\"limits\": [{\"benchmark\": \"^b3$\", \"budget\": \"\(budget)\"}]"))
        let result = try tool.run(compare)
        #expect(result.status == status, "\(budget): \(result.output)\(result.errors)")
        #expect(try self.verdict("b3", in: tool) == verdict)
      }
      try tool.write(
        ".perfstat.json", policy(#""limits": [{"benchmark": "^b3$", "budget": "3 MiB"}]"#))
      let unit = try tool.run(compare)
      #expect(
        unit.status == 2 && unit.errors.contains("limits[0]: budget: expected the unit of b3"),
        "\(unit.errors)")
    }
  }

  @Test("A threshold of one benchmark is not that of the others")
  func limits() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2, "b4": 1.2])
      try tool.write(
        ".perfstat.json", policy(#""limits": [{"benchmark": "^b3$", "threshold": "50%"}]"#))
      #expect(try tool.run(compare).status == 1)
      #expect(try verdict("b3", in: tool) != "fail")
      #expect(try verdict("b4", in: tool) == "fail")
      // b3 went from 400 to 480 ns: more than 50 ns, less than 100.
      for (absolute, status) in [("50 ns", "fail"), ("0.1 us", "warn")] {
        try tool.write(
          ".perfstat.json",
          policy("\"limits\": [{\"benchmark\": \"^b3$\", \"absolute\": \"\(absolute)\"}]"))
        let found = try verdict("b3", in: tool)
        #expect(status == "fail" ? found == "fail" : found != "fail", "\(absolute): \(found)")
      }
    }
  }

  @Test(
    "Faults have file, line and key, and end with status 2",
    arguments: [
      (
        #""limits": [{"benchmark": "^b3$", "treshold": "5%"}]"#,
        ":3: limits[0].treshold: expected one of the keys"
      ),
      (#""waiver": []"#, ":3: waiver: expected one of the keys format, version, limits"),
      (
        #""limits": [{"benchmark": "^b3$", "threshold": "-5%"}]"#,
        ":3: limits[0].threshold: expected a share above 0"
      ),
      (
        #""limits": [{"benchmark": "^b3$", "threshold": 0}]"#,
        ":3: limits[0].threshold: expected a share above 0"
      ),
      (
        #""limits": [{"benchmark": "^b3$", "budget": "-1 ms"}]"#,
        ":3: limits[0].budget: expected a number above 0"
      ),
      (
        #""limits": [{"benchmark": "^b3$", "budget": "3"}]"#,
        ":3: limits[0].budget: expected a number above 0 and its unit"
      ),
      (
        #""limits": [{"benchmark": "^nosuch", "gate": false}]"#,
        ":3: limits[0]: matches no benchmark"
      ),
      (
        #""limits": [{"benchmark": "(", "gate": false}]"#,
        ":3: limits[0].benchmark: expected a regular expression"
      ),
      (#""limits": [{"benchmark": "^b3$"}]"#, ":3: limits[0]: expected at least one of threshold"),
      (
        #""limits": [{"benchmark": "^b3$", "warn": "9%", "threshold": "5%"}]"#,
        ":3: limits[0].warn: expected at most the threshold"
      ),
      (
        #""waivers": [{"benchmark": "b3", "ceiling": "9%", "expires": "2026-02-30", "reason": "r"}]"#,
        ":3: waivers[0].expires: expected a day"
      ),
      (
        #""waivers": [{"benchmark": "b3", "ceiling": "9%", "expires": "2999-01-01"}]"#,
        ":3: waivers[0]: expected the key \"reason\""
      ),
    ])
  func faults(members: String, message: String) throws {
    try inScratch { tool in
      try tool.writeSides()
      try tool.write(".perfstat.json", policy(members))
      let result = try tool.run(compare)
      #expect(result.status == 2 && result.output == "")
      #expect(result.errors.contains(".perfstat.json\(message)"), "\(result.errors)")
      let checked = try tool.run("policy", "check", "--against", "now.jsonl")
      #expect(checked.status == 2 && checked.errors.contains(message))
    }
  }

  @Test("A filter does not make a rule idle")
  func filter() throws {
    try inScratch { tool in
      try tool.writeSides()
      try tool.write(".perfstat.json", policy(#""limits": [{"benchmark": "^b3$", "gate": false}]"#))
      #expect(try tool.run(compare + ["--filter", "b4"]).status == 0)
      let checked = try tool.run("policy", "check")
      #expect(checked.output == ".perfstat.json: sound, 1 limit, 0 waivers, 0 unfit\n")
      #expect(try tool.run("policy", "check", "nosuch.json").status == 2)
    }
  }

  @Test("noise show --unfit writes what the file takes")
  func unfit() throws {
    try inScratch { tool in
      try tool.writeSides()
      let written = try tool.run("noise", "show", "--from", "base.jsonl", "--unfit", "0.0001%")
      #expect(written.status == 0, "\(written.errors)")
      try tool.write("unfit.json", written.output)
      let checked = try tool.run("policy", "check", "unfit.json", "--against", "base.jsonl")
      #expect(
        checked.output == "unfit.json: sound, 0 limits, 0 waivers, 10 unfit\n", "\(checked.errors)")
      let none = try tool.run("noise", "show", "--from", "base.jsonl", "--unfit", "900%")
      #expect(!none.output.contains("reason"))
    }
  }
}
