import PerfStats
import PerfText

/// Who a message is for; recognised by the address it goes to.
package enum NotificationService: Hashable, Sendable {
  case slack, discord, generic

  package init(host: String, path: String) {
    let host = host.lowercased()
    if host == "hooks.slack.com" || host == "hooks.slack-gov.com" {
      self = .slack
    } else if ["discord.com", "discordapp.com"].contains(where: {
      host == $0 || host.hasSuffix("." + $0)
    }),
      path.hasPrefix("/api/")
    {
      self = .discord
    } else {
      self = .generic
    }
  }
}

/// The message about a report as the JSON text that `service` takes: the result, the counts and
/// the benchmarks that matter. Short enough for the service, and its names mention nobody.
package func notification(of report: Report, for service: NotificationService) -> String {
  var json = JSONWriter()
  json.object { json in
    switch service {
    case .slack:
      json.member("text", message(report, limit: 3500, escape: escapeSlack))
    case .discord:
      json.member("content", message(report, limit: 1900, escape: escapeDiscord))
      json.key("allowed_mentions")
      json.object { json in
        json.key("parse")
        json.array { _ in }
      }
    case .generic:
      writeGeneric(report, to: &json)
    }
  }
  return json.text
}

/// Result, sides and one line for every benchmark that matters, as many as fit.
private func message(_ report: Report, limit: Int, escape: (String) -> String) -> String {
  var text = "perfstat: \(escape(report.result))\n"
  text += escape("\(report.sideTitle(\.current)) against \(report.sideTitle(\.baseline)); ")
  text += escape(report.counts)
  let entries = [Verdict.fail, .error, .missing, .warn].flatMap { report.benchmarks($0) }
  for (index, entry) in entries.enumerated() {
    let change = entry.change.map { " \($0.text)" } ?? ""
    let line =
      "\n- \(entry.verdict.label): "
      + escape("\(entry.title.legible(maximum: 120))\(change)")
    guard text.utf8.count + line.utf8.count + 30 <= limit, index < 20 else {
      return text + "\n- and \(entries.count - index) more"
    }
    text += line
  }
  return text
}

private func escapeSlack(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "") { result, scalar in
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    default: result.unicodeScalars.append(scalar)
    }
  }
}

private func escapeDiscord(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "") { result, scalar in
    if "\\`*_~|<>[]#".unicodeScalars.contains(scalar) { result += "\\" }
    result.unicodeScalars.append(scalar)
  }
}

private func writeGeneric(_ report: Report, to json: inout JSONWriter) {
  json.member("format", "perfstat.notification")
  json.member("version", 1)
  json.member("decision", report.decision.rawValue)
  json.member("result", report.result)
  json.member("runner", report.runner.slug)
  for (name, commits) in [
    ("baselineCommits", report.baselineCommits), ("currentCommits", report.currentCommits),
  ] {
    json.key(name)
    json.array { json in
      for commit in commits { json.value(commit) }
    }
  }
  json.key("counts")
  json.object { json in
    for verdict in Verdict.reportOrder {
      json.member(verdict.rawValue, report.benchmarks(verdict).count)
    }
  }
  let entries = [Verdict.fail, .error, .missing, .warn].flatMap { report.benchmarks($0) }
  json.member("omitted", max(0, entries.count - 100))
  json.key("benchmarks")
  json.array { json in
    for entry in entries.prefix(100) {
      json.object { json in
        json.member("name", entry.title.legible(maximum: 500))
        json.member("verdict", entry.verdict.rawValue)
        if let interval = entry.estimate?.deciding {
          json.member("ratio", interval.estimate)
          json.member("lower", interval.lower)
          json.member("upper", interval.upper)
        }
        if let change = entry.change { json.member("change", change.text) }
      }
    }
  }
}
