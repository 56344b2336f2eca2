import Foundation
import PerfReports
import PerfStats
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MarkdownReportTests {
  @Test func ordinary() throws {
    let text = render(ReportSamples.ordinary, as: .markdown)
    try expectGolden(text, "ordinary.md")
    #expect(text.hasPrefix("## ❌ FAIL"))
  }

  @Test func hostileNamesAreText() {
    let text = render(ReportSamples.hostile, as: .markdown)
    #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("<!--"))
    #expect(text.contains("&lt;script&gt;"))
    #expect(text.contains(#"a\|b\|c"#))
    #expect(text.contains(#"\\\|\\\`\\"#))
    #expect(!text.contains("@everyone") && !text.contains("http://"))
    #expect(text.utf8.count <= 65_536)
    // Every row of a table has as many unescaped borders as the row above it.
    var borders: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        borders = nil
        continue
      }
      let bare = line.replacing("\\\\", with: "").replacing("\\|", with: "")
      let count = bare.count { $0 == "|" }
      if let borders { #expect(count == borders, "\(line)") }
      borders = count
    }
  }

  @Test func cutsHonestly() throws {
    let report = ReportSamples.many(5000)
    let text = render(report, as: .markdown)
    #expect(text.utf8.count <= 65_536 && text.utf8.count > 60_000)
    // Rows shown and rows said to be left out are all rows.
    let shown = text.split(separator: "\n").count { $0.hasPrefix("| ") && $0.contains("<code>") }
    let left = text.matches(
      of: #/(\d+) (?:of \d+ rows|entries|improved|passed|inconclusive|new) left/#
    )
    .reduce(0) { $0 + (Int($1.1) ?? 0) }
    #expect(shown + left == 5000)
    #expect(text.count(of: "<details>") == text.count(of: "</details>"))
    #expect(text.hasPrefix("## ❌ FAIL"))
  }

  @Test func nothingAndExtremes() {
    #expect(render(ReportSamples.empty, as: .markdown).contains("no benchmarks"))
    #expect(render(ReportSamples.extreme, as: .markdown).utf8.count > 100)
  }
}

@Suite struct JUnitReportTests {
  @Test func ordinary() throws {
    try expectGolden(render(ReportSamples.ordinary, as: .junit), "ordinary.junit.xml")
  }

  @Test(arguments: ["ordinary", "hostile", "many", "empty", "extreme"])
  func isWellFormedAndCounts(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    let text = render(report, as: .junit)
    let count = JUnitCounter()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = count
    #expect(parser.parse(), "\(String(describing: parser.parserError)) line \(parser.lineNumber)")
    #expect(count.elements["testcase", default: 0] >= report.benchmarks.count)
    for (attribute, element) in [
      ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
    ] {
      #expect(count.attributes[attribute] == String(count.elements[element, default: 0]))
    }
    for scalar in text.unicodeScalars where scalar.value < 0x20 {
      #expect(scalar == "\n")
    }
  }

  @Test func aMissingBenchmarkTurnsTheSuiteRed() {
    var report = ReportSamples.ordinary
    report.benchmarks = report.benchmarks(.missing)
    let text = render(report, as: .junit)
    #expect(text.contains("failures=\"1\"") && text.contains("skipped=\"1\""))
  }
}

private let junitSamples = ["ordinary", "hostile", "many", "empty", "extreme"]
/// The schema by which Jenkins' xUnit plugin skips a report (read in place).
private let junitSchema = packageFolder.deletingLastPathComponent()
  .appending(path: "shared/data/reported/output/junit-10.xsd")
private let xmllint = "/usr/bin/xmllint"
private let canValidate =
  FileManager.default.isExecutableFile(atPath: xmllint)
  && FileManager.default.fileExists(atPath: junitSchema.path)

/// The report against the schemas of those who read it.
@Suite struct JUnitSchemaTests {

  @Test(.enabled(if: canValidate), arguments: junitSamples)
  func isValidForXUnit(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    let file = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-\(UUID().uuidString).xml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(render(report, as: .junit).utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: xmllint)
    process.arguments = ["--noout", "--schema", junitSchema.path, file.path]
    process.standardError = Pipe()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Surefire's published rules: one suite, attributes that must and may be there, cases after the
  /// properties, one child of a case in a given order, times as numbers with at most three decimals.
  @Test(arguments: junitSamples)
  func followsSurefire(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    let outline = JUnitOutline()
    let parser = XMLParser(data: Data(render(report, as: .junit).utf8))
    parser.delegate = outline
    #expect(parser.parse())
    #expect(outline.suites.count == 1 && outline.paths.first == "/testsuite")
    let suite = try #require(outline.suites.first)
    for required in ["name", "tests", "errors", "skipped", "failures"] {
      #expect(suite[required] != nil, "\(required)")
    }
    #expect(
      Set(suite.keys).isSubset(of: [
        "version", "name", "time", "tests", "errors", "skipped", "failures", "group",
      ]))
    #expect(
      Set(outline.paths).isSubset(of: [
        "/testsuite", "/testsuite/properties", "/testsuite/properties/property",
        "/testsuite/testcase", "/testsuite/testcase/failure", "/testsuite/testcase/skipped",
        "/testsuite/testcase/error", "/testsuite/testcase/system-out",
      ]))
    let cases = outline.paths.firstIndex(of: "/testsuite/testcase") ?? 0
    #expect(outline.paths.lastIndex(of: "/testsuite/properties").map { $0 < cases } ?? true)
    for time in outline.times + [suite["time"] ?? ""] {
      #expect(time.wholeMatch(of: /[0-9]+\.[0-9]{3}/) != nil, "\(time)")
    }
    #expect(outline.times.count == outline.paths.count { $0 == "/testsuite/testcase" })
    for case let type? in outline.types { #expect(!type.isEmpty) }
  }
}

/// Where elements stand, and the attributes that rules are about.
private final class JUnitOutline: NSObject, XMLParserDelegate {
  var paths: [String] = []
  var suites: [[String: String]] = []
  var times: [String] = []
  var types: [String?] = []
  private var path = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    path += "/" + name
    paths.append(path)
    if name == "testsuite" { suites.append(attributes) }
    if name == "testcase" { times.append(attributes["time"] ?? "") }
    if name == "failure" || name == "error" { types.append(attributes["type"] ?? "") }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { path.removeLast(name.count + 1) }
}

private final class JUnitCounter: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  var attributes: [String: String] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if name == "testsuite" { self.attributes = attributes }
  }
}

@Suite struct GitHubReportTests {
  @Test func ordinary() throws {
    try expectGolden(render(ReportSamples.ordinary, as: .github), "ordinary.github.txt")
  }

  @Test(arguments: ["ordinary", "hostile", "many", "empty", "extreme"])
  func everyLineIsOneCommandAndNoMoreThanTen(name: String) throws {
    let text = render(try #require(ReportSamples.named(name)), as: .github)
    var levels: [Substring: Int] = [:]
    for line in text.split(separator: "\n") {
      let match = try #require(
        line.wholeMatch(of: #/::(error|warning|notice) title=([^:,]*)::(.*)/#), "\(line)")
      levels[match.1, default: 0] += 1
      #expect(match.3.matches(of: #/%(?!25|0A|0D)/#).isEmpty)
      #expect(match.2.matches(of: #/%(?!25|0A|0D|3A|2C)/#).isEmpty)
    }
    #expect(levels.values.allSatisfy { $0 <= 10 })
    #expect(levels["notice"] == 1)
  }

  @Test func theTenthCountsTheRest() {
    let text = render(ReportSamples.many(1000), as: .github)
    #expect(text.contains("::error title=perfstat::and 16 more; see the full report"))
  }
}

extension String {
  func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
