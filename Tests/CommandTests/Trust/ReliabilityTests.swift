import Foundation
import PerfArchive
import PerfText
import TestSupport
import Testing

/// Kills, limits, two writers, logs that are obeyed.
@Suite("Reliability")
struct ReliabilityTests {
  private func start(_ tool: Tool, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Tool.path)
    process.arguments = arguments
    process.currentDirectoryURL = tool.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func files(_ tool: Tool, _ folder: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: tool.folder.appendingPathComponent(folder).path
    ).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test("Of baselines that are saved at once none is lost")
  func savers() throws {
    try inScratch { tool in
      var saved: Set<String> = []
      for round in 0..<6 {
        var running: [Process] = []
        for side in ["a", "b", "c"] {
          let id = "\(side)\(round)"
          saved.insert("\"\(id)-1\"")
          try tool.write(
            "\(side).jsonl",
            RunText.jobs(3, id: id, commit: "c0ffee", times: RunText.suite()))
          running.append(try start(tool, ["baseline", "save", "--from", "\(side).jsonl"]))
        }
        for process in running {
          process.waitUntilExit()
          #expect(process.terminationStatus == 0)
        }
      }
      let runner = try #require(
        try FileManager.default.contentsOfDirectory(
          atPath: tool.folder.appendingPathComponent(".performance-baselines").path
        ).first)
      let folder = ".performance-baselines/\(runner)"
      let names = try files(tool, folder)
      let texts = try names.map { try tool.read("\(folder)/\($0)") }
      #expect(names.count == 18)
      for id in saved { #expect(texts.count { $0.contains(id) } == 1, "\(id)") }
    }
  }

  @Test("A child ends with a collector that was killed")
  func killedCollector() throws {
    try inScratch { tool in
      let seconds = "98\(Int.random(in: 1000...9999))"
      let collector = try start(
        tool, ["collect", "--output", "r.jsonl", "--", "sh", "-c", "sleep \(seconds); true"])
      func wait(until there: Bool) throws -> Bool {
        for _ in 0..<1500 {
          if try processes("sleep", seconds).isEmpty != there { return true }
          usleep(20_000)
        }
        return false
      }
      #expect(try wait(until: true))
      kill(collector.processIdentifier, SIGKILL)
      collector.waitUntilExit()
      #expect(try wait(until: false))
    }
  }

  @Test("What a harness leaves in the background is not waited for")
  func background() throws {
    try inScratch { tool in
      try tool.write(
        "harness.sh",
        "sleep 900 &\necho 'sum/100                 time:   [1.00 us 1.05 us 1.10 us]'\n")
      let result = try tool.run(
        "collect", "--executions", "1", "--output", "r.jsonl", "--", "sh", "harness.sh")
      #expect(result.status == 0, "\(result.errors)")
      #expect(try tool.read("r.jsonl").contains("sum/100"))
      #expect(try processes("sleep", "900").isEmpty)
    }
  }

  @Test("An output that cannot be written is found out before measuring")
  func outputs() throws {
    try inScratch { tool in
      try tool.write(
        "worker.sh", "touch started\n" + DuetTests.worker(sample: DuetTests.steady(1000)))
      for output in ["none/d.jsonl", "html=none/r.html"] {
        let result = try tool.run(
          "duet", "--base", "sh worker.sh", "--head", "sh worker.sh", "--output", output)
        #expect(result.status == 2)
        #expect(result.errors.contains("none/"), "\(result.errors)")
      }
      let bench = try tool.run("bench", "--worker", "sh worker.sh", "--output", "none/b.jsonl")
      #expect(bench.status == 2)
      #expect(try files(tool) == ["worker.sh"])
    }
  }

  @Test("A killed export leaves no temporary file")
  func killedExport() throws {
    try inScratch { tool in
      try tool.write(
        "base.jsonl", RunText.jobs(60, id: "base", commit: "aaaa1", times: RunText.suite()))
      for round in 0..<6 {
        let process = try start(tool, ["export", "csv", "base.jsonl", "--output", "out"])
        usleep(UInt32(20_000 + 15_000 * round))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let left = (try? files(tool, "out")) ?? []
      #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
    }
  }

  @Test("Nothing in a log is a command to the system that keeps it", arguments: [true, false])
  func workflowCommands(isObeyed: Bool) throws {
    try inScratch { tool in
      // GitHub's runner trims the blanks of all of Unicode before it looks for a command.
      let names = [
        "::error::x", "::stop-commands::t", "a ##vso[task.complete]", "##[error]y",
        "\u{A0}::add-mask::x", "\u{3000}\u{2003}::error::y",
      ]
      var times = RunText.suite()
      for name in names { times[name] = 100 }
      try tool.write("base.jsonl", RunText.jobs(5, id: "base", commit: "aaaa1", times: times))
      for name in names { times[name] = 200 }
      try tool.write("now.jsonl", RunText.jobs(3, id: "now", commit: "bbbb2", times: times))
      // Whatever this test runs in.
      let off = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "GITLAB_CI", "JENKINS_URL"]
      var environment = Dictionary(uniqueKeysWithValues: off.map { ($0, "") })
      environment["CI"] = isObeyed ? "true" : ""
      func log(_ arguments: [String]) throws -> String {
        // A log is a pipe, not a file.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments = arguments
        process.currentDirectoryURL = tool.folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
      }
      func isCommand(_ line: Substring) -> Bool {
        line.drop(while: \.isWhitespace).hasPrefix("::") || line.contains("##vso[")
          || line.contains("##[")
      }
      let sides = ["--baseline", "base.jsonl", "--current", "now.jsonl"]
      for command in [
        ["compare", "--resamples", "1000"] + sides,
        ["compare", "--resamples", "1000", "--format", "markdown"] + sides,
        ["compare", "--resamples", "1000", "--format", "json"] + sides,
        ["import", "now.jsonl", "--output", "-"],
        ["compare", "--baseline", "::error::file", "--current", "##[error]none"],
      ] {
        let text = try log(command)
        let found = text.split(separator: "\n").contains(where: isCommand)
        // Markdown escapes them by its own rules.
        #expect(found != isObeyed || command.contains("markdown") && !found, "\(text)")
        guard command.contains("json") else { continue }
        let json = try JSON(parsing: Array(text.utf8), file: "report")
        let listed = try json.member("benchmarks").elements().map { try $0.member("name").string() }
        #expect(Set(names).isSubset(of: listed))
      }
      // What is meant as a command stays one.
      let annotations = try log(["compare", "--resamples", "1000", "--format", "github"] + sides)
      #expect(annotations.hasPrefix("::error"), "\(annotations)")
    }
  }

  @Test("A limit that is none is told; one that is lowered holds")
  func limits() throws {
    try inScratch { tool in
      try tool.writeSides()
      let wrong = try tool.run(
        "import", "base.jsonl", "--output", "-", environment: ["PERFSTAT_LIMITS": "inputbytes=3"])
      #expect(wrong.status == 2)
      #expect(wrong.errors.hasPrefix("PERFSTAT_LIMITS: expected NAME=VALUE"), "\(wrong.errors)")
      let low = try tool.run(
        "import", "base.jsonl", "--output", "-", environment: ["PERFSTAT_LIMITS": "input-bytes=1K"])
      #expect(low.status == 2)
      #expect(low.errors.hasPrefix("base.jsonl: expected at most 1024 bytes"), "\(low.errors)")
    }
  }

  @Test("Histograms that stand for too many samples together are refused, each alone is not")
  func countsOfAllFiles() throws {
    try inScratch { tool in
      try FileManager.default.createDirectory(
        at: tool.folder.appending(path: "h"), withIntermediateDirectories: false)
      for name in ["a", "b"] {
        try tool.write(
          "h/main.T.\(name).Own.histogram.json",
          #"{"counts":[0,0,0,600],"subBucketHalfCountMagnitude":1,"unitMagnitude":0,"#
            + #""totalCount":600,"maxValue":3,"numberOfSignificantValueDigits":1}"#)
      }
      func read(_ path: String) throws -> Tool.Result {
        try tool.run(
          "import", path, "--output", "-", environment: ["PERFSTAT_LIMITS": "samples=1000"])
      }
      let one = try read("h/main.T.a.Own.histogram.json")
      #expect(one.status == 0, "\(one.errors)")
      let both = try read("h")
      #expect(both.status == 2)
      #expect(
        both.errors.hasPrefix(
          "h/main.T.b.Own.histogram.json: expected counts of at most 1000 samples in all files"
            + " together, found 1"), "\(both.errors)")
    }
  }

  @Test("Standard input by its name in /dev is read whole")
  func pipe() throws {
    try inScratch { tool in
      let text = """
        BenchmarkA-8   100   1201 ns/op
        BenchmarkA-8   100   1202 ns/op

        """
      try tool.write("a.txt", text)
      let file = try tool.run("import", "a.txt", "--output", "-")
      let stream = try tool.run("import", "/dev/stdin", "--output", "-", input: text)
      #expect(file.status == 0 && stream.status == 0, "\(stream.errors)")
      #expect(file.output.contains("[1201") && stream.output.contains("[1201"))
    }
  }

  @Test(
    "An archive where nothing may be written is read and left as it is",
    .enabled(if: getuid() != 0 || Tool.path(of: "setpriv") != nil, "needs setpriv for root"))
  func readOnly() throws {
    try inScratch { tool in
      try tool.writeSides()
      let folder = tool.folder.appendingPathComponent("ro")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      #expect(
        try tool.run("archive", "add", "base.jsonl", "--archive", "ro/a.sqlite").status == 0)
      #expect(chmod(folder.appendingPathComponent("a.sqlite").path, 0o444) == 0)
      #expect(chmod(folder.path, 0o555) == 0)
      defer { chmod(folder.path, 0o755) }
      #expect(chmod(tool.folder.path, 0o755) == 0)
      for command in [
        ["archive", "list", "--archive", "ro/a.sqlite"], ["history", "ro/a.sqlite"],
      ] {
        let process = Process()
        let words = [Tool.path] + command
        let drop = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = (getuid() == 0 ? drop : []) + words
        process.currentDirectoryURL = tool.folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(
          decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // A checkout that only root may enter cannot be tried as somebody else.
        if process.terminationStatus == 126 || process.terminationStatus == 127 { return }
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(try files(tool, "ro") == ["a.sqlite"])
      }
    }
  }

  @Test("A cell of the wrong kind is named; what is sound is rebuilt")
  func cell() throws {
    let reported = fixtures.appending(path: "reported/reliability/archive-cell-type.sqlite")
    try inScratch { tool in
      try Data(contentsOf: reported).write(to: tool.folder.appendingPathComponent("a.sqlite"))
      for command in [
        ["archive", "list", "--archive", "a.sqlite"], ["history", "a.sqlite"],
        ["archive", "check", "--archive", "a.sqlite"],
        ["compare", "--archive", "a.sqlite", "--current", "a.sqlite"],
      ] {
        let result = try tool.run(command)
        #expect(result.status == 2, "\(command)")
        #expect(result.errors.contains("run 1, column dirty"), "\(result.errors)")
      }
      let rebuilt = try tool.run("archive", "check", "--archive", "a.sqlite", "--rebuild")
      #expect(rebuilt.status == 2)
      #expect(rebuilt.errors.contains("column dirty"))
      #expect(try tool.run("archive", "check", "--archive", "a.sqlite").status == 0)
    }
  }
}
