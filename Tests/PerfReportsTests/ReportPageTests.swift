import Foundation
import PerfReports
import PerfStats
import TestSupport
import Testing

@Suite struct PageTests {
  @Test func ordinary() throws {
    try expectGolden(render(ReportSamples.ordinary, as: .html), "ordinary.html")
  }

  /// Markup that a page may hold is the page's own: the same tags whatever the names.
  @Test func namesNeverBecomeMarkup() {
    func tags(_ html: String) -> Set<Substring> {
      Set(html.matches(of: #/<[a-zA-Z!\/][^ >]*/#).map(\.0))
    }
    let page = render(ReportSamples.hostile, as: .html)
    #expect(tags(page).subtracting(tags(render(ReportSamples.ordinary, as: .html))).isEmpty)
    #expect(!page.contains("alert(1)</script>"))
    #expect(page.components(separatedBy: "</script>").count == 3)
    for scalar in page.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
    }
  }

  /// What is linted and read in the repository is what a browser gets.
  @Test func styleAndScriptStandInThePageAsInTheirFiles() throws {
    let pages = [
      "report": render(ReportSamples.ordinary, as: .html),
      "history": try HistoryReport([], sharedAxis: true).rendered(as: .html),
    ]
    let folder = packageFolder.appending(path: "Sources/PerfReports/Resources")
    for (name, page) in pages {
      for file in ["page.css", "\(name).css", "\(name).js"] {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        #expect(page.contains(text), "\(file)")
      }
    }
  }

  @Test func asksForNothingFromANetwork() {
    let page = render(ReportSamples.ordinary, as: .html)
    let addresses = page.matches(of: #/https?:\/\/[^"'\s]*/#).map { String($0.0) }
    #expect(
      Set(addresses).isSubset(of: ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"]))
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("src=") || page.contains("script-src"))
  }

  @Test func thousandBenchmarksStaySmall() {
    let page = render(ReportSamples.many(1000), as: .html)
    #expect(page.utf8.count < 8_000_000)
    #expect(page.count(of: "<tbody id=") == 1000)
  }

  /// Rows and pictures for what matters, a line for each of the others.
  @Test func tensOfThousandsOfBenchmarksStaySmall() {
    let report = ReportSamples.many(5000)
    let page = render(report, as: .html)
    #expect(page.utf8.count < 10_000_000, "\(page.utf8.count)")
    #expect(page.count(of: "<tbody id=") == 2000)
    #expect(page.contains("3000 further benchmarks"))
    #expect(
      page.count(of: "class=\"fail\"><tr>") == report.benchmarks.count { $0.verdict == .fail })
    for benchmark in [report.benchmarks[5], report.benchmarks[4999]] {
      #expect(page.contains(benchmark.name))
    }
  }

  @Test func extremesAndNothing() {
    #expect(render(ReportSamples.extreme, as: .html).contains("</html>"))
    #expect(render(ReportSamples.empty, as: .html).contains("No benchmarks were compared"))
  }

  /// Runs the page's script in a headless Chromium; skipped where there is none.
  @Test(
    .enabled(if: Chromium.path != nil, "needs chromium"),
    arguments: ["ordinary", "hostile", "many", "empty", "extreme"])
  func runsInABrowser(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    let (dom, console) = try Chromium.load(render(report, as: .html))
    #expect(!console.contains("CONSOLE"), "\(console)")
    #expect(dom.count(of: "<tbody id=") == report.benchmarks.count)
    guard !report.benchmarks.isEmpty else { return }
    #expect(dom.contains("data-ready=\"yes\""))
    // Attribute values stand unescaped in the dump; without whole tags no markup is left.
    let text = dom.replacing(#/<[a-z]+(?:\s+[a-zA-Z:-]+="[^"]*")*\s*>/#, with: "")
    #expect(!text.contains("<img") && !text.contains("onload=\""))
    let regressions = report.benchmarks(.fail).count
    #expect(dom.count(of: "class=\"detail\"") == min(1, regressions))
    if regressions > 0 {
      let samples = report.benchmarks(.fail)[0].baseline!.samples
      #expect(dom.count(of: "class=\"sample\"") >= samples)
      #expect(dom.contains("100 lie beyond"))
    }
  }

  /// Nothing sticks out to the right, on a telephone as on a desk.
  @Test(
    .enabled(if: Chromium.path != nil, "needs chromium"), arguments: ["ordinary", "hostile"],
    [500, 1280])
  func fitsTheWindow(name: String, width: Int) throws {
    let page = render(try #require(ReportSamples.named(name)), as: .html)
    let (dom, _) = try Chromium.load(
      page,
      asking: "String(document.documentElement.scrollWidth - window.innerWidth)", width: width)
    let sticksOut = try #require(dom.firstMatch(of: #/data-answer="(-?[0-9]+)"/#))
    #expect((Int(sticksOut.1) ?? .max) <= 0)
  }

  @Test(.enabled(if: Chromium.path != nil, "needs chromium"))
  func sortsAndFilters() throws {
    let (dom, console) = try Chromium.load(
      render(ReportSamples.many(300), as: .html),
      asking: """
        (() => {
          const rows = () => [...document.querySelectorAll("#benchmarks > tbody")]
            .filter((row) => !row.hidden);
          const first = () => rows()[0].querySelector("bdi").textContent;
          const click = (selector) => document.querySelector(selector).click();
          const input = document.getElementById("filter");
          const answers = [rows().length];
          click("button[data-sort=name]");
          answers.push(first());
          click("button[data-sort=name]");
          answers.push(first());
          input.value = "KERNEL29";
          input.dispatchEvent(new Event("input"));
          answers.push(rows().length);
          click(".chip.pass");
          answers.push(rows().length, document.getElementById("shown").textContent);
          return answers.join(";");
        })()
        """)
    #expect(!console.contains("CONSOLE"), "\(console)")
    // kernel29 and kernel290 to kernel299; all of these pass.
    let answer = try #require(dom.firstMatch(of: #/data-answer="([^"]*)"/#)).1
    #expect(answer == "300;suite0/kernel0/100;suite6/kernel97/200;11;0;0 of 300 shown")
  }
}

enum Chromium {
  static let path: String? = [
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The document after its script has run, and what the browser logged.
  ///
  /// - Parameter question: JavaScript whose value becomes the attribute `data-answer`.
  static func load(
    _ page: String, asking question: String? = nil, width: Int = 1280
  ) throws -> (dom: String, log: String) {
    let probe = question.map {
      "<script nonce=\"perfstat\">document.documentElement.dataset.answer = \($0);</script></body>"
    }
    let page = probe.map { page.replacing("</body>", with: $0) } ?? page
    let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(page.utf8).write(to: folder.appending(path: "page.html"))
    let output = folder.appending(path: "dom")
    let errors = folder.appending(path: "log")
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
      "--user-data-dir=\(folder.path)/profile", "--window-size=\(width),900",
      "--virtual-time-budget=2000", "--dump-dom",
      "file://\(folder.path)/page.html",
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
    return (try text(output), try text(errors))
  }
}
