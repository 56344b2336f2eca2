import KernelSuite
import PerfStats
import PerfText
import Testing
import TruenoKernels

@Suite("Preferred back ends")
struct PreferencesTests {
  /// Every kernel at 100 ns with 10 % of noise, but for those given.
  private func kernels(_ given: [String: [Double]], without missing: String? = nil)
    -> [KernelBenchmark]
  {
    let names = Operation.allCases.flatMap { operation in
      [Backend.scalar, .sse2, .avx2, .avx512].flatMap { backend in
        Preferences.sizes.map { "\(operation)/\(backend)/\($0)" }
      }
    }
    let run = Run(
      id: "made-up",
      measurements: names.filter { $0 != missing }.map { name in
        Measurement(
          benchmark: name, metric: .nanoseconds,
          executions: (given[name] ?? [100, 90, 110, 105]).map { Execution(values: [$0]) })
      })
    return KernelBenchmark.all(in: [run])
  }

  private func order(_ name: String, _ size: Int, _ given: [String: [Double]]) throws -> [Backend] {
    let preferences = try Preferences(kernels(given), from: "file")
    let row = try #require(preferences.orders.first { $0.operation.name == name })
    return row.bySize[try #require(Preferences.sizes.firstIndex(of: size))]
  }

  @Test("What noise leaves open the prior decides: AVX2 for element-wise operations, else AVX-512")
  func undecided() throws {
    #expect(try order("add", 1000, [:]) == [.neon, .avx2, .avx512, .sse2, .scalar])
    #expect(try order("sum", 1000, [:]) == [.neon, .avx512, .avx2, .sse2, .scalar])
    #expect(try order("argmax", 1000, [:]) == [.neon, .avx512, .avx2, .sse2, .scalar])
  }

  @Test("A back end that is certainly slower never goes ahead, one that is certainly faster does")
  func decided() throws {
    let slower = [120.0, 121, 119, 120]
    let faster = [50.0, 51, 49, 50]
    #expect(
      try order("sum", 100, ["sum/AVX512/100": [200, 201, 199, 200], "sum/AVX2/100": faster])
        == [.neon, .avx2, .sse2, .scalar, .avx512])
    #expect(
      try order("exp", 10_000, ["exp/AVX512/10000": faster, "exp/AVX2/10000": slower])
        == [.neon, .avx512, .sse2, .scalar, .avx2])
    // Only at that size.
    #expect(try order("exp", 1000, ["exp/AVX512/10000": faster]).prefix(2) == [.neon, .avx2])
  }

  @Test("A kernel that was not measured is an error, not a guess")
  func missing() {
    #expect(throws: InputError.self) {
      try Preferences(kernels([:], without: "tan/AVX512/100"), from: "file")
    }
    #expect(throws: InputError.self) {
      try Preferences(kernels(["tan/AVX512/100": [1]]), from: "file")
    }
  }
}
