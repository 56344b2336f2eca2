import PerfReports
import Testing

@Suite("Where reports and tables go")
struct ReportOutputTests {
  @Test("A form and its file")
  func output() throws {
    let named = try #require(ReportOutput(argument: "html=a=b.html"))
    #expect(named.format == .html && named.path == "a=b.html" && named.fault == nil)
    let plain = try #require(ReportOutput(argument: "./x=y"))
    #expect(plain.format == nil && plain.path == "./x=y" && plain.fault == nil)
    #expect(ReportOutput(argument: "") == nil && ReportOutput(argument: "html=") == nil)
    let typo = try #require(ReportOutput(argument: "htlm=a.html"))
    #expect(typo.fault?.hasSuffix("before =, found \"htlm\"") == true)
  }

  @Test("Tables by name, each once")
  func tables() {
    #expect(TableNames(argument: "noise,samples")?.tables == [.samples, .noise])
    for text in ["", "noise,", "noise,noise", "sample"] {
      #expect(TableNames(argument: text) == nil, "\(text)")
    }
  }

  @Test("Logs are obeyed where a system for continuous integration says so")
  func logs() {
    #expect(WorkflowCommands.areObeyed(in: ["TF_BUILD": "True"]))
    #expect(!WorkflowCommands.areObeyed(in: ["CI": "", "HOME": "/"]))
  }

  @Test("Arguments in a message have no lines of their own")
  func arguments() {
    let message = "Unknown option '--x=a\nb'\nUsage: ..."
    #expect(
      message.legible(quoting: ["perfstat", "--x=a\nb"])
        == "Unknown option '--x=a\\nb'\nUsage: ...")
  }
}
