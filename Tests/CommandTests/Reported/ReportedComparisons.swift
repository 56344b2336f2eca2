/// Comparisons of `Fixtures/reported/README.md`: exit status and verdicts.
extension ReportedRow {
  static func comparing(
    _ baseline: String, _ current: String, status: Set<Int32> = [0],
    _ verdicts: [String: String], told: [String] = [], neverTold: [String] = []
  ) -> ReportedRow {
    ReportedRow(
      command: ["compare", "--baseline", baseline, "--current", current], status: status,
      verdicts: verdicts, told: told, neverTold: neverTold)
  }

  /// Nothing that fails, and nothing that is told as better.
  private static let harmless = "pass|inconclusive"
  private static let worse = "fail|warn"

  static let comparisons: [ReportedRow] = [
    // Zero.
    comparing(
      "@zero/go-seven-allocs.txt", "@zero/go-no-allocs.txt",
      ["Parse-8": harmless, "Parse-8, B/op": "improved", "Parse-8, allocs/op": "improved"]),
    comparing(
      "@zero/go-no-allocs.txt", "@zero/go-seven-allocs.txt", status: [1],
      ["Parse-8": harmless, "Parse-8, B/op": "fail", "Parse-8, allocs/op": "fail"]),
    ReportedRow(
      command: ["compare", "--baseline", "@zero/go-no-allocs.txt", "--current", "other-times.txt"],
      verdicts: ["Parse-8": harmless, "Parse-8, B/op": "pass", "Parse-8, allocs/op": "pass"],
      copies: ["other-times.txt": ("zero/go-no-allocs.txt", "1206.2", "1206.3")]),
    // Exact.
    comparing(
      "@exact/go-allocs-100.txt", "@exact/go-allocs-110.txt", status: [1],
      ["Pool-8": harmless, "Pool-8, allocs/op": "fail"]),
    comparing(
      "@exact/go-allocs-110.txt", "@exact/go-allocs-100.txt",
      ["Pool-8": harmless, "Pool-8, allocs/op": "improved"]),
    ReportedRow(
      command: [
        "compare", "--baseline", "@exact/go-allocs-100.txt", "--current", "other-times.txt",
      ],
      verdicts: ["Pool-8": harmless, "Pool-8, allocs/op": "pass"],
      copies: ["other-times.txt": ("exact/go-allocs-100.txt", "1206.2", "1206.3")]),
    // Rates.
    comparing(
      "@rates/jmh-gc-work-400.json", "@rates/jmh-gc-work-200.json",
      [
        "demo.Al.alloc": "improved|inconclusive",
        "demo.Al.alloc, gc.alloc.rate": "changed|inconclusive",
        "demo.Al.alloc, gc.alloc.rate.norm": harmless,
        "demo.Al.alloc, gc.count": harmless, "demo.Al.alloc, gc.time": harmless + "|improved",
      ]),
    // Direction.
    comparing(
      "@direction/go-hits-40.txt", "@direction/go-hits-90.txt",
      ["Pool-8": harmless, "Pool-8, hit-percent": "improved"]),
    comparing(
      "@direction/go-hits-90.txt", "@direction/go-hits-40.txt", status: [1],
      ["Pool-8": harmless, "Pool-8, hit-percent": "fail"]),
    comparing(
      "@direction/jmh-avgt-ops-40000.json", "@direction/jmh-avgt-ops-90000.json",
      ["org.example.Shop.price": "changed"], told: ["contradicts the unit ops/s"]),
    comparing(
      "@direction/csv-unspecified-900.csv", "@direction/csv-unspecified-1800.csv",
      ["api, throughput": "changed"]),
    comparing(
      "@direction/csv-unspecified-1800.csv", "@direction/csv-unspecified-900.csv",
      ["api, throughput": "changed"]),
    // Units.
    comparing("@units/google-ns.json", "@units/google-ms.json", ["BM_Sort/8": harmless]),
    // Identity.
    comparing(
      "@identity/benchmarkdotnet-net6-net8.json", "@identity/benchmarkdotnet-net8-net6.json",
      [
        "Shop.Cart.Total [Runtime=.NET 6.0]": harmless,
        "Shop.Cart.Total [Runtime=.NET 8.0]": harmless,
      ]),
    comparing(
      "@identity/critcmp-base.json", "@identity/critcmp-new.json",
      ["grp/one/a*b": harmless, "grp/one/a?b": harmless, "grp/one/flat": harmless]),
    comparing(
      "@identity/go-one-package.txt", "@identity/go-two-packages.txt", status: [0, 1],
      [
        "Same-2 [example.com/m/a]": "pass|inconclusive|warn|fail",
        "Same-2 [example.com/m/b]": "new",
      ]),
    comparing(
      "@identity/asv-matrix/base", "@identity/asv-matrix/cur",
      [
        "b.time_x [virtualenv-py3.11-SIZE100]": harmless,
        "b.time_x [virtualenv-py3.11-SIZE100000]": harmless,
      ]),
    comparing(
      "@identity/asv-version/17171717-e.json", "@identity/asv-version/18181818-e.json",
      ["bench.time_f": "inconclusive"], told: ["the benchmark itself changed"]),
    // Failed.
    comparing(
      "@failed/hyperfine-works.json", "@failed/hyperfine-fails.json", status: [2],
      ["make -j8": "error"], told: ["exit code 2 in 6 of 6 runs"]),
    comparing(
      "@failed/go-fail-panic.txt", "@failed/go-fail-panic.txt", status: [2],
      ["Parse-8": "inconclusive", "Encode-8": "error"]),
    ReportedRow(
      command: ["compare", "--baseline", "@failed/google-skipped.json", "--current", "other.json"],
      each: (12, harmless), told: ["was skipped: not here"],
      // A little slower.
      copies: ["other.json": ("failed/google-skipped.json", "2.6", "2.61")]),
    // Clock.
    comparing(
      "@clock/google-1.7.1.json", "@clock/google-1.9.5.json", status: [0, 2],
      [
        "BM_thr/iterations:20/real_time/threads:1": harmless,
        "BM_thr/iterations:20/real_time/threads:1, avg": harmless,
        "BM_thr/iterations:20/real_time/threads:1, items_per_second": harmless,
        "BM_thr/iterations:20/real_time/threads:1, rate": harmless,
        "BM_thr/iterations:20/real_time/threads:2": "inconclusive",
        "BM_thr/iterations:20/real_time/threads:2, avg": harmless,
        "BM_thr/iterations:20/real_time/threads:2, items_per_second": harmless,
        "BM_thr/iterations:20/real_time/threads:2, rate": harmless,
        "BM_thr/iterations:20/threads:2": "inconclusive",
        "BM_thr/iterations:20/threads:2, avg": harmless,
        "BM_thr/iterations:20/threads:2, items_per_second": harmless,
        "BM_thr/iterations:20/threads:2, rate": harmless, "BM_err": "error",
      ],
      told: [
        "The measuring tool is not the same on both sides", "library_version", "1.9.5",
        "library_build_type debug / release",
      ]),
    comparing(
      "@clock/google-process-time-repetitions.json", "@clock/google-process-time-aggregates.json",
      [
        // 14 against 8 us of a clock that moves by chance; the time of the wall differs by a hundredfold.
        "BM_OpenMP/iterations:5/process_time": "inconclusive|improved",
        "BM_OpenMP/iterations:5/process_time/real_time": harmless,
      ]),
    // Gate.
    ReportedRow(
      command: [
        "compare", "--baseline", "@gate/suite-200.txt", "--current",
        "@gate/suite-200-ten-times-slower.txt",
      ], status: [1], each: (200, "fail")),
    // Swift's tools.
    comparing(
      "@swift/base.results.json.gz", "@swift/slow.results.json.gz", status: [1],
      [
        "Tiny/param (kind: int, mix, size: 40000)": worse,
        "Tiny/param (kind: int, mix, size: 40000), throughput": worse,
        "Tiny/forced us": worse, "Tiny/param (kind: int, mix, size: 10000)": worse,
        "Tiny/param (kind: int, mix, size: 10000), throughput": worse, "Tiny/kilo": worse,
        "Tiny/kilo, throughput": worse, "Tiny/kilo, mallocCountTotal": "pass",
        "Tiny/Odd/name: a,b (x=1)": worse, "Tiny/Odd/name: a,b (x=1), Cache hits": "fail",
        "Tiny/plain": worse, "Tiny/plain, cpuTotal": harmless, "Tiny/plain, throughput": worse,
        "Tiny/plain, peakMemoryResident": harmless, "Tiny/plain, mallocCountTotal": "pass",
      ], neverTold: ["drifting", "autocorrelated"]),
    comparing(
      "@swift/base-histogramEncoded", "@swift/slow-histogramEncoded", status: [0, 1],
      [
        "Tiny/Odd_name:_a,b_(x=1), Cache hits": "changed", "Tiny/kilo": worse,
        "Tiny/kilo, throughput": worse, "Tiny/kilo, mallocCountTotal": "pass",
      ]),
    comparing(
      "@swift/base-jsonBiggerIsBetter", "@swift/slow-jsonBiggerIsBetter", status: [0, 1],
      [
        "Odd/name: a,b (x=1), Cache hits": worse, "kilo, throughput": worse,
        "param (kind: int, mix, size: 10000), throughput": worse,
        "param (kind: int, mix, size: 40000), throughput": "inconclusive|warn|fail",
        "plain, throughput": worse,
      ]),
    comparing(
      "@swift/swift-benchmark-ns.json", "@swift/swift-benchmark-us.json", status: [2],
      [
        "plain": "error", "slow ms": "error", "s.dot, comma.counter": "error",
        "s.dot, comma.bytes": "error",
        // Its own unit was set in the program: no other.
        "s.dot, comma.forced us": harmless,
        "plain, hits": "pass", "slow ms, hits": "pass", "s.dot, comma.forced us, hits": "pass",
        "s.dot, comma.counter, hits": harmless, "s.dot, comma.bytes, hits": "pass",
      ], told: ["about 1000 times smaller than before"]),
    comparing(
      "@swift/swift-test.txt", "@swift/swift-test-slow.txt", status: [1],
      [
        "SpeedTests.testLong": "inconclusive|warn|fail", "SpeedTests.testMetrics": "fail",
        "SpeedTests.testShort": worse, "SpeedTests.testTiny": "error",
      ]),
    // Counters.
    comparing(
      "@formats/google-counters-1.json", "@formats/google-counters-2.json", status: [0, 1],
      ["BM_Read": harmless, "BM_Read, bytes_per_second": worse]),
  ]
}
