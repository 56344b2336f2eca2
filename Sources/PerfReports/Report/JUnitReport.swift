import Foundation
import PerfStats

extension ReportFormat {
  /// For dashboards of tests.
  public static let junit = ReportFormat("junit") { report, _ in JUnitReport(report).text }
}

/// The report as JUnit XML, one test case per benchmark. Inconclusive and missing
/// benchmarks are skipped cases; a gate that fails without a failing benchmark (one is
/// missing) adds a case of its own, so that no dashboard shows it green.
///
/// Valid under Surefire's schema 3.0 and under the one by which Jenkins' xUnit plugin accepts a
/// report: one `testsuite`, nothing in it but properties and cases, times with three decimals.
struct JUnitReport {
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var text: String {
    var cases = report.wholeSuite.map(testCase) + report.benchmarks.map(testCase)
    let failures =
      report.benchmarks.count { $0.verdict == .fail }
      + report.wholeSuite.count { $0.verdict == .fail }
    let errors = report.benchmarks.count { $0.verdict == .error }
    let skipped =
      report.benchmarks.count { $0.verdict == .inconclusive || $0.verdict == .missing }
      + report.wholeSuite.count { $0.verdict == .inconclusive }
    let blocks = report.decision == .fail || report.decision == .error
    let addsGate = blocks && (report.decision == .fail ? failures : errors) == 0
    if addsGate {
      let element = report.decision == .fail ? "failure" : "error"
      cases.append(
        """
          <testcase classname="perfstat" name="gate" time="0.000">
            <\(element) message="\(xml(report.result))" type="gate">\
        \(xml(report.suite.findings.map { $0.legible(maximum: 1000) }.joined(separator: "; ")))\
        </\(element)>
          </testcase>

        """)
    }
    let counts =
      "tests=\"\(cases.count)\" "
      + "failures=\"\(failures + (addsGate && report.decision == .fail ? 1 : 0))\" "
      + "errors=\"\(errors + (addsGate && report.decision == .error ? 1 : 0))\" "
      + "skipped=\"\(skipped)\" time=\"\(seconds(totalTime))\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="perfstat" \(counts)>
        <properties>
      \(properties)  </properties>
      \(cases.joined())</testsuite>

      """
  }

  private var properties: String {
    let fields =
      [
        ("decision", report.decision.rawValue), ("result", report.result),
        ("runner", report.runner.slug), ("rules", report.policySentence),
        ("noiseModel", report.noiseModelSentence),
        ("baseline", report.sideTitle(\.baseline)), ("current", report.sideTitle(\.current)),
      ] + report.provenanceFields.map { ($0.name, $0.value) }
      + report.suite.findings.map { ("finding", $0.legible(maximum: 1000)) }
    return fields.map {
      "    <property name=\"\(xml($0.0))\" value=\"\(xml($0.1))\"/>\n"
    }.joined()
  }

  private func testCase(_ row: Report.Suite.Row) -> String {
    let message = xml(row.sentence)
    let detail = xml(row.reasons.map { $0.legible(maximum: 1000) }.joined(separator: "\n"))
    let child =
      switch row.verdict {
      case .fail: "<failure message=\"\(message)\" type=\"regression\">\(detail)</failure>"
      case .inconclusive: "<skipped message=\"\(message)\"/>"
      default: "<system-out>\(message)\(detail.isEmpty ? "" : "\n")\(detail)</system-out>"
      }
    return """
        <testcase classname="perfstat" name="\(xml(row.title))" time="0.000">
          \(child)
        </testcase>

      """
  }

  private func testCase(_ entry: BenchmarkResult) -> String {
    let time = entry.current.flatMap { inSeconds($0.value, entry.metric.unit) } ?? 0
    let start =
      "  <testcase classname=\"perfstat\" name=\"\(xml(entry.title.legible(maximum: 1000)))\" "
      + "time=\"\(seconds(time))\""
    let message = xml(Self.message(entry))
    let detail = xml(
      (entry.reasons + entry.notes.map { "note: " + $0 } + entry.functions.map(\.sentence))
        .map { $0.legible(maximum: 1000) }.joined(separator: "\n"))
    let child: String
    switch entry.verdict {
    case .fail:
      child = "<failure message=\"\(message)\" type=\"regression\">\(detail)</failure>"
    case .error:
      child = "<error message=\"\(message)\" type=\"input\">\(detail)</error>"
    case .inconclusive, .missing:
      child = "<skipped message=\"\(message)\"/>"
    case .warn, .improved, .changed, .new, .pass:
      child = "<system-out>\(message)\(detail.isEmpty ? "" : "\n")\(detail)</system-out>"
    }
    return "\(start)>\n    \(child)\n  </testcase>\n"
  }

  /// `inconclusive: 61.2 ns -> 64.0 ns, +4.6 % (95 %: -1.2 .. +10.7)`
  private static func message(_ entry: BenchmarkResult) -> String {
    let values = entry.values
    guard let baseline = values.baseline, let current = values.current, let change = entry.change
    else {
      let reason = entry.reasons.first.map { ": " + $0.legible(maximum: 400) } ?? ""
      return entry.verdict.label + reason
    }
    return "\(entry.verdict.label): \(baseline) -> \(current), \(change.text)"
  }

  private var totalTime: Double {
    report.benchmarks.reduce(0) { sum, entry in
      sum + (entry.current.flatMap { inSeconds($0.value, entry.metric.unit) } ?? 0)
    }
  }
}

/// A value of a unit of time in seconds, nil for other units.
private func inSeconds(_ value: Double, _ unit: String) -> Double? {
  let factors = [
    "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "sec": 1,
  ]
  return factors[unit].map { $0 * value }
}

/// Three decimals: what dashboards add up. The messages have all digits.
private func seconds(_ value: Double) -> String {
  value.isFinite && value >= 0 ? String(format: "%.3f", min(value, 999_999_999)) : "0.000"
}

/// Text for XML 1.0 content and attributes: markup escaped, characters that XML does
/// not allow even escaped replaced by U+FFFD.
func xml(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\n", "\t": result.unicodeScalars.append(scalar)
    case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
