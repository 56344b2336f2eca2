import Foundation
import PerfReports
import PerfStats
import PerfText
import Testing

/// `Report` is coded as the published JSON.
@Suite struct ReportCodableTests {
  @Test(
    "What an encoder writes is the published JSON", arguments: ["ordinary", "hostile", "empty"])
  func published(name: String) throws {
    let report = try #require(ReportSamples.named(name))
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report))
    let published = try JSONSerialization.jsonObject(
      with: Data(render(report, as: .json).utf8))
    #expect((encoded as? NSDictionary) == (published as? NSDictionary))
  }

  @Test(
    "A report that was encoded decodes to the same", arguments: ["ordinary", "hostile", "many"])
  func roundTrip(name: String) throws {
    var report = try #require(ReportSamples.named(name))
    report.policy.seed = .max
    report.policy.threshold = 0.1 + 0.2
    let again = try JSONDecoder().decode(Report.self, from: JSONEncoder().encode(report))
    #expect(render(again, as: .json) == render(report, as: .json))
    #expect(again.policy == report.policy)
    let list = PropertyListEncoder()
    // A property list has no null, but an encoder of another kind writes the rest alike.
    if !render(report, as: .json).contains("null") {
      let other = try PropertyListDecoder().decode(Report.self, from: list.encode(report))
      #expect(render(other, as: .json) == render(report, as: .json))
    }
  }

  @Test("What the command wrote decodes") func saved() throws {
    let report = ReportSamples.ordinary
    let decoded = try JSONDecoder().decode(
      Report.self, from: Data(render(report, as: .json).utf8))
    #expect(render(decoded, as: .text) == render(report, as: .text))
  }

  @Test(
    "What is no report says what was expected",
    arguments: [
      (#"{"format":"other"}"#, "expected \"perfstat.report\""), ("[1, 2]", "report"),
      (#"{"format":"perfstat.report","version":99}"#, "newer perfstat"),
    ])
  func refused(text: String, message: String) throws {
    do {
      _ = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
      Issue.record("decoded")
    } catch DecodingError.dataCorrupted(let context) {
      #expect(context.debugDescription.contains(message), "\(context.debugDescription)")
    }
  }
}
