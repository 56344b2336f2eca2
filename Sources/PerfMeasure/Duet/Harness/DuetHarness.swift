import Foundation
import PerfStats

/// Measures two sides of a foreign harness in short alternating slices.
///
/// A slice is one start of the harness that measures for a short time: one benchmark where the
/// command can name one, else the whole suite. Each round takes one slice of either side of every
/// benchmark, in random order, the sides as A B in one round and B A in the next. The value of a
/// slice is the median of the values that it reported; slice i of one side is paired with slice i
/// of the other. Both run on the same processor, drawn anew for each execution pair, and each start
/// has an environment of random size.
package struct DuetHarness {
  /// Program or folder of either side, for each layout; execution pairs have them in turn.
  var layouts: [DuetSides<String>]
  /// The harness, nil to time complete runs of the command.
  var preset: HarnessPreset?
  var command: HarnessCommand
  /// Rounds of an execution pair.
  package var sampleSize: Int
  var seed: UInt64
  /// Processors of which each execution pair draws one; none to leave the choice to the system.
  var processors: [Int]
  /// Seconds that one slice may take.
  var timeout: Double
  /// What is in the results at a path, whose name in errors is `name`.
  var read: (_ path: String, _ name: String) throws -> [PerfStats.Measurement]
  var folder: TemporaryFolder
  var interruption: Interruption

  package init(
    layouts: [DuetSides<String>], preset: HarnessPreset?, command: HarnessCommand, sampleSize: Int,
    seed: UInt64, processors: [Int], timeout: Double, interruption: Interruption,
    read: @escaping (_ path: String, _ name: String) throws -> [PerfStats.Measurement]
  ) throws {
    folder = try TemporaryFolder(interruption: interruption)
    self.layouts = layouts
    self.preset = preset
    self.command = command
    self.sampleSize = sampleSize
    self.seed = seed
    self.processors = processors
    self.timeout = timeout
    self.interruption = interruption
    self.read = read
  }

  /// What the sides measure, learnt by running all of it once, and where the time of that went.
  package func offers() throws -> (
    offers: DuetSides<[PerfStats.Measurement]>, time: SliceTime
  ) {
    var random = SplitMix64(seed: seed, stream: .max)
    let processor = processors.randomElement(using: &random)
    func all(_ role: Duet.Role) throws -> Slice {
      try slice(
        role, of: layouts[0], filter: preset?.everything ?? "", padding: 0, seed: seed,
        on: processor)
    }
    let base = try all(.base)
    let head = try all(.head)
    var time = base.time
    time += head.time
    return (DuetSides(base: base.measurements, head: head.measurements), time)
  }

  /// Benchmarks that are run together, with the filter that names them to the harness.
  package struct Unit: Hashable, Sendable {
    var filter: String
    var benchmarks: Set<String>
  }

  /// The slices that these benchmarks need: one for each where they can be named and are to be
  /// measured alone, else one for all.
  package func units(of benchmarks: [String], alone: Bool) -> [Unit] {
    guard let preset, command.filters, alone else {
      return [Unit(filter: preset?.everything ?? "", benchmarks: Set(benchmarks))]
    }
    var units: [Unit] = []
    for name in benchmarks {
      let filter = preset.filter.text(name) ?? preset.everything
      if let known = units.firstIndex(where: { $0.filter == filter }) {
        units[known].benchmarks.insert(name)
      } else {
        units.append(Unit(filter: filter, benchmarks: [name]))
      }
    }
    return units
  }

  /// One execution pair.
  ///
  /// - Parameters:
  ///   - number: of the execution pair, from 0; with the seed it determines every random choice.
  ///   - offered: what either side reported when all of it was run.
  ///   - wanted: the part of it that is measured.
  ///   - spent: is told the time of each slice and how much of it was measuring.
  package func executionPair(
    _ number: Int, units: [Unit], offered: DuetSides<[PerfStats.Measurement]>,
    wanted: DuetSides<[PerfStats.Measurement]>,
    progress: (String) -> Void, spent: (SliceTime) -> Void
  ) throws -> [SeriesKey: DuetSides<Execution>] {
    var random = SplitMix64(seed: seed, stream: number)
    let first: Duet.Role = Bool.random(using: &random) ? .base : .head
    let processor = processors.randomElement(using: &random)
    var result: [SeriesKey: DuetSides<Execution>] = [:]
    for round in 0..<sampleSize {
      let leading = round.isMultiple(of: 2) ? first : first.other
      for unit in units.shuffled(using: &random) {
        for role in [leading, leading.other] {
          let slice = try slice(
            role, of: layouts[number % layouts.count], filter: unit.filter,
            padding: Int.random(in: 0..<4096, using: &random),
            seed: random.next(), on: processor)
          spent(slice.time)
          let due = wanted[role].filter { unit.benchmarks.contains($0.benchmark) }
          try check(slice, role, due: due, known: offered[role])
          for measurement in slice.measurements
          where due.contains(where: { $0.key == measurement.key }) {
            let execution = Execution(iterations: nil, values: [])
            result[measurement.key, default: DuetSides(base: execution, head: execution)][role]
              .values.append(try value(of: measurement, role))
          }
        }
      }
      progress("round \(round + 1)")
    }
    return result
  }

  /// A slice must report what the same side reported before.
  private func check(
    _ slice: Slice, _ role: Duet.Role, due: [PerfStats.Measurement],
    known: [PerfStats.Measurement]
  ) throws {
    let found = Set(slice.measurements.map(\.key))
    let lacking = due.map(\.key).filter { !found.contains($0) }
    let strange = found.subtracting(known.map(\.key)).sorted()
    guard let problem = (lacking + strange).first else { return }
    let metric = problem.metric == "time" ? "" : " (\(problem.metric))"
    let failure = CommandFailure(
      command: slice.command,
      problem: lacking.isEmpty
        ? "reported a benchmark that it did not have before: \"\(problem.benchmark)\"\(metric)"
        : "did not report the benchmark \"\(problem.benchmark)\"\(metric) that it had before",
      output: slice.output)
    try DuetError.naming(role) { throw failure }
  }

  private func value(of measurement: PerfStats.Measurement, _ role: Duet.Role) throws -> Double {
    let values = measurement.executions.flatMap(\.values)
    if !values.isEmpty { return Quantiles.median(values) }
    guard let summary = measurement.summary else {
      throw DuetError("\(role.rawValue): \"\(measurement.benchmark)\" came without a value")
    }
    return summary.estimate
  }
}
