import ArgumentParser
import PerfStats

/// How much must have been judged for status 0.
struct JudgedOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End with status 3 if fewer benchmarks were judged: decided, with enough samples to have "
        + "failed. A number, or a share such as 50%.", valueName: "number"),
    transform: { text in
      if let required = RequiredJudged(argument: text) { return required }
      throw ValidationError(
        "--require-judged: expected a number or a share such as 50%, found \"\(text)\"")
    })
  var requireJudged: RequiredJudged?

  var required: RequiredJudged { requireJudged ?? .count(0) }
}
