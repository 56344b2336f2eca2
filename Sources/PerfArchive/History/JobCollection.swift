import Foundation
import PerfStats

/// One value for each benchmark of each job: what is left of the runs of an archive or a folder
/// when their samples have been read.
package struct JobCollection: Sendable {
  struct Row {
    var metric: Metric
    /// Job, value in the metric's unit and its natural logarithm.
    var values: [(job: Int, value: Double, log: Double)] = []
    var leftOut = 0
    var converted = 0
    /// Names that it had with another GOMAXPROCS.
    var formerNames: [String] = []

    /// Adds the values of another row of the same series.
    mutating func merge(_ other: Row) {
      let own = Metric.Unit(metric.unit)
      for var entry in other.values {
        if other.metric.unit != metric.unit {
          entry.value = Metric.Unit(other.metric.unit).convert(entry.value, to: own) ?? entry.value
          entry.log = Foundation.log(entry.value)
        }
        values.append(entry)
      }
      leftOut += other.leftOut
      converted += other.converted
      formerNames += other.formerNames
    }
  }
  /// Values of one benchmark, within one thing and of one definition, whose units can be converted into
  /// one another.
  struct Key: Hashable {
    /// The plain name and the metric.
    var series: SeriesKey
    var within: String
    var definition: String
    var dimension: Metric.Unit.Dimension
    var subject: String
    var runner: String
  }
  struct Job {
    var commit: String
    var branch: String
    var date: String
    var runner: Runner
    var conditions: [String: String]
    var isGo: Bool
  }

  private let statistic: LocationStatistic
  private(set) var jobs: [Job] = []
  private(set) var rows: [Key: Row] = [:]
  private var ids: Set<String> = []
  private var units: [String: Metric.Unit] = [:]

  package init(statistic: LocationStatistic = .fastHalfMean) {
    self.statistic = statistic
  }

  package var count: Int { jobs.count }

  /// Adds one run: its location of each benchmark, the mean over its executions. A run whose
  /// id was added before is left out. A unit that changes is converted to the first of the series.
  ///
  /// - Parameter benchmarks: only those whose name satisfies this.
  package mutating func append(
    _ run: Run, benchmarks: (@Sendable (String) -> Bool)? = nil
  ) {
    guard run.id.isEmpty || ids.insert(run.id).inserted else { return }
    let slug = run.runner.slug
    for measurement in run.measurements where benchmarks?(measurement.benchmark) ?? true {
      // What nothing tells apart is not followed by its number.
      if measurement.isAmbiguous { continue }
      let metric = measurement.metric
      let unit = units[metric.unit] ?? Metric.Unit(metric.unit)
      units[metric.unit] = unit
      let key = Key(
        series: SeriesKey(benchmark: measurement.plainName, metric: metric.name),
        within: measurement.within, definition: measurement.definition,
        dimension: unit.dimension, subject: unit.subject, runner: slug)
      var row = rows[key] ?? Row(metric: metric)
      if var found = value(measurement) {
        if row.metric.unit != metric.unit, let own = units[row.metric.unit],
          let converted = unit.convert(found.value, to: own)
        {
          found = (converted, Foundation.log(converted))
          row.converted += 1
        }
        row.values.append((jobs.count, found.value, found.log))
      } else {
        row.leftOut += 1
      }
      rows[key] = row
    }
    jobs.append(
      Job(
        commit: run.commit, branch: run.branch, date: run.date, runner: run.runner,
        conditions: run.conditions.filter { Self.explains($0.key) },
        isGo: run.origin == "import go"))
  }

  /// Whether a condition may explain that everything moved at once, as opposed to one that differs from run to
  /// run, such as the load.
  private static func explains(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["kernel", "image", "compiler"].contains { name.contains($0) }
  }

  /// Value of a measurement and its logarithm; nil if it holds none that can be used.
  private func value(_ measurement: PerfStats.Measurement) -> (value: Double, log: Double)? {
    // Counts that never vary are what they are, zeros included.
    let samples = measurement.executions.flatMap(\.values)
    if let first = samples.first ?? measurement.summary?.estimate, first >= 0, first.isFinite,
      samples.allSatisfy({ $0 == first })
    {
      return (first, Foundation.log(first))
    }
    if let cost = try? CostObservation(measurement, statistic: statistic) {
      let log = measurement.metric.better == .higher ? -cost.log : cost.log
      return (exp(log), log)
    }
    // Zeros among other values: no logarithm of each, but a mean.
    guard !samples.isEmpty, samples.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
    let medians = measurement.executions.map { Quantiles.median($0.values) }
    let mean = medians.reduce(0, +) / Double(medians.count)
    return (mean, Foundation.log(mean))
  }

  /// How many jobs each branch has that jobs name.
  package var branches: [String: Int] {
    jobs.reduce(into: [:]) { counts, job in
      if !job.branch.isEmpty { counts[job.branch, default: 0] += 1 }
    }
  }

  /// Number of jobs whose commits are not among `commits`.
  package func missing(from commits: CommitOrder) -> Int {
    jobs.count { commits.rank(of: $0.commit) == nil }
  }

  /// The suites, one for each line of runners, jobs in the order of `commits` where it is given, else of
  /// their dates, else as they were added.
  ///
  /// - Parameters:
  ///   - commits: ids of all commits, oldest first. Jobs of other commits are left out.
  ///   - branch: jobs that name another one are left out; nil for the jobs of all branches.
  ///   - runner: only the line of this one; nil for all.
  /// - Returns: the suites, the runners and compilers that took over from others, and the number of jobs
  ///   left out.
  package func suites(
    commits: CommitOrder? = nil, branch: String? = nil, runner: String? = nil
  ) -> (suites: [SuiteHistory], takeovers: [RunnerShift], leftOut: Int) {
    let ranks = jobs.map { job in commits.map { $0.rank(of: job.commit) } ?? 0 }
    let order = jobs.indices.filter { j in
      ranks[j] != nil && (branch == nil || jobs[j].branch.isEmpty || jobs[j].branch == branch)
    }.sorted { a, b in
      (ranks[a] ?? 0, jobs[a].date, a) < (ranks[b] ?? 0, jobs[b].date, b)
    }
    let lines = RunnerLines(
      order.map {
        RunnerLines.Job(
          runner: jobs[$0].runner, commit: jobs[$0].commit,
          isPlaced: commits != nil || !jobs[$0].date.isEmpty)
      })
    var places = [Int?](repeating: nil, count: jobs.count)
    var members: [String: [Int]] = [:]
    for j in order {
      let slug = lines.line(of: jobs[j].runner.slug)
      places[j] = members[slug, default: []].count
      members[slug, default: []].append(j)
    }
    var suites: [SuiteHistory] = []
    let rows = goRowsJoined(
      joinedRows(rows: followed(lines, order, rows: withUnitsApart(order))), order)
    let wanted = runner.map { lines.line(of: $0) }
    for (slug, jobNumbers) in members.sorted(by: { $0.key < $1.key })
    where wanted ?? slug == slug {
      let keys = rows.keys.filter { $0.runner == slug }.sorted {
        ($0.series, $0.within, $0.definition, $0.subject)
          < ($1.series, $1.within, $1.definition, $1.subject)
      }
      let names = Self.names(keys)
      var dimensions: [String: Int] = [:]
      for key in keys {
        dimensions["\(names[key] ?? "")\u{0}\(key.series.metric)", default: 0] += 1
      }
      let suiteRows = keys.compactMap { key -> SuiteHistory.Row? in
        guard let row = rows[key] else { return nil }
        var logs = [Double?](repeating: nil, count: jobNumbers.count)
        var values = logs
        for value in row.values {
          if let place = places[value.job] {
            logs[place] = value.log
            values[place] = value.value
          }
        }
        var notes: [String] = []
        if row.leftOut > 0 {
          notes.append(
            "\(row.leftOut) job\(row.leftOut == 1 ? "" : "s") without a value that can be used")
        }
        if row.converted > 0 {
          notes.append("\(row.converted) values converted to \(row.metric.unit)")
        }
        if !row.formerNames.isEmpty {
          notes.append(
            "Go: with another GOMAXPROCS called \(row.formerNames.sorted().joined(separator: ", "))"
          )
        }
        let name = names[key] ?? key.series.benchmark
        if dimensions["\(name)\u{0}\(key.series.metric)"] ?? 1 > 1 {
          notes.append(
            "measured in units that do not convert: this series is the one in \(row.metric.unit)")
        }
        return SuiteHistory.Row(
          name: name, metric: row.metric, logs: logs, values: values, notes: notes)
      }
      suites.append(
        SuiteHistory(
          runner: slug == "unknown" ? "" : slug,
          jobs: jobNumbers.map {
            SuiteHistory.Job(
              commit: jobs[$0].commit, date: jobs[$0].date,
              conditions: jobs[$0].conditions.merging(
                jobs[$0].runner.compiler.isEmpty ? [:] : ["compiler": jobs[$0].runner.compiler]
              ) { $1 })
          },
          rows: suiteRows))
    }
    let shifts = shifts(lines, order)
    return (
      suites, shifts.filter { wanted ?? $0.runner == $0.runner }, jobs.count - order.count
    )
  }

  /// The rows under the line of their runner: one series goes on through an upgrade of the compiler.
  private func followed(
    _ lines: RunnerLines, _ order: [Int], rows: [Key: Row]
  ) -> [Key: Row] {
    guard !lines.upgrades.isEmpty else { return rows }
    var firsts: [String: Int] = [:]
    for (place, j) in order.enumerated() where firsts[jobs[j].runner.slug] == nil {
      firsts[jobs[j].runner.slug] = place
    }
    var followed: [Key: Row] = [:]
    // The oldest first: its unit is that of the series.
    for (key, row) in rows.sorted(by: {
      firsts[$0.key.runner] ?? order.count < firsts[$1.key.runner] ?? order.count
    }) {
      var own = key
      own.runner = lines.line(of: key.runner)
      if followed[own] == nil { followed[own] = row } else { followed[own]?.merge(row) }
    }
    return followed
  }

  /// Names of the series, with what tells those of one name apart.
  private static func names(_ keys: [Key]) -> [Key: String] {
    var withins: [SeriesKey: Set<String>] = [:]
    var definitions: [SeriesKey: Set<String>] = [:]
    for key in keys {
      withins[key.series, default: []].insert(key.within)
      definitions[key.series, default: []].insert(key.definition)
    }
    var names: [Key: String] = [:]
    for key in keys {
      var name = key.series.benchmark
      if !key.within.isEmpty, withins[key.series]?.count ?? 0 > 1 { name += " [\(key.within)]" }
      if !key.definition.isEmpty, definitions[key.series]?.count ?? 0 > 1 {
        name += " (\(key.definition))"
      }
      names[key] = name
    }
    return names
  }
}
