import PerfStats

extension HistoryFormat {
  package static let markdown = HistoryFormat("markdown") { HistoryMarkdown($0, options: $1).text }
}

/// Changes over time as Markdown tables.
struct HistoryMarkdown {
  let report: HistoryReport
  let options: HistoryRenderOptions

  init(_ report: HistoryReport, options: HistoryRenderOptions) {
    self.report = report
    self.options = options
  }

  var text: String {
    var text = "## Changes over time\n\n\(report.summary)\n"
    for (heading, sentences) in report.suiteSections(commits: options.commits) {
      text += "\n### \(heading.prefix(1))\(heading.dropFirst().lowercased())\n\n"
      for (sentence, members) in sentences {
        text += "- \(escapeMarkdown(sentence))"
        text += members.isEmpty ? "\n" : ": \(escapeMarkdown(members))\n"
      }
    }
    for (heading, entries) in report.sections(all: options.all) {
      text += "\n### \(heading.prefix(1))\(heading.dropFirst().lowercased())\n\n"
      text += "| series | change | interval | began | p | state |\n|---|--:|:-:|---|--:|---|\n"
      for entry in entries {
        let p = entry.change.p.map { $0 <= 0.0001 ? "<= 0.0001" : probability($0) } ?? "exact"
        let fields = [
          escapeMarkdown(entry.name), escapeMarkdown(entry.amount), escapeMarkdown(entry.extent),
          place(entry), p, escapeMarkdown(entry.state),
        ]
        text += "| " + fields.joined(separator: " | ") + " |\n"
      }
    }
    return text
  }

  private func when(_ entry: ChangeEntry) -> String {
    entry.change.ramp == nil
      ? "in \(entry.place(commits: options.commits))" : entry.when(commits: options.commits)
  }

  private func place(_ entry: ChangeEntry) -> String {
    guard let url = commitAddress(entry.bad.commit, template: options.commitURL) else {
      return escapeMarkdown(when(entry))
    }
    return "[\(escapeMarkdown(when(entry)))](\(url))"
  }
}

/// Address of a commit; nil without a template, without a commit, or if the template is no
/// http(s) address. Everything in the id that has a meaning in an address is encoded.
package func commitAddress(_ commit: String, template: String) -> String? {
  guard !commit.isEmpty, template.hasPrefix("https://") || template.hasPrefix("http://") else {
    return nil
  }
  var encoded = ""
  for byte in commit.utf8 {
    let plain =
      (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 45 || byte == 46 || byte == 95
    let digits = String(byte, radix: 16, uppercase: true)
    encoded += plain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
  }
  return template.replacing("{commit}", with: encoded)
}
