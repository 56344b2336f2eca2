import Foundation
import PerfStats

/// Normal numbers from a seed: SplitMix64 (Steele, Lea and Flood 2014) and Box-Muller.
struct SeededNormal {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
  }

  mutating func next() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }
}

/// A machine whose jobs, executions and samples scatter by these log SDs.
struct SimulatedRunner {
  var common = 0.005
  var job = 0.008
  var execution = 0.005
  var sample = 0.01
  var executions = 5
  var samples = 10
  var runner = Runner()

  func run(
    _ id: String, times: [(String, Double)], day: Int = 1, normal: inout SeededNormal
  ) -> Run {
    let shared = common * normal.next()
    let measurements = times.map { name, time in
      let level = time * exp(shared + job * normal.next())
      return Measurement(
        benchmark: name, metric: .nanoseconds,
        executions: (0..<executions).map { _ in
          let process = level * exp(execution * normal.next())
          return Execution(
            values: (0..<samples).map { _ in process * exp(sample * normal.next().magnitude) })
        })
    }
    let date = "2026-01-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
    return Run(
      id: id, commit: "c", date: date, runner: runner, measurements: measurements)
  }

  func runs(
    _ count: Int, prefix: String, times: [(String, Double)], firstDay: Int = 1,
    seed: UInt64
  ) -> [Run] {
    var normal = SeededNormal(seed)
    return (0..<count).map {
      run("\(prefix)\($0)", times: times, day: firstDay + $0, normal: &normal)
    }
  }
}

/// Operations, back ends and sizes of a small suite, in nanoseconds.
let kernelTimes: [(String, Double)] = ["add", "sub", "mul", "dot"].flatMap { operation in
  [("AVX512", 1.0), ("AVX2", 1.2), ("SSE2", 2.0)].flatMap { backend, factor in
    [(100, 60.0), (1000, 170.0)].map { size, time in
      ("\(operation)/\(backend)/\(size)", time * factor)
    }
  }
}

func changing(_ times: [(String, Double)], _ changes: [String: Double]) -> [(String, Double)] {
  times.map { name, time in (name, changes[name] ?? time) }
}
