import Foundation
import TestSupport
import Testing

/// A script of `Fixtures/reported`, and what its answer must hold.
struct ReportedScript: Sendable, CustomTestStringConvertible {
  var file: String
  /// Behind the path of the command; `@` is the fixtures' folder, `%` a folder to write in.
  var arguments: [String] = []
  var told: [String]
  var neverTold: [String] = []

  var testDescription: String { file }

  static let forAnyone = [
    ReportedScript(
      file: "identity/same-contents/run.sh",
      told: ["24 added, 0 there already, 0 in conflict", "+20.0 %"]),
    ReportedScript(
      file: "history/git-shallow/run.sh", told: ["+14.6 %", "shallow clone", "fetch-depth: 0"]),
    ReportedScript(
      file: "reliability/noise-model.sh", arguments: ["@", "%/w"],
      // The report's head, where it says what it was made of.
      told: ["without: 1,", "\n6:noise model: .performance-baselines/", "/noise-model.json (not"]),
  ]

  static let forRoot = [
    ReportedScript(
      file: "output/git-owner/run.sh", told: ["safe.directory", "history exit 2", "duet exit 2"]),
    ReportedScript(
      file: "output/readonly-archive/run.sh", told: ["12 runs, 24 samples"],
      neverTold: ["cannot be written", "-wal", "-shm"]),
  ]

  /// Measures with a worker that draws its times, 22 s with a debug build.
  static let duets = [
    ReportedScript(
      file: "reliability/poisoned-cache.sh", arguments: ["%/w"],
      told: ["honest: exit status 1", "hostile: exit status 1"])
  ]

  static let all = forAnyone + forRoot + duets

  func check() throws {
    try inScratch { tool in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments =
        [ReportedRow.folder.appending(path: file).path, Tool.path]
        + arguments.map {
          $0.replacing("@", with: fixtures.path).replacing("%", with: tool.folder.path)
        }
      process.currentDirectoryURL = tool.folder
      process.environment = ProcessInfo.processInfo.environment.merging([
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
      ]) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = String(
        decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      for words in told { #expect(output.contains(words), "\(words): \(output)") }
      for words in neverTold { #expect(!output.contains(words), "\(words): \(output)") }
    }
  }
}

/// The scripts of the reports, as they came.
@Suite("Reported scripts")
struct ReportedScriptTests {
  @Test(
    "as anyone", .enabled(if: hasTools, "needs git and python3"),
    arguments: ReportedScript.forAnyone)
  func anyone(_ script: ReportedScript) throws { try script.check() }

  @Test(
    "with a worker", .enabled(if: hasTools, "needs git and python3"),
    arguments: ReportedScript.duets)
  func duet(_ script: ReportedScript) throws { try script.check() }

  /// Other users and owners are root's to make.
  @Test(
    "as root",
    .enabled(if: getuid() == 0 && hasTools && Tool.path(of: "su") != nil, "needs root, su and git"),
    arguments: ReportedScript.forRoot)
  func root(_ script: ReportedScript) throws { try script.check() }

  private static let hasTools = ["git", "python3"].allSatisfy { Tool.path(of: $0) != nil }
}
