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
    try require(
      Self.address != nil,
      "--notify: expected an http or https address in the environment variable \(Self.variable)")
  }

  /// Does nothing unless `--notify` was given. A failure is a warning on standard error.
  func send(_ report: Report) throws {
    guard notify, let address = Self.address else { return }
    let service = NotificationService(host: address.host ?? "", path: address.path)
    let hook = WebHook(address: address, secret: Self.variable, interruption: try Interruption())
    if let failure = try hook.post(notification(of: report, for: service)) {
      StandardError.warn("the notification was not delivered: \(failure)")
    }
  }

  private static var address: URL? {
    ProcessInfo.processInfo.environment[variable].flatMap(WebHook.address)
  }
}
