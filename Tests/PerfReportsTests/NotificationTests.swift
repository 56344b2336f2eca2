import Foundation
import PerfReports
import PerfStats
import PerfText
import Testing

@Suite struct NotificationTests {
  @Test func servicesAreRecognised() {
    #expect(NotificationService(host: "hooks.slack.com", path: "/services/T/B/x") == .slack)
    #expect(NotificationService(host: "discord.com", path: "/api/webhooks/1/x") == .discord)
    #expect(NotificationService(host: "ptb.discord.com", path: "/api/webhooks/1/x") == .discord)
    #expect(NotificationService(host: "notdiscord.com", path: "/api/webhooks/1/x") == .generic)
    #expect(NotificationService(host: "ci.example.org", path: "/hook") == .generic)
  }

  @Test(arguments: ["ordinary", "hostile", "many", "empty", "extreme"])
  func messagesFitAndMentionNobody(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    func json(_ service: NotificationService) throws -> JSON {
      try JSON(parsing: Array(notification(of: report, for: service).utf8), file: "message")
    }
    let slack = try json(.slack).member("text").string()
    #expect(slack.count <= 4000 && !slack.contains("<"))
    let discord = try json(.discord)
    #expect(try discord.member("content").string().unicodeScalars.count <= 2000)
    #expect(try Array(discord.member("allowed_mentions").member("parse").elements()).isEmpty)
    let generic = try json(.generic)
    #expect(try generic.member("result").string() == report.result)
  }
}
