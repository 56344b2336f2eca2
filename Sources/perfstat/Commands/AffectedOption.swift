import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports

/// Measure only what a change can affect.
struct AffectedOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure only what the change since --since can affect, by this map of paths to benchmarks.",
      valueName: "map"))
  var affected: String?

  @Option(
    help: ArgumentHelp(
      "Revision that the change is told from, with --affected.", valueName: "revision"))
  var since: String?

  func validate() throws {
    try require((affected == nil) == (since == nil), "--affected and --since belong together")
  }

  /// What is to be measured, as a regular expression; nil without the options.
  ///
  /// The map is that of the revision: a change does not decide itself what it affects.
  ///
  /// - Throws: `NothingAffected` if the change affects no benchmark.
  func pattern(interruption: Interruption) throws -> String? {
    guard let affected, let since else { return nil }
    let revision = try TrustedRevision(since, interruption: interruption)
    guard try revision.standing(of: affected) != .broughtByChange else {
      StandardError.say(AffectedWords.broughtByChange(map: affected, revision: revision.name))
      return "."
    }
    let sources = try TrustedSources(reference: since, interruption: interruption)
    let trusted = try sources.resolve([affected], role: "affected")[0]
    let map = try AffectedMap(decoding: readFile(trusted), file: affected)
    let paths = try ChangedFiles.since(since, interruption: interruption)
    let effect = map.effect(of: paths)
    if case .all(let unknown) = effect {
      StandardError.say(AffectedWords.unknown(unknown, map: affected))
    }
    guard let pattern = effect.pattern else {
      throw NothingAffected(map: affected, files: paths.count, revision: since)
    }
    return pattern
  }

  static func report(measured: Int, of all: Int) {
    if let text = AffectedWords.leftOut(measured: measured, of: all) { StandardError.say(text) }
  }
}
