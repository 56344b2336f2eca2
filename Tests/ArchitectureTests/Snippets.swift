import Foundation
import Testing

/// The Swift of the documentation, against what is compiled with public access only.
@Suite("Snippets of the documentation")
struct Snippets {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let compiled = "Examples/library/Snippets.swift"
  /// Pages outside of DocC; those of the package's manifest and of the tutorials are run elsewhere.
  private static let pages = ["docs/kernels.md", "docs/perfbench.md"]

  /// Lines of code without their indentation: no imports, no comments, nothing empty.
  private static func code(_ text: some StringProtocol) -> [String] {
    text.components(separatedBy: "\n").map { line in
      line.replacing(#/(?:^|\s+)\/\/.*$/#, with: "").trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }

  /// The snippets of a page, or of the comments of a source file.
  private static func snippets(in file: String) throws -> [[String]] {
    var text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    if file.hasSuffix(".swift") {
      let comments = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        .filter { $0.hasPrefix("///") }
      text = comments.map { $0.dropFirst(4) }.joined(separator: "\n")
    }
    return text.matches(of: #/(?s)```swift\n(.*?)```/#).map { code($0.1) }
      .filter { !$0.contains { $0.hasPrefix(".package(") } }
  }

  @Test("Every snippet stands in a file that is compiled")
  func compiled() throws {
    let code = Self.code(
      try String(contentsOf: Self.root.appending(path: Self.compiled), encoding: .utf8))
    let names = FileManager.default.enumerator(atPath: Self.root.appending(path: "Sources").path)
    let sources = (names?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }.map { "Sources/\($0)" }
    var count = 0
    for file in sources.sorted() + Self.pages {
      for snippet in try Self.snippets(in: file) {
        count += 1
        let isThere = code.indices.contains { code[$0...].starts(with: snippet) }
        #expect(isThere, "\(file): \(snippet) is not in \(Self.compiled)")
      }
    }
    #expect(count >= 12)
  }
}
