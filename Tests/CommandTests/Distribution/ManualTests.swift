import Foundation
import PerfText
import TestSupport
import Testing

/// Manual pages, made from what the command says of itself.
@Suite("Manual pages")
struct ManualTests {
  private static let python = Tool.path(of: "python3")

  @Test(
    "Every command and option has its place, and groff warns of nothing",
    .enabled(if: python != nil, "needs python3"))
  func pages() throws {
    try inScratch { tool in
      let description = try tool.run("--experimental-dump-help").output
      let script = packageFolder.appending(path: "packaging/manual.py").path
      let made = try run(
        try #require(Self.python), [script, "man", "2026-01-31"], in: tool.folder,
        input: description)
      #expect(made.status == 0, "\(made.errors)")
      let root = try JSON(parsing: Array(description.utf8), file: "help").member("command")
      var count = 1
      for command in try root.member("subcommands").elements() {
        let name = try command.member("commandName").string()
        let isShown = try command.member("shouldDisplay").bool() && name != "help"
        let path = "man/perfstat-\(name).1"
        #expect(
          FileManager.default.fileExists(atPath: tool.folder.appending(path: path).path) == isShown)
        guard isShown else { continue }
        count += 1
        let page = try tool.read(path)
        #expect(page.hasPrefix(".TH PERFSTAT-\(name.uppercased()) 1 \"2026-01-31\""))
        let help = try tool.run(name, "--help").output
        for option in help.matches(of: #/(?m)^  (?:-., )?(--[a-z-]+)/#) {
          let escaped = option.1.replacing("-", with: "\\-")
          #expect(page.contains("\\fB\(escaped)\\fR"), "\(name) \(option.1)")
        }
        if let groff = Tool.path(of: "groff") {
          let checked = try run(groff, ["-man", "-Tutf8", "-ww", "-z", path], in: tool.folder)
          #expect(checked.errors == "", "\(name)")
        }
      }
      #expect(count > 10)
    }
  }

  private func run(
    _ program: String, _ arguments: [String], in folder: URL, input: String = ""
  ) throws -> (status: Int32, errors: String) {
    try Data(input.utf8).write(to: folder.appending(path: ".input"))
    _ = FileManager.default.createFile(
      atPath: folder.appending(path: ".errors").path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: ".input"))
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: ".errors"))
    try process.run()
    process.waitUntilExit()
    let errors = try Data(contentsOf: folder.appending(path: ".errors"))
    return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
  }
}
