import PerfStats

extension ReportFormat {
  /// For a pull-request comment or a job summary.
  public static let markdown = ReportFormat("markdown") { report, _ in
    MarkdownReport(report.sayingSharedNotesOnce).text
  }
}

/// The report for a pull-request comment or a job summary: the verdict first, a table
/// of what matters, everything else folded. Never longer than a comment may be; what is
/// cut is counted.
struct MarkdownReport {
  /// GitHub takes 65,536 characters in a comment; counting bytes stays below it.
  static let limit = 65_536

  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var text: String {
    let head = header
    let foot = footer
    var room = Self.limit - head.utf8.count - foot.utf8.count
    var body = ""
    let sections: [Section] = [
      Section(nil, [.fail, .error, .missing, .warn], hasReasons: true),
      Section("inconclusive", [.inconclusive], hasReasons: true),
      Section("improved", [.improved], hasReasons: false),
      Section("changed", [.changed], hasReasons: false),
      Section("new", [.new], hasReasons: false),
      Section("passed", [.pass], hasReasons: false),
    ]
    for section in sections {
      let text = render(section, room: room)
      body += text
      room -= text.utf8.count
    }
    return head + body + foot
  }

  /// A table; folded under `title` where it has one.
  private struct Section {
    var title: String?
    var verdicts: [Verdict]
    var hasReasons: Bool

    init(_ title: String?, _ verdicts: [Verdict], hasReasons: Bool) {
      self.title = title
      self.verdicts = verdicts
      self.hasReasons = hasReasons
    }
  }

  private var header: String {
    var text = "## \(report.decision.icon) \(escapeMarkdown(report.result, 400))\n\n"
    let current = escapeMarkdown(report.sideTitle(\.current), 300)
    let baseline = escapeMarkdown(report.sideTitle(\.baseline), 300)
    text += "\(escapeMarkdown(report.counts, 400)) · \(current) against \(baseline)\n\n"
    for row in report.wholeSuite {
      let said = ([row.sentence] + row.reasons).joined(separator: "; ")
      text += "\(row.verdict.icon) \(escapeMarkdown(said, 800))\n\n"
    }
    for reference in report.references {
      text += "\(reference.decision.icon) \(escapeMarkdown(reference.sentence, 400))\n\n"
      let rows = reference.notable.prefix(Report.Reference.mostShown)
      if rows.isEmpty { continue }
      text +=
        "<details><summary>what differs from \(escapeMarkdown(reference.name, 80))</summary>\n\n"
      for row in rows { text += "- \(escapeMarkdown(row.sentence, 300))\n" }
      text += "\n</details>\n\n"
    }
    for source in report.sources {
      text += escapeMarkdown("\(source.label): \(source.sentence)", 700) + "\n\n"
    }
    if let way = report.wayToDecide {
      text += "To decide what is inconclusive: \(escapeMarkdown(way, 400)).\n\n"
    }
    let differences = [report.runnerDifference].compactMap { $0 }
    let findings = differences + report.suite.findings
    var notes = findings.prefix(20).map { "> **Note:** \(escapeMarkdown($0, 1000))\n" }
    if findings.count > 20 { notes.append("> \(findings.count - 20) more findings left out\n") }
    return text + (notes.isEmpty ? "" : notes.joined(separator: ">\n") + "\n")
  }

  private func render(_ section: Section, room: Int) -> String {
    let entries = section.verdicts.flatMap { report.benchmarks($0) }
    guard !entries.isEmpty else { return "" }
    var text = ""
    if let title = section.title {
      text += "<details><summary>\(entries.count) \(title)</summary>\n\n"
    }
    text += "| benchmark | baseline | current | change | interval |"
    text += section.hasReasons ? " why |\n" : "\n"
    text += "|:--|--:|--:|--:|:--|" + (section.hasReasons ? ":--|\n" : "\n")
    let end = section.title == nil ? "\n" : "\n</details>\n\n"
    let reserve = end.utf8.count + 120
    var used = text.utf8.count
    var shown = 0
    for entry in entries {
      let row = row(entry, hasReasons: section.hasReasons)
      guard used + row.utf8.count + reserve <= room else { break }
      text += row
      used += row.utf8.count
      shown += 1
    }
    if shown == 0 {
      let cut = "\(entries.count) \(section.title ?? "entries") left out to fit a comment\n\n"
      return cut.utf8.count <= room ? cut : ""
    }
    if shown < entries.count {
      text += "\n\(entries.count - shown) of \(entries.count) rows left out to fit a comment\n"
    }
    return text + end
  }

  private func row(_ entry: BenchmarkResult, hasReasons: Bool) -> String {
    let values = entry.values
    var cells = [
      (hasReasons ? entry.verdict.icon + " " : "") + code(entry.title),
      escapeMarkdown(values.baseline ?? "", 60), escapeMarkdown(values.current ?? "", 60),
      entry.change.map { "**\(escapeMarkdown($0.amount, 80))**" } ?? entry.verdict.label,
      escapeMarkdown(entry.change?.interval ?? "", 80),
    ]
    if hasReasons {
      let decide = entry.estimate?.jobsToDecide.map {
        "about \($0) more job\($0 == 1 ? "" : "s") would decide it"
      }
      let why =
        entry.reasons + [decide].compactMap { $0 } + entry.notes.map { "note: " + $0 }
        + entry.functions.prefix(3).map(\.sentence)
      cells.append(why.prefix(12).map { escapeMarkdown($0, 600) }.joined(separator: "<br>"))
    }
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  private var footer: String {
    var text = "<details><summary>how this was judged</summary>\n\n"
    var items = [
      ("rules", report.policySentence), ("noise model", report.noiseModelSentence),
      ("runner", report.runner.slug),
    ]
    if !report.confirm.isEmpty {
      let more = report.confirm.count > 10 ? " and \(report.confirm.count - 10) more" : ""
      let names = report.confirm.prefix(10).map { $0.legible(maximum: 80) }
      items.append(("worth measuring again", names.joined(separator: ", ") + more))
    }
    items += report.provenanceFields.prefix(30).map { ($0.name, $0.value) }
    for (name, value) in items {
      text += "- \(escapeMarkdown(name, 60)): \(escapeMarkdown(value, 1200))\n"
    }
    return text + "\n</details>\n"
  }

  private func code(_ name: String) -> String { "<code>\(escapeMarkdown(name, 200))</code>" }
}

/// Text that Markdown and HTML show as it is, on one line: no markup, no table
/// borders, no mentions, no links of its own.
func escapeMarkdown(_ text: String, _ maximum: Int = 200) -> String {
  var result = ""
  var previous: Unicode.Scalar = " "
  // By scalar: a combining mark after a border must not hide the border.
  for scalar in text.legible(maximum: maximum).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += previous == "-" ? ">" : "&gt;"
    case "\\", "`", "*", "_", "[", "]", "~", "|", "#", "!":
      result += "\\"
      result.unicodeScalars.append(scalar)
    case "@": result += "&#64;"
    case "$": result += "&#36;"
    case "/" where previous == ":": result += "&#47;"
    case "." where result.suffix(3).lowercased() == "www": result += "&#46;"
    default: result.unicodeScalars.append(scalar)
    }
    previous = scalar
  }
  return result
}

extension Report.Decision {
  fileprivate var icon: String {
    switch self {
    case .pass: "✅"
    case .warn: "⚠️"
    case .fail, .error: "❌"
    case .inconclusive: "❔"
    }
  }
}

extension Verdict {
  fileprivate var icon: String {
    switch self {
    case .fail, .error, .missing: "❌"
    case .warn: "⚠️"
    case .improved, .pass: "✅"
    case .changed: "🔀"
    case .inconclusive: "❔"
    case .new: "🆕"
    }
  }
}
