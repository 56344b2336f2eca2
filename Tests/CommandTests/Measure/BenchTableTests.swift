import PerfStats
import Testing
import perfstat


@Suite("Throughput and cliffs")
struct BenchTableTests {
  private func run(_ costs: [(String, [Double])]) -> Run {
    Run(
      id: "made-up",
      measurements: costs.map { name, medians in
        Measurement(
          benchmark: name, metric: .nanoseconds,
          executions: medians.map { Execution(values: [$0, $0, $0]) })
      })
  }

  @Test("Columns by hand: dot moves 8 bytes and takes 2 flops per element, add 12 and 1")
  func columns() throws {
    // 250 ns for 1000 elements are 0.25 ns each: 8 / 0.25 = 32 GB/s and 2 / 0.25 = 8 GFLOP/s.
    let kernels = KernelBenchmark.all(
      in: [run([("dot/AVX2/1000", [250]), ("add/Scalar/100", [50]), ("parse/JSON/3", [1])])])
    #expect(kernels.map(\.name) == ["dot/AVX2/1000", "add/Scalar/100"])
    #expect(kernels.map(\.nanosecondsPerElement) == [0.25, 0.5])
    #expect(kernels.map(\.gigabytesPerSecond) == [32, 24])
    #expect(kernels.map(\.gigaflopsPerSecond) == [8, 2])
  }

  @Test("A wider back end at twice the cost is a cliff, next to its neighbour and to scalar")
  func cliffs() throws {
    let found = try Cliff.find(
      among: KernelBenchmark.all(
        in: [
          run([
            ("abs/Scalar/1000", [100, 101, 99, 100, 100]),
            ("abs/SSE2/1000", [100, 101, 99, 100, 100]),
            ("abs/AVX2/1000", [200, 201, 199, 200, 200]),
            ("abs/AVX2/10000", [4000, 4010, 3990, 4000, 4000]),
          ])
        ]))
    #expect(
      found.map { [$0.slower, $0.neighbour] } == [
        ["abs/AVX2/1000", "abs/SSE2/1000"], ["abs/AVX2/1000", "abs/Scalar/1000"],
        ["abs/AVX2/10000", "abs/AVX2/1000"],
      ])
    #expect(found.allSatisfy { abs($0.ratio.estimate - 2) < 1e-3 })
  }

  @Test("Noise, a small difference and a single execution are no cliffs")
  func noise() throws {
    let found = try Cliff.find(
      among: KernelBenchmark.all(
        in: [
          run([
            ("abs/Scalar/1000", [100, 160, 90, 130, 100]),
            ("abs/SSE2/1000", [120, 150, 180, 100, 170]),
            ("neg/Scalar/1000", [100, 101, 99]), ("neg/SSE2/1000", [108, 109, 107]),
            ("add/Scalar/1000", [100]), ("add/SSE2/1000", [300]),
          ])
        ]))
    #expect(found.isEmpty)
  }
}
