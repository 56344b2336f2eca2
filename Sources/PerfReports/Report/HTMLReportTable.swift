import PerfStats

/// The forest plot as a table that reads without scripts.
extension HTMLReport {
  var table: String {
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
    for (index, entry) in shown.enumerated() { html += row(entry, index) }
    return html + "</table>\n\(rest)</section>"
  }

  /// What there is no room for on a page that is to open at once: one line each, shown on demand.
  private var rest: String {
    let others = entries.dropFirst(Self.mostRows)
    guard !others.isEmpty else { return "" }
    var html = """
      <details class="rest"><summary>\(others.count) further benchmarks, one line each</summary>
      <p class="muted">They come last in the order of verdicts and changes. Every number of them, samples \
      included, is in the JSON form of this report (--format json).</p>
      <pre>
      """
    for entry in others {
      let values = [entry.values.baseline, entry.values.current].compactMap(\.self)
      let line = [
        entry.verdict.label, entry.title.legible(maximum: 240), values.joined(separator: " -> "),
        entry.change?.text ?? "",
      ]
      html += "\n" + escapeHTML(line.filter { !$0.isEmpty }.joined(separator: "  "))
    }
    return html + "\n</pre></details>\n"
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

  /// Bars of what each function costs before (above) and after.
  private func functions(_ entry: BenchmarkResult) -> String {
    guard let most = entry.functions.map({ max($0.base, $0.head) }).max(), most > 0 else {
      return ""
    }
    let lines = entry.functions.map { function in
      let bars = [("base", function.base, 0), ("head", function.head, 5)].map { name, cost, y in
        "<rect class=\"\(name)\" width=\"\(coordinate(100 * cost / most))%\" height=\"4\" y=\"\(y)\"/>"
      }
      return "<li><svg class=\"bars\" width=\"100%\" height=\"9\" aria-hidden=\"true\">"
        + bars.joined() + "</svg>\(escapeHTML(function.sentence, maximum: 600))</li>"
    }
    return
      "<p>\(BenchmarkResult.functionsHeading)</p><ul class=\"functions\">\(lines.joined())</ul>"
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
        "about \($0) more job\($0 == 1 ? "" : "s") would decide it"
      }
      let lines = entry.reasons + [decide].compactMap { $0 }
      why += lines.map { "<p>\(prose($0))</p>" }.joined()
    }
    why += entry.notes.map { "<p class=\"note\">\(prose($0))</p>" }.joined()
    why += functions(entry)
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
    case .changed: "<path class=\"dot\" d=\"M-5.5 0L0 -3.2L5.5 0L0 3.2Z\"/>"
    case .inconclusive: "<circle class=\"open-dot\" r=\"4.2\"/>"
    case .pass: "<circle class=\"dot\" r=\"3.4\"/>"
    case .missing: "<path class=\"stroke\" d=\"M-4 -4L4 4M-4 4L4 -4\"/>"
    case .error: "<path class=\"stroke\" d=\"M0 -5V1.5M0 4V5\"/>"
    case .new: "<path class=\"stroke\" d=\"M-4.5 0H4.5M0 -4.5V4.5\"/>"
    }
  }

  func glyph(_ verdict: Verdict) -> String {
    "<svg class=\"glyph\" width=\"14\" height=\"14\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">"
      + "\(Self.mark(verdict))</svg>"
  }
}

/// A sentence as HTML; figures stay on the line of their signs.
func prose(_ text: String) -> String {
  escapeHTML(text, maximum: 2000).replacing(" %", with: "&nbsp;%")
    .replacing(" = ", with: "&nbsp;=&nbsp;").replacing(" .. ", with: "&nbsp;..&nbsp;")
}
