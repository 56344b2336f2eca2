import Foundation
import TestSupport
import Testing

/// The program of docs/api.md, which is compiled with public access only.
@Suite("A program that uses the libraries")
struct LibraryExampleTests {
  private static let program = URL(fileURLWithPath: Tool.path).deletingLastPathComponent()
    .appending(path: "library-example").path

  private func run(_ arguments: [String], in folder: URL) throws -> (
    status: Int32, output: String, errors: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: printed, as: UTF8.self),
      String(decoding: said, as: UTF8.self)
    )
  }

  private func goText(_ values: [Int]) -> String {
    values.map { "BenchmarkParse-8 \t 1000 \t \($0) ns/op\n" }.joined()
  }

  @Test("It reads, judges, prints, and its JSON is rendered again by the command")
  func reads() throws {
    try inScratch { tool in
      for (name, values) in [
        ("old", [100, 101, 102, 100, 101]), ("new", [150, 151, 152, 150, 151]),
      ] {
        try Data(goText(values).utf8).write(to: tool.folder.appending(path: "\(name).txt"))
      }
      let result = try run(["old.txt", "new.txt", "report.json"], in: tool.folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("Parse"))
      // Means of 100.8 and 150.8.
      #expect(result.output.contains("Parse-8: 1.496"), "\(result.output)")
      let again = try tool.run("report", "report.json", "--format", "markdown")
      #expect(again.status == 0 && again.output.contains("Parse"), "\(again.errors)")
    }
  }

  @Test("It says what is wrong with a file, and where")
  func refuses() throws {
    try inScratch { tool in
      try Data("nothing\n".utf8).write(to: tool.folder.appending(path: "old.txt"))
      let result = try run(["old.txt", "old.txt", "report.json"], in: tool.folder)
      #expect(result.status == 2 && result.errors.hasPrefix("old.txt"), "\(result.errors)")
      #expect(
        !FileManager.default.fileExists(atPath: tool.folder.appending(path: "report.json").path))
    }
  }

  @Test("docs/api.md shows it as it is")
  func documented() throws {
    let text = try String(
      contentsOf: packageFolder.appending(path: "docs/api.md"), encoding: .utf8)
    let program = try String(
      contentsOf: packageFolder.appending(path: "Examples/library/main.swift"), encoding: .utf8)
    #expect(text.contains("```swift\n\(program)```"))
  }
}
