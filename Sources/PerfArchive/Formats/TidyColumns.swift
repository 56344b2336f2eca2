import PerfText

extension TidySamples {
  /// Where the columns stand; -1 for one that is absent.
  struct Columns {
    var dataset = -1
    var runner = -1
    var commit = -1
    var date = -1
    var run = -1
    var benchmark = -1
    var execution = -1
    var iteration = -1
    var value = -1
    var unit = -1
    var metric = -1
    var better = -1
    var batch = -1
    var elements = -1
    var within = -1
    var definition = -1
    var roles = -1
    var lower = -1
    var upper = -1
    var level = -1
    var reason = -1
    /// Whether the value column is `value_ns`.
    var nanoseconds = false
    /// The columns that tell executions apart.
    var identity: [Int] = []
    /// How many of them, the first ones, tell benchmarks apart.
    var ofBenchmark = 0

    init(_ reader: CSVReader) throws(InputError) {
      var columns: [String: Int] = [:]
      for number in reader.fields.indices {
        let name = reader.text(number).trimmed
        if columns.updateValue(number, forKey: name) != nil, !name.isEmpty {
          throw reader.error("column \"\(name)\" occurs twice")
        }
      }
      func find(_ names: String...) -> Int {
        for name in names { if let number = columns[name] { return number } }
        return -1
      }
      dataset = find("dataset")
      runner = find("runner")
      commit = find("commit")
      date = find("date")
      run = find("run", "index")
      benchmark = find("benchmark", "series")
      execution = find("execution")
      iteration = find("iteration", "sample")
      value = find("value", "value_ns")
      nanoseconds = columns["value"] == nil
      unit = find("unit")
      metric = find("metric")
      better = find("better", "direction")
      batch = find("batch")
      elements = find("elements")
      within = find("within")
      definition = find("definition")
      // A stranger's table may call something else so.
      roles = definition >= 0 ? find("role") : -1
      lower = find("lower")
      upper = find("upper")
      level = find("level")
      reason = find("reason")
      for (name, number) in [("benchmark", benchmark), ("run", run), ("value", value)]
      where number < 0 {
        throw reader.error(
          "expected the columns benchmark, run and value (or value_ns), found no \(name) among"
            + " \(reader.fields.indices.prefix(20).map { reader.text($0) }.joined(separator: ", "))"
        )
      }
      let benchmarks = [
        dataset, runner, commit, run, benchmark, unit, metric, better, elements, within, definition,
        roles,
      ].filter { $0 >= 0 }
      ofBenchmark = benchmarks.count
      identity = benchmarks + [execution, batch].filter { $0 >= 0 }
    }

    func role(_ reader: CSVReader) throws(InputError) -> Role {
      if reader.isEmpty(roles) { return .sample }
      guard let role = Role(rawValue: reader.text(roles)) else {
        throw reader.error(
          "role: expected \(Role.allCases.map(\.rawValue).joined(separator: ", ")), found"
            + " \"\(reader.text(roles))\"")
      }
      return role
    }
  }

  /// What a row is.
  enum Role: String, CaseIterable {
    case sample, ambiguous, summary, failed, skipped
    case ambiguousSummary = "ambiguous summary"

    var hasSamples: Bool { self == .sample || self == .ambiguous }
  }
}
