import Foundation
import TestSupport
import Testing

/// The workers of `Examples/workers`, each built with its language's own tool.
@Suite("Worker examples")
struct WorkerExampleTests {
  private static let examples = packageFolder.appendingPathComponent("Examples/workers").path
  private static let joins = ["join 1000 words", "append 1000 words"]

  /// Names that the worker's run file holds after a short job.
  private func names(_ worker: String) throws -> [String] {
    try inScratch { tool in
      let result = try tool.run(
        "bench", "--worker", worker, "--executions", "1", "--sample-size", "3", "--output", "-")
      #expect(result.status == 0, "\(result.errors)")
      return result.output.components(separatedBy: "\"benchmark\":\"").dropFirst()
        .map { String($0.prefix { $0 != "\"" }) }
    }
  }

  /// Names of the worker that the command builds as `$OUT`, in the example's folder.
  private func namesOfBuilt(_ folder: String, _ command: String) throws -> [String] {
    try inScratch { tool in
      let binary = tool.folder.appendingPathComponent("worker").path
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", command]
      shell.currentDirectoryURL = URL(fileURLWithPath: "\(Self.examples)/\(folder)")
      shell.environment = ProcessInfo.processInfo.environment.merging(
        ["OUT": binary, "GOCACHE": tool.folder.appendingPathComponent("cache").path]) { $1 }
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0)
      return try names("'\(binary)'")
    }
  }

  @Test("Python", .enabled(if: Tool.path(of: "python3") != nil, "needs python3"))
  func python() throws {
    #expect(try names("python3 '\(Self.examples)/python/join.py'") == Self.joins)
  }

  @Test("JavaScript", .enabled(if: Tool.path(of: "node") != nil, "needs node"))
  func javaScript() throws {
    #expect(try names("node '\(Self.examples)/node/join.mjs'") == Self.joins)
  }

  @Test(
    "C and C++", .enabled(if: Tool.path(of: "cc") != nil, "needs a C compiler"),
    arguments: ["cc -std=c11", "cc -x c++ -std=c++17"])
  func c(_ compiler: String) throws {
    let command = "\(compiler) -O2 -Wall -Wextra -Werror strings.c -o \"$OUT\""
    #expect(try namesOfBuilt("c", command) == ["strlen 1 kB", "memchr 1 kB"])
  }

  @Test("Rust", .enabled(if: Tool.path(of: "rustc") != nil, "needs rustc"))
  func rust() throws {
    #expect(try namesOfBuilt("rust", "rustc -O -D warnings join.rs -o \"$OUT\"") == Self.joins)
  }

  @Test("Go", .enabled(if: Tool.path(of: "go") != nil, "needs go"))
  func go() throws {
    #expect(try namesOfBuilt("go", "go build -o \"$OUT\" .") == Self.joins)
  }
}
