import Foundation
import Testing

/// `perfstat archive push` and `pull` against a bare repository on the file system.
@Suite("Kept jobs on a branch")
struct DataBranchTests {
  private static let place = "git:origin/perfstat-data"

  /// A clone of a new bare repository with `commits` commits on main; its folder is the tool's.
  private func inClone(commits: Int = 1, _ body: (Tool, [String]) throws -> Void) throws {
    try inScratch { tool in
      try tool.git("init", "--quiet", "--bare", "-b", "main", "server.git")
      try tool.git("clone", "--quiet", "server.git", "clone")
      var clone = tool
      clone.folder.append(path: "clone")
      try clone.git("checkout", "--quiet", "-b", "main")
      var hashes: [String] = []
      for number in 0..<commits {
        try clone.git("commit", "--quiet", "--allow-empty", "-m", "change \(number)")
        hashes.append(try clone.git("rev-parse", "HEAD"))
      }
      try clone.git("push", "--quiet", "origin", "main")
      try body(clone, hashes)
    }
  }

  private func job(_ id: String, commit: String = "", factor: Double = 1) -> String {
    let values = (0..<5).map { "\((100 + Double($0 % 3)) * factor)" }.joined(separator: ",")
    let rows = ["a", "b", "c"].map {
      "{\"benchmark\":\"\($0)\",\"metric\":{\"name\":\"time\",\"unit\":\"ns\",\"better\":\"lower\"},"
        + "\"executions\":[{\"iterations\":1,\"values\":[\(values)]},{\"iterations\":1,\"values\":[\(values)]}]}"
    }
    return "{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"\(id)\",\"commit\":\"\(commit)\","
      + "\"date\":\"2026-01-0\(1 + id.utf8.count % 9)T03:04:05Z\",\"runner\":{\"os\":\"linux\"}}\n"
      + rows.joined(separator: "\n") + "\n"
  }

  @Test(
    "A push adds files, a second one finds them, a pull brings them back, and nothing else changes")
  func roundTrip() throws {
    try inClone { tool, commits in
      try tool.write("one.jsonl", job("one", commit: commits[0]))
      try tool.write("two.jsonl", job("two", commit: commits[0]))
      let refs = try tool.git("for-each-ref")
      #expect(
        try tool.run("archive", "push", "one.jsonl", "--to", Self.place).output
          == "\(Self.place): 1 added, 0 there already, 0 in conflict\n")
      #expect(
        try tool.run("archive", "push", "one.jsonl", "two.jsonl", "--to", Self.place).output
          == "\(Self.place): 1 added, 1 there already, 0 in conflict\n")
      // Nothing moves but git's own note of what it pushed.
      let moved = try tool.git("for-each-ref").split(separator: "\n").filter {
        !$0.hasSuffix("refs/remotes/origin/perfstat-data")
      }
      #expect(moved.joined(separator: "\n") == refs)
      #expect(try tool.git("status", "--porcelain") == "?? one.jsonl\n?? two.jsonl")
      let listed = try tool.git(
        "-C", "../server.git", "ls-tree", "-r", "--name-only", "perfstat-data")
      let names = listed.split(separator: "\n")
      #expect(names.count == 2)
      #expect(
        names.allSatisfy {
          $0.wholeMatch(of: #/runs/[^/]+/20260104T030405Z-[0-9a-f]{12}-(one|two)\.jsonl\.gz/#)
            != nil
        }, "\(listed)")
      // No history in common with the code.
      #expect(try tool.gitStatus("-C", "../server.git", "merge-base", "main", "perfstat-data") == 1)
      let pulled = try tool.run("archive", "pull", "--from", Self.place, "--output", "kept")
      #expect(pulled.output == "\(Self.place): 2 runs, 2 copied to kept\n")
      #expect(
        try tool.run("archive", "pull", "--from", Self.place, "--output", "kept").output
          == "\(Self.place): 2 runs, 0 copied to kept\n")
      let same = try tool.run(
        "archive", "push", "kept/runs", "--to", Self.place)
      #expect(
        same.output == "\(Self.place): 0 added, 2 there already, 0 in conflict\n", "\(same.errors)")
      try tool.write("one.jsonl", job("one", commit: commits[0], factor: 2))
      let other = try tool.run("archive", "push", "one.jsonl", "--to", Self.place)
      #expect(other.status == 2 && other.errors.contains("other contents"))
    }
  }

  @Test("Pruning keeps the newest of each runner, says what it removed, and leaves one commit")
  func prune() throws {
    try inClone { tool, _ in
      for id in ["a", "bb", "ccc"] {
        try tool.write("\(id).jsonl", job(id))
        #expect(try tool.run("archive", "push", "\(id).jsonl", "--to", Self.place).status == 0)
      }
      let prune = ["archive", "prune", "--archive", Self.place, "--keep", "2"]
      let dry = try tool.run(prune + ["--dry-run"])
      #expect(
        dry.output.hasSuffix("-none-a.jsonl.gz\n1 run would be removed\n"),
        "\(dry.output)\(dry.errors)")
      #expect(try tool.git("-C", "../server.git", "rev-list", "--count", "perfstat-data") == "3")
      #expect(try tool.run(prune).output.hasSuffix("-none-a.jsonl.gz\n1 run removed\n"))
      #expect(try tool.git("-C", "../server.git", "rev-list", "--count", "perfstat-data") == "1")
      #expect(try tool.run(prune).output == "0 runs removed\n")
      let listed = try tool.git(
        "-C", "../server.git", "ls-tree", "-r", "--name-only", "perfstat-data")
      #expect(listed.split(separator: "\n").count == 2)
      // And it goes on.
      #expect(try tool.run("archive", "push", "a.jsonl", "--to", Self.place).status == 0)
    }
  }

  @Test("A folder is a place too")
  func folder() throws {
    try inScratch { tool in
      try tool.write("one.jsonl", job("one"))
      for expected in ["1 added, 0 there already", "0 added, 1 there already"] {
        #expect(
          try tool.run("archive", "push", "one.jsonl", "--to", "share").output.contains(expected))
      }
      #expect(try tool.run("archive", "pull", "--from", "share", "--output", "kept").status == 0)
      #expect(try tool.run("history", "kept/runs").status == 0)
    }
  }

  /// `Benchmarks/archive/two-pushes.sh` does fifty rounds.
  @Test("Two pushes at once both survive")
  func concurrent() throws {
    try inClone { tool, _ in
      for round in 0..<5 {
        let pushes = try ["x", "y", "z"].map { writer in
          let name = "\(writer)\(round)"
          try tool.write("\(name).jsonl", job(name))
          let process = Process()
          process.executableURL = URL(filePath: Tool.path)
          process.arguments = ["archive", "push", "\(name).jsonl", "--to", Self.place]
          process.currentDirectoryURL = tool.folder
          process.standardOutput = FileHandle.nullDevice
          try process.run()
          return process
        }
        for push in pushes {
          push.waitUntilExit()
          #expect(push.terminationStatus == 0)
        }
      }
      let files = try tool.git(
        "-C", "../server.git", "ls-tree", "-r", "--name-only", "perfstat-data")
      #expect(files.split(separator: "\n").count == 15)
    }
  }

  @Test("A killed push leaves the branch readable")
  func killed() throws {
    try inClone { tool, _ in
      try tool.write("first.jsonl", job("first"))
      #expect(try tool.run("archive", "push", "first.jsonl", "--to", Self.place).status == 0)
      for milliseconds in stride(from: 5, to: 200, by: 20) {
        let name = "late\(milliseconds)"
        try tool.write("\(name).jsonl", job(name))
        let process = Process()
        process.executableURL = URL(filePath: Tool.path)
        process.arguments = ["archive", "push", "\(name).jsonl", "--to", Self.place]
        process.currentDirectoryURL = tool.folder
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let pulled = try tool.run(
          "archive", "pull", "--from", Self.place, "--output", "k\(milliseconds)")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(try tool.run("history", "k\(milliseconds)/runs").status == 0)
        // And it can be pushed again.
        #expect(try tool.run("archive", "push", "\(name).jsonl", "--to", Self.place).status == 0)
      }
    }
  }

  @Test("What strangers put on the branch leads nowhere")
  func hostile() throws {
    try inClone { tool, _ in
      try tool.git("checkout", "--quiet", "--orphan", "perfstat-data")
      for path in [
        "runs/x/.hidden.jsonl.gz", "runs/evil.jsonl.gz", "runs/x/a b.jsonl.gz", "script",
      ] {
        let file = tool.folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: file)
      }
      let link = tool.folder.appending(path: "runs/x/20260101T000000Z-none-link.jsonl.gz")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "/etc/passwd")
      try tool.git("add", "-f", "runs", "script")
      try tool.git("commit", "--quiet", "-m", "strange")
      try tool.git("push", "--quiet", "origin", "perfstat-data")
      let pulled = try tool.run("archive", "pull", "--from", Self.place, "--output", "kept")
      #expect(pulled.output == "\(Self.place): 0 runs, 0 copied to kept\n")
      #expect(!FileManager.default.fileExists(atPath: tool.folder.appending(path: "kept").path))
    }
  }

  @Test("The baseline is the merge base's job, else the nearest ancestor's, never the newest")
  func ancestors() throws {
    try inClone(commits: 5) { tool, commits in
      // The newest job is of a commit of main that the change does not stand on.
      for (number, factor) in [(0, 1.0), (1, 1.0), (4, 3.0)] {
        try tool.write(
          "\(number).jsonl", job("job\(number)", commit: commits[number], factor: factor))
        #expect(try tool.run("archive", "push", "\(number).jsonl", "--to", Self.place).status == 0)
      }
      try tool.git("checkout", "--quiet", "-b", "topic", commits[3])
      try tool.git("commit", "--quiet", "--allow-empty", "-m", "mine")
      let mine = try tool.git("rev-parse", "HEAD")
      try tool.write("now.jsonl", job("now", commit: mine))
      let compare = [
        "compare", "--archive", Self.place, "--current", "now.jsonl", "--resamples", "500",
      ]
      let far = try tool.run(compare)
      #expect(
        far.output.contains(
          "Baseline: main 2 commits before the merge base (\(commits[1].prefix(12))), 1 job."),
        "\(far.output)\(far.errors)")
      try tool.write("3.jsonl", job("job3", commit: commits[3]))
      #expect(try tool.run("archive", "push", "3.jsonl", "--to", Self.place).status == 0)
      let near = try tool.run(compare)
      #expect(near.output.contains("Baseline: the merge base with main (\(commits[3].prefix(12)))"))
      // On the branch itself: what came before.
      try tool.write("on.jsonl", job("on", commit: commits[4]))
      let on = try tool.run(
        "compare", "--archive", Self.place, "--current", "on.jsonl", "--resamples", "500")
      #expect(
        on.output.contains("Baseline: main 1 commit before (\(commits[3].prefix(12)))"),
        "\(on.output)\(on.errors)")
      let none = try tool.run(compare + ["--branch", "nosuch"])
      #expect(none.status == 2 && none.errors.contains("nosuch"), "\(none.errors)")
      try tool.write("first.jsonl", job("f", commit: commits[0]))
      let first = try tool.run("compare", "--archive", Self.place, "--current", "first.jsonl")
      #expect(first.status == 2 && first.errors.contains("no job of runner"), "\(first.errors)")
    }
  }

  @Test("Places that are none are wrong usage, and an empty branch is said so")
  func wrong() throws {
    try inClone { tool, _ in
      try tool.write("one.jsonl", job("one"))
      for place in [
        "git:", "git:origin", "git:origin/", "git:-u/x", "git:origin/-x", "git:origin/a b",
      ] {
        #expect(
          try tool.run("archive", "push", "one.jsonl", "--to", place).status == 64, "\(place)")
      }
      let empty = try tool.run("compare", "--archive", Self.place, "--current", "one.jsonl")
      #expect(empty.status == 2 && empty.errors.contains("no run in it yet"), "\(empty.errors)")
      let remote = try tool.run("archive", "push", "one.jsonl", "--to", "git:nowhere/data")
      #expect(remote.status == 2 && remote.errors.contains("nowhere"), "\(remote.errors)")
    }
  }
}

extension Tool {
  /// Output of git without its last line feed.
  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let (status, output) = try runGit(arguments)
    guard status == 0 else { throw GitFailure(arguments: arguments, output: output) }
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }

  func gitStatus(_ arguments: String...) throws -> Int32 { try runGit(arguments).status }

  private func runGit(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: Tool.path(of: "git") ?? "/usr/bin/git")
    process.arguments =
      ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
      + arguments
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}

struct GitFailure: Error {
  var arguments: [String]
  var output: String
}
