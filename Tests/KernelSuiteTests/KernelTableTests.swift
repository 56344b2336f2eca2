import KernelSuite
import PerfStats
import Testing
import TruenoKernels

@Suite("Throughput, roofs and cliffs")
struct KernelTableTests {
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
        ]), below: nil)
    #expect(
      found.map { [$0.slower, $0.neighbour] } == [
        ["abs/AVX2/1000", "abs/SSE2/1000"], ["abs/AVX2/1000", "abs/Scalar/1000"],
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
        ]), below: nil)
    #expect(found.isEmpty)
  }

  /// Scale at 100 GB/s on 8,192 bytes and 25 GB/s on 131,072; the other streams and the peak far above.
  private var roofs: [(String, [Double])] {
    [
      ("roof/scale/AVX2/8192", [81.92]), ("roof/scale/SSE2/8192", [200]),
      ("roof/scale/AVX2/131072", [5242.88]),
      ("roof/read/AVX2/8192", [1]), ("roof/triad/AVX2/8192", [1]),
      // 1,000 steps of 24 operations on 8 lanes: 192,000 in 1,920 ns are 100 GFLOP/s.
      ("roof/fma/AVX2", [1920]),
    ]
  }

  @Test(
    "Roof by hand: bandwidth between two working sets, the fastest back end, the nearest outside")
  func roof() throws {
    let run = run(
      roofs + [("abs/AVX2/1000", [160]), ("abs/AVX2/4096", [1310.72]), ("exp/AVX2/1000", [160])])
    let roofline = try #require(Roofline(runs: [run]))
    #expect(roofline.peak == 100)
    #expect(roofline.bandwidth(.scale, bytes: 100) == 100)
    #expect(roofline.bandwidth(.scale, bytes: 1 << 30) == 25)
    // 32,768 is the geometric mean of both working sets, 50 that of both bandwidths.
    #expect(abs(roofline.bandwidth(.scale, bytes: 32_768) - 50) < 1e-9)
    let kernels = KernelBenchmark.all(in: [run])
    #expect(kernels.map(\.name) == ["abs/AVX2/1000", "abs/AVX2/4096", "exp/AVX2/1000"])
    // abs moves 8 bytes: 0.08 ns at 100 GB/s of 0.16 ns; 0.16 ns at 50 GB/s of 0.32 ns.
    #expect(kernels.prefix(2).allSatisfy { abs(roofline.share(of: $0) - 0.5) < 1e-9 })
    #expect(Roofline(runs: [self.run([("abs/AVX2/1000", [160])])]) == nil)
  }

  @Test("A size that only leaves a cache is no cliff, a size that costs more than that is one")
  func cacheLevels() throws {
    let run = run(
      roofs + [
        // Twice the cost per element where the stream takes twice as long.
        ("abs/AVX2/1000", [100, 101, 99, 100]), ("abs/AVX2/4096", [819, 820, 818, 819]),
        // Three times.
        ("neg/AVX2/1000", [100, 101, 99, 100]), ("neg/AVX2/4096", [1229, 1230, 1228, 1229]),
      ])
    let found = try Cliff.find(
      among: KernelBenchmark.all(in: [run]), below: Roofline(runs: [run]))
    #expect(found.map(\.slower) == ["neg/AVX2/4096"])
    // 1229 / 4.096 / 100 = 3.0005; memory explains 2.
    #expect(found.allSatisfy { abs($0.ratio.estimate - 1.5) < 0.01 })
  }

  @Test("A default that is slower than a simpler back end is listed, whatever the table prefers")
  func defaults() throws {
    let order = Selection.preference(for: .exp, count: 1000)
    let widest = try #require(order.first { $0 != .neon })
    let run = run([
      ("exp/\(widest)/1000", [105, 105.2, 104.8, 105]), ("exp/SSE2/1000", [100, 100.2, 99.8, 100]),
      ("exp/Scalar/1000", [105, 106, 104, 105]),
      // Not the default: its cost is nobody's concern.
      ("sum/SSE2/1000", [50, 51, 49, 50]), ("sum/Scalar/1000", [100, 101, 99, 100]),
    ])
    let found = try Cliff.ofDefaults(among: KernelBenchmark.all(in: [run]))
    #expect(found.map(\.slower) == ["exp/\(widest)/1000"])
    #expect(found.map(\.neighbour) == ["exp/SSE2/1000"])
  }

  @Test("Names of roofs")
  func roofNames() {
    let roofs = Roof.all(of: Backend.allCases)
    for roof in roofs { #expect(Roof(named: roof.name) == roof) }
    // Five of arithmetic; for all but scalar seven of read, four of scale, seven of triad.
    #expect(Set(roofs.map(\.name)).count == 5 + 4 * 18)
    for name in [
      "roof/fma/MMX", "roof/read/AVX2", "roof/read/AVX2/-1", "roof/read/AVX2/08192", "top/fma/AVX2",
    ] {
      #expect(Roof(named: name) == nil)
    }
  }
}
