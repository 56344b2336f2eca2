// Times the resampling engine: prints raw samples in perfstat's run format.
//
//   engine-benchmark M N B [repeats] [threads] [kept]
//
// M benchmarks, N samples a side in one execution, B resamples, the two-sided
// interval of the ratio of means. With kept = 1 all calls have one seed and keep their weights, and
// the first, which makes them, is not counted.
import Foundation
import PerfStats

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count >= 3, arguments.allSatisfy({ $0 > 0 }) else {
  print("usage: engine-benchmark M N B [repeats] [threads] [kept]")
  exit(64)
}
let (benchmarks, samples, resamples) = (arguments[0], arguments[1], arguments[2])
let repeats = arguments.count > 3 ? arguments[3] : 5
let threads = arguments.count > 4 ? arguments[4] : 2
let keeps = arguments.count > 5
var kept = KeptWeights(capacity: keeps ? 64 << 20 : 0)

/// Skewed costs around 100: the same for every run of this program.
func costs(_ stream: UInt32) -> [Double] {
  let generator = Philox4x32(seed: 42)
  return (0..<samples).map { index in
    let bits = generator(UInt32(truncatingIfNeeded: index), stream, 0, 0)
    return 100 + Double(bits.x) / 4e9 + 5 * Double(bits.y & bits.z) / 4e9
  }
}

let pairs = (0..<benchmarks).map { index in
  BootstrapPair(
    baseline: [[costs(UInt32(truncatingIfNeeded: 2 * index))]],
    current: [[costs(UInt32(truncatingIfNeeded: 2 * index + 1))]])
}

var values: [Double] = []
var width = 0.0
for round in 0...repeats {
  let start = ContinuousClock.now
  let found = try gateBootstrap(
    pairs, statistic: .mean, resamples: resamples, level: 0.95,
    seed: keeps ? 1 : UInt64(round), threads: threads, keeping: &kept)
  let elapsed = ContinuousClock.now - start
  width = found.reduce(0) { $0 + $1.upper - $1.lower } / Double(benchmarks)
  if round > 0 {
    let nanoseconds =
      Double(elapsed.components.seconds) * 1e9 + Double(elapsed.components.attoseconds) / 1e9
    values.append(nanoseconds / Double(benchmarks))
  }
}

let blas = BLASProvenance.current
let recommended = blas.recommendedCore.map { #","recommended":"\#($0)""# } ?? ""
print(
  #"{"format":"perfstat.run","version":1,"id":"engine","origin":"engine-benchmark","#
    + #""settings":{"threads":"\#(threads)","core":"\#(blas.core)"\#(recommended)}}"#)
print(
  #"{"benchmark":"ratio interval/perfstat/M=\#(benchmarks) N=\#(samples) B=\#(resamples)\#(keeps ? " kept" : "")","#
    + #""metric":{"name":"time","unit":"ns","better":"lower"},"width":\#(width),"#
    + #""executions":[{"values":\#(values)}]}"#)
