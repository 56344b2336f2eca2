import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Outputs of further tools: those of `Fixtures/reported/formats`, and those that
/// `Fixtures/formats/generate-more.sh` made or that were written by hand (`hand-written`). The expected
/// values stand in the files.
private let reported = packageRoot + "/Fixtures/reported/formats/"
private let made = packageRoot + "/Fixtures/formats/"

private struct Found {
  let loaded: LoadedRuns

  init(_ path: String) throws { loaded = try loadRuns([path]) }

  private func measurement(_ name: String, _ metric: String) -> PerfStats.Measurement? {
    loaded.runs.flatMap(\.measurements).first {
      $0.key == SeriesKey(benchmark: name, metric: metric)
    }
  }

  func metric(_ name: String, _ metric: String = "time") -> Metric? {
    measurement(name, metric)?.metric
  }

  /// The estimate, or all samples.
  func values(_ name: String, _ metric: String = "time") -> [Double]? {
    guard let found = measurement(name, metric) else { return nil }
    return found.summary.map { [$0.estimate] } ?? found.executions.flatMap(\.values)
  }

  func summary(_ name: String, _ metric: String = "time") -> Summary? {
    measurement(name, metric)?.summary
  }

  var names: [String] {
    var seen: Set<String> = []
    return loaded.runs.flatMap(\.measurements).map(\.benchmark).filter { seen.insert($0).inserted }
  }

  var rejected: [String] { loaded.rejected.map(\.key.benchmark) }

  func told(_ text: String) -> Bool {
    (loaded.warnings + loaded.rejected.map(\.error)).contains { $0.message.contains(text) }
  }
}

private func failure(_ path: String) -> String {
  inputError { () throws(InputError) in _ = try loadRuns([path]) }?.description ?? ""
}

@Suite struct NewFormatTests {
  @Test func hyperfine2() throws {
    let two = try Found(reported + "hyperfine-2/two-commands.json")
    #expect(two.names == ["true", "sleep 0.01"])
    let times = try #require(two.values("true"))
    #expect(times.count == 5 && times[0] == 0.002828044)
    #expect(two.metric("true") == Metric(name: "time", unit: "s", better: .lower))
    #expect(two.values("true", "memory")?.first == 3_047_424)
    #expect(two.metric("true", "memory")?.unit == "B")
    #expect(two.values("true", "time_cpu")?.first == 0.000579)
    #expect(two.loaded.runs[0].date == "2026-11-27T13:38:07Z")
    #expect(two.loaded.runs[0].measurements[0].executions.count == 5)
    #expect(try Found(reported + "hyperfine-2/one-run-named.json").names == ["my name"])
    let parameters = try Found(reported + "hyperfine-2/parameters.json")
    #expect(
      parameters.names == [
        "echo 1 a [n=1,s=a]", "echo 1 b [n=1,s=b]", "echo 2 a [n=2,s=a]", "echo 2 b [n=2,s=b]",
      ])
    let table = try Found(reported + "hyperfine-2/two-commands.csv")
    #expect(table.values("true") == [0.0010336652])
    #expect(table.values("sleep 0.01", "memory") == [3_047_424])
    try withFolder { folder in
      let text = String(
        decoding: try readFile(reported + "hyperfine-2/two-commands.json"), as: UTF8.self)
      let failed = folder + "/failed.json"
      let code = try #require(text.firstRange(of: "\"exit_code\": 0"))
      try Data(text.replacingCharacters(in: code, with: "\"exit_code\": 2").utf8)
        .write(to: URL(fileURLWithPath: failed))
      let found = try Found(failed)
      #expect(found.rejected == ["true"] && found.names == ["sleep 0.01"])
      #expect(found.told("failed in 1 of 5 runs (exit code 2)"))
      let newer = folder + "/newer.json"
      try Data(text.replacing("\"schema_version\": 2", with: "\"schema_version\": 3").utf8)
        .write(to: URL(fileURLWithPath: newer))
      #expect(failure(newer).contains("expected hyperfine's schema_version 2, found 3"))
    }
  }

  @Test func jmhTable() throws {
    let found = try Found(reported + "jmh-table.txt")
    #expect(found.values("MyB.aux(p=1)", "throughput") == [201.361])
    #expect(found.metric("MyB.aux(p=1)", "throughput")?.unit == "ops/us")
    #expect(found.values("MyB.sum(p=1)", "throughput") == [7.227])
    #expect(found.values("MyB.aux(p=1)", "single shot time") == [3.404])
    #expect(found.values("MyB.sum(p=1)", "single shot time") == [2.789])
    #expect(found.metric("MyB.sum(p=1)", "single shot time")?.unit == "us")
    #expect(found.values("MyB.aux(p=1)", "hits (thrpt)") == [402.723])
  }

  @Test func jmhTableWithErrorsAmongOtherText() throws {
    try withFolder { folder in
      let path = folder + "/jmh.txt"
      let text = """
        # JMH version: 1.37
        # Run complete. Total time: 00:00:09

        Benchmark                 (a)    (b)  Mode  Cnt    Score     Error   Units
        B.m                         1    N/A  avgt   10   12,345 ±   0,678   ns/op
        B.m:gc.alloc.rate.norm      1    N/A  avgt   10   ≈ 10⁻⁴            B/op
        B.single                    2      x    ss         4.500            ms/op
        B.bad                       2      x  avgt    5      NaN            ns/op

        Benchmark result is saved to x.json
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let found = try Found(path)
      let summary = try #require(found.summary("B.m(a=1)"))
      #expect(summary.estimate == 12.345 && summary.level == 0.999)
      #expect(
        abs((summary.lower ?? 0) - 11.667) < 1e-9 && abs((summary.upper ?? 0) - 13.023) < 1e-9)
      #expect(found.values("B.single(a=2,b=x)", "single shot time") == [4.5])
      #expect(found.rejected == ["B.bad(a=2,b=x)"])
      #expect(found.told("printed as an order of magnitude only"))
      #expect(found.loaded.runs[0].settings["jmhVersion"] == "1.37")
    }
  }

  @Test func catch2XML() throws {
    let found = try Found(reported + "catch2.xml")
    #expect(found.values("a, \"b\"") == [41.5703] && found.values("in sec") == [27.2475])
    #expect(found.values("adv") == [46.2523])
    let tens = found.loaded.runs[0].measurements.filter { $0.benchmark.contains("fib 10") }
    #expect(tens.map { $0.summary?.estimate } == [2352.85, 303.578])
    #expect(tens[0].summary?.lower == 194.553 && tens[0].summary?.level == 0.95)
    #expect(found.rejected.count == 1 && found.rejected[0].contains("boom"))
    #expect(found.told("the benchmark failed: bad"))
    // Without analysis the bounds are the mean, at level 0: they are no interval.
    let plain = try Found(made + "catch2/no-analysis.xml")
    let text = String(decoding: try readFile(made + "catch2/no-analysis.xml"), as: UTF8.self)
    #expect(text.contains("ci=\"0\""))
    #expect(plain.loaded.runs[0].measurements.allSatisfy { $0.summary?.lower == nil })
  }

  @Test func codSpeed() throws {
    let found = try Found(reported + "codspeed.json")
    #expect(found.values("test_c.py::test_a") == [2457.0285714285715])
    #expect(found.metric("test_c.py::test_a") == .nanoseconds && found.names.count == 5)
    // 4336.01 ns over the root of 19 rounds.
    let summary = try #require(found.summary("test_c.py::test_a"))
    #expect(abs((summary.upper ?? 0) - 2457.0285714 - 994.7493) < 0.001)
  }

  @Test func divan() throws {
    #expect(try Found(reported + "divan.txt").values("sorting/quick") == [1.223])
    let tree = try Found(made + "hand-written/divan-tree.txt")
    #expect(tree.names == ["sorting/by_key/16", "sorting/by_key/1024", "sorting/quick"])
    #expect(tree.values("sorting/by_key/16") == [221.3])
    #expect(tree.metric("sorting/by_key/16")?.unit == "ns")
    #expect(tree.metric("sorting/by_key/1024")?.unit == "us")
  }

  @Test func googleConsole() throws {
    let found = try Found(reported + "google-console.txt")
    #expect(found.values("BM_OpenMP/iterations:5") == [2_078_577, 2_078_191])
    #expect(!found.names.contains { $0.hasSuffix("_mean") || $0.hasSuffix("_cv") })
    try withFolder { folder in
      let path = folder + "/console.txt"
      let text = """
        2026-01-01T00:00:00+00:00
        Running ./bench
        --------------------------------------------------------------------------------
        Benchmark              Time             CPU   Iterations UserCounters...
        --------------------------------------------------------------------------------
        BM_Copy/8           1.50 us         1.49 us       470000 bytes_per_second=5.12Gi/s hits=40
        BM_Copy/8           1.50 us         1.49 us       470000 bytes_per_second=5.12Gi/s hits=41
        BM_Bad        ERROR OCCURRED: 'no file'
        BM_Sorted_mean       100 ns         99.0 ns           10
        BM_Sorted_stddev    1.00 ns         1.00 ns           10
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let found = try Found(path)
      #expect(found.values("BM_Copy/8") == [1.5, 1.5] && found.metric("BM_Copy/8")?.unit == "us")
      let gibibytes: Double = 5_497_558_138.88
      #expect(found.values("BM_Copy/8", "bytes_per_second")?.first == gibibytes)
      #expect(found.metric("BM_Copy/8", "bytes_per_second")?.better == .higher)
      #expect(found.values("BM_Copy/8", "hits") == [40, 41])
      #expect(found.rejected == ["BM_Bad"] && found.told("no file"))
      #expect(found.values("BM_Sorted") == [100])
    }
  }

  @Test func googleCounters() throws {
    for (file, rate) in [("google-counters-1.json", 1e9), ("google-counters-2.json", 3e8)] {
      let found = try Found(reported + file)
      #expect(found.values("BM_Read", "bytes_per_second")?.first == rate, "\(file)")
      #expect(
        found.metric("BM_Read", "bytes_per_second")
          == Metric(name: "bytes_per_second", unit: "B/s", better: .higher))
      #expect(
        found.values("BM_Read", "bytes_per_second")?.count == found.values("BM_Read")?.count)
    }
    try withFolder { folder in
      let path = folder + "/g.json"
      let text = """
        {"context":{"num_cpus":2,"library_version":"v1.9.0"},"benchmarks":[
        {"name":"a","run_name":"a","run_type":"iteration","iterations":5,"real_time":1,"cpu_time":1,"time_unit":"ns","allocs_per_iter":0,"hits":4,"label":"x"},
        {"name":"b_mean","run_name":"b","run_type":"aggregate","aggregate_name":"mean","iterations":3,"real_time":2,"cpu_time":1,"time_unit":"ns","items_per_second":7.5}]}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let found = try Found(path)
      #expect(found.values("a", "allocs_per_iter") == [0] && found.values("a", "hits") == [4])
      #expect(found.metric("a", "hits")?.better == .higher)
      #expect(found.values("b", "items_per_second") == [7.5])
    }
  }

  @Test func benchmarkDotNetBytes() throws {
    try withFolder { folder in
      let path = folder + "/b.json"
      let text = """
        {"Title":"T","HostEnvironmentInfo":{},"Benchmarks":[{"DisplayInfo":"C.M: DefaultJob","FullName":"N.C.M","Statistics":
        {"N":3,"Mean":12.5,"Median":12,"OriginalValues":[12,12.5,13]},"Memory":{"Gen0Collections":1,"TotalOperations":8,"BytesAllocatedPerOperation":24}}]}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let found = try Found(path)
      #expect(found.values("N.C.M", "allocated") == [24])
      #expect(found.metric("N.C.M", "allocated")?.unit == "B")
    }
  }

  @Test func catch2WithoutAnalysis() throws {
    let found = try Found(made + "catch2/no-analysis.txt")
    let values = found.loaded.runs[0].measurements
    #expect(values.count == 4 && values.allSatisfy { $0.summary?.lower == nil })
    #expect(
      values.contains {
        $0.benchmark
          == "a rather long name of a benchmark that wraps over lines, size 1000"
      })
    #expect(found.rejected.count == 1 && found.told("the benchmark failed: bad"))
    let xml = try Found(made + "catch2/no-analysis.xml")
    #expect(xml.loaded.runs[0].measurements.map(\.key) == values.map(\.key))
  }

  @Test func javaScript() throws {
    let found = try Found(reported + "benchmark.js.txt")
    #expect(found.names == ["regex \"q\"", "def"])
    #expect(found.values("regex \"q\"", "throughput") == [84_725_754])
    #expect(found.values("def", "throughput") == [921])
    #expect(found.metric("def", "throughput")?.better == .higher)
    #expect(found.rejected == ["throws"])
    let summary = try #require(found.summary("def", "throughput"))
    #expect(abs((summary.lower ?? 0) - 921 * (1 - 0.0043)) < 1e-9 && summary.level == 0.95)
    let tiny = try Found(made + "hand-written/tinybench.txt")
    #expect(tiny.values("slower, task") == [1_542_543])
    #expect(
      tiny.values("faster \"task\"") == [63768] && tiny.metric("slower, task") == .nanoseconds)
  }

  /// Found by fuzzing: numbers that tell benchmarks of one name apart met a name that ends like that.
  @Test func aNumberIsNotGivenTwice() throws {
    let rows = ["a #3", "a", "a", "a", "a #2"].map { "\($0),1,2,3,4,5,6,7,8" }
    let header = "name,min,max,mean,stddev,median,iqr,rounds,iterations"
    let loaded = try loadRuns(
      ["-"],
      standardInput: { () throws(InputError) in
        Array(([header] + rows).joined(separator: "\n").utf8) + [10]
      })
    let names = loaded.runs[0].measurements.map(\.benchmark)
    #expect(names == ["a #3", "a", "a #2", "a #4", "a #2 #2"], "\(names)")
    let again = try RunFile.decode(RunFile.encode(loaded.runs), place: "again")
    #expect(again.runs == loaded.runs)
  }

  /// Found by fuzzing: a bracket that closes before one opens ended the program.
  @Test func aUnitInsideOutIsNone() throws {
    let whole = try String(contentsOfFile: made + "hand-written/tinybench.txt", encoding: .utf8)
    let broken = whole.replacing("Latency avg (ns)", with: "Latency avg )ns(")
    #expect(broken != whole)
    let runs = try loadRuns(
      ["-"], standardInput: { () throws(InputError) in Array(broken.utf8) })
    #expect(runs.runs[0].measurements.contains { $0.benchmark == "slower, task" })
  }

  @Test func perfStat() throws {
    let found = try Found(reported + "perf-stat.csv")
    #expect(found.values("perf stat", "task-clock") == [0.41])
    #expect(found.metric("perf stat", "task-clock")?.unit == "ms")
    #expect(found.values("perf stat", "page-faults") == [48])
    #expect(found.values("perf stat", "cycles") == nil)
    #expect(found.told("<not supported>: no value of cycles"))
    // 4.04 % of 0.41 ms is one standard error.
    let summary = try #require(found.summary("perf stat", "task-clock"))
    #expect(abs((summary.upper ?? 0) - 0.41 * 1.0404) < 1e-12 && summary.level == 0.6827)
    let json = try Found(made + "perf-stat/repeated.json")
    #expect(json.values("perf stat", "task-clock") == [0.468288])
    // Without -r there is no column for the error; with -I the time stands first.
    let single = try Found(made + "perf-stat/single.csv")
    #expect(single.values("perf stat", "task-clock") == [0.51])
    #expect(single.summary("perf stat", "task-clock")?.lower == nil)
    let intervals = try Found(made + "perf-stat/intervals.csv")
    #expect(intervals.values("perf stat", "task-clock") == [0.68, 0.05])
  }

  @Test func tablesOfEstimates() throws {
    let pytest = try Found(reported + "pytest-benchmark-compare.csv")
    #expect(pytest.names.count == 10)
    #expect(pytest.values("test_a.py::test_single") == [1.0314999940419511e-05])
    #expect(pytest.metric("test_a.py::test_single")?.unit == "s")
    let haskell = try Found(reported + "haskell-criterion.csv")
    #expect(haskell.names == ["sum/small, \"quoted\"", "sum/big", "io"])
    #expect(haskell.values("io") == [6.007413412138703e-09, 4.265010330800809e-09])
    let tasty = try Found(made + "hand-written/tasty-bench.csv")
    #expect(tasty.values("All.Fibonacci numbers.fifth") == [48453])
    #expect(tasty.metric("All.Fibonacci numbers.fifth")?.unit == "ps")
    #expect(tasty.values("All.Fibonacci numbers.tenth, again", "Allocated") == [3464])
    #expect(tasty.summary("All.Fibonacci numbers.fifth")?.upper == 52513)
    // R's bench prints a unit in each cell.
    let r = try Found(made + "r-bench/bench.csv")
    #expect(r.values("plain") == [170.1] || r.values("plain")?.count == 1)
    #expect(r.names == ["plain", "a, \"b\""])
    #expect(r.metric("plain")?.unit == "ns" && r.metric("a, \"b\"")?.unit == "us")
    #expect(r.metric("a, \"b\"", "mem_alloc")?.unit == "KiB")
    try withFolder { folder in
      let path = folder + "/mb.csv"
      try Data("\"expr\",\"time\"\n\"f(x, 1)\",1200\n\"g\",900\n\"f(x, 1)\",1100\n".utf8)
        .write(to: URL(fileURLWithPath: path))
      #expect(try Found(path).values("f(x, 1)") == [1200, 1100])
    }
  }

  @Test func benchmarkIPS() throws {
    let found = try Found(reported + "benchmark-ips.json")
    #expect(found.values("fast \"q\"", "throughput") == [40636104.777412765])
    #expect(found.values("slow", "throughput") == [28962.24623427022])
    #expect(
      found.metric("slow", "throughput")
        == Metric(name: "throughput", unit: "i/s", better: .higher))
  }

  @Test func denoBench() throws {
    let found = try Found(made + "deno/bench.json")
    #expect(
      found.names == ["bench.ts > url parse", "bench.ts > g > grouped", "bench.ts > g > grouped2"])
    #expect(found.rejected == ["bench.ts > throws"] && found.told("the benchmark failed: no"))
    #expect(found.metric("bench.ts > url parse") == .nanoseconds)
    #expect(found.loaded.runs[0].runner.cpu != "")
    #expect(
      failure(made + "hand-written/deno-version-2.json").contains("expected version 1"))
  }

  @Test func libtestJSON() throws {
    let found = try Found(made + "hand-written/libtest.jsonl")
    #expect(found.values("tests::b_sum") == [1234] && found.values("tests::b_copy") == [12])
    #expect(found.rejected == ["tests::b_fail"] && found.told("panicked at 'no'"))
  }

  @Test func reBench() throws {
    let found = try Found(made + "rebench/rebench.data")
    let name = "Loops/sleep [executor=env,cores=1,inputSize=0.05]"
    #expect(found.values(name) == [50, 60, 50])
    #expect(found.metric(name)?.unit == "ms" && found.metric(name, "MaxRSS")?.unit == "KiB")
    #expect(found.loaded.runs[0].measurements[0].executions.count == 3)
    #expect(found.values("Loops/sleep [executor=env,cores=1,inputSize=0.1]") == [100, 100, 110])
  }

  @Test func valgrind() throws {
    let text = String(decoding: try readFile(made + "valgrind/callgrind.out"), as: UTF8.self)
    let totals = try #require(text.split(separator: "\n").first { $0.hasPrefix("totals:") })
    let counts = totals.split(separator: " ").dropFirst().compactMap { Double($0) }
    let call = try Found(made + "valgrind/callgrind.out")
    #expect(call.names == ["./loop"] && call.values("./loop", "Ir") == [counts[0]])
    #expect(call.values("./loop", "DLmw") == [counts[8]])
    #expect(
      call.metric("./loop", "Ir") == Metric(name: "Ir", unit: "count", better: .lower))
    let cache = try Found(made + "valgrind/cachegrind.out")
    #expect(
      cache.loaded.runs[0].measurements.map(\.metric.name).prefix(3) == ["Ir", "I1mr", "ILmr"])
  }

  @Test func gungraun() throws {
    for (file, count) in [("gungraun-7.json", 1), ("gungraun-4.jsonl", 2)] {
      let found = try Found(made + "hand-written/" + file)
      #expect(found.names.count == count, "\(file)")
      #expect(found.values("my_benches::group::sum short", "Ir") == [687], "\(file)")
      #expect(
        found.values("my_benches::group::sum short", "EstimatedCycles") == [1092], "\(file)")
    }
    let newest = try Found(made + "hand-written/gungraun-7.json")
    #expect(newest.metric("my_benches::group::sum short", "L1hits")?.better == .unspecified)
  }

  @Test func fio() throws {
    let json = try Found(made + "fio/randrw.json")
    #expect(json.names == ["j1 read", "j1 write"])
    #expect(
      json.metric("j1 read", "iops") == Metric(name: "iops", unit: "ops/s", better: .higher))
    #expect(
      json.metric("j1 write", "latency") == Metric(name: "latency", unit: "ns", better: .lower))
    let text = String(decoding: try readFile(made + "fio/randrw.json"), as: UTF8.self)
    let rate = try #require(json.values("j1 read", "iops")?.first)
    #expect(text.contains("\"iops\" : \(rate)"))
    let printed = try Found(made + "fio/read.txt")
    #expect(printed.names == ["j1 read"])
    #expect(printed.metric("j1 read", "bandwidth")?.unit == "MiB/s")
  }

  @Test func loadGenerators() throws {
    let wrk = try Found(made + "http/wrk.txt")
    #expect(wrk.names == ["http://127.0.0.1:8765/"])
    #expect(wrk.metric("http://127.0.0.1:8765/", "throughput")?.better == .higher)
    #expect(wrk.values("http://127.0.0.1:8765/", "latency p99")?.count == 1)
    let hey = try Found(made + "http/hey.txt")
    #expect(hey.values("HTTP requests", "throughput")?.count == 1)
    #expect(hey.metric("HTTP requests", "latency p50")?.unit == "s")
    #expect(try Found(made + "http/hey.csv").values("HTTP requests", "latency")?.count == 8)
    // Thousands of requests a second, all of which failed.
    for file in ["wrk-404.txt", "hey-404.txt", "hey-refused.txt"] {
      let failed = try Found(made + "http/" + file)
      #expect(failed.names.isEmpty && failed.told("all requests failed"), "\(file)")
    }
    let oha = try Found(made + "hand-written/oha.json")
    #expect(oha.values("HTTP requests", "throughput") == [4472.25])
    #expect(oha.values("HTTP requests", "latency") == [0.0011])
    #expect(oha.values("HTTP requests", "failed requests") == [2] && oha.told("2 requests failed"))
    let k6 = try Found(made + "hand-written/k6.json")
    #expect(k6.values("k6", "http_req_duration") == [12.5])
    #expect(k6.values("k6", "http_req_duration p95") == [31.4])
    #expect(k6.metric("k6", "http_reqs")?.better == .higher)
    #expect(k6.values("k6", "http_req_failed") == [0.003])
  }
}

/// Text that needs understanding first, or that cannot be read.
@Suite struct DiagnosisTests {
  @Test func otherEncodingsAndSeparatorsAreRead() throws {
    #expect(try Found(reported + "utf16.txt").values("Parse-8") == [1200])
    let table = try Found(reported + "semicolon.csv")
    #expect(table.values("parse") == [12.5] && table.metric("parse")?.unit == "ms")
    #expect(table.told("read as a table separated by \";\", with decimal commas"))
    let json = try Found(reported + "warning-before.json")
    #expect(json.loaded.runs[0].measurements[0].executions[0].values[0] == 2_000_000)
    #expect(json.told("1 line(s) before the JSON"))
  }

  @Test(arguments: [false, true]) func withoutAMark(isBig: Bool) throws {
    let text = "BenchmarkParse-8 100 1200 ns/op\n"
    let bytes: [UInt8] = text.utf8.flatMap { isBig ? [0, $0] as [UInt8] : [$0, 0] }
    let loaded = try loadRuns(["-"], standardInput: { bytes })
    #expect(loaded.runs[0].measurements[0].executions[0].values == [1200])
  }

  private func said(_ text: String, _ name: String = "f") throws -> String {
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return failure(path).replacing(folder, with: "")
    }
  }

  /// What Swift's tools print for people: as package-benchmark 1.x and swift-benchmark 0.1 do.
  @Test(arguments: [
    (
      "running plain... done! (1533.11 ms)\n\nname  time  std  iterations\n----\n",
      "swift-benchmark"
    ),
    ("╒════╕\n│ Metric                 │      p0 │     p25 │ Samples │\n", "package-benchmark"),
    ("◇ Test run started.\n✔ Test foo() passed after 0.001 seconds.\n", "Swift Testing"),
  ])
  func printedTextsOfSwiftTools(text: String, tool: String) throws {
    #expect(try said(text).contains(tool))
  }

  @Test func unknownVersionsAreNamed() throws {
    #expect(
      try said(#"{"version":"9","module_path":"a::b","profiles":[]}"#)
        == "/f:1: this looks like Gungraun's summary of a layout that is not known (version \"9\")")
  }

  @Test func unknownTextIsDiagnosed() throws {
    #expect(try said("Run,Benchmark,Value\n1,a,3\n").hasSuffix("missing: benchmark, run, value"))
    #expect(
      try said("a,b,c\n1,2,3\n")
        == "/f:1: expected a table of samples (columns benchmark, run and value) or one of a known"
        + " tool, found columns separated by \",\": a, b, c; missing: benchmark, run, value")
    #expect(
      try said("a;value;run\n").contains("separated by \";\": a, value, run; missing: benchmark"))
    let broken = try said("{\"context\":{},\n\"benchmarks\":[{\"real_time\":1,\n")
    #expect(broken.hasPrefix("/f:2: this looks like Google Benchmark's results with broken JSON"))
    #expect(try said("{\"foo\":1}").contains("found an object with the keys \"foo\""))
    #expect(
      try said("PASS\nok  \tpkg\t0.1s\n").contains("`go test` without a benchmark: use -bench"))
    #expect(
      try said("Test Suite 'All tests' started at 2026-01-01\n").contains("measure { }"))
    #expect(try said("Performance counter stats for 'x':\n").contains("use -x, or -j"))
    #expect(try said("PAR1\u{1}").contains("a Parquet file"))
    let unknown = try said("hello\nworld\n")
    #expect(unknown.contains("begins \"hello\"") && !unknown.contains("criterion"))
  }
}
