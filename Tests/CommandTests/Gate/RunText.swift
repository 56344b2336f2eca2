import Foundation
import PerfArchive
import PerfStats

/// Small run files for tests: benchmarks with a typical value and reproducible noise.
struct RunText {
  var id = "run-1"
  var commit = "aaaaaaaaaaaa1111"
  var runner = Runner(
    operatingSystem: "Test OS 1", architecture: "x86_64", cpu: "Test CPU", cpuFeatures: "AVX2",
    cores: 4, hypervisor: "none", compiler: "Swift 6.3", buildMode: "release")
  var date = "2026-01-02T03:04:05Z"
  /// Nanoseconds by benchmark.
  var times: [String: Double]
  var executions = 5
  var samples = 10
  /// Largest relative deviation of a sample.
  var noise = 0.004

  var text: String { String(decoding: RunFile.encode([run]), as: UTF8.self) }

  var run: Run {
    var state = UInt64(truncatingIfNeeded: id.utf8.reduce(17) { $0 &* 31 &+ Int($1) })
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    return Run(
      id: id, commit: commit, date: date, runner: runner, origin: "test",
      measurements: times.sorted { $0.key < $1.key }.map { name, time in
        PerfStats.Measurement(
          benchmark: name, metric: .nanoseconds,
          executions: (0..<executions).map { _ in
            Execution(
              iterations: 100,
              values: (0..<samples).map { _ in
                (time * (1 + noise * (2 * uniform() - 1)) * 100).rounded() / 100
              })
          })
      })
  }

  /// Ten benchmarks `b0`...`b9` of 100 to 1000 ns, some of them other than that.
  static func suite(_ changes: [String: Double] = [:]) -> [String: Double] {
    var times: [String: Double] = [:]
    for index in 0..<10 { times["b\(index)"] = 100 * Double(index + 1) }
    for (name, factor) in changes { times[name] = (times[name] ?? 100) * factor }
    return times
  }

  /// The text of several jobs, one after another.
  static func jobs(_ count: Int, id: String, commit: String, times: [String: Double]) -> String {
    (1...count).map { RunText(id: "\(id)-\($0)", commit: commit, times: times).text }.joined()
  }
}

extension Tool {
  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Writes `base.jsonl` (five jobs of the plain suite) and `now.jsonl` (three jobs with changes).
  func writeSides(_ changes: [String: Double] = [:], removing: String? = nil) throws {
    try write("base.jsonl", RunText.jobs(5, id: "base", commit: "aaaa1", times: RunText.suite()))
    var times = RunText.suite(changes)
    if let removing { times[removing] = nil }
    try write("now.jsonl", RunText.jobs(3, id: "now", commit: "bbbb2", times: times))
  }
}
