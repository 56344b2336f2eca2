import ArgumentParser

/// `--also-against`: fixed baselines beside the rolling one.
struct AlsoAgainstOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare with this baseline as well, a release: a file or folder, or a revision whose jobs are in the "
        + "archive or among the archived baselines. May be given several times.",
      valueName: "revision"))
  var alsoAgainst: [String] = []

  @Flag(help: "Let these comparisons decide the gate too; otherwise they are told.")
  var alsoGates = false

  func validate() throws {
    if alsoGates, alsoAgainst.isEmpty {
      throw ValidationError("--also-gates: expected --also-against with it")
    }
    if let bad = alsoAgainst.first(where: { $0.isEmpty || $0.hasPrefix("-") }) {
      throw ValidationError("--also-against: expected a file or a revision, found \"\(bad)\"")
    }
  }
}
