import Foundation
import Testing

/// Both sides are the same program: nothing is measured. Small C programs where there is a compiler.
@Suite("A duet of identical programs")
struct DuetIdentityTests {
  private func compile(_ tool: Tool, _ source: String, _ name: String, _ options: [String] = [])
    throws
  {
    let file = tool.folder.appendingPathComponent("\(name).c")
    try Data(source.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Tool.path(of: "cc")))
    process.arguments =
      ["-O1", file.path, "-o", tool.folder.appendingPathComponent(name).path]
      + options
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func duet(_ tool: Tool, _ arguments: String...) throws -> Tool.Result {
    try tool.run(
      [
        "duet", "--whole-process", "--base", "./base", "--head", "./head", "--executions", "2",
        "--output", "duet.jsonl", "--format", "text",
      ] + arguments + ["--", "{}"])
  }

  private static let source = """
    #include <stdio.h>
    static const char *revision = REVISION;
    static int table[8] = {1, 2, 3, TABLE};
    int main(int argc, char **argv) {
      FILE *log = fopen("log", "a");
      fprintf(log, "%s %d\\n", revision, table[argc]);
      return fclose(log);
    }
    """

  private func options(_ revision: String, table: Int = 4) -> [String] {
    ["-DREVISION=\"\(revision)\"", "-DTABLE=\(table)"]
  }

  @Test(
    "another build id, name and debug information do not tell; code and data do",
    .enabled(if: Tool.path(of: "cc") != nil, "needs cc"))
  func loadedSections() throws {
    try inScratch { tool in
      try compile(tool, Self.source, "base", options("1") + ["-Wl,--build-id=0x1234"])
      try compile(tool, Self.source, "head", options("1") + ["-g", "-Wl,--build-id=0x5678"])
      let same = try duet(tool)
      #expect(same.status == 0, "\(same.errors)")
      #expect(same.output.contains("base and head are the same program"))
      #expect(same.output.contains("RESULT: PASS"))
      #expect(!FileManager.default.fileExists(atPath: "\(tool.folder.path)/log"))
      let compared = try tool.run("compare", "--current", "duet.jsonl", "--format", "text")
      #expect(compared.status == 0, "\(compared.errors)")
      #expect(compared.output.contains("base and head are the same program"))

      let measured = try duet(tool, "--measure-identical")
      #expect(measured.output.contains("all that differs is noise"))
      #expect(FileManager.default.fileExists(atPath: "\(tool.folder.path)/log"))

      for other in [options("2"), options("1", table: 5)] {
        try compile(tool, Self.source, "head", other)
        let result = try duet(tool)
        #expect(!result.output.contains("same program"), "\(result.output)")
      }
    }
  }

  @Test("a script is the same only if all beside it is")
  func scripts() throws {
    try inScratch { tool in
      for side in ["a", "b"] {
        let folder = tool.folder.appendingPathComponent(side)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("#!/bin/sh\n. ${0%/*}/part\n".utf8)
          .write(to: folder.appendingPathComponent("run"))
        try Data("true\n".utf8).write(to: folder.appendingPathComponent("part"))
      }
      func same() throws -> Bool {
        let result = try tool.run(
          "duet", "--whole-process", "--base", "a/run", "--head", "b/run", "--executions", "1",
          "--sample-size", "1", "--format", "text", "--output", "d.jsonl", "--", "sh", "{}")
        #expect(result.status == 0, "\(result.errors)")
        return result.output.contains("same program")
      }
      #expect(try same())
      try Data("true; true\n".utf8).write(to: tool.folder.appendingPathComponent("b/part"))
      #expect(try !same())
    }
  }

  @Test("a file that only looks like a program is no trouble", arguments: [5, 63, 64, 200, 4000])
  func truncated(size: Int) throws {
    try inScratch { tool in
      var bytes = try Data(contentsOf: URL(fileURLWithPath: "/bin/sh")).prefix(size)
      // Sections beyond the end, sizes that overflow.
      for index in 0x28..<max(0x28, min(size, 0x40)) { bytes[index] = 0xFF }
      for side in ["x", "y"] {
        try bytes.write(to: tool.folder.appendingPathComponent(side))
      }
      let result = try tool.run(
        "duet", "--whole-process", "--base", "x", "--head", "y", "--format", "text", "--output",
        "d.jsonl", "--", "cat", "./{}")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("same program"))
    }
  }
}
