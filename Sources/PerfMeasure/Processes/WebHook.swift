import Foundation

/// An address that takes messages. It is a secret: nothing that is printed, and no list of processes,
/// shows it.
package struct WebHook {
  var address: URL
  /// The environment variable that holds the address, which the child does not get.
  var secret: String
  var interruption: Interruption
  /// How long an answer may take.
  var seconds: Int

  package init(address: URL, secret: String, interruption: Interruption, seconds: Int = 10) {
    self.address = address
    self.secret = secret
    self.interruption = interruption
    self.seconds = seconds
  }

  /// An http or https address; nil for any other text.
  package static func address(_ text: String) -> URL? {
    guard let url = URL(string: text.trimmingCharacters(in: .whitespacesAndNewlines)),
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
  ///
  /// - Throws: `Interrupted`.
  package func post(_ message: String) throws -> String? {
    var environment = ProcessInfo.processInfo.environment
    environment[secret] = nil
    let curl: ChildProcess
    do {
      curl = try ChildProcess(
        command: ["curl", "--disable", "--config", "-"], environment: environment,
        interruption: interruption)
    } catch let error as SystemError {
      return "\(error)"
    }
    defer { curl.stop() }
    let settings = [
      ("url", address.absoluteString), ("data-raw", message),
      ("header", "Content-Type: application/json; charset=utf-8"), ("header", "Expect:"),
      ("proto", "=http,https"), ("output", "/dev/null"), ("write-out", "%{http_code}"),
      ("connect-timeout", "\(min(5, seconds))"), ("max-time", "\(seconds)"),
    ]
    let lines = ["globoff", "silent"] + settings.map { "\($0) = \(curlQuoted($1))" }
    guard curl.writeLine(lines.joined(separator: "\n")) else { return "curl does not read" }
    curl.closeInput()
    let deadline = Deadline(seconds: Double(seconds) * 1.5)
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
