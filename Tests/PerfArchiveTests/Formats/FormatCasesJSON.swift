/// The cases of layouts that are JSON.
extension FormatCase {
  static let objects: [FormatCase] = [
    FormatCase(
      layout: "criterion",
      files: [
        ("c/g/new/benchmark.json", #"{"group_id":"g","function_id":"f","full_id":"g/f/ü"}"#),
        ("c/g/new/sample.json", #"{"sampling_mode":"Flat","iters":[2,2],"times":[10,12]}"#),
        (
          "m.json",
          #"{"reason":"benchmark-complete","id":"g/h","iteration_count":[2],"measured_values":[8],"unit":"ns"}"#
            + "\n" + #"{"reason":"benchmark-complete","id":"bad"}"# + "\n"
        ),
      ],
      paths: ["c", "m.json"],
      expected: [
        "name": ["g/f/ü", "g/h"], "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["bad: expected measured_values or an estimate"],
      ]),
    FormatCase(
      layout: "critcmp",
      files: [
        (
          "a.json",
          #"{"name":"base","benchmarks":{"base/g/f":{"baseline":"base","fullname":"g/f","#
            + #""criterion_benchmark_v1":{"full_id":"g/f"},"#
            + #""criterion_estimates_v1":{"mean":{"point_estimate":7.5}}}}}"#
        )
      ],
      expected: ["name": ["g/f"], "direction": ["time lower"], "unit": ["time ns"]]),
    FormatCase(
      layout: "google-benchmark",
      files: [
        (
          "a.json",
          #"{"context":{"library_version":"v1.7.1","num_cpus":2},"benchmarks":["#
            + row(
              "a", 0, 0, #""iterations":5,"real_time":3,"cpu_time":2,"time_unit":"us","threads":2,"#
            )
            + "," + row("a", 1, 0, #""error_occurred":true,"error_message":"no file","#) + ","
            + row("b", 2, 0, #""iterations":5,"real_time":"x","cpu_time":2,"time_unit":"us","#)
            + ","
            + row("c", 3, 0, #""skipped":true,"skip_message":"not here","#) + ","
            + row(
              "d", 4, 0,
              #""iterations":5,"real_time":3,"cpu_time":2,"time_unit":"ms","bytes_per_second":9,"#
                + #""allocs_per_iter":4,"misses":3,"frames":8,"#) + "]}"
        )
      ],
      expected: [
        "name": ["a [1 of 2]", "d"], "within": ["a in 1 of 2"],
        "definition": ["a [1 of 2], time: wall time divided by the threads"],
        "direction": [
          "time lower", "allocs_per_iter lower", "bytes_per_second higher", "frames unspecified",
          "misses lower",
        ],
        "unit": [
          "time us", "time ms", "allocs_per_iter allocs", "bytes_per_second B/s", "frames ",
          "misses ",
        ],
        "failed or skipped": [
          "a: the benchmark failed: no file",
          "b: expected a number, found the string \"x\"", "c skipped: not here",
        ],
      ]),
    FormatCase(
      layout: "jmh",
      files: [
        (
          "a.json",
          #"[{"benchmark":"B.f","mode":"avgt","threads":4,"params":{"n":"2"},"primaryMetric":{"score":1,"scoreUnit":"us/op","#
            + #""rawData":[[1,2]]},"secondaryMetrics":{"gc.alloc.rate":{"score":5,"scoreUnit":"MB/sec","#
            + #""rawData":[[5]]},"gc.count":{"score":0,"scoreUnit":"counts","rawData":[[0]]}}},"#
            + #"{"benchmark":"B.g","mode":"avgt","primaryMetric":{"score":1,"scoreUnit":"ops/s","rawData":[[1]]}},"#
            + #"{"benchmark":"B.h","mode":"thrpt","primaryMetric":{"score":1,"scoreUnit":"ops/ms","rawData":[[1]]}},"#
            + #"{"benchmark":"B.t","mode":"avgt","threads":1,"primaryMetric":{"score":1,"scoreUnit":"ms/op","rawData":[[1]]}},"#
            + #"{"benchmark":"B.t","mode":"avgt","threads":2,"primaryMetric":{"score":1,"scoreUnit":"ms/op","rawData":[[1]]}}]"#
        ),
        (
          "b.txt",
          """
          # Benchmark: org.B.bad
          # Parameters: (n = 2)
          <failure>

          java.lang.IllegalStateException: oh no

          Benchmark  (n)  Mode  Cnt  Score   Error  Units
          B.k          2  ss      5  1.000 ± 0.500  ms/op
          B.l          2  ss      5  ≈ 10⁻⁶         ms/op

          """
        ),
      ],
      expected: [
        "name": ["B.f(n=2)", "B.g", "B.h", "B.t [1 thread]", "B.t [2 threads]", "B.k(n=2)"],
        "within": ["B.t in 1 thread", "B.t in 2 threads"],
        "definition": [
          "B.f(n=2), time: 4 threads", "B.f(n=2), gc.alloc.rate: mode avgt",
          "B.f(n=2), gc.count: mode avgt", "B.t [1 thread], time: 1 thread",
          "B.t [2 threads], time: 2 threads",
        ],
        "direction": [
          "time lower", "gc.alloc.rate unspecified", "gc.count lower", "time unspecified",
          "throughput higher", "single shot time lower",
        ],
        "unit": [
          "time us", "gc.alloc.rate MB/sec", "gc.count counts", "time ops/s", "throughput ops/ms",
          "time ms", "single shot time ms",
        ],
        "failed or skipped": [
          "B.bad(n=2): the benchmark failed: java.lang.IllegalStateException: oh no",
          "B.l(n=2) skipped: its score is printed as an order of magnitude only; the JSON (-rf json) has it",
        ],
      ]),
    FormatCase(
      layout: "pyperf",
      files: [
        (
          "a.json",
          #"{"version":"1.0","benchmarks":[{"metadata":{"name":"t","timer":"CLOCK_PROCESS_CPUTIME_ID"},"runs":[{"values":[1,2]}]},"#
            + #"{"metadata":{"name":"m","unit":"byte"},"runs":[{"values":[3]}]},"#
            + #"{"metadata":{"name":"i","unit":"integer"},"runs":[{"values":[4]}]}]}"#
        )
      ],
      expected: [
        "name": ["t", "m", "i"], "definition": ["t, time: CPU time"],
        "direction": ["time lower", "memory lower", "value lower"],
        "unit": ["time s", "memory byte", "value integer"],
      ]),
    FormatCase(
      layout: "hyperfine",
      files: [
        (
          "a.json",
          #"{"results":[{"command":"a 1","parameters":{"n":"1"},"times":[1,2],"exit_codes":[0,0],"memory_usage_byte":[5,6]},"#
            + #"{"command":"bad","times":[1,2],"exit_codes":[0,3]},{"command":"killed","times":[1],"exit_codes":[null]}]}"#
        ),
        (
          "b.json",
          #"{"schema_version":2,"metadata":{"hyperfine_version":"2.0.0"},"primary_metric":"time_wall_clock","results":["#
            + #"{"command":"b 1","name":"named","parameters":{"n":{"value":"1"}},"measurements":[{"time_wall_clock":"#
            + #"{"value":1,"unit":"second"},"memory_peak_resident":{"value":7,"unit":"byte"},"exit_code":0}]},"#
            + #"{"command":"worse","measurements":[{"time_wall_clock":{"value":1,"unit":"second"},"exit_code":2}]}]}"#
        ),
      ],
      expected: [
        "name": ["a 1 [n=1]", "named [n=1]"], "direction": ["time lower", "memory lower"],
        "unit": ["time s", "memory B"],
        "failed or skipped": [
          "bad: the command failed: it ended with exit code 3 in 1 of 2 runs",
          "killed: the command failed: it was killed by a signal in 1 of 1 runs",
          "worse: the command failed in 1 of 1 runs (exit code 2); a failure is often fast",
        ],
      ]),
    FormatCase(
      layout: "package-benchmark",
      files: [
        (
          "results.json",
          #"{"baselineName":"main","results":[{"target":"T","name":"b c"},[{"metric":{"wallClock":{}},"statistics":"#
            + #"{"prefersLarger":false,"histogram":\#(histogram)},"scalingFactor":1},{"metric":{"throughput":{}},"#
            + #""statistics":{"prefersLarger":true,"histogram":\#(histogram)}},{"metric":{"custom":{"_0":"Cache hits"}},"#
            + #""statistics":{"prefersLarger":true,"histogram":\#(histogram)}},{"metric":{"peakMemoryResident":{}},"#
            + #""statistics":{"histogram":\#(histogram)}},{"metric":{"syscalls":{}},"statistics":{}}]]}"#
        ),
        ("main.T.b_c.Own.histogram.json", histogram),
      ],
      expected: [
        "name": ["T/b c", "T/b_c"],
        "direction": [
          "time lower", "throughput higher", "Cache hits higher", "peakMemoryResident lower",
          "Own unspecified",
        ],
        "unit": [
          "time ns", "throughput 1/s", "Cache hits count", "peakMemoryResident B", "Own count",
        ],
        "failed or skipped": ["T/b c: expected the key \"histogram\""],
      ]),
    FormatCase(
      layout: "pytest-benchmark",
      files: [
        (
          "a.json",
          #"{"machine_info":{},"benchmarks":[{"fullname":"t.py::test_a[x]","options":{"timer":"process_time"},"#
            + #""stats":{"data":[1,2],"mean":1.5}},{"fullname":"t.py::test_bad","stats":{"median":1}}]}"#
        )
      ],
      expected: [
        "name": ["t.py::test_a[x]"],
        "definition": ["t.py::test_a[x], time: CPU time (process_time)"],
        "direction": ["time lower"], "unit": ["time s"],
        "failed or skipped": ["t.py::test_bad: expected the key \"mean\""],
      ]),
    FormatCase(
      layout: "benchmarkdotnet",
      files: [
        (
          "a.json",
          #"{"Title":"t","HostEnvironmentInfo":{},"Benchmarks":[{"FullName":"N.T.F","DisplayInfo":"#
            + #""T.F: Job-ABC(Runtime=.NET 8.0)","Statistics":{"OriginalValues":[1,2],"Mean":1.5},"#
            + #""Memory":{"BytesAllocatedPerOperation":24}},{"FullName":"N.T.G","DisplayInfo":"T.G: DefaultJob","#
            + #""Statistics":{"Mean":3}},{"FullName":"N.T.Bad","DisplayInfo":"T.Bad: DefaultJob","Statistics":null}]}"#
        )
      ],
      expected: [
        "name": ["N.T.F", "N.T.G"], "within": ["N.T.F in Runtime=.NET 8.0"],
        "direction": ["time lower", "allocated lower"], "unit": ["time ns", "allocated B"],
        "failed or skipped": ["N.T.Bad: the benchmark failed: it has no statistics"],
      ]),
    FormatCase(
      layout: "benchmarkdotnet CSV",
      files: [
        (
          "N.T-report.csv",
          "Method,Job,Runtime,WarmupCount,N,Mean,Error,Allocated\n"
            + "F,Job-A,.NET 8.0,Default,1,5 us,1 us,2 KB\nBad,Job-B,.NET 9.0,Default,1,NA,NA,NA\n"
        )
      ],
      expected: [
        "name": ["N.T.F(N: 1)"], "within": ["N.T.F(N: 1) in Runtime=.NET 8.0"],
        "direction": ["time lower", "allocated lower"], "unit": ["time us", "allocated KiB"],
        "failed or skipped": ["N.T.Bad(N: 1): the benchmark failed: its mean is NA"],
      ]),
    FormatCase(
      layout: "asv",
      files: [
        (
          "r/benchmarks.json",
          #"{"b.time_a":{"unit":"seconds"},"b.track_r":{"unit":"MB/s"},"b.track_h":{"unit":"hits"},"b.mem_m":{"unit":"bytes"}}"#
        ),
        (
          "r/vm/x.json",
          #"{"commit_hash":"0123456789012345678901234567890123456789","env_name":"virtualenv-py3.11","version":2,"#
            + #""result_columns":["result","params","version"],"results":{"#
            + #""b.time_a":[[1,null,NaN],[["1","2","3"]],"v1"],"b.track_r":[[5],[]],"b.track_h":[[6],[]],"#
            + #""b.mem_m":[[7],[]],"b.time_none":[null,[["x","y"]]],"b.track_text":[["oh no"],[]]}}"#
        ),
      ],
      paths: ["r"],
      expected: [
        "name": ["b.time_a(1)", "b.track_r", "b.track_h", "b.mem_m"],
        "within": ["b.time_a(1)", "b.track_r", "b.track_h", "b.mem_m"].map {
          "\($0) in virtualenv-py3.11"
        },
        "definition": ["b.time_a(1), time: version v1"],
        "direction": ["time lower", "value higher", "value unspecified", "memory lower"],
        "unit": ["time s", "value MB/s", "value hits", "memory bytes"],
        "failed or skipped": [
          "b.time_a(2): the benchmark failed: its result is null",
          "b.time_none(x): the benchmark failed: it has no result",
          "b.time_none(y): the benchmark failed: it has no result",
          "b.track_text: expected a number, found the string \"oh no\"",
          "b.time_a(3) skipped: its result is NaN",
        ],
      ]),
    FormatCase(
      layout: "bmf",
      files: [
        (
          "a.json",
          #"{"a":{"latency":{"value":1},"throughput":{"value":2},"build-time":{"value":3},"file-size":{"value":4},"#
            + #""ram-hits":{"value":5},"misses":{"value":6},"frames":{"value":7},"bad":{"value":"x"}}}"#
        )
      ],
      expected: [
        "name": ["a"],
        "direction": [
          "time lower", "throughput higher", "build-time lower", "file-size lower",
          "ram-hits unspecified", "misses lower", "frames unspecified",
        ],
        "unit": [
          "time ns", "throughput ops/s", "build-time s", "file-size B", "ram-hits ", "misses ",
          "frames ",
        ],
        "failed or skipped": ["a: value: expected a number, found the string \"x\""],
      ]),
    FormatCase(
      layout: "github-action-benchmark",
      files: [
        ("a.json", data("customBiggerIsBetter", #"{"name":"a","unit":"points","value":1}"#)),
        ("b.json", data("customSmallerIsBetter", #"{"name":"b","unit":"points","value":1}"#)),
        (
          "c.json",
          data(
            "go",
            #"{"name":"c","unit":"ns/op\t 16 B/op","value":1},{"name":"d","unit":"ops/s","value":2},"#
              + #"{"name":"e","unit":"frames","value":3},{"name":"f","unit":"ns","value":"x"}"#)
        ),
      ],
      expected: [
        "name": ["a", "b", "c", "d", "e"],
        "within": ["a in S", "b in S", "c in S", "d in S", "e in S"],
        "direction": ["value higher", "value lower", "time lower", "throughput higher"],
        "unit": ["value points", "time ns", "throughput ops/s", "value frames"],
        "failed or skipped": ["f: expected a number, found the string \"x\""],
      ]),
    FormatCase(
      layout: "swift-benchmark",
      files: [
        (
          "a.json",
          #"{"benchmarks":[{"name":"a","time":5.0,"std":1,"iterations":9,"warmup":0,"bytes":3}]}"#
        ),
        ("b.csv", "name,time,std,iterations\nb,x,1,1\n"),
      ],
      expected: [
        "name": ["a"], "direction": ["time lower", "bytes unspecified"],
        "unit": ["time ", "bytes "],
        "failed or skipped": ["b: time: expected a number, found \"x\""],
      ]),
    FormatCase(
      layout: "codspeed",
      files: [
        (
          "a.json",
          #"{"instrument":{"type":"walltime"},"benchmarks":[{"uri":"t.py::a","name":"a","stats":{"mean_ns":5}},"#
            + #"{"uri":"t.py::bad","stats":{}}]}"#
        )
      ],
      expected: [
        "name": ["t.py::a"], "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["t.py::bad: expected the key \"mean_ns\""],
      ]),
    FormatCase(
      layout: "deno-bench",
      files: [
        (
          "a.json",
          #"{"version":1,"runtime":"Deno/2","cpu":"x","benches":[{"origin":"file:///w/a.ts","group":"g","name":"n","#
            + #""results":[{"ok":{"avg":5}}]},{"origin":"file:///w/sub/a.ts","group":null,"name":"n","#
            + #""results":[{"ok":{"avg":6}}]},{"origin":"file:///w/a.ts","group":null,"name":"bad","#
            + #""results":[{"failed":{"message":"oh no"}}]}]}"#
        )
      ],
      expected: [
        "name": ["a.ts > g > n", "a.ts > n"], "within": ["a.ts > n in sub"],
        "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["a.ts > bad: the benchmark failed: oh no"],
      ]),
    FormatCase(
      layout: "benchmark-ips",
      files: [("a.json", #"[{"name":"a","ips":5.0},{"name":"bad","ips":null}]"#)],
      expected: [
        "name": ["a"], "direction": ["throughput higher"], "unit": ["throughput i/s"],
        "failed or skipped": ["bad: expected a number, found null"],
      ]),
    FormatCase(
      layout: "gungraun",
      files: [
        (
          "a.json",
          #"{"version":"7","module_path":"m::g::f","function_name":"f","id":"x","profiles":[{"tool":"Callgrind","#
            + #""data":{"total":{"metrics":{"Ir":{"values":{"new":5}},"L1hits":{"values":{"new":6}}}}}}]}"#
        )
      ],
      expected: [
        "name": ["m::g::f x"], "direction": ["Ir lower", "L1hits unspecified"],
        "unit": ["Ir count", "L1hits count"],
      ]),
    FormatCase(
      layout: "fio",
      files: [
        (
          "a.json",
          #"{"fio version":"fio-3.33","jobs":[{"jobname":"j","error":0,"read":{"total_ios":5,"iops":7,"bw_bytes":8,"#
            + #""lat_ns":{"mean":9}}},{"jobname":"bad","error":5},"#
            + #"{"jobname":"twin","job options":{"bs":"4k","rw":"read"},"read":{"total_ios":5,"iops":7}},"#
            + #"{"jobname":"twin","job options":{"bs":"64k","rw":"read"},"read":{"total_ios":5,"iops":3}}]}"#
        ),
        ("b.txt", "k: (groupid=0, jobs=1): err= 2 (x): pid=1\n"),
      ],
      expected: [
        "name": ["j read", "twin read [bs=4k]", "twin read [bs=64k]"],
        "within": ["twin read in bs=4k", "twin read in bs=64k"],
        "direction": ["iops higher", "bandwidth higher", "latency lower"],
        "unit": ["iops ops/s", "bandwidth B/s", "latency ns"],
        "failed or skipped": [
          "bad: the job failed with error 5", "k: the job failed with error 2",
        ],
      ]),
    FormatCase(
      layout: "k6",
      files: [
        (
          "a.json",
          #"{"root_group":{},"metrics":{"iterations":{"count":5,"rate":2},"http_req_duration":{"avg":7},"#
            + #""data_sent":{"count":9,"rate":3},"checks":{"passes":1,"fails":2},"#
            + #""errors":{"count":4,"rate":1},"login errors":{"passes":1,"fails":9,"value":0.1}}}"#
        ),
        (
          "b.json",
          #"{"root_group":{},"metrics":{"iterations":{"count":5,"rate":2},"http_req_failed":{"value":1}}}"#
        ),
      ],
      expected: [
        "name": ["k6"],
        "direction": [
          "iterations higher", "http_req_duration lower", "data_sent higher", "failed checks lower",
          "errors unspecified", "login errors lower",
        ],
        "unit": [
          "iterations 1/s", "http_req_duration ms", "data_sent B/s", "failed checks checks",
          "errors 1/s", "login errors ratio",
        ],
        "failed or skipped": ["k6: all requests failed"],
      ]),
    FormatCase(
      layout: "nanobench",
      files: [
        (
          "a.json",
          #"{"results":[{"title":"t","name":"n","epochs":1,"measurements":[{"elapsed":2,"iterations":1}]},"#
            + #"{"title":"t","name":"bad","epochs":1,"measurements":[{"iterations":1}]}]}"#
        ),
        (
          "b.txt",
          "| ms/op | op/s | err% | total | t\n|---:|---:|---:|---:|:---\n| 5.00 | 200 | 0.1% | 0 | `shown`\n"
            + "| - | - | - | 0 | `none`\n"
        ),
      ],
      expected: [
        "name": ["t/n", "t/shown"], "direction": ["time lower"], "unit": ["time s", "time ms"],
        "failed or skipped": [
          "t/bad: expected the key \"elapsed\"",
          "t/none: expected a number of ms/op, found \"- | - | - | 0 | `none`\"",
        ],
      ]),
    FormatCase(
      layout: "julia",
      files: [
        (
          "a.json",
          #"[{"Julia":"1.11","BenchmarkTools":"1.0"},[["BenchmarkGroup",{"data":{"g":["BenchmarkGroup",{"data":"#
            + #"{"f":["TrialEstimate",{"time":5}]},"tags":[]}]},"tags":[]}]]]"#
        )
      ],
      expected: ["name": ["g/f"], "direction": ["time lower"], "unit": ["time ns"]]),
    FormatCase(
      layout: "vitest",
      files: [
        (
          "a.json",
          #"{"files":[{"filepath":"x","groups":[{"fullName":"x > g","benchmarks":[{"name":"n","samples":[1,2]},"#
            + #"{"name":"bad"}]}]}]}"#
        )
      ],
      expected: [
        "name": ["x > g > n"], "direction": ["time lower"], "unit": ["time ms"],
        "failed or skipped": [
          "x > g > bad: the benchmark failed: it has neither samples nor a mean"
        ],
      ]),
    FormatCase(
      layout: "legacy",
      files: [
        (
          "a.json",
          #"{"regression_policy":{},"benchmarks":{"dot":{"scalar_time_us":5}}}"#
        ),
        (
          "b.json",
          #"{"version":1,"timestamp":"x","entries":[{"workload":"w","backend":"b","size":9,"gflops":7}]}"#
        ),
      ],
      expected: [
        "name": ["dot/scalar", "w/b/9"], "direction": ["time lower", "throughput higher"],
        "unit": ["time us", "throughput GFLOP/s"],
      ]),
    FormatCase(
      layout: "perfstat",
      files: [
        (
          "a.jsonl",
          #"{"format":"perfstat.run","version":1,"id":"x","unmeasured":[{"benchmark":"bad","metric":"time","reason":"oh no"},"#
            + #"{"benchmark":"not","reason":"not here","skipped":true}]}"# + "\n"
            + #"{"benchmark":"a","metric":{"name":"points","unit":"pt","better":"higher"},"within":"w","definition":"d","#
            + #""executions":[{"values":[1]}]}"# + "\n"
            + #"{"benchmark":"c","metric":{"name":"time","unit":"ns","better":"lower"},"executions":[{"values":[-1]}]}"#
            + "\n"
        )
      ],
      expected: [
        "name": ["a"], "within": ["a in w"], "definition": ["a, points: d"],
        "direction": ["points higher"], "unit": ["points pt"],
        "failed or skipped": [
          "bad: oh no", "c: expected a number from 0 on, found -1", "not skipped: not here",
        ],
      ]),
  ]

  private static func row(_ name: String, _ family: Int, _ instance: Int, _ rest: String) -> String
  {
    #"{\#(rest)"name":"\#(name)","run_name":"\#(name)","run_type":"iteration","family_index":\#(family),"#
      + #""per_family_instance_index":\#(instance)}"#
  }

  /// Two samples: 3 and 5.
  private static let histogram =
    #"{"counts":[0,0,0,1,0,1,0,0],"subBucketHalfCountMagnitude":2,"unitMagnitude":0}"#

  private static func data(_ tool: String, _ benches: String) -> String {
    #"{"lastUpdate":1,"entries":{"S":[{"commit":{"id":"0123456789012345678901234567890123456789","#
      + #""timestamp":"2026-01-01T00:00:00Z"},"date":1767225600000,"tool":"\#(tool)","benches":[\#(benches)]}]}}"#
  }
}
