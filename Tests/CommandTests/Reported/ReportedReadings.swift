/// What `import` and other commands must make of the files of `Fixtures/reported/README.md`.
extension ReportedRow {
  private static func reading(_ file: String, _ series: [String]?, told: [String] = [])
    -> ReportedRow
  { ReportedRow(command: ["import", file], series: series, told: told) }

  private static func failing(_ words: [String], told: [String], neverTold: [String] = [])
    -> ReportedRow
  { ReportedRow(command: words, status: [2], told: told, neverTold: neverTold) }

  static let readings: [ReportedRow] = [
    // Zero.
    reading(
      "@zero/go-no-allocs.txt",
      [
        "Parse-8 [time] ns lower: 1206.2 1207 1200.3", "Parse-8 [B/op] B/op lower: 0 0 0 0 0 0",
        "Parse-8 [allocs/op] allocs/op lower: 0 0 0 0 0 0",
      ]),
    // Identity.
    reading(
      "@identity/google-same-name.json",
      [
        "plain [time]", "dup [1 of 2] [time] ns lower: 380.659",
        "dup [2 of 2] [time] ns lower: 8101.89", "man/manual_time [time] s", "cx/16 [time]",
        "cx/64 [time]", "cx/256 [time]", "cnt [time]", "cnt [avgit]", "cnt [plain]", "cnt [rate]",
        "skip [time]",
      ]),
    reading(
      "@identity/catch2-long-names.txt",
      [
        "vector sort with random order and duplicates, size 1000 [time] ns lower: ~996.246",
        "list sort with random order and duplicates, size 1000 [time] ns lower: ~4242.8",
      ]),
    reading(
      "@identity/go-two-machines.txt",
      [
        "Parse-8 [time] ns lower: 1206.2 1207 1200.3 1196.3 1194.8 1200.2",
        "Parse-8 [time] ns lower: 502.6 502.9 500.1 498.5 497.8 500.1",
      ],
      told: [
        #""operatingSystem":"linux","architecture":"amd64","cpu":"Vendor A""#,
        #""operatingSystem":"darwin","architecture":"amd64","cpu":"Vendor B""#,
      ]),
    reading(
      "@identity/pytest-benchmark-no-git",
      ["test_u.py::test_u [time] s lower: 5.47", "test_u.py::test_u [time] s lower: 6.95"],
      told: [
        #""commit":"","branch":"","dirty":false,"date":"2026-11-27T13:46:42Z""#,
        #""commit":"","branch":"","dirty":false,"date":"2026-11-27T13:46:47Z""#,
      ]),
    // Failed.
    reading(
      "@failed/go-failed.txt", nil,
      told: [
        #"{"benchmark":"Print-2","metric":{"name":"time""#, #""values":[191.6]"#,
        "the benchmark failed: x_test.go:11: bad (Fail-2",
        "the benchmark failed: x_test.go:12: boom (Fatal-2",
      ]),
    reading(
      "@failed/go-cut-off.txt", ["Parse-8 [time] ns lower: 1201"],
      told: ["the last line is cut off"]),
    reading(
      "@failed/libtest-failed.txt",
      [
        "tests::b_big [time] ns lower: ~221.97", "tests::b_no_iter [time] ns lower: ~0",
        "tests::b_small [time] ns lower: ~0.24",
      ], told: ["panicked at src/lib.rs:6:39: x (tests::b_fail"]),
    reading(
      "@failed/catch2-failed.txt",
      [
        "fib 10 [fibs & <more>] [time] ns lower: ~196.033", "a, \"b\" [time]", "in sec [time]",
        "adv [time]", "fib 10 [other] [time] ns lower: ~323.453",
      ], told: ["the benchmark failed: bad (boom"]),
    reading(
      "@failed/asv-text",
      [
        "b.Suite.time_p(1, 'x') [time]", "b.Suite.time_p(10, 'x') [time]",
        "b.mem_list [memory] bytes lower: ~8056", "b.peakmem_list [memory]", "b.time_multi [time]",
        "b.time_plain [time]", "b.timeraw_imp [time]",
        "b.track_count [value] items unspecified: ~42", "b.track_zero [value] unit unspecified: ~0",
      ], told: ["found the string \"text\" (b.track_bad"]),
    // What failed is kept where nothing else is in the file.
    ReportedRow(
      command: ["import", "@failed/hyperfine-fails.json"], series: [],
      told: ["\"unmeasured\":[{\"benchmark\":\"make -j8\"", "exit code 2 in 6 of 6 runs"]),
    // Formats.
    reading(
      "@formats/hyperfine-2/two-commands.json",
      [
        "true [time] s lower: 0.002828044 / ", "true [time_cpu]", "true [time_user]",
        "true [time_system]", "true [memory] B lower: 3047424 / ", "sleep 0.01 [time]",
        "sleep 0.01 [time_cpu]", "sleep 0.01 [time_user]", "sleep 0.01 [time_system]",
        "sleep 0.01 [memory]",
      ]),
    reading(
      "@formats/hyperfine-2/one-run-named.json",
      [
        "my name [time] s lower: 0.000778619", "my name [time_cpu]", "my name [time_user]",
        "my name [time_system]", "my name [memory]",
      ]),
    ReportedRow(
      command: ["import", "@formats/hyperfine-2/parameters.json", "--metric", "^time$"],
      series: [
        "echo 1 a [n=1,s=a] [time] s lower: 0.010354119 / ", "echo 1 b [n=1,s=b] [time]",
        "echo 2 a [n=2,s=a] [time]", "echo 2 b [n=2,s=b] [time]",
      ]),
    reading(
      "@formats/hyperfine-2/two-commands.csv",
      [
        "true [time] s lower: ~0.0010336652", "true [memory] B lower: ~3047424",
        "sleep 0.01 [time] s lower: ~0.014729337200000001", "sleep 0.01 [memory] B lower: ~3047424",
      ]),
    reading(
      "@formats/jmh-table.txt",
      [
        "MyB.aux(p=1) [throughput] ops/us higher: ~201.361", "MyB.aux(p=1) [hits",
        "MyB.aux(p=1) [misses", "MyB.sum(p=1) [throughput] ops/us higher: ~7.227",
        "MyB.aux(p=1) [single shot time] us lower: ~3.404",
        "MyB.sum(p=1) [single shot time] us lower: ~2.789",
      ]),
    reading(
      "@formats/catch2.xml",
      [
        "fib 10 [fibs & <more>] [time] ns lower: ~2352.85", "a, \"b\" [time] ns lower: ~41.5703",
        "in sec [time] ns lower: ~27.2475", "adv [time] ns lower: ~46.2523",
        "fib 10 [other] [time] ns lower: ~303.578",
      ], told: ["the benchmark failed: bad (boom"]),
    reading(
      "@formats/codspeed.json",
      [
        "test_c.py::test_a [time] ns lower: ~2457.028", "test_c.py::test_b [time]",
        "test_c.py::test_c[1] [time]", "test_c.py::test_c[10] [time]", "test_c.py::test_f [time]",
      ]),
    reading("@formats/divan.txt", ["sorting/quick [time] us lower: ~1.223"]),
    reading(
      "@formats/google-console.txt",
      [
        "BM_OpenMP/iterations:5 [time] ns lower: 2078577 2078191",
        "BM_OpenMP/iterations:5/real_time [time] ns lower: 2075405 2072228",
        "BM_OpenMP/iterations:5/process_time [time] ns lower: 13376 12999",
      ]),
    reading(
      "@formats/benchmark.js.txt",
      [
        "regex \"q\" [throughput] ops/s higher: ~84725754", "def [throughput] ops/s higher: ~921",
      ], told: ["the benchmark failed (throws"]),
    reading(
      "@formats/perf-stat.csv",
      [
        "perf stat [task-clock] ms lower: ~0.41", "perf stat [context-switches] count lower: ~0",
        "perf stat [cpu-migrations]", "perf stat [page-faults] count lower: ~48",
      ], told: ["<not supported>"]),
    reading(
      "@formats/pytest-benchmark-compare.csv",
      [
        "test_a.py::test_str[a/b]", "test_a.py::test_fail_after", "test_a.py::test_str[e f]",
        "test_a.py::test_str[c::d]", "test_a.py::test_p[fn]", "test_a.py::test_p[dict]",
        "test_a.py::test_p[obj]", "test_a.py::test_ped",
        "test_a.py::test_single [time] s lower: ~1.03149999",
        "test_a.py::TestC::test_in_class",
      ]),
    reading(
      "@formats/benchmark-ips.json",
      [
        "fast \"q\" [throughput] i/s higher: ~40636104.77",
        "slow [throughput] i/s higher: ~28962.24",
      ]),
    reading(
      "@formats/haskell-criterion.csv",
      [
        "sum/small, \"quoted\" [time] s lower: 1.17557", "sum/big [time] s lower: 3.03126",
        "io [time] s lower: 6.007413412138703e-09 / 4.265010330800809e-09",
      ]),
    reading("@formats/utf16.txt", ["Parse-8 [time] ns lower: 1200"]),
    reading(
      "@formats/semicolon.csv", ["parse [time] ms lower: 12.5"], told: ["separated by \";\""]),
    reading(
      "@formats/warning-before.json", ["BM_Sort/8 [time] ns lower: 2000000 "],
      told: ["before the JSON"]),
    // Choosing.
    ReportedRow(
      command: ["import", "@zero/go-seven-allocs.txt", "--metric", "allocs/op"],
      series: ["Parse-8 [allocs/op] allocs/op lower: 7 7 7 7 7 7"]),
    ReportedRow(
      command: ["import", "@direction/csv-unspecified-900.csv", "--better", "higher:throughput"],
      series: ["api [throughput] req higher: 900"]),
    failing(
      [
        "compare", "--baseline", "@identity/go-one-package.txt", "--current",
        "@identity/critcmp-new.json",
      ], told: ["Same-2", "grp/one/a*b", "different tools"]),
    // Reliability.
    reading(
      "@reliability/pipe.txt",
      ["A-8 [time] ns lower: 100 101", "B-8 [time] ns lower: 200 201"]),
    failing(["history", "@reliability/archive-cell-type.sqlite"], told: ["run 1, column dirty"]),
    // Swift's tools.
    reading(
      "@swift/swift-benchmark.csv",
      [
        "plain [time]  lower: ~21102", "plain [hits]", "slow ms [time]  lower: ~2124914",
        "slow ms [hits]", "s.dot, comma.forced us [time]  lower: ~20.992",
        "s.dot, comma.forced us [hits]", "s.dot, comma.counter [time]  lower: ~5258",
        "s.dot, comma.counter [hits]  unspecified: ~350", "s.dot, comma.bytes [time]",
        "s.dot, comma.bytes [hits]",
      ]),
    reading(
      "@swift/swift-test.txt",
      [
        "SpeedTests.testLong [time] s lower: 0.000493 0.00045 0.000425",
        "SpeedTests.testMetrics [time] s lower: 0.000107 0.000106",
        "SpeedTests.testShort [time] s lower: 2e-06 2e-06",
      ], told: ["printed as 0.000000", "SpeedTests.testTiny"]),
    ReportedRow(
      command: [
        "import", "@swift/base.results.json.gz", "--filter", "kilo$", "--metric", "^time$",
      ],
      series: ["Tiny/kilo [time] ns lower: 20"]),
    reading(
      "@swift/base-histogramSamples",
      [
        "Tiny/Odd_name:_a,b_(x=1) [Cache hits] count unspecified: 40 40",
        "Tiny/Odd_name:_a,b_(x=1) [time] ns lower: 5371 5379",
        "Tiny/forced_us [time] us lower: 21 21",
        "Tiny/kilo [mallocCountTotal] count lower: 0 0",
        "Tiny/kilo [throughput] 1/s higher: 3513000", "Tiny/kilo [time] us lower: 202 202",
        "Tiny/param_(kind:_int,_mix,_size:_10000) [throughput]",
        "Tiny/param_(kind:_int,_mix,_size:_10000) [time] us lower: 11 11",
        "Tiny/param_(kind:_int,_mix,_size:_40000) [throughput]",
        "Tiny/param_(kind:_int,_mix,_size:_40000) [time] us lower: 42 42",
        "Tiny/plain [cpuTotal] us", "Tiny/plain [mallocCountTotal]",
        "Tiny/plain [peakMemoryResident] B", "Tiny/plain [throughput]",
        "Tiny/plain [time] us lower: 21 21",
      ]),
    // Histories.
    ReportedRow(
      command: ["history", "@zero/series.csv"],
      told: [
        "zeros: 0 -> 1 ms worse, began in c019..c020",
        "ramp: drifting:", "const_step_mid: +10.0 % (+10.0 .. +10.0 %) worse, began in c019..c020",
        "const_last1: newest point +10.0 %", "const_last2: newest 2 points +10.0 %",
        "const_last3: +10.0 % (+10.0 .. +10.0 %) worse, began in c036..c037",
        "updown: -16.7 %", "better, began in c029..c030", "updown: +20.3 %",
        "nan_step: +20.3 % (+19.3 .. +21.3 %) worse, began in c029..c030",
        "nan_step: 1 value negative or no number",
      ], neverTold: ["const20", "const_one_outlier", "ties_int", "two_level_alt"]),
    ReportedRow(
      command: ["history", "@direction/data-smaller-is-better.js"],
      told: ["+50.5 %", "worse", "1 open regression "]),
    ReportedRow(
      command: ["history", "@units/data-go-units.js"],
      told: ["+50.7 %", "1 series searched", "1 open regression "]),
    ReportedRow(
      command: ["history", "@identity/asv-version"], told: ["0 open regressions", "2 too short"]),
    ReportedRow(
      command: ["history", "@history/drift-20.csv"], told: ["drifting: +152.9 % in all"]),
    ReportedRow(
      command: ["history", "@history/otava-day-month.csv"],
      told: ["t [value]: +20.1 %", "c019..c020"]),
    ReportedRow(
      command: ["history", "@history/otava-reversed.csv"],
      told: ["t [value]: +20.3 %", "c019..c020"]),
    ReportedRow(
      command: ["history", "@history/index-beyond-2-53.csv"], told: ["+19.9 %", "c19..c20"]),
    ReportedRow(
      command: ["history", "@history/git-shallow/hist.csv"], told: ["parse/large: +14.6 %"]),
    ReportedRow(
      command: ["history", "@output/spark-metrics.csv"],
      told: ["Parse-2 [B/op] on", "64.00 -> 96.00 B/op", "3 series searched: 2 changes"]),
    ReportedRow(
      command: ["history", "@history/drift-20.csv", "--fail-on", "open"], status: [1]),
    // Tables without rows.
    failing(
      ["import", "@output/changes-header-only.csv"], told: ["columns benchmark, run and value"]),
    failing(
      ["import", "@output/noise-header-only.csv"], told: ["columns benchmark, run and value"]),
    failing(["import", "@output/junit-example.xml"], told: ["it holds no benchmarks"]),
  ]
}
