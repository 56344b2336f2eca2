import PerfStats
import PerfText

extension Report {
  /// Reads a report that `--format json` wrote.
  ///
  /// Keys that this version does not know are passed over.
  ///
  /// - Parameters:
  ///   - bytes: the JSON text.
  ///   - file: name for messages.
  /// - Throws: text that is not such a report, with file, line and key.
  package init(savedAs bytes: [UInt8], file: String) throws(InputError) {
    let json = try JSON(parsing: bytes, file: file)
    let format = try json.member("format")
    guard try format.string() == JSONReport.format else {
      throw format.error("expected \"\(JSONReport.format)\", found \(format.description)")
    }
    let version = try json.member("version")
    guard try version.int() <= JSONReport.version else {
      throw version.error(
        "expected version \(JSONReport.version) or older, found \(version.text.prefix(40)); "
          + "a newer perfstat wrote this file")
    }
    var benchmarks: [BenchmarkResult] = []
    for entry in try json.member("benchmarks").elements() {
      benchmarks.append(try BenchmarkResult(saved: entry))
    }
    var provenance: [String: String] = [:]
    if let fields = json.present("provenance") {
      for (key, value) in try fields.members() { provenance[key] = try value.string() }
    }
    self.init(
      decision: try json.choice("decision"), policy: try Policy(saved: json.member("policy")),
      runner: try Runner(saved: json.member("runner")),
      baselineCommits: try json.strings("baselineCommits"),
      currentCommits: try json.strings("currentCommits"),
      noiseModel: try NoiseModelSummary(saved: json.member("noiseModel")),
      suite: try Suite(saved: json.member("suite")), benchmarks: benchmarks,
      confirm: try json.strings("confirm"), provenance: provenance)
    for (role, entry) in try json.present("sources")?.members() ?? [] {
      sources.append(
        ReportSource(
          role: role, paths: try entry.strings("paths"),
          revision: try entry.member("revision").string(),
          isTouched: try entry.present("touched")?.bool(),
          changeSince: try entry.member("changeSince").string()))
    }
    if let saved = json.present("references") {
      for entry in try saved.elements() { references.append(try Reference(saved: entry)) }
    }
    if let current = json.present("currentRunner") {
      currentRunner = try Runner(saved: current)
    }
  }
}

extension Report.Reference {
  fileprivate init(saved json: JSON) throws(InputError) {
    var rows: [Row] = []
    for entry in try json.member("rows").elements() { rows.append(try Row(saved: entry)) }
    self.init(
      name: try json.member("name").string(), commits: try json.strings("commits"),
      decision: try json.choice("decision"), isGating: try json.member("gating").bool(),
      rows: rows)
  }
}

extension Report.Reference.Row {
  fileprivate init(saved json: JSON) throws(InputError) {
    var interval: Interval?
    if json.present("level") != nil {
      interval = Interval(
        estimate: try json.number("ratio", null: .nan), lower: try json.number("lower", null: 0),
        upper: try json.number("upper", null: .infinity), level: try json.number("level"),
        method: "reference")
    }
    self.init(
      name: try json.member("name").string(),
      metric: Metric(
        name: try json.member("metric").string(), unit: try json.member("unit").string(),
        better: try json.choice("better")),
      verdict: try json.choice("verdict"), interval: interval,
      reasons: try json.strings("reasons"))
  }
}

extension Policy {
  fileprivate init(saved json: JSON) throws(InputError) {
    self.init()
    threshold = try json.number("threshold")
    warning = try json.number("warning")
    level = try json.number("level")
    alpha = try json.number("alpha")
    resamples = try json.member("resamples").int()
    let seedText = try json.member("seed")
    guard let seed = UInt64(seedText.text) else {
      throw seedText.error("expected an unsigned integer, found \(seedText.description)")
    }
    self.seed = seed
    multiplicity = try json.choice("multiplicity")
    statistic = try json.choice("statistic")
    allowMissing = try json.member("allowMissing").bool()
    trustSummaries = try json.member("trustSummaries").bool()
    strict = try json.member("strict").bool()
  }
}

extension Runner {
  fileprivate init(saved json: JSON) throws(InputError) {
    func field(_ name: String) throws(InputError) -> String {
      guard let value = json.present(name) else { return "" }
      return try value.string()
    }
    self.init(
      operatingSystem: try field("operatingSystem"), architecture: try field("architecture"),
      cpu: try field("cpu"), cpuFeatures: try field("cpuFeatures"),
      hypervisor: try field("hypervisor"), governor: try field("governor"),
      compiler: try field("compiler"), buildMode: try field("buildMode"),
      label: try field("label"))
    if let count = json.present("cores") { cores = try count.int() }
  }
}

extension Report.NoiseModelSummary {
  fileprivate init(saved json: JSON) throws(InputError) {
    self.init(
      kind: try json.member("kind").string(), jobs: try json.member("jobs").int(),
      tau: try json.number("tau"), kappa: try json.number("kappa"),
      nu: try json.number("nu", null: .infinity),
      priorDegreesOfFreedom: try json.number("priorDegreesOfFreedom", null: .infinity))
  }
}

extension Report.Suite {
  fileprivate init(saved json: JSON) throws(InputError) {
    var rows: [Row] = []
    for entry in try json.member("rows").elements() { rows.append(try Row(saved: entry)) }
    self.init(
      rows: rows, runnerMismatch: try json.member("runnerMismatch").bool(),
      inflation: try json.number("inflation", null: .infinity),
      findings: try json.strings("findings"))
  }
}

extension Report.Suite.Row {
  fileprivate init(saved json: JSON) throws(InputError) {
    var groups: [Report.Suite.Group] = []
    for entry in try json.member("groups").elements() {
      groups.append(
        Report.Suite.Group(
          benchmarks: try entry.member("benchmarks").int(), ratio: try entry.number("ratio")))
    }
    self.init(
      metric: Metric(
        name: try json.member("metric").string(), unit: try json.member("unit").string(),
        better: try json.choice("better")),
      verdict: try json.choice("verdict"), ratio: try json.number("ratio"),
      lower: try json.number("lower", null: 0), upper: try json.number("upper", null: .infinity),
      level: try json.number("level"), tau: try json.number("tau"),
      removed: try json.number("removed"), p: try json.number("p"),
      isSuspect: try json.member("isSuspect").bool(), groups: groups,
      reasons: try json.strings("reasons"))
  }
}

extension BenchmarkResult {
  fileprivate init(saved json: JSON) throws(InputError) {
    let metric = Metric(
      name: try json.member("metric").string(), unit: try json.member("unit").string(),
      better: try json.choice("better"))
    self.init(
      name: try json.member("name").string(), metric: metric, verdict: try json.choice("verdict"),
      reasons: try json.strings("reasons"), notes: try json.strings("notes"))
    // Only a benchmark that was compared has an interval of the noise model.
    if let noise = json.present("noiseInterval") {
      estimate = try Estimate(saved: json, noise: noise)
    }
    if let side = json.present("baseline") { baseline = try Side(saved: side) }
    if let side = json.present("current") { current = try Side(saved: side) }
    if let saved = json.present("functions") {
      for entry in try saved.elements() { functions.append(try FunctionCost(saved: entry)) }
    }
  }
}

extension FunctionCost {
  fileprivate init(saved json: JSON) throws(InputError) {
    self.init(
      name: try json.member("name").string(), unit: try json.member("unit").string(),
      base: try json.number("base"), head: try json.number("head"))
    if let bound = json.present("lower") { lower = try bound.double() }
    if let bound = json.present("upper") { upper = try bound.double() }
  }
}

extension BenchmarkResult.Estimate {
  fileprivate init(saved json: JSON, noise: JSON) throws(InputError) {
    let ratio = try json.number("ratio", null: .nan)
    let level = try json.number("level")
    var apart: Double?
    if let saved = json.present("againstSuite") { apart = try saved.double() }
    func interval(_ bounds: JSON, _ method: String) throws(InputError) -> Interval {
      var ends: [Double?] = []
      for end in try bounds.elements() { ends.append(end.isNull ? nil : try end.double()) }
      guard ends.count == 2 else {
        throw bounds.error("expected a lower and an upper bound, found \(ends.count) values")
      }
      return Interval(
        estimate: apart ?? ratio, lower: ends[0] ?? 0, upper: ends[1] ?? .infinity, level: level,
        method: method)
    }
    let deciding = Interval(
      estimate: ratio, lower: try json.number("lower", null: 0),
      upper: try json.number("upper", null: .infinity), level: level,
      method: try json.member("method").string())
    let mean = try json.member("meanRatio")
    var quantiles: [Double] = []
    if let saved = json.present("bootstrapQuantiles") {
      quantiles = try saved.doubles()
    }
    var bootstrap: Interval?
    if let saved = json.present("bootstrapInterval") {
      bootstrap = try interval(saved, "Kalibera-Jones bootstrap")
    }
    self.init(
      deciding: deciding, noiseInterval: try interval(noise, "noise model"),
      bootstrapInterval: bootstrap,
      meanRatio: BenchmarkResult.MeanRatio(
        ratio: try mean.number("ratio", null: .nan), lower: try mean.optionalNumber("lower"),
        upper: try mean.optionalNumber("upper")),
      p: try json.number("p", null: .nan), adjustedP: try json.number("adjustedP", null: .nan),
      againstSuite: apart,
      minimumDetectableEffect: try json.optionalNumber("minimumDetectableEffect"),
      standardError: try json.number("standardError", null: .infinity),
      degreesOfFreedom: try json.number("degreesOfFreedom", null: .infinity),
      runLevelSD: try json.number("runLevelSD", null: .infinity), bootstrapQuantiles: quantiles)
    if let jobs = json.present("jobsToDecide") { jobsToDecide = try jobs.int() }
  }
}

extension BenchmarkResult.Side {
  fileprivate init(saved json: JSON) throws(InputError) {
    var runs: [[Execution]] = []
    if let saved = json.present("runs") {
      for run in try saved.elements() {
        var executions: [Execution] = []
        for execution in try run.elements() {
          let values = try execution.member("values").doubles()
          var iterations: Int?
          if let count = execution.present("iterations") { iterations = try count.int() }
          executions.append(
            Execution(
              iterations: iterations, values: values,
              isOrdered: try execution.present("ordered")?.bool() ?? true))
        }
        runs.append(executions)
      }
    }
    self.init(value: try json.number("value", null: .nan), runs: runs)
  }
}

extension JSON {
  fileprivate func number(_ key: String) throws(InputError) -> Double {
    try member(key).double()
  }

  /// A number that is `null` in the text where it is not finite.
  fileprivate func number(_ key: String, null: Double) throws(InputError) -> Double {
    let value = try member(key)
    return value.isNull ? null : try value.double()
  }

  fileprivate func optionalNumber(_ key: String) throws(InputError) -> Double? {
    guard let value = present(key) else { return nil }
    return try value.double()
  }

  /// The texts of an array; none where the key is absent.
  fileprivate func strings(_ key: String) throws(InputError) -> [String] {
    guard let value = present(key) else { return [] }
    var result: [String] = []
    for element in try value.elements() { result.append(try element.string()) }
    return result
  }

  /// One of the words that an enumeration allows.
  fileprivate func choice<Choice>(_ key: String) throws(InputError) -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let value = try member(key)
    let word = try value.string()
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw value.error("expected one of \(words), found \(value.description)")
    }
    return choice
  }
}
