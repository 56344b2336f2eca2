import PerfReports
import PerfStats
import Testing

/// A note of every benchmark is said once.
@Suite struct SharedNotesTests {
  static let note = "judged after 10 execution pairs, at look 1"

  private static func report(_ notes: (Int) -> [String]) -> Report {
    var report = ReportSamples.ordinary
    for index in report.benchmarks.indices where report.benchmarks[index].estimate != nil {
      report.benchmarks[index].notes = notes(index)
    }
    return report
  }

  private func count(_ text: String, _ word: String) -> Int {
    text.split(separator: word, omittingEmptySubsequences: false).count - 1
  }

  @Test(arguments: [ReportFormat.text, .markdown])
  func once(format: ReportFormat) {
    let text = render(Self.report { _ in [Self.note] }, as: format)
    #expect(count(text, Self.note) == 1)
    #expect(text.contains("Every benchmark: \(Self.note)"))
  }

  @Test func onceInThePage() {
    let shared = render(Self.report { _ in [Self.note] }, as: .html)
    #expect(count(shared, "<p class=\"note\">") == 0)
    #expect(shared.contains("<li>Every benchmark: \(Self.note)</li>"))
  }

  /// One benchmark without it: then it stands where it holds.
  @Test func notOfAll() {
    let report = ReportSamples.ordinary
    let first = report.benchmarks.firstIndex { $0.estimate != nil }
    let text = render(Self.report { $0 == first ? [] : [Self.note] }, as: .text)
    #expect(count(text, Self.note) > 1 && !text.contains("Every benchmark"))
  }

  /// Programs get every note where it belongs.
  @Test func programs() throws {
    let report = Self.report { _ in [Self.note] }
    let compared = report.benchmarks.count { $0.estimate != nil }
    #expect(count(render(report, as: .json), Self.note) == compared)
  }
}
