import PerfStats

/// Report values that the rendering tests draw. The figures are made up but hang
/// together: raw samples scatter about the value that the report states.
enum ReportSamples {
  /// Every verdict once or more, in the layout of an ordinary gate.
  static var ordinary: Report {
    var noise = Noise(state: 7)
    let rows: [BenchmarkResult] = [
      row(
        "add/AVX512/100", .fail, 58.55, 1.365, 0.020, &noise,
        reasons: ["the whole interval lies beyond +5 %; adjusted p = 0.0003"]),
      row(
        "mul/AVX512/100", .fail, 74.32, 1.115, 0.018, &noise,
        reasons: ["the whole interval lies beyond +5 %; adjusted p = 0.011"],
        notes: ["bimodal: two groups of samples in the current run"]),
      row(
        "sub/AVX512/1000", .fail, 164.4, 1.246, 0.025, &noise,
        reasons: ["the whole interval lies beyond +5 %; adjusted p = 0.0008"]),
      row(
        "copy/AVX2/100000", .fail, 21.4e9, 1.136, 0.015, &noise,
        metric: Metric(name: "throughput", unit: "B/s", better: .higher),
        reasons: ["the whole interval lies beyond +5 % of cost; adjusted p = 0.006"]),
      row(
        "dot/SSE2/1000", .warn, 412.6, 1.062, 0.012, &noise,
        reasons: [
          "the whole interval lies beyond +2 %",
          "no failure: adjusted p = 0.081 is above 0.05",
        ]),
      row(
        "max/AVX2/10000", .improved, 1834, 0.871, 0.014, &noise,
        reasons: ["the whole interval lies below -2 %"]),
      row(
        "min/scalar/100", .inconclusive, 91.2, 1.021, 0.041, &noise,
        reasons: ["a regression beyond +5 % cannot be excluded"], jobs: 4),
      row(
        "min/SSE2/100", .inconclusive, 31.07, 1.008, 0.038, &noise,
        reasons: ["a regression beyond +5 % cannot be excluded"], notes: ["coarse clock"]),
      BenchmarkResult(
        name: "sum/AVX2/100", metric: .nanoseconds, verdict: .missing,
        baseline: side(44.1, 2, 3, &noise), reasons: ["in the baseline, absent now"]),
      BenchmarkResult(
        name: "norm/AVX2/100", metric: .nanoseconds, verdict: .new,
        current: side(51.9, 1, 5, &noise), reasons: ["no baseline"]),
      BenchmarkResult(
        name: "scale/AVX2/100", metric: .nanoseconds, verdict: .error,
        reasons: [
          "current.jsonl:14: executions[0].values[3]: expected a positive number, found -1"
        ]),
      row("add/AVX2/1000", .pass, 83.9, 1.004, 0.011, &noise),
      row("add/AVX2/10000", .pass, 921.4, 0.996, 0.009, &noise),
      row("add/AVX2/100000", .pass, 15_310, 1.011, 0.012, &noise),
    ]
    var report = Report(
      decision: .fail, policy: Policy(),
      runner: Runner(
        operatingSystem: "Debian GNU/Linux 12", architecture: "x86_64", cpu: "Xeon",
        cpuFeatures: "AVX512", cores: 2, hypervisor: "KVM", compiler: "Swift 6.1",
        buildMode: "release"),
      baselineCommits: ["8aa65d50c1f0d0e5a1b2c3d4e5f60718293a4b5c"],
      currentCommits: ["1f2e3d4c5b6a79880716253443526170f0e1d2c3"],
      noiseModel: Report.NoiseModelSummary(
        kind: "fitted", jobs: 12, tau: 0.012, kappa: 1.05, nu: 8, priorDegreesOfFreedom: 6.4),
      suite: Report.Suite(
        rows: [
          Report.Suite.Row(
            metric: .nanoseconds, verdict: .pass, ratio: 1.013, lower: 0.996, upper: 1.03,
            level: 0.95, tau: 0.008, removed: 1.013, p: 0.06)
        ], findings: ["3 benchmarks changed inside the baseline; compared with the jobs since."]),
      benchmarks: rows, confirm: ["dot/SSE2/1000", "min/scalar/100"],
      provenance: [
        "perfstat": "1.0.0", "blas": "OpenBLAS 0.3.21 SkylakeX, 1 thread",
        "statistic": "fastHalfMean",
      ])
    report.policy.seed = 20_260_102
    report.benchmarks[0].functions = [
      FunctionCost(
        name: "kernel_add", unit: "ns", base: 50.2, head: 71.6, lower: 20.9, upper: 21.9),
      FunctionCost(name: "touch(_:)", unit: "ns", base: 0, head: 0.4, lower: 0.2, upper: 0.6),
    ]
    return report
  }

  /// Names made to break terminals, tables, pages and parsers.
  static let hostileNames = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "a|b|c", "\"quoted\" 'n'",
    "`code` *bold* _em_ [link](http://example.com) @everyone #1", "line\nbreak\r\n\ttab",
    "evil\u{202E}txt.exe", "\u{1B}[31mred\u{1B}[0m\u{7}", "=1+1", "☃ 計測/加算/１００ 👩‍👩‍👧‍👦 🚀",
    "مرحبا/قياس", "zero\u{200B}width\u{FEFF}", "z" + String(repeating: "\u{0301}", count: 500),
    "</title></style>]]>&amp;", "100% sure::error title=x::y", "\u{2028}\u{0}\u{FFFE}",
    "\\|\\`\\", "$x$ :smile: www.example.com", "<!--", "\"\u{301} onload=x",
    "<\u{338}b>|\u{301}`\u{301}", "%\u{301}0A::error::\u{301}",
    "{\"__proto__\":1}", "\u{2029}", "${7*7}",
    String(repeating: "long name/", count: 1024),
  ]

  static var hostile: Report {
    var noise = Noise(state: 3)
    var report = ordinary
    let verdicts: [Verdict] = [.fail, .warn, .inconclusive, .improved, .pass]
    report.benchmarks = hostileNames.enumerated().map { index, name in
      row(
        name, verdicts[index % verdicts.count], 100, 1.2, 0.02, &noise, reasons: [name],
        notes: [name])
    }
    report.benchmarks.append(
      BenchmarkResult(
        name: hostileNames[0],
        metric: Metric(name: "\u{202E}|<b>", unit: "</td>", better: .unspecified), verdict: .error,
        reasons: [hostileNames[1]]))
    report.benchmarks[0].functions = hostileNames.map {
      FunctionCost(name: $0, unit: $0, base: 1, head: 2)
    }
    report.suite.findings = hostileNames
    report.confirm = hostileNames
    report.baselineCommits = hostileNames
    report.provenance = [hostileNames[0]: hostileNames[1], "|": "::error::"]
    report.noiseModel.kind = hostileNames[0]
    report.runner.cpu = hostileNames[1]
    report.currentRunner = Runner(cpu: hostileNames[5])
    return report
  }

  /// `count` benchmarks, a few of each verdict among passes.
  static func many(_ count: Int) -> Report {
    var noise = Noise(state: 11)
    var report = ordinary
    report.benchmarks = (0..<count).map { index in
      let verdict: Verdict =
        switch index % 40 {
        case 0: .fail
        case 1: .warn
        case 2: .improved
        case 3, 4: .inconclusive
        default: .pass
        }
      let ratio: Double =
        switch verdict {
        case .fail: 1.19
        case .warn: 1.06
        case .improved: 0.9
        default: 1 + 0.02 * noise.next()
        }
      return row(
        "suite\(index % 7)/kernel\(index)/\(100 << (index % 6))", verdict,
        50 * Double(1 + index % 97), ratio, 0.015, &noise,
        reasons: verdict == .pass ? [] : ["the whole interval lies where it lies"])
    }
    return report
  }

  /// Nothing was compared.
  static var empty: Report {
    var report = ordinary
    report.decision = .error
    report.benchmarks = []
    report.confirm = []
    report.suite = Report.Suite()
    return report
  }

  /// Numbers that no arithmetic likes.
  static var extreme: Report {
    var noise = Noise(state: 5)
    var report = ordinary
    report.benchmarks = [0, 1e-300, 1e300, .infinity, .nan].enumerated().map { index, ratio in
      row("ratio \(index)", .inconclusive, 1e-30, ratio, 5, &noise)
    }
    report.benchmarks[0].estimate?.deciding.upper = .infinity
    report.benchmarks[1].estimate?.bootstrapInterval = nil
    report.benchmarks[1].estimate?.bootstrapQuantiles = [.nan, .infinity]
    report.benchmarks[2].baseline = BenchmarkResult.Side(value: .infinity, runs: [[]])
    report.benchmarks[3].current = BenchmarkResult.Side(
      value: 0, runs: [[Execution(values: [0, -1, .nan, .infinity, 1e308, 1e-308])]])
    report.noiseModel.nu = .infinity
    report.noiseModel.priorDegreesOfFreedom = .infinity
    report.suite.rows[0].lower = 0
    report.suite.rows[0].upper = .infinity
    return report
  }

  private static func row(
    _ name: String, _ verdict: Verdict, _ baseline: Double, _ ratio: Double,
    _ standardError: Double, _ noise: inout Noise, metric: Metric = .nanoseconds,
    reasons: [String] = [], notes: [String] = [], jobs: Int? = nil
  ) -> BenchmarkResult {
    func interval(_ factor: Double, _ method: String) -> Interval {
      Interval(
        estimate: ratio, lower: ratio * (1 - factor * standardError),
        upper: ratio * (1 + factor * standardError), level: 0.95, method: method)
    }
    let current = metric.better == .higher ? baseline / ratio : baseline * ratio
    return BenchmarkResult(
      name: name, metric: metric, verdict: verdict,
      estimate: BenchmarkResult.Estimate(
        deciding: interval(2.2, "hull of noise model and Kalibera-Jones bootstrap"),
        noiseInterval: interval(2.2, "noise model"),
        bootstrapInterval: interval(1.4, "Kalibera-Jones bootstrap"),
        meanRatio: BenchmarkResult.MeanRatio(ratio: ratio * 1.002), p: 0.0004, adjustedP: 0.011,
        minimumDetectableEffect: 0.05 + 2.8 * standardError, jobsToDecide: jobs,
        standardError: standardError, degreesOfFreedom: 11.2, runLevelSD: standardError * 0.9,
        bootstrapQuantiles: (0..<100).map { index in
          let u = (Double(index) + 0.5) / 100
          return ratio * (1 + standardError * 0.7 * 0.62 * logit(u))
        }),
      baseline: side(baseline, 3, 5, &noise), current: side(current, 1, 5, &noise),
      reasons: reasons, notes: notes)
  }

  private static func side(
    _ value: Double, _ jobs: Int, _ executions: Int, _ noise: inout Noise
  ) -> BenchmarkResult.Side {
    let runs = (0..<jobs).map { _ in
      let job = 1 + 0.01 * noise.next()
      return (0..<executions).map { _ in
        let execution = job * (1 + 0.008 * noise.next())
        return Execution(
          iterations: 4096,
          values: (0..<10).map { _ in
            let z = noise.next()
            let slow = z > 1.4 ? 0.06 : 0
            return significantly(value * execution * (1.004 + 0.004 * z + slow))
          })
      }
    }
    return BenchmarkResult.Side(value: value, runs: runs)
  }

  /// Four significant digits, as clocks give.
  private static func significantly(_ value: Double) -> Double {
    guard value.isFinite, value > 0 else { return value }
    var scale = 1.0
    while value * scale < 1000, scale < 1e200 { scale *= 10 }
    while value * scale >= 10_000, scale > 1e-200 { scale /= 10 }
    return (value * scale).rounded() / scale
  }

  /// Inverse of the logistic function by its continued series, enough for a picture.
  private static func logit(_ u: Double) -> Double {
    var sum = 0.0
    let x = 2 * u - 1
    var power = x
    for k in stride(from: 1, to: 400, by: 2) {
      sum += power / Double(k)
      power *= x * x
    }
    return 2 * sum
  }
}

/// Roughly normal numbers from a linear congruential generator.
struct Noise {
  var state: UInt64

  mutating func next() -> Double {
    var sum = 0.0
    for _ in 0..<6 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Double(state >> 40) / Double(1 << 24)
    }
    return (sum - 3) * 1.4142
  }
}

extension ReportSamples {
  static func named(_ name: String) -> Report? {
    switch name {
    case "ordinary": ordinary
    case "hostile": hostile
    case "many": many(300)
    case "empty": empty
    case "extreme": extreme
    default: nil
    }
  }
}
