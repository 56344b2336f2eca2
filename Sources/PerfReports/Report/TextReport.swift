import PerfStats

extension ReportFormat {
  /// For a terminal or a log.
  public static let text = ReportFormat("text") {
    TextReport($0.sayingSharedNotesOnce, options: $1).text
  }
}

/// The report for a terminal or a log: sections by verdict, then a summary whose last
/// line is the result.
struct TextReport {
  private let report: Report
  private let width: Int
  private let colour: Bool

  init(_ report: Report, options: RenderOptions) {
    self.report = report
    width = options.width
    colour = options.colour
  }

  var text: String {
    var lines = header
    for verdict in Verdict.reportOrder where verdict != .pass {
      lines += section(verdict)
    }
    for reference in report.references { lines += section(reference) }
    lines += [""] + summary
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  private var header: [String] {
    let lines =
      [
        field("Baseline", report.sideTitle(\.baseline)),
        field("Current", report.sideTitle(\.current)),
        field("Runner", report.runner.slug),
      ] + report.sources.flatMap { paragraph("\($0.label): \($0.sentence)", indent: 0) }
    let findings =
      [report.runnerDifference].compactMap { $0 }
      + report.suite.findings.map { $0.legible(maximum: 2000) }
    let whole = report.wholeSuite.flatMap { row in
      row.sentence.wrapped(to: width).map { paint($0, row.verdict, bold: false) }
        + row.reasons.flatMap { paragraph($0.legible(maximum: 2000), indent: 6) }
    }
    return lines + (whole.isEmpty ? [] : [""]) + whole + (findings.isEmpty ? [] : [""])
      + findings.flatMap { bullet("! ", $0, .warn) }
  }

  private func section(_ verdict: Verdict) -> [String] {
    let entries = report.benchmarks(verdict)
    guard !entries.isEmpty else { return [] }
    var lines = ["", paint("\(verdict.heading) (\(entries.count))", verdict, bold: true)]
    // What every entry of the section says is said once.
    let shared = entries.count > 1 ? commonReasons(entries) : []
    lines += shared.flatMap { paragraph($0.legible(maximum: 2000), indent: 2) }
    let rows = Row.layOut(entries, width: width)
    for (entry, row) in zip(entries, rows) {
      lines += row.map { highlight($0, verdict) }
      for reason in entry.reasons where !shared.contains(reason) {
        lines += paragraph(reason.legible(maximum: 2000), indent: 6)
      }
      for note in entry.notes {
        lines += paragraph("note: " + note.legible(maximum: 2000), indent: 6)
      }
      if !entry.functions.isEmpty {
        lines += paragraph(BenchmarkResult.functionsHeading, indent: 6)
        lines += entry.functions.flatMap { paragraph($0.sentence, indent: 8) }
      }
      if let jobs = entry.estimate?.jobsToDecide {
        lines += paragraph(
          "about \(jobs) more job\(jobs == 1 ? "" : "s") would decide it", indent: 6)
      }
    }
    return lines
  }

  /// A fixed baseline: one line each for what is not simply passed.
  private func section(_ reference: Report.Reference) -> [String] {
    let heading = reference.sentence.wrapped(to: width).enumerated().map { index, line in
      paint((index == 0 ? "" : "  ") + line, reference.worst, bold: true)
    }
    let rows = reference.notable
    let shown = rows.prefix(Report.Reference.mostShown)
    let rest = rows.count - shown.count
    return [""] + heading
      + shown.flatMap { row in
        row.sentence.wrapped(to: width - 2).map { "  " + paint($0, row.verdict, bold: false) }
      } + (rest > 0 ? ["  and \(rest) more, in the JSON report"] : [])
  }

  private var summary: [String] {
    let n = report.benchmarks.count
    var lines = [paint("SUMMARY", nil, bold: true)]
    lines += paragraph("\(n) benchmark\(n == 1 ? "" : "s"): \(report.counts)", indent: 2)
    if let way = report.wayToDecide {
      lines += labelled("would decide what is inconclusive", way)
    }
    if !report.confirm.isEmpty {
      let names = report.confirm.prefix(10).map { $0.legible(maximum: 80) }
      let more = report.confirm.count > 10 ? " and \(report.confirm.count - 10) more" : ""
      lines += labelled("worth measuring again", names.joined(separator: ", ") + more)
    }
    lines += labelled("judged", report.policySentence)
    lines += labelled("noise model", report.noiseModelSentence)
    lines += labelled(
      "computed with",
      report.provenanceFields.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
    let verdict: Verdict =
      switch report.decision {
      case .pass: .improved
      case .warn: .warn
      case .inconclusive: .inconclusive
      case .fail, .error: .fail
      }
    return lines + ["", paint("RESULT: " + report.result, verdict, bold: true)]
  }

  private func commonReasons(_ entries: [BenchmarkResult]) -> [String] {
    guard let first = entries.first else { return [] }
    return first.reasons.filter { reason in
      entries.allSatisfy { $0.reasons.contains(reason) }
    }
  }

  // MARK: Lines

  private func field(_ name: String, _ value: String) -> String {
    (name + ":").padded(to: 10) + value.elided(to: max(20, width - 10))
  }

  private func labelled(_ label: String, _ value: String) -> [String] {
    paragraph("\(label): \(value)", indent: 2)
  }

  private func paragraph(_ text: String, indent: Int) -> [String] {
    text.wrapped(to: width - indent - 2).enumerated().map { index, line in
      String(repeating: " ", count: indent + (index == 0 ? 0 : 2)) + line
    }
  }

  private func bullet(_ mark: String, _ text: String, _ verdict: Verdict) -> [String] {
    text.wrapped(to: width - mark.count).enumerated().map { index, line in
      index == 0
        ? paint(mark, verdict, bold: true) + line
        : String(repeating: " ", count: mark.count) + line
    }
  }

  // MARK: Colour

  private func highlight(_ line: Row.Line, _ verdict: Verdict) -> String {
    line.before + (line.change.isEmpty ? "" : paint(line.change, verdict, bold: false)) + line.after
  }

  private func paint(_ text: String, _ verdict: Verdict?, bold: Bool) -> String {
    guard colour else { return text }
    let hue: String? =
      switch verdict {
      case .fail, .error, .missing: "31"
      case .warn: "33"
      case .improved: "32"
      case .changed, .inconclusive, .new: "36"
      case .pass, nil: nil
      }
    let codes = [bold ? "1" : nil, hue].compactMap { $0 }
    return codes.isEmpty ? text : "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}

/// The figures of one benchmark in aligned columns: name, baseline, current, change, interval.
private struct Row {
  struct Line {
    var before: String
    /// The part that carries the verdict's colour.
    var change = ""
    var after = ""
  }

  private var name: String
  private var baseline: String
  private var current: String
  private var change: String
  private var interval: String

  private init(_ entry: BenchmarkResult) {
    name = entry.title.legible()
    let values = entry.values
    let was = values.current == nil ? "was " : ""
    baseline = values.baseline.map { was + $0 } ?? ""
    current = values.current ?? ""
    change = entry.change?.amount ?? ""
    interval = entry.change?.interval ?? ""
  }

  /// One line a benchmark where the widest fits into `width`; otherwise the name on a line
  /// of its own with the figures below it.
  static func layOut(_ entries: [BenchmarkResult], width: Int) -> [[Line]] {
    let rows = entries.map(Row.init)
    func widest(_ column: KeyPath<Row, String>) -> Int {
      rows.map { $0[keyPath: column].columns }.max() ?? 0
    }
    let widths = [widest(\.baseline), widest(\.current), widest(\.change), widest(\.interval)]
    let figures = widths.reduce(0, +) + 10
    let nameWidth = widest(\.name)
    let inOneLine = 2 + nameWidth + 2 + figures <= width
    return rows.map { row in
      let (before, after) = row.figures(widths)
      if inOneLine {
        let start = "  " + row.name.padded(to: nameWidth) + "  " + before
        return [Line(before: start, change: row.change, after: after).trimmed]
      }
      let name = Line(before: "  " + row.name.elided(to: max(width - 2, 60)))
      let isBare = row.baseline.isEmpty && row.current.isEmpty && row.change.isEmpty
      return isBare
        ? [name]
        : [name, Line(before: "    " + before, change: row.change, after: after).trimmed]
    }
  }

  private func figures(_ widths: [Int]) -> (before: String, after: String) {
    let hasBoth = widths[0] > 0 && widths[1] > 0
    let isPair = !baseline.isEmpty && !current.isEmpty
    var before = baseline.indented(to: widths[0])
    if hasBoth { before += isPair ? " -> " : "    " }
    before += current.indented(to: widths[1])
    before += String(repeating: " ", count: 3 + widths[2] - change.columns)
    return (before, "  " + interval)
  }
}

extension Row.Line {
  fileprivate var trimmed: Row.Line {
    func trim(_ text: String) -> String {
      String(text.reversed().drop { $0 == " " }.reversed())
    }
    return change.isEmpty
      ? Row.Line(before: trim(before + after))
      : Row.Line(before: before, change: change, after: trim(after))
  }
}
