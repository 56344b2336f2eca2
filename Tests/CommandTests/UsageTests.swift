import Foundation
import Testing

@Suite("Wrong usage")
struct UsageTests {
  @Test(
    "Values that a command cannot work with end with status 64",
    arguments: [
      ["plan", "--from", "a", "--target", "0"], ["plan", "--from", "a", "--target", "1001%"],
      ["plan", "--from", "a", "--target", "5%", "--baseline-jobs", "0"],
      ["plan", "--from", "a", "--target", "5%", "--output", "a"],
      ["replay", "--from", "a", "--splits", "0"], ["replay", "--from", "a", "--share", "0"],
      ["replay", "--from", "a", "--baseline-jobs", "0"],
      ["replay", "--from", "a", "--current-jobs", "9223372036854775807"],
      ["replay", "--from", "a", "--archive-jobs", "-1"],
      ["replay", "--from", "a", "--slowdowns", "1001%"],
      ["archive", "list", "--since", "foo"], ["archive", "list", "--until", "yesterday"],
      ["history", "a", "--since", "foo"], ["history", "a", "--output", "./a"],
      ["noise", "fit", "--from", "a", "--output", "a"],
      ["noise", "show", "--noise-model", "a", "--output", "a"],
      ["roofline", "a", "--output", "a"], ["report", "a", "--output", "html=a"],
      ["import", "b", "a", "--output", "link"],
    ])
  func refused(arguments: [String]) throws {
    try inScratch { tool in
      try tool.write("a", "what was there")
      try FileManager.default.createSymbolicLink(
        atPath: tool.folder.appendingPathComponent("link").path, withDestinationPath: "a")
      let result = try tool.run(arguments)
      #expect(result.status == 64, "\(result.errors)")
      #expect(result.output.isEmpty)
      #expect(try tool.read("a") == "what was there")
    }
  }

  @Test("A share without its percent sign is told so, in a list too")
  func percent() throws {
    try inScratch { tool in
      for arguments in [
        ["compare", "--current", "a", "--threshold", "5"],
        ["plan", "--from", "a", "--target", "5"], ["history", "a", "--rate", "5"],
        ["replay", "--from", "a", "--slowdowns", "10%,5"],
      ] {
        let result = try tool.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("expected a percent sign, as in 5%"), "\(result.errors)")
      }
      let text = try tool.run("compare", "--current", "a", "--threshold", "x").errors
      #expect(text.contains("expected a share such as 5% or 0.05"))
      #expect(try tool.run("compare", "--help").output.contains("(default: 5.0%)"))
    }
  }

  @Test("Help shows every option that means something, once, with defaults as they are written")
  func help() throws {
    try inScratch { tool in
      let plan = try tool.run("plan", "--help").output
      for option in ["--threshold", "--warn", "--level", "--alpha", "--statistic", "--format"] {
        #expect(plan.components(separatedBy: "\(option) <").count == 2, "\(option)")
      }
      for word in ["--strict", "--allow-missing", "--seed", "--resamples", "svg"] {
        #expect(!plan.contains(word), "\(word)")
      }
      #expect(!(try tool.run("noise", "explain", "--help").output.contains("svg")))
      let duet = try tool.run("duet", "--help").output
      #expect(duet.contains("(default: .build/release/perfstat)"))
      #expect(duet.contains("--threshold <change>"))
    }
  }

  @Test("A device may be written twice")
  func devices() throws {
    try inScratch { tool in
      try tool.writeSides()
      let result = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--output",
        "html=/dev/null", "--output", "json=/dev/null")
      #expect(result.status == 0, "\(result.errors)")
    }
  }
}
