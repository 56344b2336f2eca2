#!/usr/bin/env python3
"""Resampling engine against numpy, scipy and a plain C loop, as one table of ratios.

    swift build -c release --product engine-benchmark
    python3 Benchmarks/engine/compare.py [--output results/engine.jsonl] [--quick] [--groups K]

Every cell is the two-sided 95 % bootstrap interval of a ratio of means for M benchmarks with N
samples a side and B resamples. The engine is timed for all M benchmarks. numpy (draw indices anew,
take, mean, both quantiles), scipy (stats.bootstrap, vectorised, percentile) and the C loop treat
each benchmark on its own: they are timed on a few benchmarks and stated per benchmark, which is an
extrapolation for M > 1 (at M = 10 000 scipy would take up to half an hour). All cells of one (N, B) are
measured together. Raw samples go to --output in perfstat's run format; a (N, B) that is there
already is not measured again, so that an interrupted run goes on, and --groups bounds how many are
measured in one call. The table is printed from the file.
"""
import argparse, json, os, platform, statistics, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENGINE = os.path.join(ROOT, ".build/release/engine-benchmark")
PLAIN = os.path.join(ROOT, ".build/plain_loop")
SUITES = [1, 100, 1000, 10_000]


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


def recommended_core():
    """Kernels for this processor where OpenBLAS picks its oldest; the command does the same."""
    return json.loads(run([ENGINE, 1, 10, 1000, 1, 1]).splitlines()[0])["settings"].get("recommended")


def cpu():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.processor()


def measure(n, b, threads, record):
    """All cells of one shape; `record` takes a name, raw values and a unit."""
    record(f"dgemm/peak of one core/N={n} B={b}", [float(x) for x in run([PLAIN, "peak", 5]).split()],
           "Gflop/s")
    record(f"memory/read by one core/N={n} B={b}",
           [float(x) for x in run([PLAIN, "bandwidth", 5]).split()], "GB/s")
    record(f"ratio interval/numpy/N={n} B={b}", python_times(numpy_interval, n, b, 1))
    record(f"ratio interval/scipy/N={n} B={b}", python_times(scipy_interval, n, b, 1))
    record(f"ratio interval/C loop/N={n} B={b}",
           [float(x) for x in run([PLAIN, "plain", 2, n, b, 3]).split()])
    for m in SUITES:
        guess = m * b * (4 * n + 60) / 20e9 / threads
        repeats = 15 if guess < 0.1 else 5 if guess < 0.5 else 3 if guess < 2 else 1

        def engine(threads):
            line = json.loads(run([ENGINE, m, n, b, repeats, threads]).splitlines()[1])
            return line["executions"][0]["values"]

        record(f"ratio interval/perfstat/M={m} N={n} B={b}", engine(threads))
        if m == 1000 and b == 10_000:
            record(f"ratio interval/perfstat, one thread/M={m} N={n} B={b}", engine(1))
            record(f"dgemm and one selection/M={m} N={n} B={b}",
                   [float(x) for x in run([PLAIN, "floor", m, n, b, 3]).split()])


def table(lines, shapes, threads):
    found = {line["benchmark"]: statistics.median(line["executions"][0]["values"]) for line in lines}
    print("| N | B | M | perfstat, us | numpy, us | scipy, us | C loop, us | numpy / | scipy / | C / "
          "| share of dgemm peak | GB/s of memory's |\n|---|---|---|---|---|---|---|---|---|---|---|---|")
    for n, b in shapes:
        own = f"N={n} B={b}"
        rivals = [found[f"ratio interval/{who}/{own}"] for who in ["numpy", "scipy", "C loop"]]
        peak, band = found[f"dgemm/peak of one core/{own}"], found[f"memory/read by one core/{own}"]
        for m in SUITES:
            ours = found[f"ratio interval/perfstat/M={m} {own}"]
            # Two flops for each sample of both sides.
            share = 4 * b * n / ours / threads / peak
            # Both products written and read, the ratio written and read: if the tiles did not stay
            # in cache, this is what memory would have to carry.
            traffic = 8 * b * 6 / ours
            print(f"| {n} | {b} | {m} | {ours / 1e3:.0f} | "
                  + " | ".join(f"{x / 1e3:.0f}" for x in rivals) + " | "
                  + " | ".join(f"{x / ours:.1f}" if x < 10 * ours else f"{x / ours:.0f}" for x in rivals)
                  + f" | {100 * share:.0f} % | {traffic:.1f} of {band:.1f} |")
    print("\n| N, with M = 1000, B = 10 000 | perfstat, one thread, us | dgemm of both sides and one "
          "selection, us | ratio |\n|---|---|---|---|")
    for n, b in shapes:
        if b == 10_000:
            single = found[f"ratio interval/perfstat, one thread/M=1000 N={n} B={b}"]
            floor = found[f"dgemm and one selection/M=1000 N={n} B={b}"]
            print(f"| {n} | {single / 1e3:.0f} | {floor / 1e3:.0f} | {single / floor:.2f} |")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--output", default="results/engine.jsonl")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--quick", action="store_true", help="B = 10 000 only")
    options.add_argument("--groups", type=int, default=6, help="most (N, B) to measure in this call")
    options = options.parse_args()
    if "OPENBLAS_CORETYPE" not in os.environ and recommended_core():
        os.environ["OPENBLAS_CORETYPE"] = recommended_core()
    # As the command does: idle threads of OpenBLAS spin for the first milliseconds of a process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    core = json.loads(run([ENGINE, 1, 10, 1000, 1, 1]).splitlines()[0])["settings"]["core"]
    header = {"format": "perfstat.run", "version": 1, "id": "engine",
              "origin": "Benchmarks/engine/compare.py", "runner": {"cpu": cpu()},
              "settings": {"threads": str(options.threads), "core": core}}
    lines = []
    if os.path.exists(options.output):
        earlier, *lines = [json.loads(line) for line in open(options.output)]
        if earlier != header:
            sys.exit(f"{options.output}: measured on another machine or with other settings")
    subprocess.run(["cc", "-O3", "-march=native", os.path.join(ROOT, "Benchmarks/engine/plain_loop.c"),
                    "-o", PLAIN, "-lopenblas"], check=True)
    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
    shapes = [(n, b) for b in ([10_000] if options.quick else [10_000, 100_000]) for n in [10, 50, 150]]
    left = options.groups
    for n, b in shapes:
        if left == 0 or any(line["benchmark"].endswith(f"N={n} B={b}") for line in lines):
            continue
        left -= 1

        def record(name, values, unit="ns"):
            time = unit == "ns"
            lines.append({"benchmark": name, "metric": {
                "name": "time" if time else "speed", "unit": unit,
                "better": "lower" if time else "higher"}, "executions": [{"values": values}]})

        measure(n, b, options.threads, record)
        with open(options.output, "w") as out:
            for line in [header] + lines:
                out.write(json.dumps(line) + "\n")
    done = [(n, b) for n, b in shapes
            if any(line["benchmark"].endswith(f"N={n} B={b}") for line in lines)]
    print(f"{cpu()}, {options.threads} threads, {core} kernels\n")
    table(lines, done, options.threads)
    if len(done) < len(shapes):
        print(f"\n{len(shapes) - len(done)} of {len(shapes)} shapes are still to be measured: run again")


if __name__ == "__main__":
    main()
