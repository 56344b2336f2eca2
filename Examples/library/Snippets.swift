// What the documentation of the libraries shows, so that the compiler has seen it with public access only.
// A test holds the documentation against this file; nobody calls these functions.

import Foundation
import PerfArchive
import PerfBench
import PerfReports
import PerfStats
import TruenoKernels

func readsResults() throws {
  let loaded = try loadRuns(["target/criterion", "old.jsonl"])
  for warning in loaded.warnings { print(warning) }
}

func judges(_ old: [Run], _ new: [Run]) throws {
  let report = try judge(baseline: old, current: new)
  for row in report.benchmarks where row.verdict == .fail { print(row.name, row.reasons) }
}

func takesAnInterval(_ before: [[[Double]]], _ after: [[[Double]]]) throws {
  let ratio = try ratioInterval(baseline: before, current: after)
  print(ratio.estimate, ratio.lower, ratio.upper)
}

func renders(_ report: Report) throws {
  print(render(report, as: .text), terminator: "")
  let json = try JSONEncoder().encode(report)
  print(json.count)
}

func adds() throws {
  let a = Vector([1, 2, 3])
  let sum = try a.add(Vector([4, 5, 6]))
  print(sum)
}

func addsInPlace(
  _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>,
  _ out: UnsafeMutableBufferPointer<Float>, _ z: UnsafeBufferPointer<Double>
) throws {
  let a: Vector = [1, 2, 3]
  let b = try a.add([4, 5, 6])

  let kernels = try Kernels(.avx2)
  try kernels.add(x, y, into: out)
  let s = try kernels.sum(z)
  print(b, s)
}

func parse(_ text: String) -> Int { text.split(separator: " ").count }
func shuffled(_ count: Int) -> [Int] { (0..<count).shuffled() }

func servesBenchmarks() async throws {
  let text = String(repeating: "perfstat ", count: 1000)

  try await runBenchmarks {
    Benchmark("parse/small", elements: text.utf8.count) { blackHole(parse(text)) }
  }
}

@BenchmarkBuilder
func buildsBenchmarks() -> [Benchmark] {
  for size in [100, 10_000] { Benchmark("sum/\(size)") { blackHole((0..<size).reduce(0, +)) } }
  Benchmark("sort/1000", elements: 1000, input: { shuffled(1000) }) { $0.sort() }
}

func addsInOneBackend(
  _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>,
  _ sum: UnsafeMutableBufferPointer<Float>
) throws {
  let kernels = try Kernels(.avx2)
  try kernels.add(a, b, into: sum)
  let product = try kernels.dot(a, b)
  print(product)
}

func multiplies() throws {
  let a: Vector = [1, 2, 3]
  let b = try a.add([4, 5, 6])
  let d = try a.dot(b)
  print(d)
}
