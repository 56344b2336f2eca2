import PerfStats

/// How a duet is measured: two sides, what is wanted of them and how long it may take.
///
/// `measured` plays it; workers, harnesses and counters differ in what an execution pair is and share
/// the rest: looks, budget, record.
package struct DuetPlay {
  package var sides: BuiltSides
  /// The harness, nil for workers.
  package var harness: HarnessChoice?
  /// The command of one slice of a harness.
  package var template: HarnessCommand?
  /// Whether the command was given and is not the harness' own.
  package var isCommandGiven = false
  /// Which benchmarks are asked for; of these, which ones the change can affect.
  package var isWanted: (String) -> Bool = { _ in true }
  package var isAffected: (String) -> Bool = { _ in true }
  /// The series that are asked for among those of the benchmarks, with the directions that were given.
  package var prepare: ([PerfStats.Measurement]) -> [PerfStats.Measurement] = { $0 }
  /// Whether `isWanted` or `prepare` refuses any, for messages.
  package var isFiltered = false

  package var schedule: LookSchedule
  /// Seconds after which no further execution pair begins, nil for no limit.
  package var budget: Double?
  /// Sample pairs of each benchmark in one execution pair, nil for what suits the side.
  package var sampleSize: Int?
  package var pin: DuetPin
  package var seed: UInt64
  /// Seconds that an answer or a slice may take.
  package var timeout: Double
  /// Benchmarks that were slowed down on purpose.
  package var slowed: [String] = []

  /// The fingerprint of this machine.
  package var runner: Runner
  /// Version of this program, for the record.
  package var version: String
  package var watching = Watching()
  /// Is told how many benchmarks the change affects, and of how many.
  package var affected: (_ measured: Int, _ all: Int) -> Void = { _, _ in }
  /// Benchmarks that need more pairs, asked after each look but the last.
  package var undecided: (Duet) throws -> Set<String> = { _ in [] }
  /// What is in the results at a path, whose name in errors is `name`.
  package var read: (_ path: String, _ name: String) throws -> [PerfStats.Measurement] = { _, _ in
    []
  }
  package var interruption: Interruption

  package init(
    sides: BuiltSides, schedule: LookSchedule, pin: DuetPin, seed: UInt64, timeout: Double,
    runner: Runner, version: String, interruption: Interruption
  ) {
    self.sides = sides
    self.schedule = schedule
    self.pin = pin
    self.seed = seed
    self.timeout = timeout
    self.runner = runner
    self.version = version
    self.interruption = interruption
  }

  /// The duet of workers or of a harness.
  ///
  /// - Throws: a side that fails (`DuetError` names it), nothing in common, `Interrupted`.
  package func measured() throws -> Duet {
    if let harness, let template { return try measureHarness(harness, template) }
    return try measureWorkers()
  }

  /// The duet of two sides that are the same program: nothing to measure.
  package func unmeasured() throws -> Duet {
    try DuetRecord(sides: sides.players[0], runner: runner, settings: sides.settings).unmeasured()
  }
}

extension DuetPlay {
  func session(
    _ series: [PerfStats.Measurement], rounds: Int, record: DuetRecord,
    measure: (Int, [String], (String) -> Void) throws -> [SeriesKey: DuetSides<Execution>]
  ) throws -> DuetSession {
    var names: [String] = []
    for name in series.map(\.benchmark) where !names.contains(name) { names.append(name) }
    var session = DuetSession(schedule: schedule, budget: budget)
    try session.run(
      names,
      begin: { pairs in
        watching.finish()
        watching.begin(pairs * rounds)
      },
      measure: { number, active in
        try measure(number, active) { watching.step("pair \(number + 1)  \($0)") }
      },
      undecided: { session in try undecided(record.duet(series, session)) })
    watching.finish()
    return session
  }

  var nothingInCommon: DuetError {
    DuetError(
      isFiltered
        ? "--filter or --metric matches nothing that base and head have in common"
        : "base and head have no benchmark in common")
  }

  func settings(seed: UInt64, samples: Int) -> [String: String] {
    sides.settings.merging([
      "executions": "\(schedule.looks.first ?? 0)", "sampleSize": "\(samples)", "seed": "\(seed)",
      "pin": pin.text, "version": version,
    ]) { $1 }
  }

  /// Those of `offers` that are wanted and that the change can affect, on both sides; tells how many
  /// of the head's these are.
  func chosen<Offer>(
    _ offers: DuetSides<[Offer]>, name: (Offer) -> String, isUsable: (Offer) -> Bool = { _ in true }
  ) -> DuetSides<[Offer]> {
    func wanted(_ offers: [Offer]) -> [Offer] {
      offers.filter { isUsable($0) && isWanted(name($0)) }
    }
    func due(_ offers: [Offer]) -> [Offer] { wanted(offers).filter { isAffected(name($0)) } }
    let chosen = DuetSides(base: due(offers.base), head: due(offers.head))
    affected(chosen.head.count, wanted(offers.head).count)
    return chosen
  }

  func warn(of conditions: Conditions) {
    if let warning = conditions.stealWarning { watching.warn(warning) }
  }
}
