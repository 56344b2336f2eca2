import Foundation
import Testing

/// A file system of 64 kB, seen by one shell alone, gone when the shell ends.
private struct SmallDisk {
  static let isAvailable: Bool = (try? run("true", in: URL(fileURLWithPath: "/tmp")).status) == 0

  /// Runs a script of the shell in a folder in which `small` is the small file system.
  static func run(_ script: String, in folder: URL) throws -> Tool.Result {
    let small = folder.appendingPathComponent("small").path
    try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "unshare", "--mount", "--map-root-user", "sh", "-c",
      "mount -t tmpfs -o size=64k none small || exit 99\n" + script,
    ]
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["PERFSTAT"] = Tool.path
    process.environment = variables
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let messages = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Tool.Result(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: messages, as: UTF8.self))
  }
}

@Suite(
  "A full disk",
  .enabled("needs unshare and a mount of its own") { SmallDisk.isAvailable })
struct FullDiskTests {
  /// 100 benchmarks of 50 samples: about 80 kB, more than fits beside anything.
  private func sides(_ tool: Tool) throws {
    let times = Dictionary(uniqueKeysWithValues: (0..<100).map { ("b\($0)", 100.0 + Double($0)) })
    for (name, id) in [("base.jsonl", "a"), ("now.jsonl", "b")] {
      try tool.write(name, RunText(id: id, times: times).text)
    }
  }

  @Test("A report or a baseline that does not fit leaves the old one, and nothing half-written")
  func nothingIsLost() throws {
    try inScratch { tool in
      try sides(tool)
      let result = try SmallDisk.run(
        """
        echo old > small/report.html
        "$PERFSTAT" compare --baseline base.jsonl --current now.jsonl --format html \\
          --output small/report.html; echo "compare $?"
        mkdir -p small/baselines/r
        head -c 62000 /dev/zero > small/fill 2>/dev/null
        "$PERFSTAT" import base.jsonl --output small/run.jsonl; echo "import $?"
        "$PERFSTAT" baseline save --from base.jsonl --directory small/baselines; echo "save $?"
        "$PERFSTAT" archive add base.jsonl --archive small/archive.sqlite; echo "archive $?"
        cat small/report.html
        find small -type f -name '*.jsonl*'
        """, in: tool.folder)
      #expect(result.output == "compare 2\nimport 2\nsave 2\narchive 2\nold\n")
      let places = result.errors.split(separator: "\n").map { $0.prefix { $0 != ":" } }
      #expect(places.count == 4, "\(result.errors)")
      #expect(places.allSatisfy { $0.hasPrefix("small/") })
    }
  }
}
