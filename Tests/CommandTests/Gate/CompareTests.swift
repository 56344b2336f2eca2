import Foundation
import Testing

@Suite("perfstat compare")
struct CompareTests {
  @Test("Nothing changed: pass, status 0")
  func unchanged() throws {
    try inScratch { tool in
      try tool.writeSides()
      let result = try tool.run("compare", "--baseline", "base.jsonl", "--current", "now.jsonl")
      #expect(result.status == 0)
      #expect(result.output.contains("RESULT: PASS"))
      #expect(result.errors.isEmpty)
    }
  }

  @Test("One benchmark is slower: it is named, and nothing else; status 1")
  func regression() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      let result = try tool.run("compare", "--baseline", "base.jsonl", "--current", "now.jsonl")
      #expect(result.status == 1)
      #expect(try tool.verdicts("fail") == ["b3"])
      #expect(result.output.contains("RESULT: FAIL - 1 regression"))
    }
  }

  @Test("One benchmark is faster: status 0")
  func improvement() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 0.8])
      let result = try tool.run("compare", "--baseline", "base.jsonl", "--current", "now.jsonl")
      #expect(result.status == 0)
      #expect(try tool.verdicts("improved") == ["b3"])
    }
  }

  @Test("The threshold is an option")
  func threshold() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      for (threshold, status) in [("10%", 1), ("0.1", 1), ("30%", 0), ("150%", 0)] {
        let result = try tool.run(
          "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--threshold", threshold)
        #expect(result.status == status, "\(threshold)")
      }
    }
  }

  @Test("A vanished benchmark fails unless that is allowed; a new one does not")
  func missing() throws {
    try inScratch { tool in
      try tool.writeSides(removing: "b3")
      let sides = ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"]
      #expect(try tool.run(sides).status == 1)
      #expect(try tool.verdicts("missing") == ["b3"])
      #expect(try tool.run(sides + ["--allow-missing"]).status == 0)
      #expect(try tool.run(sides + ["--filter", "b[012]"]).status == 0)
      let swapped = ["compare", "--baseline", "now.jsonl", "--current", "base.jsonl"]
      #expect(try tool.run(swapped).status == 0)
    }
  }

  @Test("An open question has a status of its own with --strict")
  func strict() throws {
    try inScratch { tool in
      try tool.write(
        "base.jsonl", RunText(id: "a", times: RunText.suite(), noise: 0.5).text)
      try tool.write("now.jsonl", RunText(id: "b", times: RunText.suite(), noise: 0.5).text)
      let sides = ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"]
      #expect(try tool.run(sides).status == 0)
      #expect(try tool.run(sides + ["--strict"]).status == 3)
    }
  }

  @Test("Machines that differ can warn, not fail")
  func otherRunner() throws {
    try inScratch { tool in
      try tool.writeSides()
      var other = RunText(id: "other", times: RunText.suite(["b3": 1.5]))
      other.runner.cpu = "Another CPU"
      try tool.write("now.jsonl", other.text)
      let result = try tool.run("compare", "--baseline", "base.jsonl", "--current", "now.jsonl")
      #expect(result.status == 0)
      #expect(result.output.contains("runner differs in cpu (Test CPU -> Another CPU)"))
      // A field that one side does not state is no difference.
      other.runner.cores = 0
      try tool.write("now.jsonl", other.text)
      let silent = try tool.run("compare", "--baseline", "base.jsonl", "--current", "now.jsonl")
      #expect(silent.output.contains("runner differs in cpu (Test CPU -> Another CPU)\n"))
    }
  }

  @Test("Machines that differ within one side are told by the fields that differ")
  func twoRunners() throws {
    try inScratch { tool in
      var job = RunText(id: "a", times: RunText.suite())
      job.runner.label = "lab"
      try tool.write("a.jsonl", job.text)
      job.id = "b"
      try tool.write("b.jsonl", job.text)
      job.id = "c"
      job.runner.cpu = "Another CPU"
      try tool.write("c.jsonl", job.text)
      let result = try tool.run(
        "compare", "--baseline", "a.jsonl", "--current", "b.jsonl", "c.jsonl", "--format", "json")
      #expect(
        result.output.contains(
          "1 current job of another machine (cpu differs) set aside: c."))
    }
  }

  @Test("The runner's stored baseline is the default, and the newest other commit of an archive")
  func defaults() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      let none = try tool.run("compare", "--current", "now.jsonl")
      #expect(none.status == 2)
      #expect(none.errors.contains("baseline-current.jsonl: no baseline for this runner"))
      #expect(try tool.run("baseline", "save", "--from", "base.jsonl").status == 0)
      #expect(try tool.run("compare", "--current", "now.jsonl").status == 1)
      try FileManager.default.createDirectory(
        at: tool.folder.appendingPathComponent("jobs"), withIntermediateDirectories: true)
      var old = RunText(id: "old", commit: "0000", times: RunText.suite(["b7": 9]))
      old.date = "2025-01-01T00:00:00Z"
      try tool.write("jobs/1.jsonl", old.text)
      try tool.write("jobs/2.jsonl", try tool.read("base.jsonl"))
      try tool.write("jobs/3.jsonl", try tool.read("now.jsonl"))
      let archived = try tool.run("compare", "--archive", "jobs", "--current", "now.jsonl")
      #expect(archived.status == 1)
      #expect(try tool.verdicts("improved") == [])
    }
  }

  @Test("Standard input, several files and compressed files are read")
  func sources() throws {
    try inScratch { tool in
      try tool.writeSides()
      let piped = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "-", input: try tool.read("now.jsonl"))
      #expect(piped.status == 0)
      for job in 1...3 {
        try tool.write(
          "now\(job).jsonl", RunText(id: "now-\(job)", commit: "b", times: RunText.suite()).text)
      }
      let several = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now1.jsonl", "now2.jsonl",
        "now3.jsonl")
      #expect(several.status == 0)
      #expect(several.output.contains("3 jobs"))
    }
  }

  @Test("Each form goes to its place")
  func outputs() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      let result = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--format", "text",
        "--format", "json", "--output", "json=report.json", "--output", "junit=j.xml")
      #expect(result.status == 1)
      #expect(result.output.contains("RESULT: FAIL"))
      #expect(!result.output.contains("{"))
      #expect(try tool.read("report.json").contains("\"decision\""))
      #expect(try tool.read("j.xml").contains("<testsuite"))
      let quiet = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--quiet")
      #expect(quiet.status == 1)
      #expect(quiet.output.isEmpty)
      let again = try tool.run("report", "report.json")
      #expect(again.status == 0)
      #expect(again.output == result.output)
    }
  }

  @Test("One benchmark is counted as one")
  func singular() throws {
    try inScratch { tool in
      try tool.write(
        "base.jsonl", RunText(id: "a", times: ["b": 100], executions: 1, samples: 2).text)
      try tool.write(
        "now.jsonl", RunText(id: "b", times: ["b": 100], executions: 1, samples: 2).text)
      let result = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--format", "json")
      #expect(result.output.contains("Too few values to fail: 1 benchmark, which"))
    }
  }

  @Test("The same input gives the same bytes")
  func reproducible() throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.2])
      let sides = ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"]
      let first = try tool.run(sides + ["--format", "json"])
      #expect(try tool.run(sides + ["--format", "json"]).output == first.output)
    }
  }

  @Test("A report that nobody can take is an error, not a pass")
  func outputFails() throws {
    try inScratch { tool in
      try tool.writeSides()
      let sides = ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"]
      let full = try tool.run(sides, output: "/dev/full")
      #expect(full.status == 2)
      #expect(full.errors.contains("standard output: No space left on device"))
      #expect(try tool.run(sides + ["--output", "no/such/folder"]).status == 2)
      // A device is written to, never replaced by a file.
      let device = try tool.run(sides + ["--output", "/dev/full"])
      #expect(device.status == 2)
      #expect(device.errors.hasPrefix("/dev/full: "))
      #expect(try tool.run(sides + ["--output", "/dev/null"]).status == 0)
    }
  }

  @Test(
    "Wrong usage ends with status 64",
    arguments: [
      ["--threshold", "5"], ["--threshold", "0%"], ["--threshold", "-1%"],
      ["--threshold", "1001%"], ["--threshold", "x"], ["--warn", "6%"], ["--level", "30%"],
      ["--level", "1"], ["--alpha", "60%"], ["--resamples", "5"],
      ["--level", "99.99%", "--resamples", "1000"], ["--seed", "-1"], ["--format", "pdf"],
      ["--format", "text", "--format", "text"],
      [
        "--format", "json", "--format", "text",
        "--output", "x",
      ], ["--runner", "../.."], ["--multiplicity", "none"], ["--output", "htlm=r.html"],
      ["--output", "html=a", "--output", "json=./a"], ["--output", "now.jsonl"],
      ["--output", "html=./base.jsonl"],
    ])
  func usage(arguments: [String]) throws {
    try inScratch { tool in
      try tool.writeSides()
      let result = try tool.run(
        ["compare", "--baseline", "base.jsonl", "--current", "now.jsonl"] + arguments)
      #expect(result.status == 64)
      #expect(result.output.isEmpty)
    }
  }
}

/// Input that cannot be judged: status 2, and the message begins with the place.
@Suite("Wrong input of perfstat compare")
struct WrongInputTests {
  private func compare(_ name: String, _ text: String?) throws -> Tool.Result {
    try inScratch { tool in
      try tool.writeSides()
      if let text { try tool.write(name, text) }
      return try tool.run("compare", "--baseline", "base.jsonl", "--current", name)
    }
  }

  /// What a file holds, by the file's name, with the place that the message begins with.
  private static let files: [String: (text: String?, place: String)] = {
    let plain = RunText(id: "x", times: RunText.suite()).text
    let lines = plain.split(separator: "\n").map(String.init)
    return [
      "absent.jsonl": (nil, "absent.jsonl: "),
      "empty.jsonl": ("", "empty.jsonl: "),
      "garbage.jsonl": ("hello", "garbage.jsonl"),
      "cut.jsonl": (String(plain.dropLast(20)), "cut.jsonl:11"),
      "newer.jsonl": (
        plain.replacingOccurrences(of: "\"version\":1", with: "\"version\":99"), "newer.jsonl:1"
      ),
      "twice.jsonl": (plain + lines[10], "twice.jsonl:12"),
      "header.jsonl": (lines[0], "header.jsonl"),
    ]
  }()

  @Test("Files that cannot be read as a whole", arguments: files.keys.sorted())
  func unreadable(name: String) throws {
    let (text, place) = try #require(Self.files[name])
    let result = try compare(name, text)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix(place), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test("A folder without results, and a truncated gzip file")
  func folders() throws {
    try inScratch { tool in
      try tool.writeSides()
      let folder = try tool.run("compare", "--baseline", "base.jsonl", "--current", "/proc/self/fd")
      #expect(folder.status == 2)
      try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]).write(
        to: tool.folder.appendingPathComponent("cut.jsonl.gz"))
      let cut = try tool.run("compare", "--baseline", "base.jsonl", "--current", "cut.jsonl.gz")
      #expect(cut.status == 2)
      #expect(cut.errors.hasPrefix("cut.jsonl.gz: "))
    }
  }

  @Test("No benchmark in common")
  func nothingInCommon() throws {
    let result = try compare("other.jsonl", RunText(id: "o", times: ["c": 1]).text)
    #expect(result.status == 2)
    #expect(result.errors.contains("no benchmark in common"))
  }

  @Test(
    "A sample that cannot be computed with is told with the range", arguments: ["1e-320", "1e300"])
  func outOfRange(sample: String) throws {
    try inScratch { tool in
      try tool.writeSides()
      let text = try tool.read("now.jsonl")
      let start = try #require(text.range(of: "\"values\":[")).upperBound
      let end = try #require(text[start...].firstIndex(of: ","))
      try tool.write("now.jsonl", text.replacingCharacters(in: start..<end, with: sample))
      let result = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--format", "json")
      #expect(result.status == 2)
      #expect(result.output.contains("expected a number from 1e-150 to 1e150, found 1e"))
    }
  }

  @Test(
    "A benchmark with an impossible sample is an error row, and the others are judged",
    arguments: ["-3.5", "1e999", "\"NaN\"", "null"])
  func badSample(sample: String) throws {
    try inScratch { tool in
      try tool.writeSides()
      let text = try tool.read("now.jsonl")
      let line = try #require(text.split(separator: "\n").first { $0.contains("\"b3\"") })
      let start = try #require(line.range(of: "\"values\":[")).upperBound
      let end = try #require(line[start...].firstIndex(of: ","))
      try tool.write(
        "bad.jsonl",
        text.replacingOccurrences(
          of: line, with: line.replacingCharacters(in: start..<end, with: sample)))
      let result = try tool.run("compare", "--baseline", "base.jsonl", "--current", "bad.jsonl")
      #expect(result.status == 2)
      #expect(result.output.contains("bad.jsonl:"))
      #expect(try tool.verdicts("error", current: "bad.jsonl") == ["b3"])
      #expect(try tool.verdicts("pass", current: "bad.jsonl").count == 9)
    }
  }
}

extension Tool {
  /// Names of the benchmarks with a verdict in the JSON report of the two sides.
  func verdicts(_ verdict: String, current: String = "now.jsonl") throws -> [String] {
    let result = try run(
      "compare", "--baseline", "base.jsonl", "--current", current, "--format", "json")
    return try JSONReportRows(result.output).names(verdict)
  }
}

/// The benchmarks of a JSON report, as another program would read them.
struct JSONReportRows: Decodable {
  struct Row: Decodable {
    var name: String
    var metric: String
    var verdict: String
  }

  var decision: String
  var benchmarks: [Row]

  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSONReportRows.self, from: Data(text.utf8))
  }

  func names(_ verdict: String) -> [String] {
    benchmarks.filter { $0.verdict == verdict }.map(\.name)
  }
}
