#!/usr/bin/env python3
"""Resampling engine against numpy, scipy and a plain C loop, in one run.

    swift build -c release --product engine-benchmark
    python3 Benchmarks/engine/compare.py [--output results/engine.jsonl] [--budget SECONDS] [--quick]

Every cell is the two-sided 95 % bootstrap interval of a ratio of means for M benchmarks with N
samples a side and B resamples. numpy draws indices anew for each benchmark, takes, averages and
finds both quantiles; scipy is stats.bootstrap, vectorised, method percentile. Theirs is timed for
few benchmarks and stated per benchmark, since it grows linearly with M; the engine is timed for
all M. A cell that would take longer than the budget is skipped and says so. Raw samples go to
--output in perfstat's run format.
"""
import argparse, json, os, statistics, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENGINE = os.path.join(ROOT, ".build/release/engine-benchmark")
PLAIN = os.path.join(ROOT, ".build/plain_loop")


def samples(seed, n):
    import numpy
    r = numpy.random.default_rng(seed)
    return 100 + r.random(n) + r.exponential(1, n)


def numpy_interval(a, b, resamples, r):
    import numpy
    x = a[r.integers(0, len(a), (resamples, len(a)))].mean(axis=1)
    y = b[r.integers(0, len(b), (resamples, len(b)))].mean(axis=1)
    return numpy.quantile(y / x, [0.025, 0.975])


def scipy_interval(a, b, resamples, r):
    from scipy import stats
    return stats.bootstrap(
        (a, b), lambda x, y, axis: y.mean(axis=axis) / x.mean(axis=axis), n_resamples=resamples,
        method="percentile", vectorized=True, rng=r).confidence_interval


def python_times(function, n, b, budget):
    import numpy
    r = numpy.random.default_rng(1)
    x, y = samples(1, n), samples(2, n)
    times = []
    begin = time.perf_counter()
    while len(times) < 5 and (not times or time.perf_counter() - begin < budget):
        start = time.perf_counter()
        function(x, y, b, r)
        times.append((time.perf_counter() - start) * 1e9)
    return times


def run(words):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True).stdout


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--output", default="results/engine.jsonl")
    options.add_argument("--budget", type=float, default=20, help="seconds for one engine cell")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--quick", action="store_true", help="B = 10 000 only")
    options = options.parse_args()
    subprocess.run(["cc", "-O3", "-march=native", os.path.join(ROOT, "Benchmarks/engine/plain_loop.c"),
                    "-o", PLAIN, "-lopenblas"], check=True)
    lines = []

    def record(name, values, unit="ns", better="lower"):
        lines.append({"benchmark": name, "metric": {"name": "time" if unit == "ns" else "speed",
                      "unit": unit, "better": better}, "executions": [{"values": values}]})
        return statistics.median(values)

    peak = record("dgemm/peak of one core", [float(x) for x in run([PLAIN, "peak", 5]).split()],
                  "Gflop/s", "higher")
    band = record("memory/read by one core", [float(x) for x in run([PLAIN, "bandwidth", 5]).split()],
                  "GB/s", "higher")
    header = json.loads(run([ENGINE, 1, 10, 1000, 1, options.threads]).splitlines()[0])
    print(f"dgemm of one core {peak:.1f} Gflop/s, memory {band:.1f} GB/s, threads {options.threads}, "
          f"BLAS core {header['settings']['core']}")
    print("| M | N | B | perfstat us | numpy / | scipy / | C loop / | dgemm + selection, 1 thread us "
          "| perfstat, 1 thread us | / | share of dgemm peak | GB/s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for b in [10_000] if options.quick else [10_000, 100_000]:
        for n in [10, 50, 150]:
            rivals = {
                "numpy": record(f"ratio interval/numpy/N={n} B={b}",
                                python_times(numpy_interval, n, b, 1)),
                "scipy": record(f"ratio interval/scipy/N={n} B={b}",
                                python_times(scipy_interval, n, b, 1)),
                "C": record(f"ratio interval/C loop/N={n} B={b}",
                            [float(x) for x in run([PLAIN, "plain", 2, n, b, 3]).split()])}
            for m in [1, 100, 1000, 10_000]:
                guess = m * b * (4 * n + 60) / 20e9 / options.threads
                if guess > options.budget:
                    print(f"| {m} | {n} | {b} | skipped: about {guess:.0f} s a repeat | | | | | | | | |")
                    continue
                repeats = 5 if guess < 1 else 2

                def engine(threads):
                    return json.loads(run([ENGINE, m, n, b, repeats, threads]).splitlines()[1])

                line = engine(options.threads)
                lines.append({k: v for k, v in line.items() if k != "width"})
                ours = statistics.median(line["executions"][0]["values"])
                single = floor = None
                if m in (1000,) and b == 10_000:
                    single = record(f"ratio interval/perfstat, one thread/M={m} N={n} B={b}",
                                    engine(1)["executions"][0]["values"])
                    floor = record(f"dgemm and one selection/M={m} N={n} B={b}",
                                   [float(x) for x in run([PLAIN, "floor", m, n, b, 3]).split()])
                flops = 4.0 * b * n / ours / options.threads
                # Both products written and read once, the ratio written and read once.
                traffic = 8.0 * b * 5 / ours
                print(f"| {m} | {n} | {b} | {ours / 1e3:.0f} | {rivals['numpy'] / ours:.1f} "
                      f"| {rivals['scipy'] / ours:.0f} | {rivals['C'] / ours:.1f} "
                      + (f"| {floor / 1e3:.0f} | {single / 1e3:.0f} | {single / floor:.2f} " if single
                         else "| | | ")
                      + f"| {100 * flops / peak:.0f} % | {traffic:.1f} |", flush=True)
    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
    header["origin"] = "Benchmarks/engine/compare.py"
    with open(options.output, "w") as out:
        for line in [header] + lines:
            out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
