import Foundation
import Testing

/// `perfstat duet --base-ref` in a small repository whose "build" copies a script.
@Suite("perfstat duet --base-ref")
struct DuetBaseTests {
  /// Runs git and other commands in the scratch repository.
  private func shell(_ tool: Tool, _ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-e", "-c", script]
    process.currentDirectoryURL = tool.folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
    return String(decoding: output, as: UTF8.self)
  }

  /// A repository with two commits: the second is a third slower.
  private func inRepository(_ body: (Tool) throws -> Void) throws {
    try inScratch { tool in
      let script = tool.folder.appendingPathComponent("worker.sh")
      _ = try shell(
        tool,
        "git init -q . && git config user.email a@b.c && git config user.name a"
          + " && git config commit.gpgsign false && git config core.hooksPath /dev/null")
      for nanoseconds in [1000, 1300] {
        let text = "#!/bin/sh\n" + DuetTests.worker(sample: DuetTests.steady(nanoseconds))
        try Data(text.utf8).write(to: script)
        _ = try shell(tool, "git add worker.sh && git commit -q -m \(nanoseconds)")
      }
      try body(tool)
    }
  }

  private let build = "mkdir -p out && cp worker.sh out/worker && chmod +x out/worker"

  private func duet(
    _ tool: Tool, _ reference: String, build: String? = nil, program: String = "out/worker"
  ) throws -> Tool.Result {
    try tool.run(
      "duet", "--base-ref", reference, "--build-command", build ?? self.build, "--program",
      program, "--executions", "3", "--sample-size", "3", "--output", "out/duet.jsonl",
      "--format", "text")
  }

  /// Nothing but the cache, which git does not see.
  private func expectClean(_ tool: Tool) throws {
    let trees = try shell(tool, "git worktree list").split(separator: "\n")
    #expect(trees.count == 1)
    let status = try shell(tool, "git status --porcelain")
    #expect(!status.contains("cache"))
    let cache = tool.folder.appendingPathComponent(".git/perfstat-cache").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
    #expect(!names.contains { $0.hasPrefix("tree-") || $0.hasPrefix("half-") })
  }

  @Test("both versions are built and judged; the base is built once")
  func builds() throws {
    try inRepository { tool in
      let slower = try duet(
        tool, "HEAD~1", build: "echo built >> \(tool.folder.path)/log; \(build)")
      #expect(slower.status == 1, "\(slower.errors)")
      #expect(slower.output.contains("REGRESSIONS (2)"))
      try expectClean(tool)
      let log = tool.folder.appendingPathComponent("log")
      let builds = { try String(contentsOf: log, encoding: .utf8).split(separator: "\n").count }
      let first = try builds()
      #expect(first == 2)
      let again = try duet(tool, "HEAD~1", build: "echo built >> \(tool.folder.path)/log; \(build)")
      #expect(again.status == 1)
      // The head is always built, the base came from the cache.
      let second = try builds()
      #expect(second == 3)
      let same = try duet(tool, "HEAD")
      #expect(same.status == 0)
    }
  }

  @Test("a program that the tree under test brings along is not taken for the base")
  func poisoned() throws {
    try inRepository { tool in
      let base = try shell(tool, "git rev-parse HEAD~1").dropLast()
      #expect(try duet(tool, String(base)).status == 1)
      let name = try shell(tool, "ls .git/perfstat-cache").dropLast()
      #expect(name.hasPrefix(base), "\(name)")
      _ = try shell(tool, "rm -rf .git/perfstat-cache .performance-cache")
      // The head's program, where an older version kept the base's.
      for folder in [".performance-cache", "perfstat-cache"] {
        _ = try shell(
          tool,
          "mkdir -p \(folder)/\(name) && cp worker.sh \(folder)/\(name)/worker"
            + " && chmod +x \(folder)/\(name)/worker && git add -f \(folder)")
      }
      _ = try shell(tool, "git commit -q --amend -m hostile")
      let result = try duet(tool, String(base))
      #expect(result.status == 1, "\(result.output)")
    }
  }

  @Test("commits of both sides are in the run file")
  func commits() throws {
    try inRepository { tool in
      _ = try duet(tool, "HEAD~1")
      let ids = try shell(tool, "git rev-parse HEAD~1 HEAD").split(separator: "\n")
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("out/duet.jsonl"), encoding: .utf8)
      let headers = text.split(separator: "\n").filter { $0.contains("perfstat.run") }
      #expect(headers[0].contains("\"commit\":\"\(ids[0])\""))
      #expect(headers[1].contains("\"commit\":\"\(ids[1])\""))
    }
  }

  @Test("a failed build is an error with its output, and leaves nothing behind")
  func failures() throws {
    try inRepository { tool in
      let broken = try duet(tool, "HEAD~1", build: "echo no compiler >&2; exit 7")
      #expect(broken.status == 2)
      #expect(broken.errors.contains("exit status 7"))
      #expect(broken.errors.contains("no compiler"))
      try expectClean(tool)
      let absent = try duet(tool, "HEAD~1", build: "true", program: "out/other")
      #expect(absent.status == 2)
      #expect(absent.errors.contains("left no program at out/other"))
      try expectClean(tool)
      let unknown = try duet(tool, "no-such-ref")
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("no commit named \"no-such-ref\""))
      let outside = try duet(tool, "HEAD~1", program: "../worker")
      #expect(outside.status == 2)
      try expectClean(tool)
    }
    try inScratch { tool in
      let result = try tool.run(
        "duet", "--base-ref", "HEAD", environment: ["GIT_CEILING_DIRECTORIES": "/"])
      #expect(result.status == 2)
      #expect(result.errors.contains("no git checkout"))
    }
  }

  @Test(
    "a signal during the build, even SIGKILL, ends the build and leaves nothing behind",
    arguments: [2, 9, 15])
  func interrupted(signal: Int32) throws {
    try inRepository { tool in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Tool.path)
      process.arguments = [
        "duet", "--base-ref", "HEAD~1", "--program", "out/worker", "--build-command",
        "echo $$ > \(tool.folder.path)/pid; sleep 300",
      ]
      process.currentDirectoryURL = tool.folder
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let file = tool.folder.appendingPathComponent("pid")
      var builder: pid_t?
      for _ in 0..<1000 where builder == nil {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        builder = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        usleep(10_000)
      }
      let pid = try #require(builder)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(process.terminationStatus == signal)
      // After SIGKILL another process cleans up.
      for _ in 0..<1000 where kill(pid, 0) == 0 || hasTrees(tool) { usleep(10_000) }
      #expect(kill(pid, 0) != 0)
      try expectClean(tool)
    }
  }

  private func hasTrees(_ tool: Tool) -> Bool {
    let cache = tool.folder.appendingPathComponent(".git/perfstat-cache").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
    if names.contains(where: { $0.hasPrefix("tree-") }) { return true }
    return ((try? shell(tool, "git worktree list").split(separator: "\n").count) ?? 1) > 1
  }

  @Test("a merge base is where the branches part, and the report says what the head lacks")
  func mergeBase() throws {
    try inRepository { tool in
      let script = """
        git checkout -q -b topic HEAD~1
        sed s/1000/1400/ worker.sh > new && mv new worker.sh && git commit -q -a -m slower
        git rev-parse HEAD~1
        """
      let base = try shell(tool, script).trimmingCharacters(in: .whitespacesAndNewlines)
      let trunk = try shell(tool, "git branch --format='%(refname:short)' --no-contains topic")
        .trimmingCharacters(in: .whitespacesAndNewlines)
      let result = try tool.run(
        "duet", "--merge-base", trunk, "--build-command", build, "--program", "out/worker",
        "--executions", "3", "--sample-size", "3", "--output", "out/duet.jsonl", "--format", "text")
      #expect(result.status == 1, "\(result.errors)")
      #expect(
        result.output.contains("left \(trunk), which has 1 commit that the head lacks"),
        "\(result.output)")
      #expect(result.output.contains(String(base.prefix(12))))
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("out/duet.jsonl"), encoding: .utf8)
      #expect(text.contains("\"commit\":\"\(base)\""))
      let unknown = try tool.run("duet", "--merge-base", "nowhere")
      #expect(unknown.status == 2)
      #expect(!unknown.errors.contains("shallow"))
      let shallow = tool.folder.appendingPathComponent("shallow").path
      _ = try shell(tool, "git clone -q --depth 1 file://$PWD shallow")
      for arguments in [["--merge-base", "origin/nowhere"], ["--base-ref", base]] {
        let result = try Tool(folder: URL(fileURLWithPath: shallow)).run(["duet"] + arguments)
        #expect(result.status == 2)
        #expect(result.errors.contains("fetch-depth: 0"), "\(result.errors)")
      }
    }
  }

  @Test("several layouts: builds of both sides with a seed, which the pairs have in turn")
  func layouts() throws {
    try inRepository { tool in
      let places = "'\(tool.folder.path)/.git/places'"
      let build =
        "mkdir -p out && sed 's/^count=0/echo {seed} $0 >> log; count=0/' worker.sh > out/worker"
        + " && chmod +x out/worker && pwd >> \(places)"
      let result = try tool.run(
        "duet", "--base-ref", "HEAD~1", "--build-command", build, "--program", "out/worker",
        "--layouts", "3", "--executions", "6", "--sample-size", "3", "--output", "duet.jsonl",
        "--format", "text")
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("REGRESSIONS (2)"))
      let log = try String(
        contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8
      ).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      // Three starts to list and calibrate, then two of each pair.
      let seeds = log.dropFirst(3).map { $0[0] }
      #expect(seeds == ["1", "1", "2", "2", "3", "3", "1", "1", "2", "2", "3", "3"])
      #expect(Set(log.map { $0[1] }).count == 6)
      // One worktree for all layouts of the base: what the seed does not change is built once.
      let built = try String(
        contentsOf: tool.folder.appendingPathComponent(".git/places"), encoding: .utf8
      ).split(separator: "\n")
      #expect(built.count == 6)
      #expect(Set(built).count == 2)
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("duet.jsonl"), encoding: .utf8)
      #expect(text.contains("\"duetLayouts\":\"3\""))
      try expectClean(tool)
      let without = try tool.run(
        "duet", "--base-ref", "HEAD~1", "--build-command", "true", "--layouts", "2")
      #expect(without.status == 64)
      #expect(without.errors.contains("{seed}"))
    }
  }

  @Test("a harness is run in the worktree of the revision, which is gone afterwards")
  func harness() throws {
    try inRepository { tool in
      for nanoseconds in [1000, 1300] {
        let text = DuetHarnessTests.goTest(nanoseconds).replacingOccurrences(of: ">> log", with: "")
        try Data(text.utf8).write(to: tool.folder.appendingPathComponent("bench.sh"))
        _ = try shell(tool, "git add bench.sh && git commit -q -m bench")
      }
      let result = try tool.run(
        "duet", "--harness", "go", "--base-ref", "HEAD~1", "--build-command", "echo > built",
        "--executions", "3", "--output", "duet.jsonl", "--format", "text", "--", "sh", "bench.sh",
        "-test.bench={benchmark}")
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.output.contains("REGRESSIONS (2)"))
      try expectClean(tool)
    }
  }
}
