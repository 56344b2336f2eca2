import Foundation
import Testing

@Suite("perfstat bench")
struct BenchTests {
  @Test("The list names every benchmark of the suite once")
  func list() throws {
    try inScratch { tool in
      let result = try tool.run("bench", "--list")
      #expect(result.status == 0)
      let names = result.output.split(separator: "\n").map { $0.split(separator: " ")[0] }
      #expect(Set(names).count == names.count)
      for operation in ["add", "sub", "mul", "dot", "max", "min"] {
        for size in [100, 1000, 10_000, 100_000] {
          #expect(names.contains("\(operation)/Scalar/\(size)"))
        }
      }
    }
  }

  @Test("A job holds every sample, in a file small enough for a repository")
  func job() throws {
    try inScratch { tool in
      let result = try tool.run(
        "bench", "--filter", "^(dot|add)/Scalar/1000?$", "--sample-size", "6", "--executions", "3",
        "--jobs", "2", "--seed", "7", "--output", "two.jsonl")
      #expect(result.status == 0)
      #expect(result.output.contains("add/Scalar/100 "))
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("two.jsonl"), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines.count == 2 * 5)
      #expect(lines.filter { $0.contains("\"format\":\"perfstat.run\"") }.count == 2)
      for line in lines where line.hasPrefix("{\"benchmark\"") {
        let values = line.components(separatedBy: "\"values\":[").dropFirst()
        #expect(values.count == 3)
        for list in values {
          #expect(list.prefix { $0 != "]" }.split(separator: ",").count == 6)
        }
        // About 10 bytes a sample.
        #expect(line.utf8.count < 200 + 3 * (40 + 6 * 14))
      }
    }
  }

  @Test("A plan gives each benchmark numbers of its own, and says so")
  func plan() throws {
    try inScratch { tool in
      let chosen = ["--filter", "^(dot|add)/Scalar/1000?$", "--executions", "3"]
      let usual = chosen + ["--sample-size", "4", "--quiet"]
      try tool.run(["bench"] + usual + ["--jobs", "6", "--output", "jobs.jsonl"])
      try tool.run("noise", "fit", "jobs.jsonl", "--output", "model.json")
      let plan = ["--sample-size", "4", "--plan", "model.json"]

      let list = try tool.run(["bench"] + chosen + plan + ["--list"])
      let rows = list.output.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(rows.count == 4)
      let planned = Dictionary(
        uniqueKeysWithValues: rows.map { (String($0[0]), (Int($0[1]) ?? 0, Int($0[3]) ?? 0)) })

      let result = try tool.run(["bench"] + chosen + plan + ["--output", "planned.jsonl"])
      #expect(result.status == 0)
      #expect(result.errors.contains(" s of samples a job, "))
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("planned.jsonl"), encoding: .utf8)
      #expect(text.contains(#""plan":"6 jobs, +"#))
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("{\"benchmark\"") }
      #expect(lines.count == 4)
      for line in lines {
        let lists = line.components(separatedBy: "\"values\":[").dropFirst()
        let numbers = planned[line.components(separatedBy: "\"")[3]]
        #expect(lists.count == numbers?.0)
        for list in lists {
          #expect(list.prefix { $0 != "]" }.split(separator: ",").count == numbers?.1)
        }
      }

      // Another machine's noise, a model of other benchmarks, and no model.
      let file = tool.folder.appendingPathComponent("model.json")
      let model = try String(contentsOf: file, encoding: .utf8)
      try model.replacing(try Regex("\"cpu\": \"[^\"]*\""), with: "\"cpu\": \"Z80\"")
        .write(to: file, atomically: true, encoding: .utf8)
      let other = try tool.run(["bench"] + chosen + plan + ["--list"])
      #expect(other.status == 0 && !other.output.contains(" x "))
      #expect(other.errors.contains("model.json is of another machine (cpu): all benchmarks are "))
      try model.write(to: file, atomically: true, encoding: .utf8)
      let unknown = try tool.run("bench", "--filter", "^sub/", "--plan", "model.json")
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("knows none of the benchmarks to measure"))
      #expect(try tool.run("bench", "--plan", "jobs.jsonl").status == 2)
    }
  }

  @Test(
    "Wrong usage ends with status 64",
    arguments: [
      ["--sample-size", "0"], ["--executions", "0"], ["--jobs", "-1"], ["--filter", "("],
      ["--seed", "x"], ["--worker", "'open"], ["--timeout", "0"], ["--slow-down", "a"],
      ["--no-such-option"], ["--worker", "x", "--slow-down", "a=2"],
    ])
  func usage(arguments: [String]) throws {
    try inScratch { tool in
      let result = try tool.run(["bench"] + arguments)
      #expect(result.status == 64)
      #expect(!result.errors.isEmpty)
      #expect(result.output.isEmpty)
    }
  }

  @Test("A filter or slow-down that matches nothing, and a place that cannot be written")
  func nothingToDo() throws {
    try inScratch { tool in
      #expect(try tool.run("bench", "--filter", "^nothing$").status == 2)
      let slow = try tool.run(
        "bench", "--filter", "^dot/Scalar/100$", "--slow-down", "add/Scalar/100=1.2")
      #expect(slow.status == 2)
      let place = try tool.run(
        "bench", "--filter", "^dot/Scalar/100$", "--executions", "1", "--output", "no/folder/x")
      #expect(place.status == 2)
      #expect(place.errors.contains("no/folder/x: "))
      // Before it measures.
      let folder = try tool.run("bench", "--executions", "1000", "--output", ".")
      #expect(folder.status == 2)
      #expect(folder.errors == ".: expected the name of a file, found a folder\n")
    }
  }

  @Test("A full disk and a closed pipe are noticed")
  func fullDisk() throws {
    try inScratch { tool in
      let full = try tool.run("bench", "--list", output: "/dev/full")
      #expect(full.status == 2)
      #expect(full.errors.contains("standard output: No space left on device"))
      #expect(try tool.run("--help", output: "/dev/full").status == 2)
    }
  }

  @Test("The command without arguments explains itself")
  func help() throws {
    try inScratch { tool in
      for arguments in [[], ["--help"], ["help", "bench"], ["bench", "--help"]] {
        let result = try tool.run(arguments)
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: perfstat"))
        #expect(result.errors.isEmpty)
      }
      #expect(try tool.run("--version").output == "0.1.0\n")
      #expect(try tool.run("--generate-completion-script", "bash").output.contains("perfstat"))
      #expect(try tool.run("no-such-command").status == 64)
      #expect(try tool.run("help", "archive", "check").output.contains("archive check"))
      for words in [["nosuch"], ["archive", "nosuch"]] {
        let result = try tool.run(["help"] + words)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains("no command \"nosuch\""))
      }
    }
  }
}
