import Foundation
import TestSupport
import Testing

/// The scripts behind the workflows, whose own tests are in Python beside a fake of the API.
@Suite("Workflows and their scripts")
struct WorkflowScriptTests {
  private static let python = Tool.path(of: "python3")

  private func run(_ tests: String, environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = ["-B", "-m", "unittest", tests]
    process.currentDirectoryURL = packageFolder.appending(path: "Tests/Actions")
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(log)")
  }

  @Test(
    "Check runs, the comment, the issue and forks, against a fake of the API",
    .enabled(if: python != nil, "needs python3"))
  func api() throws { try run("test_github") }

  @Test(
    "From a fresh repository to the verdict: slow, fixed, run again, from a fork",
    .enabled(
      if: hasPythonYAML && Tool.path(of: "g++") != nil && Tool.path(of: "git") != nil,
      "needs python3-yaml, g++ and git"))
  func workflow() throws {
    // The program's own libraries, where it was not built with them inside.
    try run(
      "test_workflow",
      environment: [
        "PERFSTAT": Tool.path,
        "PERFSTAT_LIBRARIES": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
      ])
  }

  private static let hasPythonYAML: Bool = {
    guard let python else { return false }
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", "import yaml"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
