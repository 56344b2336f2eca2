import KernelSuite
import PerfArchive
import PerfMeasure
import PerfStats

extension DuetCommand {
  /// The command of a slice; nil for workers.
  var template: HarnessCommand? {
    chosen.map { choice in
      HarnessCommand(
        words: command.isEmpty
          ? (choice.preset?.command ?? "").split(separator: " ").map(String.init) : command,
        seconds: slice?.value ?? choice.preset?.seconds ?? 0)
    }
  }

  func play(
    _ sides: BuiltSides, affected: String?, noise: DuetNoise, interruption: Interruption
  ) -> DuetPlay {
    var play = DuetPlay(
      sides: sides,
      schedule: untilDecided
        ? .doubling(first: firstPairs, most: maxExecutions ?? 8 * firstPairs) : .single(firstPairs),
      pin: pin ?? (chosen == .wholeProcess ? .anywhere : .same),
      seed: orderSeed ?? .random(in: .min ... .max), timeout: timeout, runner: .current(),
      version: perfstatVersion, interruption: interruption)
    play.harness = chosen
    play.template = template
    play.isCommandGiven = !command.isEmpty
    if let filter { play.isWanted = filter.matches }
    play.prepare = { [reading = input.reading] in reading.prepared($0) }
    play.isFiltered = filter != nil || input.metric != nil
    if let pattern = affected.flatMap(NamePattern.init(argument:)) {
      play.isAffected = pattern.matches
    }
    play.budget = untilDecided ? budget?.value ?? 120 : nil
    play.sampleSize = sampleSize
    play.slowed = slowDown.slowDown.map(\.name)
    play.watching = .terminal(quiet: quiet)
    play.affected = AffectedOption.report
    play.undecided = { duet in
      let report = try ComparedDuet(duet: duet, noise: noise).report(policy: policy.policy)
      return Set(report.undecided.map(\.benchmark))
    }
    let layout = input.inputFormat ?? chosen?.preset?.format.flatMap { InputFormat(rawValue: $0) }
    play.read = { try loadSeries($0, knownAs: $1, format: layout) }
    return play
  }
}

extension DuetCommand {
  func learnedNoise(_ sources: TrustedSources) throws -> DuetNoise {
    guard !archive.isEmpty else { return .coldStart }
    let loaded = try loadRuns(sources.resolve(archive, role: "archive"))
    for warning in loaded.warnings { StandardError.warn("\(warning)") }
    return try loaded.runs.duetNoise(of: .current(), place: "--archive")
  }
}
