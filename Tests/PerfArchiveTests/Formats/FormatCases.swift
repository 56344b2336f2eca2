import Testing

/// One row of the table: small files of a layout, and what each cell says of them, by hand.
struct FormatCase: Sendable, CustomTestStringConvertible {
  var layout: String
  var files: [(name: String, text: String)]
  /// The paths to read; all files where empty.
  var paths: [String] = []
  /// Lines by column.
  var expected: [String: [String]]

  var read: [String] { paths.isEmpty ? files.map(\.name) : paths }
  var testDescription: String { layout }

  static let all = texts + objects + tables

  // MARK: Printed texts

  static let texts: [FormatCase] = [
    FormatCase(
      layout: "criterion-text",
      files: [
        (
          "a.txt",
          """
               Running benches/one.rs (target/release/deps/one-0123456789abcdef)
          Benchmarking fib/20
          Benchmarking fib/20: Warming up for 3.0000 s
          fib/20                  time:   [1.0 us 2.0 us 3.0 us]
          Benchmarking bad
          Benchmarking bad: Warming up for 3.0000 s

          thread 'main' panicked at benches/b.rs:5:9:
          oh no

          """
        )
      ],
      expected: [
        "name": ["fib/20"], "within": ["fib/20 in one"], "direction": ["time lower"],
        "unit": ["time ns"],
        "failed or skipped": [
          "bad: the benchmark failed: thread 'main' panicked at benches/b.rs:5:9: oh no"
        ],
      ]),
    FormatCase(
      layout: "go",
      files: [
        (
          "a.txt",
          """
          Unit hits/op better=lower
          pkg: example.com/a
          BenchmarkParse/x=1-8   100   12 ns/op   3 hits/op   7 allocs/op
          BenchmarkLone-8
          BenchmarkOther-8   100   1 ns/op
          --- SKIP: BenchmarkNot
              a_test.go:1: not here
          --- FAIL: BenchmarkBad
              a_test.go:2: wrong
          pkg: example.com/b
          panic: oh
          example.com/b.BenchmarkPanic(0xc000)
          FAIL\texample.com/b\t0.1s

          """
        )
      ],
      expected: [
        "name": ["Parse/x=1-8", "Other-8"],
        "within": ["Parse/x=1-8 in example.com/a", "Other-8 in example.com/a"],
        "direction": ["time lower", "hits/op lower", "allocs/op lower"],
        "unit": ["time ns", "hits/op hits/op", "allocs/op allocs/op"],
        "failed or skipped": [
          "Bad-8: the benchmark failed: a_test.go:2: wrong",
          "Panic-8: the benchmark failed: panic: oh",
          "Lone-8: expected a result after the benchmark's name",
          "Not-8 skipped: a_test.go:1: not here",
        ],
      ]),
    FormatCase(
      layout: "google-benchmark CSV, console",
      files: [
        (
          "a.csv",
          """
          name,iterations,real_time,cpu_time,time_unit,bytes_per_second,items_per_second,label,error_occurred,error_message,"hits"
          "a",10,5,4,us,1000,,,,,7
          "twin",10,5,4,us,,,,,,
          "twin",20,5,4,us,,,,,,
          "bad",,,,,,,,true,"no file",
          "not",,,,,,,,false,"not here",

          """
        ),
        (
          "b.txt",
          """
          ----
          Benchmark        Time           CPU Iterations UserCounters...
          ----
          a             5.00 us       4.00 us         10 bytes_per_second=2k/s hits=7 frames=3k
          bad      ERROR OCCURRED: 'no file'
          not      SKIPPED: 'not here'

          """
        ),
      ],
      expected: [
        "name": ["a", "twin", "twin #2"],
        "direction": [
          "time lower", "bytes_per_second higher", "hits higher", "frames unspecified",
        ],
        "unit": ["time us", "bytes_per_second B/s", "hits ", "frames "],
        "failed or skipped": [
          "bad: the benchmark failed: no file", "twin: ambiguous", "twin #2: ambiguous",
          "not skipped: not here",
        ],
      ]),
    FormatCase(
      layout: "libtest",
      files: [
        (
          "a.txt",
          """
               Running unittests src/lib.rs (target/release/deps/one-0123456789abcdef)
          test a::fast ... bench:       1,234.5 ns/iter (+/- 3)
          test a::bad  ... FAILED
          test a::not  ... ignored
          itest a::quiet ... bench:          12 ns/iter (+/- 3)

          ---- a::bad stdout ----
          thread 'main' panicked at b.rs:7:38:
          oh no

          """
        )
      ],
      expected: [
        "name": ["a::fast", "a::quiet"], "within": ["a::fast in one", "a::quiet in one"],
        "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": [
          "a::bad: the benchmark failed: thread 'main' panicked at b.rs:7:38: oh no",
          "a::not skipped: ignored",
        ],
      ]),
    FormatCase(
      layout: "catch2",
      files: [
        (
          "a.txt",
          """
          -------------------------------------------------------------------------------
          case
            section
          -------------------------------------------------------------------------------
          t.cpp:6
          ...............................................................................

          benchmark name                       samples       iterations    estimated
                                               mean          low mean      high mean
                                               std dev       low std dev   high std dev
          -------------------------------------------------------------------------------
          a name that goes on
          over two lines                                  10           103     460.41 us
                                                  2.5 us        2 us          3 us
                                                  10.1774 ns   0.171501 ns    12.7903 ns

          bad                                  Benchmark failed (oh no)

          """
        )
      ],
      expected: [
        "name": ["a name that goes on over two lines"],
        "within": ["a name that goes on over two lines in case / section"],
        "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["bad: the benchmark failed: oh no"],
      ]),
    FormatCase(
      layout: "xctest",
      files: [
        (
          "a.txt",
          """
          /w/P.swift:1: Test Case 'P.testA' measured [Time, seconds] average: 0.1, relative standard deviation: 1.0%, values: [0.100000, 0.200000], performanceMetricID:x, maxPercentRelativeStandardDeviation: 10.000%, maxStandardDeviation: 0.100
          /w/P.swift:2: Test Case 'P.testA' measured [Speed, m/s] average: 3, relative standard deviation: 1.0%, values: [3.0, 4.0], performanceMetricID:x, polarity: prefers larger, maxStandardDeviation: 0.100
          /w/P.swift:3: Test Case 'P.testZero' measured [Time, seconds] average: 0.0, relative standard deviation: 1.0%, values: [0.000000, 0.000001], performanceMetricID:x, maxStandardDeviation: 0.100
          /w/P.swift:4: Test Case 'P.testBad' measured [Time, seconds] average: 0.1, relative standard deviation: 1.0%, values: [0.100000], performanceMetricID:x, maxStandardDeviation: 0.100
          Test Case 'P.testBad' failed (0.1 seconds)
          Test Case 'P.testNot' skipped (0.1 seconds)

          """
        )
      ],
      expected: [
        "name": ["P.testA"], "within": ["P.testA in w"],
        "direction": ["time lower", "Speed higher"],
        "unit": ["time s", "Speed m/s"],
        "failed or skipped": [
          "P.testZero: 1 of 2 times are printed as 0.000000, too short for the printed digits: nothing"
            + " can be judged; let measure do more work",
          "P.testBad: the test failed", "P.testNot skipped: the test was skipped",
        ],
      ]),
    FormatCase(
      layout: "benchmark.js",
      files: [
        (
          "a.txt",
          """
          a x b x 1,200 ops/sec ±1.00% (59 runs sampled)
          bad:\u{20}

          """
        ),
        (
          "b.txt",
          """
          │ (index) │ Task name │ Latency avg (us) │ Samples │
          │ 0       │ 'c │ d'   │ '1.5 ± 4.02%'    │ 10      │
          │ 1       │ 'worse'   │ 'Error: oh no'   │ ''      │

          """
        ),
      ],
      expected: [
        "name": ["a x b", "c │ d"], "direction": ["throughput higher", "time lower"],
        "unit": ["throughput ops/s", "time us"],
        "failed or skipped": [
          "bad: the benchmark failed", "worse: the benchmark failed: Error: oh no ",
        ],
      ]),
    FormatCase(
      layout: "divan",
      files: [
        (
          "a.txt",
          """
          crate     fastest       │ slowest       │ median        │ mean          │ samples │ iters
          ├─ group                │               │               │               │         │
          │  ├─ one 1 ns          │ 3 ns          │ 2 ns          │ 2 ns          │ 10      │ 10
          │  ╰─ bad 1 ns          │ 3 ns          │ x ns          │ 2 ns          │ 10      │ 10

          """
        )
      ],
      expected: [
        "name": ["crate/group/one"], "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["crate/group/bad: expected a median with a unit, found \"x ns\""],
      ]),
    FormatCase(
      layout: "perf-stat",
      files: [
        (
          "a.csv",
          """
          # started on Sat Nov 28 00:31:21 2026

          CPU0,27.62,msec,task-clock,27624723,100.00,0.875,CPUs utilized
          48,,page-faults,461639,100.00,103.977,K/sec
          <not supported>,,cycles,0,100.00,,

          """
        )
      ],
      expected: [
        "name": ["perf stat CPU0", "perf stat"],
        "direction": ["task-clock lower", "page-faults lower"],
        "unit": ["task-clock ms", "page-faults count"], "failed or skipped": [],
      ]),
    FormatCase(
      layout: "valgrind",
      files: [
        (
          "callgrind.out.1",
          """
          creator: callgrind-3.19.0
          cmd:  ./a b
          part: 1
          thread: 2
          desc: Trigger: Program termination
          event: sysTime : sysTime (elapsed ns)
          events: Ir sysTime
          summary: 10 30
          totals: 10 30

          """
        ),
        (
          "callgrind.out.2.3",
          """
          creator: callgrind-3.19.0
          cmd:  ./part
          part: 3
          desc: Trigger: Program termination
          events: Ir
          totals: 10

          """
        ),
        (
          "callgrind.out.4",
          """
          creator: callgrind-3.19.0
          cmd:  ./nothing
          part: 1
          desc: Trigger: Program termination
          events: Ir
          totals: 0

          """
        ),
      ],
      expected: [
        "name": ["./a b"], "within": ["./a b in thread 2"],
        "direction": ["Ir lower", "sysTime lower"], "unit": ["Ir count", "sysTime ns"],
        "failed or skipped": [
          "./part: the profile is part 3 of several: write all into one file (--combine-dumps=yes)",
          "./nothing: nothing was counted: collection was never switched on",
        ],
      ]),
    FormatCase(
      layout: "wrk",
      files: [
        (
          "a.txt",
          """
          Running 1s test @ http://h/
            2 threads and 4 connections
              Latency    43.30ms    9.93ms  52.26ms   95.45%
            88 requests in 1.00s, 11.03KB read
            Non-2xx or 3xx responses: 8
          Requests/sec:     87.77
          Transfer/sec:     11.00KB
          Running 1s test @ http://h/404
            2 threads and 4 connections
            88 requests in 1.00s, 11.03KB read
            Non-2xx or 3xx responses: 88
          Requests/sec:     87.77

          """
        )
      ],
      expected: [
        "name": ["http://h/"],
        "within": ["http://h/ in 2 threads and 4 connections"],
        "definition": [
          "http://h/, throughput: 2 threads and 4 connections",
          "http://h/, latency: 2 threads and 4 connections",
          "http://h/, transfer: 2 threads and 4 connections",
          "http://h/, failed requests: 2 threads and 4 connections",
        ],
        "direction": [
          "throughput higher", "latency lower", "transfer higher", "failed requests lower",
        ],
        "unit": [
          "throughput req/s", "latency ms", "transfer KiB/s", "failed requests requests",
        ],
        "failed or skipped": [
          "http://h/404: all requests failed: Non-2xx or 3xx responses: 88"
        ],
      ]),
    FormatCase(
      layout: "hey",
      files: [
        (
          "a.txt",
          """
          Summary:
            Average:\t0.0440 secs
            Requests/sec:\t45.4184
          Latency distribution:
            50% in 0.0440 secs
            0% in 0.0000 secs
          Status code distribution:
            [200]\t20 responses

          """
        ),
        (
          "b.txt",
          """
          Summary:
            Requests/sec:\t14752.9508
          Error distribution:
            [20]\tGet "http://h/": connection refused

          """
        ),
      ],
      expected: [
        "name": ["HTTP requests"],
        "direction": [
          "throughput higher", "latency lower", "latency p50 lower", "failed requests lower",
        ],
        "unit": [
          "throughput req/s", "latency s", "latency p50 s", "failed requests requests",
        ],
        "failed or skipped": [
          "HTTP requests: all requests failed: [20]\tGet \"http://h/\": connection refused"
        ],
      ]),
  ]
}
