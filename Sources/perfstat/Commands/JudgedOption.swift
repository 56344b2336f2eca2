import ArgumentParser
import PerfStats

/// How much must have been judged for status 0.
struct JudgedOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End with status 3 if fewer benchmarks were judged: decided, with enough samples to have "
        + "failed. A number, or a share such as 50%.", valueName: "number"),
    transform: RequiredJudged.init(reading:))
  var requireJudged: RequiredJudged?

  var required: RequiredJudged { requireJudged ?? .count(0) }
}

extension RequiredJudged {
  /// `1` or `50%`.
  init(reading text: String) throws {
    if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
      self = .share(percent / 100)
    } else if let count = Int(text), count >= 0 {
      self = .count(count)
    } else {
      throw ValidationError(
        "--require-judged: expected a number or a share such as 50%, found \"\(text)\"")
    }
  }
}
