import Foundation
import TestSupport
import Testing

/// The blocks of the documentation that show commands and what they print.
///
/// A block in the language `console` holds commands behind `$ ` (lines that end with a backslash go on), each followed by
/// its output, standard error among it. A line `...` stands for any lines. All blocks of a page are run one after the
/// other in one fresh folder that has `Fixtures`. With `RECORD_GOLDENS` set, numbers that changed are written into the page.
@Suite("Commands in the documentation", .enabled(if: Tool.path(of: "bash") != nil, "needs bash"))
struct DocumentedCommandTests {
  struct Command {
    var text: String
    /// Lines of the page that hold its output.
    var output: Range<Int>
  }

  private static let documents: [String] = {
    let folder = packageFolder.appending(path: "docs")
    let found = (FileManager.default.subpaths(atPath: folder.path) ?? []).map { "docs/\($0)" }
    return (found + ["README.md"]).filter { $0.hasSuffix(".md") }.sorted()
  }()

  static let pages = documents.filter {
    (try? String(contentsOf: packageFolder.appending(path: $0), encoding: .utf8))?
      .contains("\n```console\n") ?? false
  }

  @Test("The guide and the tutorials are among them")
  func present() {
    #expect(Self.pages.contains(MessageTests.guide))
    #expect(Self.pages.contains("README.md"))
    #expect(Self.pages.count { $0.hasPrefix("docs/tutorials/") } >= 3)
  }

  @Test("Every command prints what stands below it", arguments: pages)
  func printed(_ page: String) throws {
    let url = packageFolder.appending(path: page)
    var lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    let records = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil
    try inScratch { tool in
      try FileManager.default.createSymbolicLink(
        at: tool.folder.appending(path: "Fixtures"), withDestinationURL: fixtures)
      for block in Self.blocks(lines) {
        let printed = try Self.run(block.map(\.text), in: tool.folder)
        for (command, output) in zip(block, printed) {
          let shown = Array(lines[command.output])
          if Self.matches(shown[...], output[...]) { continue }
          if records, let updated = Self.updated(shown, to: output) {
            lines.replaceSubrange(command.output, with: updated)
            continue
          }
          Issue.record(
            """
            \(page):\(command.output.lowerBound): $ \(command.text)
            prints
            \(output.joined(separator: "\n"))
            """)
        }
      }
    }
    if records { try Data(lines.joined(separator: "\n").utf8).write(to: url) }
  }

  @Test("Every option that a page gives a command is one of its options")
  func options() throws {
    try inScratch { tool in
      var helps: [String: Set<String>] = [:]
      func options(_ words: [Substring]) throws -> Set<String>? {
        let name = words.joined(separator: " ")
        if helps[name] == nil {
          let help = try tool.run(words.map(String.init) + ["--help"])
          let found =
            help.status == 0 ? help.output.matches(of: #/--[a-z][a-z-]*/#).map { String($0.0) } : []
          helps[name] = Set(found)
        }
        return helps[name].flatMap { $0.isEmpty ? nil : $0 }
      }
      var count = 0
      for page in Self.documents {
        let text = try String(contentsOf: packageFolder.appending(path: page), encoding: .utf8)
          .replacing(#/\\\n\s*/#, with: " ")
        for call in text.matches(of: #/perfstat ([a-z]+)((?: [a-z]+)?)( [^\n`|;>#]*)/#) {
          let two = call.2.isEmpty ? nil : try options([call.1, call.2.dropFirst()])
          guard let known = try two ?? options([call.1]) else { continue }
          // What stands behind `--`, or in quotes, is somebody else's.
          let own = String(call.3).components(separatedBy: " -- ")[0].replacing(
            #/'[^']*'/#, with: "")
          for option in own.matches(of: #/(?:^| )(--[a-z][a-z-]*)/#) {
            #expect(known.contains(String(option.1)), "\(page): perfstat \(call.1) \(option.1)")
            count += 1
          }
        }
      }
      #expect(count > 60)
    }
  }

  @Test("The figures of the guide's comparison are those of the calibration")
  func figures() throws {
    func text(_ page: String) throws -> String {
      try String(contentsOf: packageFolder.appending(path: page), encoding: .utf8)
    }
    let section = try #require(
      try text(MessageTests.guide).components(separatedBy: "\n## Beside other tools\n").dropFirst()
        .first?
        .components(separatedBy: "\n## ").first)
    let measured = try text("docs/calibration.md")
    for found in ["17.6 % (", "61.1 % ("] {
      #expect(try text(MessageTests.guide).contains(found.dropLast(2)))
      #expect(measured.contains(found))
    }
    // Rows of one set stand together there, too.
    let rows = section.components(separatedBy: "\n").filter {
      $0.contains(" (") && $0.contains("..") || $0.hasPrefix("|  |")
    }
    let sets = rows.indices.filter { rows[$0].contains("coverage") }
    #expect(sets.count == 3)
    for (start, end) in zip(sets, sets.dropFirst() + [rows.count]) {
      #expect(measured.contains(rows[start..<end].joined(separator: "\n")), "\(rows[start])")
    }
  }

  /// The commands of each block.
  static func blocks(_ lines: [String]) -> [[Command]] {
    var blocks: [[Command]] = []
    var isInside = false
    var goesOn = false
    for (i, line) in lines.enumerated() {
      if line == "```console" {
        isInside = true
        blocks.append([])
      } else if isInside, line == "```" {
        isInside = false
      } else if isInside, goesOn, let last = blocks.last?.indices.last {
        blocks[blocks.count - 1][last].text += "\n" + line
        blocks[blocks.count - 1][last].output = (i + 1)..<(i + 1)
        goesOn = line.hasSuffix("\\")
      } else if isInside, line.hasPrefix("$ ") {
        blocks[blocks.count - 1].append(
          Command(text: String(line.dropFirst(2)), output: (i + 1)..<(i + 1)))
        goesOn = line.hasSuffix("\\")
      } else if isInside, let last = blocks.last?.indices.last {
        let start = blocks[blocks.count - 1][last].output.lowerBound
        blocks[blocks.count - 1][last].output = start..<(i + 1)
      }
    }
    return blocks
  }

  /// Runs the commands of a block in one shell; `$?` is the status of the command before.
  static func run(_ commands: [String], in folder: URL) throws -> [[String]] {
    let mark = "end of \(UUID().uuidString)"
    let script =
      commands.map { command in
        "{ \(command)\n} 2>&1 </dev/null; status=$?; printf '\\n\(mark)\\n'; (exit $status)"
      }.joined(separator: "\n") + "\n"
    let file = folder.appending(path: ".output")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Tool.path(of: "bash")))
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GITHUB_") }
    variables["PATH"] =
      URL(filePath: Tool.path).deletingLastPathComponent().path + ":" + (variables["PATH"] ?? "")
    variables["LC_ALL"] = "C.UTF-8"
    variables["GIT_CEILING_DIRECTORIES"] = folder.deletingLastPathComponent().path
    process.environment = variables
    process.standardOutput = try FileHandle(forWritingTo: file)
    try process.run()
    process.waitUntilExit()
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
      .components(separatedBy: "\n\(mark)\n").dropLast().map { text in
        var lines = text.components(separatedBy: "\n").map { line in
          String(line.reversed().drop { $0 == " " }.reversed())
        }
        while lines.last == "" { lines.removeLast() }
        return lines
      }
  }

  /// Whether lines are as shown, where `...` stands for any.
  static func matches(_ shown: ArraySlice<String>, _ output: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return output.isEmpty }
    if first.drop(while: { $0 == " " }) == "..." {
      let rest = shown.dropFirst()
      return (output.startIndex...output.endIndex).contains { matches(rest, output[$0...]) }
    }
    return output.first == first && matches(shown.dropFirst(), output.dropFirst())
  }

  /// What is shown with the numbers of the output; nil if more than numbers differ.
  static func updated(_ shown: [String], to output: [String]) -> [String]? {
    func masked(_ lines: [String]) -> [String] {
      lines.map { $0.replacing(#/[-+]?[0-9]+(\.[0-9]+)?/#, with: "0").replacing(#/ +/#, with: " ") }
    }
    var result: [String] = []
    var at = 0
    for (position, part) in shown.split(separator: "...", omittingEmptySubsequences: false)
      .enumerated()
    {
      if position > 0 { result.append("...") }
      let wanted = masked(Array(part))
      guard
        let start = (at...max(at, output.count - wanted.count)).first(where: {
          $0 + wanted.count <= output.count
            && masked(Array(output[$0..<($0 + wanted.count)])) == wanted
        })
      else { return nil }
      result += output[start..<(start + wanted.count)]
      at = start + wanted.count
    }
    return matches(result[...], output[...]) ? result : nil
  }
}
