import ArgumentParser
import Foundation
import PerfReports
import PerfStats
import PerfText

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

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
  func send(_ report: Report) async {
    guard notify, let address = Self.address else { return }
    if let failure = await post(report, to: address) {
      StandardError.warn("the notification was not delivered: \(failure)")
    }
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
  private func post(_ report: Report, to address: URL) async -> String? {
    let service = NotificationService(host: address.host ?? "", path: address.path)
    var request = URLRequest(url: address, timeoutInterval: 5)
    request.httpMethod = "POST"
    request.setValue("application/json; charset=utf-8", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data(notification(of: report, for: service).utf8)
    let settings = URLSessionConfiguration.ephemeral
    settings.timeoutIntervalForRequest = 5
    settings.timeoutIntervalForResource = 10
    let session = URLSession(configuration: settings)
    defer { session.finishTasksAndInvalidate() }
    do {
      let (_, response) = try await session.data(for: request)
      guard let status = (response as? HTTPURLResponse)?.statusCode else { return "no HTTP answer" }
      return (200..<300).contains(status) ? nil : "HTTP status \(status)"
    } catch {
      // The error's own text would show the address.
      return (error as? URLError)?.code == .timedOut
        ? "no answer in time" : "no connection (code \((error as NSError).code))"
    }
  }
}
