import Foundation
import PerfStats

extension ReportFormat {
  /// A page for a browser.
  public static let html = ReportFormat("html", showsDistributions: true) {
    HTMLReport($0.sayingSharedNotesOnce, nonce: $1.nonce).text
  }
}

/// The report as one HTML page: the verdict, every estimate at a glance, and a forest plot
/// of the intervals as a table that reads without scripts. A script draws the raw samples and
/// the bootstrap distribution of a benchmark when it is opened, and sorts and filters.
struct HTMLReport {
  let report: Report
  let axis: CostAxis
  /// In the order of the page.
  let entries: [BenchmarkResult]
  /// Those with a row, a picture and their samples; the others, which come last, have a line.
  var shown: ArraySlice<BenchmarkResult> { entries.prefix(Self.mostRows) }
  static let mostRows = 2000
  /// Beyond so many estimates dots become bars.
  private static let mostDots = 3000
  private let nonce: String

  init(_ report: Report, nonce: String) {
    self.report = report
    self.nonce = nonce
    axis = CostAxis(report)
    // What needs action first; within a verdict the largest change first, and of what is
    // undecided the slowest.
    entries = Verdict.reportOrder.flatMap { verdict in
      report.benchmarks(verdict).sorted {
        verdict == .inconclusive
          ? $0.logRatio > $1.logRatio : abs($0.logRatio) > abs($1.logRatio)
      }
    }
  }

  var text: String {
    let body = [header, overview, table, method].joined(separator: "\n")
    return Page(
      title: "perfstat: \(report.result)", body: body, style: Resource.reportStyle,
      script: Resource.reportScript,
      data: data, nonce: nonce
    ).html
  }

  // MARK: Head

  private var header: String {
    let name =
      switch report.decision {
      case .pass: "improved"
      default: report.decision.rawValue
      }
    var html = """
      <header>
      <p class="kicker">perfstat · performance comparison</p>
      <h1 class="\(name)"><span class="decision">\(decisionWord).</span> \
      \(escapeHTML(report.headline))</h1>
      <p class="sides"><code>\(escapeHTML(report.sideTitle(\.current)))</code> against \
      <code>\(escapeHTML(report.sideTitle(\.baseline)))</code> on \
      <code>\(escapeHTML(report.runner.slug))</code></p>

      """
    let findings =
      [report.runnerDifference].compactMap { $0 } + report.suite.findings
    for row in report.wholeSuite {
      html += "<p class=\"suite\">\(glyph(row.verdict)) \(prose(row.sentence))"
      for reason in row.reasons { html += "<br>\(prose(reason))" }
      html += "</p>\n"
    }
    for reference in report.references {
      html += "<details class=\"reference\"><summary>\(prose(reference.sentence))</summary>\n<ul>\n"
      for row in reference.notable.prefix(Report.Reference.mostShown) {
        html += "<li>\(glyph(row.verdict)) \(prose(row.sentence))</li>\n"
      }
      html += "</ul></details>\n"
    }
    if let way = report.wayToDecide {
      html += "<p class=\"way\">To decide what is inconclusive: \(prose(way)).</p>\n"
    }
    if !findings.isEmpty {
      html += "<ul class=\"findings\">\n"
      for finding in findings { html += "<li>\(prose(finding))</li>\n" }
      html += "</ul>\n"
    }
    return html + "</header>"
  }

  private var decisionWord: String {
    report.decision.rawValue.prefix(1).uppercased() + report.decision.rawValue.dropFirst()
  }

  // MARK: All estimates at a glance

  private var overview: String {
    let dots = entries.enumerated().filter { $0.element.estimate != nil }
    guard dots.count > 1 else { return "" }
    return """
      <section class="overview" aria-label="All estimates">
      <h2>All \(dots.count) estimates at a glance</h2>
      <p class="muted">\(dots.count > Self.mostDots ? "Bars count benchmarks" : "Each dot is a benchmark"), placed by \
      \(dots.count > Self.mostDots ? "their" : "its") change of cost; right is worse.</p>
      \(dotPlot(width: 1152, name: "figure wide", links: entries.count <= Self.mostRows))
      \(dotPlot(width: 360, name: "figure narrow", links: false))
      </section>
      """
  }

  /// Stacked dots (Wilkinson 1999): a bin is as wide as a dot.
  private func dotPlot(width: Double, name: String, links: Bool) -> String {
    let axis = CostAxis(report, range: 8...(width - 8))
    let top = 22.0
    let depth = width > 600 ? 92.0 : 76.0
    let isCrowded = entries.count > Self.mostDots
    var radius = isCrowded ? 2 : 4.5
    var stacks: [Int: [Int]] = [:]
    while true {
      stacks = [:]
      for (index, entry) in entries.enumerated() {
        guard let ratio = entry.estimate?.deciding.estimate, ratio.isFinite else { continue }
        stacks[Int(axis.scale(ratio) / (2 * radius)), default: []].append(index)
      }
      let highest = stacks.values.map(\.count).max() ?? 0
      if isCrowded || radius <= 0.8 || Double(highest) * 2 * radius <= depth { break }
      radius *= 0.85
    }
    var svg = SVG()
    let base = top + depth
    for threshold in axis.thresholds where axis.contains(threshold.ratio) {
      let x = axis.scale(threshold.ratio)
      svg.line(x, top - 4, x, base, class: "threshold \(threshold.name)")
      // Where the thresholds stand close together the lower one goes without its label.
      if threshold.name == "improved", axis.warningSpan < 60 { continue }
      let lean = threshold.anchor == "end" ? 4.0 : threshold.anchor == "start" ? -4.0 : 0
      svg.text(
        x + lean, top - 10, threshold.label, anchor: threshold.anchor,
        class: "mark \(threshold.name)")
    }
    let highest = stacks.values.map(\.count).max() ?? 0
    for (bin, members) in stacks.sorted(by: { $0.key < $1.key }) {
      let x = (Double(bin) + 0.5) * 2 * radius
      if isCrowded {
        // Bars of the verdicts on one another, as high as the dots would be.
        var top = base
        for verdict in Verdict.reportOrder {
          let count = members.count { entries[$0].verdict == verdict }
          guard count > 0 else { continue }
          let height = max(0.5, depth * Double(count) / Double(highest))
          top -= height
          svg.rect(
            x - radius * 0.9, top, width: radius * 1.8, height: height,
            class: "dot \(verdict.rawValue)")
        }
        continue
      }
      for (level, index) in members.enumerated() {
        let y = base - (2 * Double(level) + 1) * radius
        let entry = entries[index]
        let dot = { (svg: inout SVG) in
          svg.circle(
            x, y, radius: radius * 0.88, class: "dot \(entry.verdict.rawValue)",
            title: links ? "\(entry.title.legible(maximum: 80)): \(entry.change?.text ?? "")" : "")
        }
        if links { svg.link(to: "b\(index)", dot) } else { dot(&svg) }
      }
    }
    svg.axis(axis.scale, at: base, ticks: axis.ticks(spacing: 34, apart: false))
    return svg.element(
      width: width, height: base + 22,
      label: "Dot plot of the estimated change of cost of \(entries.count) benchmarks in percent",
      class: name)
  }

  // MARK: How it was judged

  private var method: String {
    var facts = [
      ("Rules", report.policySentence), ("Noise model", report.noiseModelSentence),
      ("Baseline", report.sideTitle(\.baseline)), ("Current", report.sideTitle(\.current)),
    ]
    let runner = report.runner.fields.filter { !$0.value.isEmpty }.map { "\($0.name) \($0.value)" }
    if !runner.isEmpty { facts.append(("Runner", runner.joined(separator: ", "))) }
    if !report.confirm.isEmpty {
      let more = report.confirm.count > 40 ? " and \(report.confirm.count - 40) more" : ""
      let names = report.confirm.prefix(40).map { $0.legible(maximum: 80) }
      facts.append(("Worth measuring again", names.joined(separator: ", ") + more))
    }
    facts += report.provenanceFields.map { ($0.name, $0.value) }
    let list = facts.map {
      "<dt>\(escapeHTML($0.0))</dt><dd>\(escapeHTML($0.1, maximum: 4000))</dd>"
    }.joined(separator: "\n")
    return """
      <footer>
      <h2>How to read this page</h2>
      <p>Change is measured in cost: right of 0 is worse, whatever the metric; for metrics where \
      higher is better, cost is the reciprocal and the figures say less or more. The thin line is \
      the \(plainPercent(report.policy.level)) interval that decides; the thick line inside it is the \
      bootstrap interval of the samples alone, which knows nothing of the noise between jobs. A \
      regression is a whole thin line beyond the +\(plainPercent(report.policy.threshold)) mark.</p>
      <h2>How it was judged</h2>
      <dl class="facts">
      \(list)
      </dl>
      </footer>
      """
  }
}

extension BenchmarkResult {
  fileprivate var logRatio: Double {
    guard let ratio = estimate?.deciding.estimate, ratio > 0, ratio.isFinite else { return 0 }
    return log(ratio)
  }
}

extension Report {
  /// The decision's causes in words, for a heading: `4 regressions, 1 missing`.
  fileprivate var headline: String {
    func count(_ verdict: Verdict) -> Int { benchmarks.count { $0.verdict == verdict } }
    let n = benchmarks.count
    let all = "\(n) benchmark\(n == 1 ? "" : "s")"
    switch decision {
    case .fail:
      var causes = count(.fail) > 0 ? [Verdict.fail.count(count(.fail))] : []
      if count(.missing) > 0, !policy.allowMissing {
        causes.append(Verdict.missing.count(count(.missing)))
      }
      return causes.isEmpty ? "See the findings" : causes.joined(separator: ", ") + " of " + all
    case .warn:
      return "No regression" + (count(.warn) > 0 ? ", \(Verdict.warn.count(count(.warn)))" : "")
    case .inconclusive:
      let open = count(.inconclusive)
      if open > 0 { return "\(open) of \(all) cannot be decided" }
      let isSuite = wholeSuite.contains { $0.verdict == .inconclusive }
      return isSuite ? "The whole suite cannot be decided" : "Nothing was judged"
    case .error:
      return count(.error) > 0
        ? "\(count(.error)) of \(all) could not be judged" : "The comparison could not be judged"
    case .pass:
      let open = count(.inconclusive)
      return "No regression in \(all)" + (open > 0 ? ", \(open) inconclusive" : "")
    }
  }
}
