import Foundation
import PerfReports
import PerfStats
import Testing

/// The trend page: markup, size, and its script in a browser.
@Suite struct HistoryPageTests {
  private func history(_ name: String, step: Double, count: Int = 80) -> SeriesHistory {
    SeriesHistory(
      name: name, metric: .nanoseconds,
      points: (0..<count).map { i in
        let noise = 0.001 * Double((i * 37 + name.utf8.count * 11) % 23)
        return SeriesHistory.Point(
          index: i, commit: "\(name.isEmpty ? "" : "c")\(i)", date: "",
          jobs: [7 + noise + (i >= count / 2 ? step : 0)])
      })
  }

  private func page(_ histories: [SeriesHistory]) throws -> String {
    var options = HistoryRenderOptions()
    options.commitURL = "https://example.org/commit/{commit}"
    return try HistoryReport(histories, sharedAxis: true).rendered(as: .html, options: options)
  }

  private let hostile = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\" onload=\"alert(1)",
    "a\u{202E}b", "'&amp;`${x}", "=1+1",
  ]

  @Test func whatIsBrokenNowComesFirst() throws {
    let html = try page([
      history("calm", step: 0), history("better", step: -0.2), history("slow", step: 0.1),
      history("slower", step: 0.3),
    ])
    let names = html.matches(of: #/class="name">([a-z]+)</#).map { String($0.1) }
    #expect(names == ["slower", "slow", "better", "calm"])
    #expect(html.contains("href=\"https://example.org/commit/c40\""))
    #expect(html.contains("2 series</span> have an open regression."))
  }

  @Test func namesNeverBecomeMarkup() throws {
    func tags(_ html: String) -> Set<Substring> {
      Set(html.matches(of: #/<[a-zA-Z!\/][^ >]*/#).map(\.0))
    }
    let html = try page(hostile.map { history($0, step: 0.3) })
    let plain = try page(hostile.indices.map { history("s\($0)", step: 0.3) })
    #expect(tags(html) == tags(plain))
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(!html.contains("\u{202E}"))
  }

  @Test func thousandSeriesStaySmall() throws {
    let html = try page(
      (0..<1000).map { history("s\($0)", step: $0 % 10 == 0 ? 0.2 : 0, count: 200) })
    #expect(html.utf8.count < 8_000_000)
    #expect(html.components(separatedBy: "<details ").count == 1001)
  }

  /// The first broken series is open and drawn: a dot for each commit, a line for each level, a
  /// mark and a range for each change; and the browser has nothing to complain about.
  @Test(.enabled(if: Chromium.path != nil, "needs chromium"), arguments: [false, true])
  func drawsInABrowser(isHostile: Bool) throws {
    let names = isHostile ? hostile : ["one", "two", "three"]
    let (dom, console) = try Chromium.load(try page(names.map { history($0, step: 0.3) }))
    #expect(!console.contains("CONSOLE"), "\(console)")
    #expect(dom.contains("data-ready=\"yes\""))
    #expect(dom.components(separatedBy: "<details ").count == names.count + 1)
    func count(_ text: String) -> Int { dom.components(separatedBy: text).count - 1 }
    #expect(count("class=\"point\"") + count("class=\"point beyond\"") == 80)
    #expect(count("class=\"noise\"") == 2)
    #expect(count("class=\"range open\"") == 1)
    #expect(count("class=\"label open\"") == 1)
    #expect(count("<svg") == names.count + 1)
    #expect(!dom.contains("<img"))
  }
}
