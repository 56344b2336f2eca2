import PerfStats

extension ReportFormat {
  /// Annotations of GitHub Actions.
  public static let github = ReportFormat("github") { report, _ in GitHubReport(report).text }
}

/// The report as workflow commands of GitHub Actions: `::error` for what fails the gate,
/// `::warning` for what deserves a look, one `::notice` with the result. GitHub shows about
/// ten annotations of a level per step, so the tenth counts the rest.
struct GitHubReport {
  private static let limit = 10
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var text: String {
    let blocking = report.benchmarks.filter { isBlocking($0.verdict) }
    let doubtful = report.benchmarks.filter {
      $0.verdict == .warn || ($0.verdict == .missing && report.policy.allowMissing)
    }
    let findings =
      [report.runnerDifference].compactMap { $0 } + report.suite.findings
    let warnings = findings.map { ("perfstat", $0.legible(maximum: 1000)) } + doubtful.map(message)
    let whole = report.wholeSuite.map { row in
      (
        row: row, title: row.title,
        text: ([row.sentence] + row.reasons).joined(separator: "\n")
      )
    }
    let errors = whole.filter { $0.row.verdict == .fail }.map { ($0.title, $0.text) }
    let doubts = whole.filter {
      $0.row.verdict == .warn || ($0.row.verdict == .inconclusive && $0.row.isSuspect)
    }.map { ($0.title, $0.text) }
    let lines =
      annotations("error", errors + blocking.map(message))
      + annotations("warning", doubts + warnings)
      + [command("notice", title: "perfstat", "\(report.result) (\(report.counts))")]
    return lines.joined(separator: "\n") + "\n"
  }

  private func isBlocking(_ verdict: Verdict) -> Bool {
    verdict == .fail || verdict == .error || (verdict == .missing && !report.policy.allowMissing)
  }

  private func annotations(_ level: String, _ items: [(title: String, text: String)]) -> [String] {
    let shown = items.count > Self.limit ? Self.limit - 1 : items.count
    var lines = items.prefix(shown).map { command(level, title: $0.title, $0.text) }
    if shown < items.count {
      lines.append(
        command(level, title: "perfstat", "and \(items.count - shown) more; see the full report"))
    }
    return lines
  }

  private func message(_ entry: BenchmarkResult) -> (title: String, text: String) {
    var text = "\(entry.verdict.label): \(entry.title.legible(maximum: 200))"
    let values = entry.values
    if let baseline = values.baseline, let current = values.current {
      text += ": \(baseline) -> \(current)"
    }
    if let change = entry.change { text += ", \(change.text)" }
    let reasons = entry.reasons.prefix(4).map { $0.legible(maximum: 400) }
    if !reasons.isEmpty { text += "\n" + reasons.joined(separator: "\n") }
    return (entry.title.legible(maximum: 80), text)
  }

  private func command(_ level: String, title: String, _ message: String) -> String {
    "::\(level) title=\(Self.property(title))::\(Self.data(message))"
  }

  /// Escaping of a message: per cent sign and line breaks.
  private static func data(_ text: String) -> String {
    escape(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: nil
      }
    }
  }

  /// Escaping of a property: as a message, and colon and comma.
  private static func property(_ text: String) -> String {
    escape(data(text)) { scalar in
      switch scalar {
      case ":": "%3A"
      case ",": "%2C"
      default: nil
      }
    }
  }

  private static func escape(
    _ text: String, _ replacement: (Unicode.Scalar) -> String?
  ) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if let escape = replacement(scalar) {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
