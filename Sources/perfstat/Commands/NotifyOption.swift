import ArgumentParser
import Foundation
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

/// Sends the result to a chat or a web hook. The address is a secret, so it comes from the
/// environment and is never printed; a message that cannot be sent changes no verdict.
struct NotifyOption: ParsableArguments {
  static let variable = "PERFSTAT_NOTIFY_URL"

  @Flag(
    help: ArgumentHelp(
      "Send the result to the web hook in the environment variable PERFSTAT_NOTIFY_URL.",
      discussion: "Slack and Discord are recognised; any other address gets JSON."))
  var notify = false

  func validate() throws {
    guard notify else { return }
    guard Self.address != nil else {
      throw ValidationError(
        "--notify: expected an http or https address in the environment variable \(Self.variable)")
    }
  }

  /// Does nothing unless `--notify` was given. A failure is a warning on standard error.
  func send(_ report: Report) throws {
    guard notify, let address = Self.address else { return }
    let service = NotificationService(host: address.host ?? "", path: address.path)
    let failure: String?
    do {
      failure = try post(notification(of: report, for: service), to: address)
    } catch let error as SystemError {
      failure = "\(error)"
    }
    if let failure { StandardError.warn("the notification was not delivered: \(failure)") }
  }

  private static var address: URL? {
    guard let text = ProcessInfo.processInfo.environment[variable],
      let url = URL(string: text.trimmingCharacters(in: .whitespacesAndNewlines)),
      let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
      url.host?.isEmpty == false
    else { return nil }
    return url
  }

  /// Nil if the message was taken, otherwise what went wrong, without the address.
  ///
  /// One request does not warrant an HTTP client in the program (Foundation's brings libcurl and
  /// thirty shared libraries that a static build cannot carry): the `curl` of the system sends
  /// it. Address and message reach it on standard input, where no process list shows them; the
  /// answer is thrown away, and the time is bounded.
  private func post(_ message: String, to address: URL) throws -> String? {
    var environment = ProcessInfo.processInfo.environment
    environment[Self.variable] = nil
    let curl = try ChildProcess(
      command: ["curl", "--disable", "--config", "-"], environment: environment,
      interruption: Interruption())
    defer { curl.stop() }
    let settings = [
      ("url", address.absoluteString), ("data-raw", message),
      ("header", "Content-Type: application/json; charset=utf-8"), ("header", "Expect:"),
      ("proto", "=http,https"), ("output", "/dev/null"), ("write-out", "%{http_code}"),
      ("connect-timeout", "5"), ("max-time", "10"),
    ]
    let lines = ["globoff", "silent"] + settings.map { "\($0) = \(curlQuoted($1))" }
    guard curl.writeLine(lines.joined(separator: "\n")) else { return "curl does not read" }
    curl.closeInput()
    let deadline = Deadline(seconds: 15)
    guard let output = try curl.readAll(deadline: deadline, limit: 64),
      let end = try curl.wait(deadline: deadline)
    else { return "no answer in time" }
    switch end {
    case .exited(0):
      let status = String(decoding: output, as: UTF8.self)
      return status.count == 3 && status.hasPrefix("2") ? nil : "HTTP status \(status)"
    case .exited(28): return "no answer in time"
    // curl's own words would show the address.
    case .exited, .signalled: return "no connection (curl: \(end))"
    }
  }
}

/// A value in a configuration of curl, which knows these escapes within quotes.
private func curlQuoted(_ text: String) -> String {
  var quoted = "\""
  for character in text.unicodeScalars {
    switch character {
    case "\\": quoted += "\\\\"
    case "\"": quoted += "\\\""
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    default: quoted.unicodeScalars.append(character)
    }
  }
  return quoted + "\""
}
