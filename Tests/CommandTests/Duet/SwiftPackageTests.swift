import Foundation
import TestSupport
import Testing

/// `Examples/swift-package` as a repository of its own: built, measured and judged.
@Suite(
  "The example package", .enabled(if: Tool.path(of: "swift") != nil, "needs swift"),
  .enabled(if: Tool.path(of: "git") != nil, "needs git"))
struct SwiftPackageTests {
  @Test(
    "a slowed function fails against the commit before, and the commit that takes it back passes")
  func judged() throws {
    try inScratch { tool in
      try shell(tool, "cp -R '\(packageFolder.path)/Examples/swift-package/.' . && rm -rf .build")
      try edit(tool, "Package.swift", #""../..""#, "\"\(packageFolder.path)\"")
      try shell(
        tool,
        "git init -q . && git config user.email a@b.c && git config user.name a"
          + " && git config commit.gpgsign false && git config core.hooksPath /dev/null"
          + " && git add . && git commit -q -m first")
      // Each word is looked up ten times instead of once.
      try edit(
        tool, "Sources/Words/WordCount.swift", "    counts[word, default: 0] += 1",
        "    for _ in 0..<9 { counts[word, default: 0] += 0 }\n    counts[word, default: 0] += 1")
      try shell(tool, "git commit -q -a -m slower")
      let slower = try duet(tool, against: "HEAD~1")
      #expect(slower.status == 1, "\(slower.errors)\(slower.output)")
      #expect(slower.output.contains("count/1000"))
      try shell(tool, "git revert --no-edit HEAD > revert.log")
      let same = try duet(tool, against: "HEAD~2")
      #expect(same.status == 0, "\(same.errors)\(same.output)")
    }
  }

  private func duet(_ tool: Tool, against base: String) throws -> Tool.Result {
    try tool.run(
      "duet", "--base-ref", base, "--build-command",
      "swift build -c release --product words-benchmarks", "--program",
      ".build/release/words-benchmarks", "--executions", "5", "--sample-size", "5",
      "--until-decided", "--budget", "30s", "--format", "text", "--output", "duet.jsonl")
  }

  private func edit(_ tool: Tool, _ file: String, _ old: String, _ new: String) throws {
    let url = tool.folder.appendingPathComponent(file)
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.contains(old))
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: url)
  }

  private func shell(_ tool: Tool, _ script: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-e", "-c", script]
    process.currentDirectoryURL = tool.folder
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
  }
}
