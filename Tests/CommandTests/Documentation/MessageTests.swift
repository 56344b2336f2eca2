import Foundation
import TestSupport
import Testing

/// Whatever a report, a history or a reader says has its paragraph in the guide.
///
/// The sentences are read from the sources, so that a new one without a paragraph fails. A paragraph begins with the
/// sentence in bold, as it might be printed.
@Suite("Messages and their paragraphs")
struct MessageTests {
  static let guide = "docs/performance-regression-ci.md"

  /// Where every sentence is one for a reader.
  private static let reporting = [
    "/PerfStats/", "/PerfReports/Words/", "/HistoryRendering.swift", "/HistoryText.swift",
    "/Sides.swift", "/Identity.swift", "/DuetNotes.swift", "/Machine/Conditions.swift",
  ]
  /// Where sentences go that a reader sees, everywhere else.
  private static var sinks: Regex<Substring> {
    #/(?:^|\W)(?:warn|reject|(?:warnings|notes|findings|reasons)\.(?:append|insert))$/#
  }
  /// What is thrown ends the command: it says for itself what was expected and what was found.
  private static var errors: Regex<Substring> {
    #/throw|(?:\.error|failure|fail|unexpected|rror|loaded|require)$/#
  }
  /// Texts for programmers, or parts of a call.
  private static let labels = [
    "expected", "name", "method", "place", "label", "problem", "kind", "title", "meaning", "sql",
  ]
  /// Names of rules, tables and parameters; errors of the statistics and of the policy file.
  private static let others = [
    "PerfStats/Replay/", "PerfStats/Numerics/", "PerfStats/Intervals/", "PerfStats/Resampling/",
    "PerfStats/Trends/TrendParameters", "PerfStats/Trends/Discoveries",
    "PerfStats/Gate/PolicyRules", "PerfStats/Gate/PolicyCheck", "PerfReports/History/HistoryEval",
  ]
  /// Parts of a line that the guide explains as a whole.
  private static let parts = [
    "see the findings", ", common SD between jobs {}", "{} ({} is left out)",
    "{} for {} of {}; for the rest {}", "hull with the source's bounds", "duet, cold start",
    "Benjamini-Hochberg (false discovery rate)", "> {} more findings left out\n",
  ]

  static func messages() throws -> [(place: String, literal: SwiftLiteral)] {
    let sources = packageFolder.appending(path: "Sources")
    let files = try #require(FileManager.default.subpaths(atPath: sources.path)).sorted()
      .filter { $0.hasSuffix(".swift") }.map { "Sources/\($0)" }
    var found: [(String, SwiftLiteral)] = []
    for file in files where !others.contains(where: { file.contains($0) }) {
      let text = try String(contentsOf: packageFolder.appending(path: file), encoding: .utf8)
      let isReporting = reporting.contains { file.contains($0) }
      for literal in SwiftLiteral.all(in: text) where literal.words >= 3 {
        let isTold = literal.calls.contains { $0.contains(Self.sinks) }
        let isThrown = literal.calls.contains { $0.contains(Self.errors) } && !isTold
        guard isTold || isReporting, !isThrown, !labels.contains(literal.label),
          !parts.contains(literal.template)
        else { continue }
        // A benchmark that a reader rejects; all of them say what was expected.
        if !isReporting, literal.template.contains("expected ") { continue }
        found.append(("\(file):\(literal.line)", literal))
      }
    }
    return found
  }

  /// What is in bold at the beginnings of paragraphs and list items, as one line each.
  static func heads(in guide: String) -> [String] {
    guide.matches(of: #/(?m)^\*\*((?:[^*]|\*(?!\*))+)\*\*/#).map {
      $0.1.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("\\", with: "")
    }
  }

  /// What a literal can print, as a pattern to be found in a head.
  private func pattern(_ literal: SwiftLiteral) throws -> NSRegularExpression {
    let fixed = literal.pieces.map { piece in
      piece.map {
        // `%.1f` is what `String(format:)` interpolates.
        let words = $0.split(whereSeparator: \.isWhitespace).map {
          NSRegularExpression.escapedPattern(for: String($0))
            .replacing(#/%(\\.[0-9]+)?[fd]/#, with: ".{0,20}?").replacing("%%", with: "%")
        }
        let open = ($0.first?.isWhitespace ?? false, $0.last?.isWhitespace ?? false)
        return (open.0 ? " ?" : "") + words.joined(separator: " ") + (open.1 ? " ?" : "")
      } ?? ".{0,200}?"
    }
    return try NSRegularExpression(pattern: fixed.joined(), options: [.caseInsensitive])
  }

  /// The longest word that the literal prints whatever it is filled with: what a head must have, told without a pattern.
  private func longestWord(_ literal: SwiftLiteral) -> Substring {
    // What touches a gap may be part of a word; `%` is formatted.
    let words = literal.template.lowercased().split(whereSeparator: { $0.isWhitespace })
    return words.filter { !$0.contains(where: "{}%".contains) }.max { $0.count < $1.count } ?? ""
  }

  private func covers(_ head: String, _ pattern: NSRegularExpression) -> Bool {
    pattern.firstMatch(in: head, range: NSRange(head.startIndex..., in: head)) != nil
  }

  private func heads() throws -> [String] {
    let guide = try String(
      contentsOf: packageFolder.appending(path: Self.guide), encoding: .utf8)
    let section = try #require(
      guide.components(separatedBy: "\n## Troubleshooting by message\n").dropFirst().first)
    return Self.heads(in: section)
  }

  @Test("Every sentence that the sources can print has its paragraph, and no other sentence has")
  func paragraphs() throws {
    let heads = try heads()
    let messages = try Self.messages()
    #expect(messages.count > 150)
    var said: Set<String> = []
    let lowercased = heads.map { ($0, $0.lowercased()) }
    for (place, literal) in messages {
      let pattern = try pattern(literal)
      let word = longestWord(literal)
      let found = lowercased.filter { $1.contains(word) && covers($0, pattern) }.map(\.0)
      said.formUnion(found)
      #expect(
        !found.isEmpty,
        "\(place): no paragraph of \(Self.guide) begins with \"\(literal.template)\"")
    }
    for head in heads where !head.hasPrefix("expected ") {
      #expect(said.contains(head), "nothing says \"\(head)\"")
    }
  }

  @Test("A sentence that is put into a source is seen")
  func seen() throws {
    let source = #"""
      func note(_ row: Row) throws {
        guard row.isUsable else { throw InputError(place: "a", message: "no such thing at all") }
        // notes.append("not a sentence but a comment")
        row.notes.append(
          "the \(row.names.map { "\"\($0)\"" }.joined()) clock " + "ran \(row.times ? "back" : "on")")
      }
      """#
    let literals = SwiftLiteral.all(in: source).filter { $0.words >= 3 }
    #expect(literals.map(\.template) == ["no such thing at all", "the {} clock ran {}"])
    #expect(literals.map(\.calls) == [["throw InputError"], ["row.notes.append"]])
    let clock = try pattern(literals[1])
    #expect(covers("the \"a\" clock ran back", clock))
    #expect(!covers("the clocks ran back", clock))
    let nested = SwiftLiteral.all(
      in: #"found.append("\(chance ?? "nothing of this kind") (\(p))")"#)
    #expect(nested.map(\.template) == ["{} ({})", "nothing of this kind"])
    #expect(nested.map(\.calls) == [["found.append"], ["found.append"]])
  }
}
