#!/usr/bin/env python3
"""Wall time and peak memory of the command on large files.

    swift build -c release && python3 Benchmarks/files/measure.py [suite] [big] [--repeats 3]

`suite`: compare with 1,000 benchmarks x 50 samples x 10 baseline jobs. `big`: import of 100 MB of
each big layout, once with everything written as a run file and once with one benchmark kept, which
is reading alone. Files are made by generate.py in results/files when they are absent. Medians
of the wall time, largest peak of resident memory, as Markdown.
"""
import argparse, os, platform, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COMMAND = os.path.join(ROOT, ".build/release/perfstat")
FOLDER = os.path.join(ROOT, "results/files")


def measure(words, repeats):
    """Median wall time in seconds and largest peak of resident memory in MB."""
    times, peak = [], 0
    for _ in range(repeats):
        begin = time.perf_counter()
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        message = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            sys.exit(f"{' '.join(words)}: status {child.returncode}: {message.decode()[:500]}")
        times.append(time.perf_counter() - begin)
        peak = max(peak, usage.ru_maxrss * (1024 if sys.platform == "linux" else 1) / 1e6)
    return statistics.median(times), peak


def cpu():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.processor()


def made(what, first):
    folder = os.path.join(FOLDER, what)
    if not os.path.exists(os.path.join(folder, first)):
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), what, folder], check=True)
    return folder


def suite(repeats):
    folder = made("suite", "current.jsonl")
    files = ["--baseline", f"{folder}/baseline.jsonl", "--current", f"{folder}/current.jsonl"]
    print("| compare, 1,000 benchmarks x 50 samples x 10 baseline jobs | s | peak MB |\n|---|---|---|")
    for name, words in [("text", ["--format", "text"]), ("JSON", ["--format", "json"]),
                        ("HTML", ["--format", "html"])]:
        seconds, peak = measure([COMMAND, "compare", *files, *words], repeats)
        print(f"| {name} report | {seconds:.2f} | {peak:.0f} |", flush=True)


def big(repeats):
    folder = made("big", "go.txt")
    print("| file | MB | read, MB/s | peak / file | read and written as a run file, MB/s | peak / file |\n"
          "|---|---|---|---|---|---|")
    for name, one in [("pyperf.json", "bench7"), ("google.json", "BM_example/7"),
                      ("jmh.json", r"org\.example\.Bench\.run\(n=7\)"), ("run.jsonl", "operation/AVX2/7"),
                      ("samples.csv", "operation/AVX2/7"), ("go.txt", "Example/size=7-2")]:
        path = f"{folder}/{name}"
        size = os.path.getsize(path) / 1e6
        words = [COMMAND, "import", path, "--output", "/dev/null"]
        read, read_peak = measure(words + ["--filter", f"^{one}$"], repeats)
        whole, whole_peak = measure(words, repeats)
        print(f"| {name} | {size:.0f} | {size / read:.0f} | {read_peak / size:.1f} "
              f"| {size / whole:.0f} | {whole_peak / size:.1f} |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", nargs="*", default=["suite", "big"])
    options.add_argument("--repeats", type=int, default=3)
    options = options.parse_args()
    print(f"{cpu()}, {os.cpu_count()} cores, median of {options.repeats}\n")
    if "suite" in options.what:
        suite(options.repeats)
    if "big" in options.what:
        big(options.repeats)


if __name__ == "__main__":
    main()
