#!/usr/bin/env python3
"""What a very large suite costs: 100,000 benchmarks in one gate (time, peak of memory), the page of 50,000 (bytes, seconds until
Chromium has laid it out), a history of 1,000,000 points. Several commands are measured in alternation; medians. On a machine that
others use the user seconds are what can be compared.

usage: growth.py [--rounds 3] PERFSTAT [OTHER...]
"""

import argparse, json, os, random, shutil, statistics, subprocess, sys, tempfile, time

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--rounds", type=int, default=3)
options.add_argument("programs", nargs="+")
wanted = options.parse_args()
programs = [os.path.realpath(p) for p in wanted.programs]
chromium = shutil.which("chromium") or shutil.which("google-chrome")


def write_run(path, name, benchmarks, jobs):
    with open(path, "w") as out:
        for job in range(jobs):
            print(json.dumps({"format": "perfstat.run", "version": 1, "id": f"{name}{job}", "commit": f"{name}{job}",
                              "date": f"2026-01-{job + 1:02}T00:00:00Z", "runner": {"cpu": "X", "cores": 2}}), file=out)
            for b in range(benchmarks):
                level = 100 * random.lognormvariate(0, 0.01)
                print(json.dumps({"benchmark": f"group{b // 100}/benchmark{b}", "metric": {"name": "time", "unit": "ns", "better": "lower"},
                                  "executions": [{"values": [round(level * random.lognormvariate(0, 0.01), 3) for _ in range(5)]}
                                                 for _ in range(3)]}), file=out)


def measured(*words):
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{' '.join(words)}: status {code}: {errors.decode()[-400:]}")
    return time.monotonic() - start, usage.ru_utime, usage.ru_maxrss / 1024


def opened(page):
    """Seconds until the document has been laid out and written, without those of an empty page."""
    def load(path):
        with tempfile.TemporaryDirectory(dir=".") as profile:
            return measured(chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                            "--window-size=1280,900", "--screenshot=shot.png", f"file://{os.path.abspath(path)}")[0]
    with open("empty.html", "w") as out:
        out.write("<!doctype html><title>x</title>")
    return load(page) - load("empty.html")


def main():
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for count in (50000, 100000):
            write_run(f"base-{count}.jsonl", "b", count, 3)
            write_run(f"now-{count}.jsonl", "n", count, 1)
        with open("series.csv", "w") as out:
            print("series,index,value", file=out)
            for k in range(1000000):
                print(f"parse,{k},{(100 if k < 600000 else 103) * random.lognormvariate(0, 0.01):.6f}", file=out)
        found = {}
        for _ in range(wanted.rounds):
            for program in programs:
                def note(what, *values):
                    for k, value in enumerate(values):
                        found.setdefault((what, k), {}).setdefault(program, []).append(value)
                sides = lambda n: ("--baseline", f"base-{n}.jsonl", "--current", f"now-{n}.jsonl", "--resamples", "2000")
                note("gate of 100,000 (s, user s, MB)", *measured(program, "compare", *sides(100000)))
                measured(program, "compare", *sides(50000), "--format", "html", "--output", "html=page.html")
                note("page of 50,000 (MB)", os.path.getsize("page.html") / 1e6)
                if chromium:
                    note("page of 50,000 in Chromium (s)", opened("page.html"))
                note("history of 1,000,000 (s, user s, MB)", *measured(program, "history", "series.csv"))
        for (what, k), by_program in found.items():
            print(f"{what:38}{k}  " + "  ".join(f"{statistics.median(v):9.2f}" for v in by_program.values())
                  + "   rounds " + "; ".join(" ".join(f"{x:.2f}" for x in v) for v in by_program.values()))


main()
