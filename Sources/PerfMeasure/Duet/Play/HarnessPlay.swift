import PerfStats

extension DuetPlay {
  /// Measures what both sides of a harness report, in slices.
  func measureHarness(_ choice: HarnessChoice, _ template: HarnessCommand) throws -> Duet {
    let samples = sampleSize ?? 3
    let harness = try DuetHarness(
      layouts: sides.values, preset: choice.preset, command: template, sampleSize: samples,
      seed: seed, processors: try pin.processors(), timeout: timeout, interruption: interruption,
      read: read)
    let (offers, time) = try harness.offers()
    // Where most of a run of everything is its start, a start for each benchmark costs too much;
    // who wrote {benchmark} has decided.
    let alone = template.filters && (isCommandGiven || (time.startShare ?? 0) < 0.5)
    let asked = chosen(offers, name: \.benchmark)
    let chosen = DuetSides(base: prepare(asked.base), head: prepare(asked.head))
    let heads = Set(chosen.head.map(\.key))
    let common = chosen.base.filter { heads.contains($0.key) }
    guard !common.isEmpty else { throw nothingInCommon }

    var record = DuetRecord(
      sides: sides.players[0], runner: runner,
      settings: settings(seed: seed, samples: samples).merging([
        "harness": choice.name, "harnessCommand": template.words.joined(separator: " "),
        "sliceSeconds": choice.preset == nil ? "" : "\(template.seconds)",
        DuetNotes.slices: choice.preset == nil ? "" : alone ? "benchmark" : "suite",
      ]) { $1 }.filter { !$0.value.isEmpty })
    let keys = Set(common.map(\.key))
    for role in Duet.Role.allCases {
      record.alone[role] = chosen[role].filter { !keys.contains($0.key) }
    }
    let series = common.map { measurement in
      var measurement = measurement
      measurement.executions = []
      measurement.summary = nil
      return measurement
    }
    let measured = DuetSides(
      base: chosen.base.filter { keys.contains($0.key) },
      head: chosen.head.filter { keys.contains($0.key) })
    var spent = SliceTime(nanoseconds: 0, measured: 0)
    let session = try session(series, rounds: samples, record: record) {
      number, active, progress in
      try harness.executionPair(
        number, units: harness.units(of: active, alone: alone), offered: offers, wanted: measured,
        progress: progress, spent: { spent += $0 })
    }
    if choice.preset != nil, let share = spent.startShare {
      record.settings[DuetNotes.startPercent] = String(Int((100 * share).rounded()))
    }
    warn(of: record.conditions)
    return try record.duet(series, session)
  }
}
