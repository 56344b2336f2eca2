import Foundation
import PerfArchive
import PerfMeasure
import Testing

@Suite("What a harness is told")
struct HarnessFilterTests {
  @Test("a benchmark's name as the harness' own filter")
  func filters() {
    #expect(HarnessFilter.goPath.text("Fib") == "^BenchmarkFib$")
    #expect(HarnessFilter.goPath.text("Fib/n=10-8") == "^BenchmarkFib$/^n=10(-8)?$")
    #expect(HarnessFilter.goPath.text("example.org/a/b.v2.Sort-2") == "^BenchmarkSort(-2)?$")
    #expect(HarnessFilter.goPath.text("A/b.C") == "^BenchmarkA$/^b\\.C$")
    #expect(HarnessFilter.regex.text("BM_a<int>/8 (x+y)") == "^BM_a<int>/8 \\(x\\+y\\)$")
    #expect(HarnessFilter.beforeParameters.text("a.B.c (n=1)") == "^a\\.B\\.c$")
    #expect(HarnessFilter.withSuite.text("add") == "^\\.?add$")
    #expect(HarnessFilter.withSuite.text("Set.add") == "^\\.?Set\\.add$")
    // Of `small (1)` and `parse/small` in its files, and without a target.
    #expect(HarnessFilter.behindTarget.text("Kernels/small_(1)") == "^small.\\(1\\)$")
    #expect(HarnessFilter.behindTarget.text("Kernels/parse_small") == "^parse.small$")
    #expect(HarnessFilter.behindTarget.text("k0") == "^k0$")
    #expect(HarnessFilter.literal.text("t.py::test[a.b]") == "t.py::test[a.b]")
    #expect(HarnessFilter.none.text("a") == nil)
  }

  /// Go joins each part of a path to an expression of its own; others match the whole name.
  @Test("and it matches that name and no other")
  func matches() throws {
    for name in ["a.b", "x+y", "[0]", "f(1)|g", "^", "$", "a{2}", "\\d", "*", "?"] {
      let pattern = try #require(HarnessFilter.regex.text(name))
      let expression = try NSRegularExpression(pattern: pattern)
      for other in [name, "aab", "xy", "0", "5", "ab", name + name] {
        let whole = NSRange(other.startIndex..., in: other)
        #expect((expression.firstMatch(in: other, range: whole) != nil) == (other == name))
      }
    }
  }

  @Test("place holders are filled once and stay one argument")
  func placeholders() {
    let command = HarnessCommand(
      words: ["{}", "--f={benchmark}", "{benchmark}", "{time}s", "{milliseconds}", "{x}", "{"],
      seconds: 0.0205)
    #expect(
      command.words(side: "./a b", filter: "{}; rm", results: "", seed: 1) == [
        "./a b", "--f={}; rm", "{}; rm", "0.0205s", "21", "{x}", "{",
      ])
    // An empty filter is no argument.
    #expect(command.words(side: "a", filter: "", results: "", seed: 1).count == 6)
    #expect(command.filters && command.namesSide && !command.writesResults)
  }

  @Test("every preset has a command that its layout can be read from", arguments: HarnessPreset.all)
  func presets(preset: HarnessPreset) {
    guard let command = preset.command else { return }
    let words = command.split(separator: " ")
    #expect(
      words.contains { $0.contains("{benchmark}") }
        == (preset.filter != .none || preset.everything != ""))
    if let format = preset.format { #expect(InputFormat(rawValue: format) != nil) }
  }
}
