import ArgumentParser
import PerfMeasure

/// Whose baseline, noise model, archive and policy decide.
struct TrustOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take baseline, noise model, archive and policy from this git revision, not from the work"
        + " tree, which the change under test may have altered.",
      valueName: "revision"))
  var trustRef: String?

  func validate() throws {
    try require(
      trustRef.map({ !$0.isEmpty && !$0.hasPrefix("-") }) ?? true,
      "--trust-ref: expected a revision, found \"\(trustRef ?? "")\"")
  }

  func sources(_ interruption: Interruption) throws -> TrustedSources {
    try TrustedSources(reference: trustRef, interruption: interruption)
  }
}
