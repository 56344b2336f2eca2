import Foundation
import TestSupport
import Testing

/// `action.yml` and the recipes in `docs/ci.md`.
@Suite("Recipes for continuous integration")
struct ContinuousIntegrationTests {
  private func text(_ path: String) throws -> String {
    String(
      decoding: try Data(contentsOf: packageFolder.appending(path: path)), as: UTF8.self)
  }

  /// The lines of the block scalar that follows a line beginning with `key: |`, unindented.
  private func scripts(in yaml: String) -> [String] {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
    return lines.indices.compactMap { index in
      guard lines[index].contains(#/^ *(?:- )?(?:run|command): \|$/#) else { return nil }
      let own = indent(lines[index])
      let block = lines[(index + 1)...].prefix { $0.isEmpty || indent($0) > own }
      let depth = block.first.map(indent) ?? 0
      return block.map { String($0.dropFirst(depth)) }.joined(separator: "\n") + "\n"
    }
  }

  private func blocks(_ language: String, in markdown: String) -> [String] {
    markdown.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  private func bash(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let python = "/usr/bin/python3"
  /// Python's YAML parser, where it is installed.
  private static let hasYAML: Bool = {
    guard FileManager.default.isExecutableFile(atPath: python) else { return false }
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", "import yaml"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test("What is meant to be YAML is YAML", .enabled(if: hasYAML, "needs python3-yaml"))
  func parses() throws {
    try inScratch { tool in
      var documents = [try text("action.yml")]
      for name in ["accept", "backfill", "ci", "comment", "gate", "history", "nightly", "release"] {
        documents.append(try text(".github/workflows/\(name).yml"))
      }
      documents += blocks("yaml", in: try text("docs/ci.md"))
      #expect(documents.count >= 5)
      for document in documents {
        try tool.write("document.yml", document)
        #expect(
          try bash(
            ["-c", "\(Self.python) -c 'import yaml; yaml.safe_load(open(\"document.yml\"))'"],
            in: tool.folder) == 0, "\(document.prefix(200))")
      }
    }
  }

  @Test("Every reference of the action is declared, and no input becomes script text")
  func references() throws {
    let action = try text("action.yml")
    let parts = action.components(separatedBy: "\nruns:")
    let inputs = Set(
      parts[0].components(separatedBy: "\noutputs:")[0].components(separatedBy: "\ninputs:")[1]
        .matches(of: #/\n  ([a-z]+):/#).map { String($0.1) })
    let judge = try text("actions/judge.sh")
    let used = Set(action.matches(of: #/inputs\.([a-z]+)/#).map { String($0.1) })
    #expect(inputs == used)
    let ids = Set(action.matches(of: #/\n    - id: ([a-z]+)/#).map { String($0.1) })
    for step in action.matches(of: #/steps\.([a-z]+)\.outputs\.([a-z]+)/#) {
      #expect(ids.contains(String(step.1)))
      #expect(judge.contains("echo \"\(step.2)="))
    }
    let steps = parts[1].components(separatedBy: "\n    - ").dropFirst()
    for step in steps where step.contains("run:") { #expect(step.contains("shell: bash")) }
    for script in scripts(in: action) { #expect(!script.contains("${{")) }
  }

  @Test("Scripts are such that bash reads them, and use options that exist")
  func shell() throws {
    let guide = try text("docs/ci.md")
    var all = blocks("sh", in: guide) + blocks("yaml", in: guide).flatMap { scripts(in: $0) }
    all += scripts(in: try text("action.yml"))
    all += try ["install", "judge", "measure", "gate", "tell", "history", "backfill", "accept"].map
    {
      try text("actions/\($0).sh")
    }
    #expect(all.count >= 3)
    try inScratch { tool in
      for script in all {
        try tool.write("script.sh", script)
        #expect(try bash(["-n", "script.sh"], in: tool.folder) == 0, "\(script)")
      }
      var helps: [Substring: String] = [:]
      // Before `--` stands what is ours.
      for call in guide.matches(of: #/perfstat ([a-z]+(?: save)?) ([^\n`]*)/#) {
        let help =
          try helps[call.1]
          ?? tool.run(call.1.split(separator: " ").map(String.init) + ["--help"]).output
        helps[call.1] = help
        let own = String(call.2).components(separatedBy: " -- ")[0]
        for option in own.matches(of: #/--[a-z][a-z-]*/#) {
          #expect(help.contains(option.0), "perfstat \(call.1) \(option.0)")
        }
      }
      #expect(helps.count >= 4)
    }
  }

  /// The action's own script, run as the runner would run it.
  @Test("The action judges, annotates, summarises and tells its outputs", arguments: [1.0, 1.5])
  func runs(factor: Double) throws {
    try inScratch { tool in
      try tool.writeSides(["b3": factor])
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let tools = URL(filePath: Tool.path).deletingLastPathComponent().path
      let status = try bash(
        [packageFolder.appending(path: "actions/judge.sh").path], in: tool.folder,
        environment: [
          "PS_CURRENT": "now.jsonl", "PS_BASELINE": "base.jsonl", "PS_ARCHIVE": "",
          "PS_THRESHOLD": "5%", "PS_STRICT": "false", "PS_ARGUMENTS": "--resamples 500",
          "RUNNER_TEMP": "temp", "GITHUB_OUTPUT": "outputs", "GITHUB_STEP_SUMMARY": "summary",
          "PATH": "\(tools):\(path)",
        ])
      let isSlower = factor > 1
      #expect(status == (isSlower ? 1 : 0))
      let outputs = try tool.read("outputs")
      #expect(outputs.contains("decision=\(isSlower ? "fail" : "pass")\n"))
      #expect(outputs.contains("status=\(isSlower ? 1 : 0)\nreport=temp/perfstat/report.json\n"))
      #expect(try tool.read("summary").hasPrefix(isSlower ? "## ❌ FAIL" : "## ✅ PASS"))
      #expect(try tool.read("temp/perfstat/report.html").contains("</html>"))
      #expect(try tool.read("temp/perfstat/annotations.txt").contains("::notice title=perfstat::"))
    }
  }
}
