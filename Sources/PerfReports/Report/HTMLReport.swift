import Foundation
import PerfStats
import PerfText

/// The report as one HTML page: the verdict, every estimate at a glance, and a forest plot
/// of the intervals as a table that reads without scripts. A script draws the raw samples and
/// the bootstrap distribution of a benchmark when it is opened, and sorts and filters.
struct HTMLReport {
  private let report: Report
  private let axis: CostAxis
  private let entries: [BenchmarkResult]
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
      <p class="muted">Each dot is a benchmark, placed by its change of cost; right is worse.\
      \(abs(report.suite.shiftRemoved - 1) >= 0.0005 && report.suite.shiftRemoved.isFinite
        ? " A shift of \(percent(report.suite.shiftRemoved - 1)) common to all was removed." : "")\
      </p>
      \(dotPlot(width: 1152, name: "figure wide", links: true))
      \(dotPlot(width: 360, name: "figure narrow", links: false))
      </section>
      """
  }

  /// Stacked dots (Wilkinson 1999): a bin is as wide as a dot.
  private func dotPlot(width: Double, name: String, links: Bool) -> String {
    let axis = CostAxis(report, range: 8...(width - 8))
    let top = 22.0
    let depth = width > 600 ? 92.0 : 76.0
    var radius = 4.5
    var stacks: [Int: [Int]] = [:]
    while true {
      stacks = [:]
      for (index, entry) in entries.enumerated() {
        guard let ratio = entry.estimate?.deciding.estimate, ratio.isFinite else { continue }
        stacks[Int(axis.scale(ratio) / (2 * radius)), default: []].append(index)
      }
      let highest = stacks.values.map(\.count).max() ?? 0
      if radius <= 0.8 || Double(highest) * 2 * radius <= depth { break }
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
    for (bin, members) in stacks.sorted(by: { $0.key < $1.key }) {
      let x = (Double(bin) + 0.5) * 2 * radius
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

  // MARK: Table

  private var table: String {
    guard !entries.isEmpty else { return "<p>No benchmarks were compared.</p>" }
    var html = """
      <section aria-label="Benchmarks">
      <h2>Benchmarks</h2>
      <div class="controls" hidden>
      <input type="search" id="filter" placeholder="Filter by name" \
      aria-label="Filter benchmarks by name" autocomplete="off" spellcheck="false">
      <span class="chips" role="group" aria-label="Show verdicts">
      """
    for verdict in Verdict.reportOrder {
      let count = entries.count { $0.verdict == verdict }
      guard count > 0 else { continue }
      html += """
        <button type="button" class="chip \(verdict.rawValue)" data-verdict="\(verdict.rawValue)" \
        aria-pressed="true">\(glyph(verdict))\(escapeHTML(verdict.count(count)))</button>
        """
    }
    html += """
      </span>
      <span id="shown" role="status" class="muted"></span>
      </div>
      <table id="benchmarks" style="\(gridStyle)">
      <thead><tr>
      \(heading("name", "Benchmark"))
      \(heading("verdict", "Verdict"))
      \(heading("baseline", "Baseline", "number"))
      \(heading("current", "Current", "number"))
      <th scope="col" class="plot">\(axisHead)</th>
      \(heading("change", "Change", "number"))
      </tr></thead>

      """
    for (index, entry) in entries.enumerated() { html += row(entry, index) }
    return html + "</table>\n</section>"
  }

  private func heading(_ key: String, _ title: String, _ name: String = "") -> String {
    let order = key == "verdict" ? " aria-sort=\"descending\"" : ""
    return
      "<th scope=\"col\" class=\"\(name)\"\(order)><button type=\"button\" data-sort=\"\(key)\" "
      + "disabled>\(title)</button></th>"
  }

  /// Places of the threshold lines behind every row, as properties of the table.
  private var gridStyle: String {
    axis.thresholds.map { "--at-\($0.name):\(coordinate(axis.scale($0.ratio)))%" }
      .joined(separator: ";")
  }

  private var axisHead: String {
    var html =
      "<svg class=\"axis-head\" width=\"100%\" height=\"34\" role=\"img\" "
      + "aria-label=\"Axis: change of cost in percent, right is worse\">"
    for threshold in axis.thresholds where threshold.ratio > 1 && axis.contains(threshold.ratio) {
      html +=
        "<text x=\"\(coordinate(axis.scale(threshold.ratio)))%\" y=\"10\" text-anchor=\"\(threshold.anchor)\" "
        + "class=\"mark \(threshold.name)\">\(escapeHTML(threshold.label))</text>"
    }
    for tick in axis.ticks(spacing: 11, apart: false) {
      let x = coordinate(axis.scale(tick.value))
      html += "<text x=\"\(x)%\" y=\"26\" text-anchor=\"middle\">\(tick.label)</text>"
      html += "<line x1=\"\(x)%\" x2=\"\(x)%\" y1=\"30\" y2=\"34\" class=\"axis\"/>"
    }
    return html + "</svg>"
  }

  private func row(_ entry: BenchmarkResult, _ index: Int) -> String {
    let values = entry.values
    let hasDetails = entry.estimate != nil || entry.baseline != nil || entry.current != nil
    let name = "<bdi>\(escapeHTML(entry.title, maximum: 240))</bdi>"
    let opener =
      hasDetails
      ? "<button type=\"button\" class=\"open\" aria-expanded=\"false\" disabled>\(name)</button>"
      : "<span class=\"open\">\(name)</span>"
    var why = ""
    if entry.verdict != .pass {
      let decide = entry.estimate?.jobsToDecide.map {
        "\($0) more job\($0 == 1 ? "" : "s") would decide it"
      }
      let lines = entry.reasons + [decide].compactMap { $0 }
      why += lines.map { "<p>\(prose($0))</p>" }.joined()
    }
    why += entry.notes.map { "<p class=\"note\">\(prose($0))</p>" }.joined()
    // On a narrow page both values share a cell.
    let narrow = values.current.map { " data-to=\"\(escapeHTML($0))\"" } ?? ""
    var change = "<span class=\"muted\">-</span>"
    if let value = entry.change {
      change =
        "<b>\(escapeHTML(value.amount))</b> <small>\(percent(value.lower, bare: true)) .. "
        + "\(percent(value.upper, bare: true))</small>"
    }
    return """
      <tbody id="b\(index)" class="\(entry.verdict.rawValue)"><tr>
      <th scope="row">\(opener)\(why.isEmpty ? "" : "<div class=\"why\">\(why)</div>")</th>
      <td class="verdict">\(glyph(entry.verdict))\(entry.verdict.label)</td>
      <td class="number base"\(narrow)>\(escapeHTML(values.baseline ?? ""))</td>
      <td class="number cur">\(escapeHTML(values.current ?? ""))</td>
      <td class="plot">\(forest(entry))</td>
      <td class="number change">\(change)</td>
      </tr></tbody>

      """
  }

  /// One interval: a thin line for the interval that decides, a thick one for the bootstrap
  /// interval inside it, and the verdict's mark at the estimate.
  private func forest(_ entry: BenchmarkResult) -> String {
    guard let estimate = entry.estimate, let change = entry.change else { return "" }
    let interval = estimate.deciding
    func place(_ ratio: Double) -> String { coordinate(axis.scale(ratio)) }
    var html =
      "<svg class=\"forest\" width=\"100%\" height=\"20\" role=\"img\" aria-label=\""
      + "\(escapeHTML(change.text))\">"
    html +=
      "<line class=\"whisker\" x1=\"\(place(interval.lower))%\" x2=\"\(place(interval.upper))%\""
    html += " y1=\"10\" y2=\"10\"/>"
    if let inner = estimate.bootstrapInterval {
      html += "<line class=\"inner\" x1=\"\(place(inner.lower))%\" x2=\"\(place(inner.upper))%\""
      html += " y1=\"10\" y2=\"10\"/>"
    }
    let domain = axis.scale.domain
    if interval.lower < domain.lowerBound {
      html += "<path class=\"clip\" d=\"M5 6L0 10L5 14\"/>"
    }
    if interval.upper > domain.upperBound {
      html += "<svg x=\"100%\" class=\"clip\"><path class=\"clip\" d=\"M-5 6L0 10L-5 14\"/></svg>"
    }
    if axis.contains(interval.estimate) {
      html += "<svg x=\"\(place(interval.estimate))%\" y=\"10\">\(Self.mark(entry.verdict))</svg>"
    }
    return html + "</svg>"
  }

  /// Shape of a verdict, so that colour never carries the meaning alone.
  private static func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .fail: "<rect class=\"dot\" x=\"-4.5\" y=\"-4.5\" width=\"9\" height=\"9\"/>"
    case .warn: "<path class=\"dot\" d=\"M0 -5.5L5.3 4.2H-5.3Z\"/>"
    case .improved: "<path class=\"dot\" d=\"M0 -5.5L5.5 0L0 5.5L-5.5 0Z\"/>"
    case .inconclusive: "<circle class=\"open-dot\" r=\"4.2\"/>"
    case .pass: "<circle class=\"dot\" r=\"3.4\"/>"
    case .missing: "<path class=\"stroke\" d=\"M-4 -4L4 4M-4 4L4 -4\"/>"
    case .error: "<path class=\"stroke\" d=\"M0 -5V1.5M0 4V5\"/>"
    case .new: "<path class=\"stroke\" d=\"M-4.5 0H4.5M0 -4.5V4.5\"/>"
    }
  }

  private func glyph(_ verdict: Verdict) -> String {
    "<svg class=\"glyph\" width=\"14\" height=\"14\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">"
      + "\(Self.mark(verdict))</svg>"
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

  // MARK: Data of the details

  private var data: String {
    var json = JSONWriter()
    json.object { json in
      json.member("threshold", report.policy.threshold)
      json.member("warning", report.policy.warning)
      json.key("verdicts")
      json.array { json in
        for verdict in Verdict.reportOrder { json.value(verdict.rawValue) }
      }
      json.key("benchmarks")
      json.array { json in
        for entry in entries { write(entry, to: &json) }
      }
    }
    return json.text
  }

  private func write(_ entry: BenchmarkResult, to json: inout JSONWriter) {
    json.object { json in
      let unit = entry.displayUnit
      json.member("name", entry.title.legible(maximum: 240))
      json.member("verdict", entry.verdict.rawValue)
      json.member("unit", unit.symbol)
      json.key("facts")
      json.array { json in
        for (name, value) in facts(entry) {
          json.array { json in
            json.value(name)
            json.value(value)
          }
        }
      }
      if let estimate = entry.estimate {
        json.member("ratio", estimate.deciding.estimate)
        json.key("intervals")
        json.array { json in
          for (name, interval) in [
            ("deciding", estimate.deciding), ("noise model", estimate.noiseInterval),
            ("bootstrap", estimate.bootstrapInterval),
          ] {
            guard let interval else { continue }
            bar(name, interval.lower, interval.estimate, interval.upper, to: &json)
          }
          let mean = estimate.meanRatio
          bar(
            "ratio of means", mean.lower ?? mean.ratio, mean.ratio, mean.upper ?? mean.ratio,
            to: &json)
        }
        json.key("quantiles")
        json.values(estimate.bootstrapQuantiles.filter { $0.isFinite && $0 > 0 }.map(drawn))
      }
      for (name, side) in [("baseline", entry.baseline), ("current", entry.current)] {
        guard let side else { continue }
        json.key(name)
        write(side, unit, to: &json)
      }
    }
  }

  private func bar(
    _ name: String, _ lower: Double, _ estimate: Double, _ upper: Double,
    to json: inout JSONWriter
  ) {
    guard estimate.isFinite, estimate > 0 else { return }
    json.array { json in
      json.value(name)
      json.value(drawn(lower))
      json.value(drawn(estimate))
      json.value(drawn(upper))
    }
  }

  /// Samples of one side in its display unit; at most 4,000 of them, evenly thinned.
  private func write(
    _ side: BenchmarkResult.Side, _ unit: DisplayUnit, to json: inout JSONWriter
  ) {
    let step = max(1, (side.samples + 3999) / 4000)
    json.object { json in
      json.member("value", drawn(side.value * unit.factor))
      json.member("thinned", step)
      json.key("runs")
      json.array { json in
        for run in side.runs {
          json.array { json in
            for execution in run {
              json.values(
                stride(from: 0, to: execution.values.count, by: step).map {
                  drawn(execution.values[$0] * unit.factor)
                })
            }
          }
        }
      }
    }
  }

  private func facts(_ entry: BenchmarkResult) -> [(String, String)] {
    var facts: [(String, String)] = []
    let unit = entry.displayUnit
    if let base = entry.baseline { facts.append(("Baseline", describe(base, unit))) }
    if let current = entry.current { facts.append(("Current", describe(current, unit))) }
    if let estimate = entry.estimate {
      let mean = estimate.meanRatio
      var means = percent(mean.ratio - 1) + " of cost"
      if let lower = mean.lower, let upper = mean.upper {
        means += " (\(percent(lower - 1, bare: true)) .. \(percent(upper - 1, bare: true)))"
      }
      facts.append(("Plain means", means))
      facts.append(("p against no change", probability(estimate.p)))
      facts.append(("p for the whole suite", probability(estimate.adjustedP)))
      facts.append(("SD between jobs", plainPercent(estimate.runLevelSD)))
      facts.append(
        (
          "Standard error",
          "\(plainPercent(estimate.standardError)), \(brief(estimate.degreesOfFreedom)) d.f."
        ))
      if let effect = estimate.minimumDetectableEffect {
        facts.append(("Smallest change found (power 80 %)", percent(effect)))
      }
      if let jobs = estimate.jobsToDecide { facts.append(("Further jobs to decide", "\(jobs)")) }
    }
    return facts
  }

  private func describe(_ side: BenchmarkResult.Side, _ unit: DisplayUnit) -> String {
    func counted(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }
    return "\(unit.text(side.value)): \(counted(side.samples, "sample")) in "
      + "\(counted(side.executions, "execution")) of \(counted(side.jobs, "job"))"
  }
}

/// A sentence as HTML; figures stay on the line of their signs.
private func prose(_ text: String) -> String {
  escapeHTML(text, maximum: 2000).replacing(" %", with: "&nbsp;%")
    .replacing(" = ", with: "&nbsp;=&nbsp;").replacing(" .. ", with: "&nbsp;..&nbsp;")
}

/// A number for drawing: five significant digits are finer than a pixel.
private func drawn(_ value: Double) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let scale = pow(10, 4 - floor(log10(abs(value))))
  let rounded = (value * scale).rounded() / scale
  return scale.isFinite && scale > 0 && rounded.isFinite ? rounded : value
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
      return "\(open) of \(all) cannot be decided"
    case .error:
      return count(.error) > 0
        ? "\(count(.error)) of \(all) could not be judged" : "The comparison could not be judged"
    case .pass:
      let open = count(.inconclusive)
      return "No regression in \(all)" + (open > 0 ? ", \(open) inconclusive" : "")
    }
  }
}
