#!/usr/bin/env python3
"""Wall time and peak memory of the command on large files.

    swift build -c release && python3 Benchmarks/files/measure.py [suite] [big] [start] [--repeats 3]
    python3 Benchmarks/files/measure.py big suite start --beside OTHER/perfstat

`suite`: compare with 1,000 benchmarks x 50 samples x 10 baseline jobs. `big`: import of 100 MB of
each big layout, once with everything written as a run file and once with one benchmark kept, which
is reading alone. `start`: `--version`. Files are made by generate.py in results/files when they are absent. Medians
of the wall time, largest peak of resident memory, as Markdown. With `--beside` both commands run in turn
(`perfstat duet`), and the table says how many times as fast this build is, with the interval; raw samples are in
results/files/beside.
"""
import argparse, json, os, platform, statistics, subprocess, sys, time

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


LAYOUTS = [("pyperf.json", "bench7"), ("google.json", "BM_example/7"),
           ("jmh.json", r"org\.example\.Bench\.run\(n=7\)"), ("run.jsonl", "operation/AVX2/7"),
           ("samples.csv", "operation/AVX2/7"), ("go.txt", "Example/size=7-2")]


def reading(name, one):
    return ["import", os.path.join(made("big", "go.txt"), name), "--output", "/dev/null", "--filter", f"^{one}$"]


def judging():
    folder = made("suite", "current.jsonl")
    return ["compare", "--baseline", f"{folder}/baseline.jsonl", "--current", f"{folder}/current.jsonl"]


def suite(repeats):
    print("| compare, 1,000 benchmarks x 50 samples x 10 baseline jobs | s | peak MB |\n|---|---|---|")
    for name, words in [("text", ["--format", "text"]), ("JSON", ["--format", "json"]),
                        ("HTML", ["--format", "html"])]:
        seconds, peak = measure([COMMAND, *judging(), *words], repeats)
        print(f"| {name} report | {seconds:.2f} | {peak:.0f} |", flush=True)


def big(repeats):
    print("| file | MB | read, MB/s | peak / file | read and written as a run file, MB/s | peak / file |\n"
          "|---|---|---|---|---|---|")
    for name, one in LAYOUTS:
        words = [COMMAND, *reading(name, one)]
        size = os.path.getsize(words[2]) / 1e6
        read, read_peak = measure(words, repeats)
        whole, whole_peak = measure(words[:-2], repeats)
        print(f"| {name} | {size:.0f} | {size / read:.0f} | {read_peak / size:.1f} "
              f"| {size / whole:.0f} | {whole_peak / size:.1f} |", flush=True)


def start(repeats):
    seconds, peak = measure([COMMAND, "--version"], max(repeats, 30))
    print(f"start: {1e3 * seconds:.1f} ms, {peak:.0f} MB")


def beside(other, what, repeats):
    """How many times as fast this build is, both in turn, judged by itself."""
    tasks = [("start", ["--version"])] if "start" in what else []
    if "suite" in what:
        tasks.append(("compare", judging()))
    if "big" in what:
        tasks += [(name, reading(name, one)) for name, one in LAYOUTS]
    folder = os.path.join(FOLDER, "beside")
    os.makedirs(folder, exist_ok=True)
    print("| what | other, s | this, s | times as fast, wall | processor time | other's peak, MB | peak, MB |\n"
          "|---|---|---|---|---|---|---|")
    for name, words in tasks:
        report, runs = f"{folder}/{name}.report.json", f"{folder}/{name}.jsonl"
        subprocess.run(
            [COMMAND, "duet", "--whole-process", "--base", other, "--head", COMMAND, "--executions", str(repeats),
             "--sample-size", "1", "--output", runs, "--output", f"json={report}", "--quiet", "--", "{}", *words],
            check=False, stdout=subprocess.DEVNULL)
        with open(report) as file:
            ratios = {row["metric"]: f"{1 / row['ratio']:.2f} ({1 / row['upper']:.2f} to {1 / row['lower']:.2f})"
                      for row in json.load(file)["benchmarks"]}
        values = {}
        with open(runs) as file:
            for line in file:
                if "executions" in (entry := json.loads(line)):
                    values.setdefault(entry["metric"]["name"], []).append(
                        statistics.median(v for e in entry["executions"] for v in e["values"]))
        seconds = [v / 1e9 for v in values["time"]]
        peaks = [measure([command, *words], 1)[1] for command in (other, COMMAND)]
        print(f"| {name} | {seconds[0]:.3f} | {seconds[1]:.3f} | {ratios['time']} | {ratios['cpu time']} "
              f"| {peaks[0]:.0f} | {peaks[1]:.0f} |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", nargs="*", default=["suite", "big"])
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--beside", metavar="COMMAND", help="another build")
    options = options.parse_args()
    print(f"{cpu()}, {os.cpu_count()} cores, median of {options.repeats}\n")
    if options.beside:
        beside(os.path.abspath(options.beside), options.what, max(options.repeats, 5))
        return
    if "suite" in options.what:
        suite(options.repeats)
    if "big" in options.what:
        big(options.repeats)
    if "start" in options.what:
        start(options.repeats)


if __name__ == "__main__":
    main()
