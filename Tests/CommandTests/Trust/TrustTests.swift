import Foundation
import TestSupport
import Testing

/// What a pull request brings along decides nothing that is not told.
@Suite("Sources of a comparison")
struct TrustTests {
  private func shell(_ tool: Tool, _ script: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-e", "-c", script]
    process.currentDirectoryURL = tool.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
  }

  /// A repository whose first commit holds a baseline; `now.jsonl` is slower and not tracked. The
  /// second commit is what `change` did.
  private func inRepository(
    change: (Tool, _ folder: String) throws -> Void, _ body: (Tool, String) throws -> Void
  ) throws {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.5])
      try shell(
        tool,
        "git init -q . && git config user.email a@b.c && git config user.name a"
          + " && git config commit.gpgsign false && git config core.hooksPath /dev/null")
      #expect(try tool.run("baseline", "save", "--from", "base.jsonl").status == 0)
      let root = tool.folder.appendingPathComponent(".performance-baselines").path
      let runner = try #require(try FileManager.default.contentsOfDirectory(atPath: root).first)
      let folder = ".performance-baselines/\(runner)"
      try shell(
        tool, "echo code > code && git add code .performance-baselines && git commit -q -m one")
      try change(tool, folder)
      try shell(
        tool, "echo more >> code && git add code .performance-baselines && git commit -q -m two")
      try body(tool, folder)
    }
  }

  private func compare(_ tool: Tool, _ more: String...) throws -> Tool.Result {
    try tool.run(["compare", "--resamples", "1000", "--current", "now.jsonl"] + more)
  }

  @Test("A baseline that the change replaced is told in the first lines, and not used on demand")
  func baseline() throws {
    try inRepository { tool, _ in
      // The slower times become the baseline: nothing is slower any more.
      let saved = try tool.run("baseline", "save", "--from", "now.jsonl")
      #expect(saved.status == 0)
    } _: { tool, folder in
      let fooled = try compare(tool)
      #expect(fooled.status == 0)
      let head = fooled.output.split(separator: "\n").prefix(8).joined(separator: " ")
        .split(separator: " ").joined(separator: " ")
      #expect(head.contains("baseline: \(folder)/baseline-current.jsonl"), "\(head)")
      #expect(head.contains("TOUCHED by the change under test since HEAD^1"), "\(head)")

      let trusted = try compare(tool, "--trust-ref", "HEAD~1")
      #expect(trusted.status == 1, "\(trusted.errors)")
      #expect(trusted.output.contains("b3"))
      let source = trusted.output.split(separator: "\n").prefix(8).joined(separator: " ")
        .split(separator: " ").joined(separator: " ")
      #expect(source.contains("at HEAD~1 ("), "\(source)")
      #expect(source.contains("touches it; that was not used"), "\(source)")
      // A folder and the file itself are taken from there as well.
      for path in [folder, "\(folder)/baseline-current.jsonl"] {
        let named = try compare(tool, "--baseline", path, "--trust-ref", "HEAD~1")
        #expect(named.status == 1, "\(named.errors)")
      }
      let json = try compare(tool, "--trust-ref", "HEAD~1", "--format", "json")
      #expect(json.output.contains("\"touched\": true"), "\(json.output.prefix(3000))")
    }
  }

  @Test("A noise model that the change brings is told, and not used where a revision is trusted")
  func noiseModel() throws {
    try inRepository { tool, folder in
      let fit = try tool.run(
        "noise", "fit", "--from", "base.jsonl", "--output", "\(folder)/noise-model.json")
      #expect(fit.status == 0, "\(fit.errors)")
    } _: { tool, folder in
      let told = try compare(tool)
      let head = told.output.split(separator: "\n").prefix(8).joined(separator: " ")
        .split(separator: " ").joined(separator: " ")
      #expect(head.contains("noise model: \(folder)/noise-model.json (TOUCHED"), "\(head)")
      let trusted = try compare(tool, "--trust-ref", "HEAD~1")
      #expect(trusted.status == 1)
      #expect(!trusted.output.contains("noise-model.json"))
      let asked = try compare(
        tool, "--trust-ref", "HEAD~1", "--noise-model", "\(folder)/noise-model.json")
      #expect(asked.status == 2)
      #expect(asked.errors.contains("the change under test brings it"), "\(asked.errors)")
    }
  }

  /// The code under test runs before it is judged, and may leave files that git does not track.
  @Test("What the code under test leaves in the work tree is not used unasked")
  func leftBehind() throws {
    try inRepository { _, _ in
    } _: { tool, folder in
      let fit = try tool.run(
        "noise", "fit", "--from", "base.jsonl", "--output", "\(folder)/noise-model.json")
      #expect(fit.status == 0, "\(fit.errors)")
      try tool.write(
        ".perfstat.json",
        """
        {"format": "perfstat.policy", "version": 1, "limits": [{"benchmark": ".", "gate": false}]}
        """)
      // Without a trusted revision they are used, and told.
      let plain = try compare(tool)
      #expect(plain.status == 0, "\(plain.errors)")
      #expect(plain.output.contains("noise-model.json") && plain.output.contains(".perfstat.json"))
      for sides in [[], ["--baseline", "base.jsonl"]] {
        let trusted = try tool.run(
          ["compare", "--resamples", "1000", "--current", "now.jsonl", "--trust-ref", "HEAD~1"]
            + sides)
        #expect(trusted.status == 1, "\(trusted.errors)\(trusted.output)")
        #expect(!trusted.output.contains("noise-model.json"))
        #expect(!trusted.output.contains(".perfstat.json"))
      }
      // Whoever names one means it.
      let named = try compare(tool, "--trust-ref", "HEAD~1", "--policy", ".perfstat.json")
      #expect(named.status == 0, "\(named.errors)")
      // A folder of baselines that git does not track, as a cache brings it, is taken as a whole.
      try shell(tool, "mkdir kept && mv .performance-baselines kept/baselines")
      let cached = try compare(
        tool, "--trust-ref", "HEAD~1", "--directory", "kept/baselines")
      #expect(cached.output.contains("kept/baselines"), "\(cached.errors)")
      #expect(cached.output.contains("noise-model.json"))
    }
  }

  @Test("A link that the change puts in the way leads nowhere")
  func links() throws {
    try inRepository { tool, folder in
      try shell(
        tool,
        "mkdir elsewhere && cp now.jsonl elsewhere/baseline-current.jsonl && git add elsewhere"
          + " && git rm -q -r \(folder) && mkdir -p .performance-baselines && ln -s ../elsewhere \(folder)"
      )
    } _: { tool, folder in
      #expect(try compare(tool, "--trust-ref", "HEAD~1").status == 1)
      let through = try compare(
        tool, "--trust-ref", "HEAD~1", "--baseline", "\(folder)/other.jsonl")
      #expect(through.status == 2)
    }
  }

  @Test("An unknown revision and one that is an option are refused")
  func revisions() throws {
    try inRepository { _, _ in
    } _: { tool, _ in
      let unknown = try compare(tool, "--trust-ref", "no-such-branch")
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("no-such-branch: expected a commit"), "\(unknown.errors)")
      #expect(try compare(tool, "--trust-ref=--help").status == 64)
    }
    // Outside of a repository the files are named all the same.
    try inScratch { tool in
      try tool.writeSides()
      let plain = try tool.run(
        ["compare", "--resamples", "1000", "--baseline", "base.jsonl", "--current", "now.jsonl"],
        environment: ["GIT_CEILING_DIRECTORIES": "/"])
      #expect(plain.status == 0)
      #expect(plain.output.contains("baseline: base.jsonl (not tracked by git)"))
    }
  }
}
