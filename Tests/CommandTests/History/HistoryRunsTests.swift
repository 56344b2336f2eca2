import Foundation
import TestSupport
import Testing

/// Histories of runs: archives, repositories, runners, the trend page.
@Suite struct HistoryRunsTests {
  private struct Job {
    var number: Int
    var commit: String
    var branch = "main"
    var runner = "amd-1"
  }

  /// A run file of `benchmarks`; `factor(benchmark)` scales a value with a fixed spread of about 1 %.
  private func file(
    _ job: Job, benchmarks: [String], factor: (String) -> Double = { _ in 1 }
  ) -> String {
    var text =
      "{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"run-\(job.number)\","
      + "\"commit\":\"\(job.commit)\",\"branch\":\"\(job.branch)\","
      + "\"date\":\"2026-01-\(String(format: "%02d", 1 + job.number / 24))"
      + "T\(String(format: "%02d", job.number % 24)):00:00Z\","
      + "\"runner\":{\"cpu\":\"\(job.runner)\"}}\n"
    for (b, name) in benchmarks.enumerated() {
      let noise = Double((job.number * (37 + 2 * b) + b * 11) % 23)
      let value = (1000 + noise) * factor(name)
      text +=
        "{\"benchmark\":\"\(name)\",\"metric\":{\"name\":\"time\",\"unit\":\"ns\","
        + "\"better\":\"lower\"},\"executions\":[{\"values\":[\(value),\(value)]}]}\n"
    }
    return text
  }

  private func add(_ tool: Tool, _ files: [String]) throws {
    let folder = tool.folder.appending(path: "runs")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (i, text) in files.enumerated() {
      try Data(text.utf8).write(to: folder.appending(path: String(format: "r%04d.jsonl", i)))
    }
    let added = try tool.run("archive", "add", "runs")
    #expect(added.status == 0 && added.output.hasPrefix("\(files.count) added"), "\(added.errors)")
  }

  @discardableResult
  private func git(_ tool: Tool, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "git", "-C", tool.folder.appending(path: "repository").path, "-c", "user.name=T",
        "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false",
      ] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments)")
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A repository with a merged branch. The dates of the runs are in reverse, so that only the
  /// first-parent log tells the order; commits of the branch are left out; nothing is written.
  @Test func orderOfCommitsFromARepository() throws {
    try inScratch { tool in
      let repository = tool.folder.appending(path: "repository")
      try FileManager.default.createDirectory(at: repository, withIntermediateDirectories: true)
      try git(tool, "init", "-q", "-b", "main")
      var line: [String] = []
      for i in 0..<20 {
        try git(tool, "commit", "-q", "--allow-empty", "-m", "\(i)")
        line.append(try git(tool, "rev-parse", "HEAD"))
      }
      try git(tool, "checkout", "-q", "-b", "side")
      try git(tool, "commit", "-q", "--allow-empty", "-m", "aside")
      let aside = try git(tool, "rev-parse", "HEAD")
      try git(tool, "checkout", "-q", "main")
      try git(tool, "merge", "-q", "--no-ff", "-m", "merge", "side")
      line.append(try git(tool, "rev-parse", "HEAD"))
      for i in 0..<19 {
        try git(tool, "commit", "-q", "--allow-empty", "-m", "later \(i)")
        line.append(try git(tool, "rev-parse", "HEAD"))
      }
      // Every second commit is measured; commit 20, the merge, made it slower.
      var files: [String] = []
      for (i, commit) in line.enumerated() where i % 2 == 0 {
        let job = Job(number: 100 - i, commit: commit)
        files.append(file(job, benchmarks: ["parse"]) { _ in i >= 20 ? 1.3 : 1 })
      }
      files.append(file(Job(number: 50 + 101, commit: aside), benchmarks: ["parse"]) { _ in 9 })
      try add(tool, files)

      func state() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: repository.path).sorted().map { path in
          let values = try repository.appending(path: path)
            .resourceValues(forKeys: [.contentModificationDateKey, .fileSizeKey])
          return
            "\(path) \(values.contentModificationDate.map { "\($0.timeIntervalSince1970)" } ?? "") "
            + "\(values.fileSize ?? 0)"
        }
      }
      let before = try state()
      let result = try tool.run("history", "archive.sqlite", "--git", "repository")
      #expect(result.errors.contains("1 of 21 runs left out"), "\(result.errors)")
      #expect(
        result.output.contains(
          "began in \(line[18].prefix(12))..\(line[20].prefix(12)) (2 commits, 95 %)"),
        "\(result.output)")
      let next = try tool.run("history", "archive.sqlite", "--git", "repository", "--bisect")
      #expect(next.output.contains("measure next: \(line[19]) (1 job)"), "\(next.output)")
      #expect(next.output.contains("git bisect start \(line[20]) \(line[18])"))
      #expect(try state() == before)
      try git(tool, "clone", "-q", "--depth", "5", "file://\(repository.path)", "../shallow")
      let shallow = try tool.run("history", "archive.sqlite", "--git", "shallow")
      #expect(shallow.status == 2 && shallow.output.isEmpty)
      #expect(
        shallow.errors.contains("found a shallow clone")
          && shallow.errors.contains("fetch-depth: 0"),
        "\(shallow.errors)")
      #expect(try tool.run("history", "archive.sqlite", "--git", "runs").status == 2)
    }
  }

  @Test func filtersByDateBranchRunnerAndName() throws {
    try inScratch { tool in
      var files: [String] = []
      for i in 0..<60 {
        let branch = i % 2 == 0 ? "main" : "topic"
        files.append(
          file(Job(number: i, commit: "c\(i)", branch: branch), benchmarks: ["parse", "sort"]) {
            $0 == "parse" && branch == "main" && i >= 30 ? 1.3 : 1
          })
      }
      try add(tool, files)
      func summary(_ options: String...) throws -> String {
        let result = try tool.run(["history", "archive.sqlite"] + options)
        return result.output.split(separator: "\n").last.map(String.init) ?? result.errors
      }
      #expect(try summary("--branch", "main").hasPrefix("2 series searched: 1 change in 1 series"))
      #expect(try summary("--branch", "topic").hasPrefix("2 series searched: 0 changes"))
      // Without a word main is followed, and said so; all together jump to and fro.
      let followed = try tool.run("history", "archive.sqlite")
      #expect(
        followed.errors.contains(
          "following branch main: 30 of 60 runs left out, of topic (--branch NAME for another one,"),
        "\(followed.errors)")
      #expect(try summary() == summary("--branch", "main"))
      #expect(try summary("--branch", "*") != summary())
      #expect(try tool.run("history", "archive.sqlite", "--branch", "*").errors == "")
      #expect(
        try summary("--branch", "main", "--filter", "^sort$")
          .hasPrefix("1 series searched: 0 changes"))
      // From the 2nd of January, 06:00 on there are the runs 30 to 59: no change is left in them.
      #expect(
        try summary("--branch", "main", "--since", "2026-01-02T06:00:00Z")
          .hasPrefix("2 series searched: 0 changes"))
      #expect(try tool.run("history", "archive.sqlite", "--runner", "nowhere").status == 2)
    }
  }

  /// Ten benchmarks of a run get slower together at run 30 and one more alone at run 45: a finding of the
  /// suite with its members, and one regression of a single benchmark. Where the kernel changed at run 30
  /// the environment explains the first.
  @Test(arguments: ["", "6.1"]) func whatMovedTogetherIsToldOnce(kernel: String) throws {
    try inScratch { tool in
      let names = (0..<10).map { "b\($0)" }
      try add(
        tool,
        (0..<80).map { i in
          let text = file(Job(number: i, commit: "c\(i)"), benchmarks: names) {
            (i >= 30 ? 1.2 : 1) * ($0 == "b3" && i >= 45 ? 1.3 : 1)
          }
          let conditions = "\"conditions\":{\"kernel\":\"\(i < 30 ? "6.0" : kernel)\"},\"runner\""
          return kernel.isEmpty ? text : text.replacing("\"runner\"", with: conditions)
        })
      let output = try tool.run("history", "archive.sqlite").output
      if kernel.isEmpty {
        #expect(output.contains("WHOLE SUITE (1)\n  WHOLE SUITE on "), "\(output)")
        #expect(output.contains("worse in 10 of 10 benchmarks, since c29..c30 (1 commit), p"))
        #expect(
          output.contains("open regressions: 2 (1 of the whole suite, 1 of single benchmarks)"))
      } else {
        #expect(output.contains("RUNNER OR ENVIRONMENT (1)\n  environment on"), "\(output)")
        #expect(
          output.contains("in 10 of 10 benchmarks, in c29..c30 (1 commit), where kernel 6.0 -> 6.1")
        )
        #expect(output.contains(" 1 open regression ("))
      }
      #expect(output.contains("    b0, b1, b2, b3 and 6 more\n"))
      #expect(output.contains("OPEN REGRESSIONS (1)\n  b3"))
      #expect(output.contains("began in c44..c45"))
      #expect(try tool.run("history", "archive.sqlite", "--fail-on", "open").status == 1)
      let others = try tool.run(
        "history", "archive.sqlite", "--fail-on", "open", "--filter", "b[4-9]")
      #expect(others.status == (kernel.isEmpty ? 1 : 0), "\(others.output)")
      let json = try tool.run("history", "archive.sqlite", "--format", "json")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let findings = try #require(report["suiteFindings"] as? [[String: Any]])
      #expect(findings.map { $0["kind"] as? String } == [kernel.isEmpty ? "suite" : "environment"])
      #expect(findings[0]["members"] as? [Int] == Array(0..<10))
      let series = try #require(report["series"] as? [[String: Any]])
      let changes = try #require(series[0]["changes"] as? [[String: Any]])
      #expect(changes.map { $0["partOf"] as? Int } == [0])
      #expect(changes[0]["status"] as? String == (kernel.isEmpty ? "open" : "environment"))
    }
  }

  /// A series never joins two fingerprints: another processor is no regression.
  @Test func anotherRunnerIsToldApart() throws {
    try inScratch { tool in
      try add(
        tool,
        (0..<60).map { i in
          file(
            Job(number: i, commit: "c\(i)", runner: i < 30 ? "amd-1" : "amd-2"),
            benchmarks: ["parse"]
          ) { _ in i < 30 ? 1 : 1.5 }
        })
      let output = try tool.run("history", "archive.sqlite").output
      #expect(
        output.contains("another runner after c29 and up to c30: cpu amd-1 -> amd-2"), "\(output)")
      #expect(output.contains("2 series searched: 0 changes in 0 series"))
    }
  }

  /// An upgrade of the compiler begins no series anew: it is told at its point, and what came with it is seen.
  @Test func anUpgradeOfTheCompilerIsToldAndSeriesGoOn() throws {
    try inScratch { tool in
      try add(
        tool,
        (0..<60).map { i in
          file(Job(number: i, commit: "c\(i)"), benchmarks: ["parse", "sort"]) {
            $0 == "parse" && i >= 30 ? 1.2 : 1
          }
          .replacing(
            "{\"cpu\":\"amd-1\"",
            with: "{\"cpu\":\"amd-1\",\"compiler\":\"\(i < 30 ? "gcc 12.2" : "gcc 13.1")\"")
        })
      let all = try tool.run("history", "archive.sqlite")
      #expect(
        all.output.contains(
          "another compiler after c29 and up to c30: compiler gcc 12.2 -> gcc 13.1; series go on"),
        "\(all.output)")
      #expect(all.output.contains("2 series searched: 1 change in 1 series"))
      #expect(all.output.contains("began in c29..c30"))
      #expect(all.output.contains("still open, where compiler gcc 12.2 -> gcc 13.1\n"))
      let json = try tool.run("history", "archive.sqlite", "--format", "json").output
      #expect(json.contains("\"kind\":\"compiler\",\"fields\":[{\"field\":\"compiler\""))
      // Whichever of the two is asked for.
      let list = try tool.run("archive", "list", "--csv").output
      let slugs = list.split(separator: "\n").dropFirst().map { line in
        String(line.split(separator: ",", omittingEmptySubsequences: false)[5])
          .replacing("\"", with: "")
      }
      for slug in Set(slugs) {
        #expect(try tool.run("history", "archive.sqlite", "--runner", slug).output == all.output)
      }
      #expect(Set(slugs).count == 2)
      for format in ["html", "markdown"] {
        let text = try tool.run("history", "archive.sqlite", "--format", format).output
        #expect(
          text.contains("gcc 12.2 -&gt; gcc 13.1") || text.contains("gcc 12.2 -"), "\(format)")
      }
      let noise = try tool.run("noise", "show", "--from", "runs")
      #expect(noise.status == 0 && noise.output.contains("parse"), "\(noise.errors)")
    }
  }

  /// A matrix of compilers is two series of each benchmark, also where one of them is upgraded.
  @Test func compilersSideBySideStayApart() throws {
    try inScratch { tool in
      try add(
        tool,
        (0..<80).map { i in
          let compiler = i % 2 == 0 ? (i < 40 ? "gcc 12" : "gcc 13") : "clang 15"
          return file(Job(number: i, commit: "c\(i / 2)"), benchmarks: ["parse"]) { _ in
            i % 2 == 0 ? 1 : 1.5
          }
          .replacing(
            "{\"cpu\":\"amd-1\"", with: "{\"cpu\":\"amd-1\",\"compiler\":\"\(compiler)\"")
        })
      let output = try tool.run("history", "archive.sqlite").output
      #expect(output.contains("2 series searched: 0 changes in 0 series"), "\(output)")
      #expect(
        output.contains("another compiler after c19 and up to c20: compiler gcc 12 -> gcc 13"))
    }
  }

  @Test func pruningKeepsTheRunsOfABaseline() throws {
    try inScratch { tool in
      let files = (0..<12).map { file(Job(number: $0, commit: "c\($0)"), benchmarks: ["parse"]) }
      try add(tool, files)
      let folder = tool.folder.appending(path: ".performance-baselines/amd")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(files[1].utf8).write(to: folder.appending(path: "baseline-x.jsonl"))
      let dry = try tool.run("archive", "prune", "--keep", "3", "--dry-run")
      #expect(dry.output.contains("8 runs would be removed"), "\(dry.output)\(dry.errors)")
      #expect(try tool.run("archive", "prune", "--keep", "3").output.contains("8 runs removed"))
      let list = try tool.run("archive", "list", "--csv").output.split(separator: "\n").dropFirst()
      #expect(list.map { $0.prefix { $0 != "," } } == ["run-1", "run-9", "run-10", "run-11"])
    }
  }

  @Test func rebuildingKeepsEverythingThatCanBeRead() throws {
    try inScratch { tool in
      try add(tool, (0..<5).map { file(Job(number: $0, commit: "c"), benchmarks: ["parse"]) })
      let before = try tool.run("archive", "list").output
      let result = try tool.run("archive", "check", "--rebuild")
      #expect(result.status == 0 && result.output.contains("rebuilt, 5 runs, 0 lost"))
      #expect(try tool.run("archive", "list").output == before)
      #expect(try tool.run("archive", "check").output.contains("sound, 5 runs"))
    }
  }

  @Test func oneRunIsSingular() throws {
    try inScratch { tool in
      try add(tool, [file(Job(number: 0, commit: "c"), benchmarks: ["parse"])])
      let list = try tool.run("archive", "list").output
      #expect(list.contains("  1 benchmark  ") && list.hasSuffix("\n1 run, 2 samples\n"), "\(list)")
      #expect(try tool.run("archive", "check").output == "archive.sqlite: sound, 1 run\n")
    }
  }

  @Test func whatCannotBeRebuiltIsNotAdvisedTo() throws {
    try inScratch { tool in
      try add(tool, [file(Job(number: 0, commit: "c"), benchmarks: ["parse"])])
      let path = tool.folder.appendingPathComponent("archive.sqlite")
      var bytes = try Data(contentsOf: path)
      // The first page after the header: where the tables lie.
      bytes.replaceSubrange(100..<1000, with: Data(repeating: 0xFF, count: 900))
      try bytes.write(to: path)
      let check = try tool.run("archive", "check")
      #expect(check.status == 2 && check.errors.contains("archive check --rebuild"))
      let rebuild = try tool.run("archive", "check", "--rebuild")
      #expect(rebuild.status == 2)
      #expect(rebuild.errors.hasPrefix("archive.sqlite: so damaged that no run can be read"))
    }
  }

  @Test func whatIsNoArchiveIsLeftAsItIs() throws {
    try inScratch { tool in
      try tool.write("empty", "")
      try tool.write("text", "no database\n")
      for command in [["check"], ["check", "--rebuild"], ["prune", "--keep", "1"], ["list"]] {
        for (name, found) in [
          ("missing", "expected an archive, found no such file"),
          ("empty", "expected an archive, found an empty file"),
          ("text", "expected a perfstat archive"),
        ] {
          let result = try tool.run(["archive"] + command + ["--archive", name])
          #expect(result.status == 2 && result.output.isEmpty, "\(command) \(name)")
          #expect(result.errors.hasPrefix("\(name): \(found)"), "\(result.errors)")
        }
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      #expect(files.filter { !$0.hasPrefix(".") }.sorted() == ["empty", "text"])
      #expect(try tool.read("empty") == "" && tool.read("text") == "no database\n")
      let added = try tool.run("archive", "add", "text", "--archive", ".")
      #expect(added.status == 2)
      #expect(added.errors == ".: expected an archive, found a folder\n")
    }
  }

  @Test("The example in the manual is what the command prints")
  func manual() throws {
    let root = packageFolder
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/history.md"), encoding: .utf8)
    let command = "$ perfstat history docs/examples/history.csv --bisect\n"
    let rest = try #require(page.components(separatedBy: command).dropFirst().first)
    let shown = try #require(rest.components(separatedBy: "```").first)
    try inScratch { tool in
      let result = try tool.run(
        "history", root.appendingPathComponent("docs/examples/history.csv").path, "--bisect")
      #expect(result.status == 0)
      #expect(result.output == shown)
    }
  }
}
