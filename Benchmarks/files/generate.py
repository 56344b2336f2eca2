#!/usr/bin/env python3
"""Writes large input files with realistic numbers, the same on every run.

    python3 Benchmarks/files/generate.py suite FOLDER [--benchmarks 1000] [--jobs 10]
    python3 Benchmarks/files/generate.py big FOLDER [--megabytes 100]

`suite` writes baseline.jsonl (some jobs of one runner) and current.jsonl (one job): each benchmark
with 5 executions of 10 samples, a job effect of 1 % and noise of 2 %. `big` writes one file of each
big layout: pyperf, Google Benchmark and JMH JSON, a run file, tidy CSV and Go text.
"""
import argparse, json, math, os, random

RUNNER = {"operatingSystem": "Linux", "architecture": "x86_64", "cpu": "Example", "cores": 2}


def header(number):
    return json.dumps({"format": "perfstat.run", "version": 1, "id": f"job-{number}",
                       "commit": f"{number:040x}", "branch": "main", "dirty": False,
                       "date": f"2026-01-{number % 28 + 1:02d}T03:04:05Z", "runner": RUNNER,
                       "origin": "Benchmarks/files/generate.py"}, separators=(",", ":"))


def suite(folder, benchmarks, jobs):
    r = random.Random(1)
    durations = [math.exp(r.uniform(math.log(20), math.log(2e6))) for _ in range(benchmarks)]

    def job(out, number):
        out.write(header(number) + "\n")
        for index, duration in enumerate(durations):
            level = duration * math.exp(r.gauss(0, 0.01))
            runs = [{"iterations": 1024, "values": [level * math.exp(abs(r.gauss(0, 0.02)))
                                                    for _ in range(10)]} for _ in range(5)]
            out.write(json.dumps({
                "benchmark": f"operation{index // 20}/AVX2/{index % 20}",
                "metric": {"name": "time", "unit": "ns", "better": "lower"},
                "executions": runs}, separators=(",", ":")) + "\n")

    with open(os.path.join(folder, "baseline.jsonl"), "w") as out:
        for number in range(jobs):
            job(out, number)
    with open(os.path.join(folder, "current.jsonl"), "w") as out:
        job(out, jobs)


def big(folder, size):
    r = random.Random(2)
    # Numbers of a pool are cheap to draw and parse like new ones.
    seconds = [repr(2e-5 * math.exp(abs(r.gauss(0, 0.02)))) for _ in range(100_003)]
    nanoseconds = [repr(43 * math.exp(abs(r.gauss(0, 0.02)))) for _ in range(100_003)]
    at = 0

    def some(pool, count):
        nonlocal at
        at = (at + count) % (len(pool) - count)
        return pool[at:at + count]

    def pyperf(number):
        runs = ",".join(
            '{"metadata":{"date":"2026-01-02 03:04:05.678901","load_avg_1min":0.25},"values":['
            + ", ".join(some(seconds, 50)) + '],"warmups":[[1, 2.5e-05]]}' for _ in range(20))
        return '{"metadata":{"name":"bench%d","loops":1024,"unit":"second"},"runs":[%s]}' % (number, runs)

    def google(number):
        rows = []
        for repetition in range(50):
            real, = some(nanoseconds, 1)
            rows.append(f'''    {{
      "name": "BM_example/{number}",
      "family_index": 0,
      "per_family_instance_index": 0,
      "run_name": "BM_example/{number}",
      "run_type": "iteration",
      "repetitions": 50,
      "repetition_index": {repetition},
      "threads": 1,
      "iterations": 1000000,
      "real_time": {real},
      "cpu_time": {real},
      "time_unit": "ns"
    }}''')
        return ",\n".join(rows)

    def jmh(number):
        forks = ", ".join("[" + ", ".join(some(nanoseconds, 50)) + "]" for _ in range(10))
        return ('{"jmhVersion":"1.37","benchmark":"org.example.Bench.run","mode":"avgt","params":{"n":"%d"},'
                '"primaryMetric":{"score":43.5,"scoreError":0.1,"scoreConfidence":[43.4,43.6],'
                '"scoreUnit":"ns/op","rawData":[%s]},"secondaryMetrics":{}}' % (number, forks))

    def run(number):
        runs = ",".join('{"iterations":1024,"values":[' + ",".join(some(nanoseconds, 10)) + "]}"
                        for _ in range(5))
        return ('{"benchmark":"operation/AVX2/%d","metric":{"name":"time","unit":"ns","better":"lower"},'
                '"executions":[%s]}' % (number, runs))

    def csv(number):
        return "\n".join(
            f"linux-x86_64,0123456789abcdef,2026-01-02T03:04:05Z,job-1,operation/AVX2/{number},"
            f"{execution},{iteration},{value},ns,time,lower,1024,1000"
            for execution in range(5) for iteration, value in enumerate(some(nanoseconds, 10)))

    def go(number):
        return "\n".join(f"BenchmarkExample/size={number}-2         \t 1000000\t      {float(v):.4g} ns/op"
                         f"\t     16 B/op\t       2 allocs/op" for v in some(nanoseconds, 10))

    for name, begin, entry, between, end in [
            ("pyperf.json", '{"benchmarks":[', pyperf, ",", '],"version":"1.0"}\n'),
            ("google.json", '{"context":{"num_cpus":2},\n  "benchmarks": [\n', google, ",\n", "\n]}\n"),
            ("jmh.json", "[", jmh, ",\n", "]\n"),
            ("run.jsonl", header(1) + "\n", run, "\n", "\n"),
            ("samples.csv", "runner,commit,date,run,benchmark,execution,iteration,value,unit,metric,"
             "better,batch,elements\n", csv, "\n", "\n"),
            ("go.txt", "goos: linux\ngoarch: amd64\npkg: example.org/example\n", go, "\n", "\nPASS\n")]:
        with open(os.path.join(folder, name), "w") as out:
            written = out.write(begin)
            number = 0
            while written < size:
                written += out.write((between if number else "") + entry(number))
                number += 1
            out.write(end)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", choices=["suite", "big"])
    options.add_argument("folder")
    options.add_argument("--benchmarks", type=int, default=1000)
    options.add_argument("--jobs", type=int, default=10)
    options.add_argument("--megabytes", type=int, default=100)
    options = options.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    if options.what == "suite":
        suite(options.folder, options.benchmarks, options.jobs)
    else:
        big(options.folder, options.megabytes * 1_000_000)


if __name__ == "__main__":
    main()
