import Foundation
import Testing

@Suite("perfstat baseline")
struct BaselineTests {
  private let root = ".performance-baselines"

  /// The only runner's folder, relative to the scratch folder.
  private func folder(_ tool: Tool) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: tool.folder.appendingPathComponent(root).path)
    return "\(root)/\(try #require(names.first))"
  }

  private func files(_ tool: Tool) throws -> [String] {
    let path = tool.folder.appendingPathComponent(try folder(tool)).path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func save(_ tool: Tool, id: String, commit: String, _ more: String...) throws {
    try tool.write("in.jsonl", RunText.jobs(3, id: id, commit: commit, times: RunText.suite()))
    let result = try tool.run(["baseline", "save", "--from", "in.jsonl"] + more)
    #expect(result.status == 0)
  }

  @Test("Every earlier baseline stays, under its commit")
  func archives() throws {
    try inScratch { tool in
      try save(tool, id: "one", commit: "8aa65d5f0c3e1122")
      try save(tool, id: "two", commit: "8aa65d5f0c3e1122")
      try save(tool, id: "three", commit: "../../../etc/passwd")
      try save(tool, id: "four", commit: "")
      try save(tool, id: "five", commit: "ffff")
      #expect(
        try files(tool) == [
          "baseline-8aa65d5f0c3e-archived-2.jsonl", "baseline-8aa65d5f0c3e-archived.jsonl",
          "baseline-current.jsonl", "baseline-etcpasswd-archived.jsonl",
          "baseline-unknown-archived.jsonl",
        ])
      let place = try folder(tool)
      #expect(
        try tool.read("\(place)/baseline-8aa65d5f0c3e-archived.jsonl").contains("\"one-1\""))
      #expect(
        try tool.read("\(place)/baseline-8aa65d5f0c3e-archived-2.jsonl").contains("\"two-1\""))
      #expect(try tool.read("\(place)/baseline-current.jsonl").contains("\"five-1\""))
    }
  }

  @Test("After an upgrade of the compiler the baseline that is there goes on")
  func otherCompiler() throws {
    try inScratch { tool in
      try save(tool, id: "one", commit: "aaaa11112222")
      var job = RunText(id: "new", commit: "bbbb33334444", times: RunText.suite(["b3": 1.3]))
      job.runner.compiler = "Swift 7.0"
      try tool.write("now.jsonl", job.text)
      let result = try tool.run("compare", "--current", "now.jsonl")
      #expect(result.output.contains("b3"))
      #expect(result.output.contains("Swift 7.0"))
      // What is saved with the new compiler goes into the same folder.
      #expect(try tool.run("baseline", "save", "--from", "now.jsonl").status == 0)
      #expect(
        try files(tool) == ["baseline-aaaa11112222-archived.jsonl", "baseline-current.jsonl"])
      // Another machine has no baseline here.
      job.runner.cores = 8
      try tool.write("other.jsonl", job.text)
      #expect(try tool.run("compare", "--current", "other.jsonl").status == 2)
    }
  }

  @Test("The same baseline twice is archived once")
  func idempotent() throws {
    try inScratch { tool in
      try save(tool, id: "one", commit: "aa")
      try save(tool, id: "one", commit: "aa")
      #expect(try files(tool) == ["baseline-current.jsonl"])
    }
  }

  @Test(
    "What is empty, broken or of two machines never replaces a baseline",
    arguments: ["empty", "header", "cut", "sample", "runners", "absent"])
  func refuses(what: String) throws {
    try inScratch { tool in
      try save(tool, id: "good", commit: "aa")
      let before = try tool.read("\(try folder(tool))/baseline-current.jsonl")
      let plain = RunText(id: "x", times: RunText.suite()).text
      var other = RunText(id: "y", times: RunText.suite())
      other.runner.cores = 99
      let text: String? =
        switch what {
        case "empty": ""
        case "header": plain.split(separator: "\n").first.map { $0 + "\n" }
        case "cut": String(plain.dropLast(30))
        case "sample": plain.replacingOccurrences(of: "\"values\":[", with: "\"values\":[-1,")
        case "runners": plain + other.text
        default: nil
        }
      if let text { try tool.write("bad.jsonl", text) }
      let result = try tool.run("baseline", "save", "--from", "bad.jsonl")
      #expect(result.status == 2)
      #expect(result.errors.hasPrefix("bad.jsonl"), "\(result.errors)")
      #expect(try files(tool) == ["baseline-current.jsonl"])
      #expect(try tool.read("\(try folder(tool))/baseline-current.jsonl") == before)
    }
  }

  @Test("A folder that cannot be made is named, and why")
  func unwritable() throws {
    try inScratch { tool in
      try tool.write("in.jsonl", RunText(times: RunText.suite()).text)
      for (folder, message) in [
        ("in.jsonl/x", "in.jsonl: expected a folder, found a file"),
        ("/proc/x", "/proc/x: the folder cannot be made: no such file or folder"),
      ] {
        let result = try tool.run("baseline", "save", "--from", "in.jsonl", "--directory", folder)
        #expect(result.status == 2)
        #expect(result.errors == message + "\n")
      }
    }
  }

  @Test("A reason is kept in the file and shown")
  func reason() throws {
    try inScratch { tool in
      try save(tool, id: "one", commit: "aa", "--reason", "validates \"input\" since 2.1")
      let list = try tool.run("baseline", "list")
      #expect(list.output.contains("validates \"input\" since 2.1"))
      #expect(list.output.contains("3 jobs, 10 benchmarks"))
      #expect(
        try tool.read("\(try folder(tool))/baseline-current.jsonl")
          .contains("validates \\\"input\\\" since 2.1"))
    }
  }

  @Test("An archived baseline comes back, and nothing is lost")
  func restore() throws {
    try inScratch { tool in
      try save(tool, id: "one", commit: "aaaa1111")
      try save(tool, id: "two", commit: "bbbb2222")
      let slug = try folder(tool).split(separator: "/").last.map(String.init) ?? ""
      let result = try tool.run("baseline", "restore", "aaaa", "--runner", slug)
      #expect(result.status == 0)
      let place = try folder(tool)
      #expect(try tool.read("\(place)/baseline-current.jsonl").contains("\"one-1\""))
      #expect(try tool.read("\(place)/baseline-bbbb2222-archived.jsonl").contains("\"two-1\""))
      let absent = try tool.run("baseline", "restore", "cccc", "--runner", slug)
      #expect(absent.status == 2)
      #expect(absent.errors.contains("no archived baseline of commit cccc"))
    }
  }

  @Test("No baseline: status 2 and what to do")
  func none() throws {
    try inScratch { tool in
      let show = try tool.run("baseline", "show")
      #expect(show.status == 2)
      #expect(show.errors.contains("perfstat baseline save"))
      #expect(try tool.run("baseline", "list").status == 2)
      #expect(try tool.run("baseline", "save").status == 64)
    }
  }
}
