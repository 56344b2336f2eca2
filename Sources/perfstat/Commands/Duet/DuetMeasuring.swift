import Foundation
import KernelSuite
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText
import PerfWorker

extension DuetCommand {
  // MARK: Workers

  func measureWorkers(
    _ sides: BuiltSides, affected: String?, noise: DuetNoise, interruption: Interruption
  ) throws -> Duet {
    let samples = sampleSize ?? 10
    let processors = try place.processors()
    let seed = orderSeed ?? .random(in: .min ... .max)
    let workers = DuetWorkers(
      layouts: sides.players.map(\.commands), sampleSize: samples, seed: seed,
      processors: processors,
      timeout: timeout, interruption: interruption)

    let offers = try workers.offers()
    let chosen = DuetSides(
      base: offered(offers.base, affected: affected), head: offered(offers.head, affected: affected)
    )
    AffectedOption.report(
      measured: chosen.head.count, of: offered(offers.head, affected: nil).count)
    let common = chosen.base.filter { offer in chosen.head.contains { $0.name == offer.name } }
    guard !common.isEmpty else { throw nothingInCommon }
    for slow in slowDown.slowDown where !common.contains(where: { $0.name == slow.name }) {
      throw DuetError("--slow-down: no benchmark \"\(slow.name)\" is measured")
    }

    var record = DuetRecord(
      sides: sides.players[0], runner: .current(),
      settings: settings(sides, seed: seed, samples: samples)
        .merging(["batchMilliseconds": "\(Bench.batchSeconds * 1e3)"]) { $1 })
    var calibrating = Progress(total: common.count, quiet: quiet)
    let iterations = try workers.calibrate(common.map(\.name), with: .base) {
      calibrating.step($0)
    }
    calibrating.finish()
    let series = common.map(measurement)
    let session = try session(series, rounds: workers.rounds, noise: noise, record: record) {
      number, active, progress in
      let wanted = iterations.filter { active.contains($0.key) }
      let pairs = try workers.executionPair(number, iterations: wanted, progress: progress)
      return Dictionary(
        uniqueKeysWithValues: pairs.map { (SeriesKey(benchmark: $0.key), $0.value) })
    }
    // What only one program offers is a row of the report, and part of the record.
    let names = Set(common.map(\.name))
    for role in Duet.Role.allCases {
      for offer in chosen[role] where !names.contains(offer.name) {
        var alone = measurement(offer)
        alone.executions = [try workers.alone(role, offer.name)]
        record.alone[role].append(alone)
      }
    }
    warn(of: record.conditions)
    return try record.duet(series, session)
  }

  private func measurement(_ offer: WorkerProtocol.Offer) -> PerfStats.Measurement {
    PerfStats.Measurement(
      benchmark: offer.name, metric: .nanoseconds, elements: offer.elements, executions: [])
  }

  func offered(
    _ offers: [WorkerProtocol.Offer], affected: String?
  ) -> [WorkerProtocol.Offer] {
    let pattern = affected.flatMap(NamePattern.init(argument:))
    return offers.filter {
      $0.available && filter?.matches($0.name) ?? true && pattern?.matches($0.name) ?? true
    }
  }

  // MARK: Harnesses

  /// The command of a slice.
  func template(_ choice: HarnessChoice) -> HarnessCommand {
    HarnessCommand(
      words: command.isEmpty
        ? (choice.preset?.command ?? "").split(separator: " ").map(String.init) : command,
      seconds: slice?.value ?? choice.preset?.seconds ?? 0)
  }

  func measureHarness(
    _ choice: HarnessChoice, _ sides: BuiltSides, affected: String?, noise: DuetNoise,
    interruption: Interruption
  ) throws -> Duet {
    let samples = sampleSize ?? 3
    let seed = orderSeed ?? .random(in: .min ... .max)
    let template = template(choice)
    let harness = try DuetHarness(
      layouts: sides.values, preset: choice.preset, command: template, sampleSize: samples,
      seed: seed, processors: try place.processors(), timeout: timeout, interruption: interruption,
      read: { [self] path, name in
        try read(
          path, name,
          format: inputFormat ?? choice.preset?.format.flatMap { InputFormat(rawValue: $0) })
      })
    let (offers, time) = try harness.offers()
    // Where most of a run of everything is its start, a start for each benchmark costs too much;
    // who wrote {benchmark} has decided.
    let alone = template.filters && (!command.isEmpty || (time.startShare ?? 0) < 0.5)
    let chosen = DuetSides(
      base: offered(offers.base, affected: affected), head: offered(offers.head, affected: affected)
    )
    AffectedOption.report(
      measured: chosen.head.count, of: offered(offers.head, affected: nil).count)
    let heads = Set(chosen.head.map(\.key))
    let common = chosen.base.filter { heads.contains($0.key) }
    guard !common.isEmpty else { throw nothingInCommon }

    var record = DuetRecord(
      sides: sides.players[0], runner: .current(),
      settings: settings(sides, seed: seed, samples: samples).merging([
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
    let session = try session(series, rounds: samples, noise: noise, record: record) {
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

  private func offered(
    _ offers: [PerfStats.Measurement], affected: String?
  ) -> [PerfStats.Measurement] {
    let pattern = affected.flatMap(NamePattern.init(argument:))
    return offers.filter {
      filter?.matches($0.benchmark) ?? true && pattern?.matches($0.benchmark) ?? true
    }
  }

  /// What a slice reported. A series that cannot be used is left out where its benchmark has
  /// another; errors name the place as the user knows it.
  private func read(
    _ path: String, _ name: String, format: InputFormat?
  ) throws -> [PerfStats.Measurement] {
    func named(_ error: InputError) -> InputError {
      InputError(
        place: error.place.replacingOccurrences(of: path, with: name), message: error.message)
    }
    do {
      let loaded = try loadRuns([path], format: format)
      var series: [PerfStats.Measurement] = []
      for measurement in loaded.runs.flatMap(\.measurements) {
        if let known = series.firstIndex(where: { $0.key == measurement.key }) {
          series[known].executions += measurement.executions
        } else {
          series.append(measurement)
        }
      }
      let usable = Set(series.map(\.benchmark))
      if let rejected = loaded.rejected.first(where: { !usable.contains($0.key.benchmark) }) {
        throw rejected.error
      }
      return series
    } catch let error as InputError {
      throw named(error)
    }
  }

  // MARK: Both

  func session(
    _ series: [PerfStats.Measurement], rounds: Int, noise: DuetNoise, record: DuetRecord,
    measure: (Int, [String], (String) -> Void) throws -> [SeriesKey: DuetSides<Execution>]
  ) throws -> DuetSession {
    var names: [String] = []
    for name in series.map(\.benchmark) where !names.contains(name) { names.append(name) }
    var progress = Progress(total: firstPairs * rounds, quiet: quiet)
    var session = DuetSession(schedule: schedule, budget: limit)
    try session.run(
      names,
      begin: { pairs in
        progress.finish()
        progress = Progress(total: pairs * rounds, quiet: quiet)
      },
      measure: { number, active in
        try measure(number, active) { progress.step("pair \(number + 1)  \($0)") }
      },
      undecided: { session in
        let duet = try record.duet(series, session)
        return Set(try judged(duet, noise: noise, policy: policy.policy).undecided.map(\.benchmark))
      })
    progress.finish()
    return session
  }

  var nothingInCommon: DuetError {
    DuetError(
      filter == nil
        ? "base and head have no benchmark in common"
        : "--filter matches no benchmark that base and head have in common")
  }

  private var place: DuetPin { pin ?? (chosen == .wholeProcess ? .anywhere : .same) }

  private var limit: Double? { untilDecided ? budget?.value ?? 120 : nil }

  func settings(_ sides: BuiltSides, seed: UInt64, samples: Int) -> [String: String] {
    sides.settings.merging([
      "executions": "\(firstPairs)", "sampleSize": "\(samples)", "seed": "\(seed)",
      "pin": place.text, "version": perfstatVersion,
    ]) { $1 }
  }

  private func warn(of conditions: Conditions) {
    if let steal = conditions.stealPercent, steal > 1 {
      StandardError.warn(
        String(format: "the hypervisor took %.1f %% of the machine's time (steal)", steal))
    }
  }
}
