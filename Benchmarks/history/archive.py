#!/usr/bin/env python3
"""Times an archive: adds JOBS run files, then searches all of it for changes.

    Benchmarks/history/archive.py [--jobs 1000] [--benchmarks 400] [--samples 50]

Run files are made beforehand in a scratch folder (removed afterwards) and are not timed. Peak
memory is that of the process (GNU time's "Maximum resident set size").
"""

import argparse
import os
import random
import shutil
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--perfstat", default=".build/release/perfstat")
parser.add_argument("--jobs", type=int, default=1000)
parser.add_argument("--benchmarks", type=int, default=400)
parser.add_argument("--samples", type=int, default=50)
parser.add_argument("--scratch", default=None, help="folder for the files; kept")
options = parser.parse_args()
perfstat = os.path.abspath(options.perfstat)


def write_run(path, job):
    """One job: `samples` samples of every benchmark in five executions; the last benchmark becomes
    20 % slower in the middle of the history."""
    draw = random.Random(job)
    day = job // 24
    header = (
        '{"format":"perfstat.run","version":1,"id":"job-%05d","commit":"%040x","branch":"main",'
        '"date":"20%02d-%02d-%02dT%02d:00:00Z"}'
        % (job, job + 1, 20 + day // 336, day // 28 % 12 + 1, day % 28 + 1, job % 24)
    )
    lines = [header]
    for b in range(options.benchmarks):
        level = 1000.0 + b
        if b == options.benchmarks - 1 and job >= options.jobs // 2:
            level *= 1.2
        level *= 1 + 0.01 * draw.gauss(0, 1)
        each = options.samples // 5
        executions = ",".join(
            '{"values":[%s]}'
            % ",".join("%.2f" % (level * (1 + 0.01 * draw.random())) for _ in range(each))
            for _ in range(5)
        )
        lines.append(
            '{"benchmark":"group/b%03d","metric":{"name":"time","unit":"ns","better":"lower"},'
            '"executions":[%s]}' % (b, executions)
        )
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def timed(*arguments):
    """Seconds, peak memory in MB and standard output of one command."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("%s: status %d" % (" ".join(arguments[:4]), status))
    return time.monotonic() - start, usage.ru_maxrss / 1024, output


folder = options.scratch or tempfile.mkdtemp()
try:
    runs = os.path.join(folder, "runs")
    archive = os.path.join(folder, "archive.sqlite")
    if not os.path.isdir(runs):
        os.makedirs(runs)
        for job in range(options.jobs):
            write_run(os.path.join(runs, "job-%05d.jsonl" % job), job)
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(archive + suffix):
            os.remove(archive + suffix)
    size = options.jobs * options.benchmarks * options.samples
    print("%d jobs x %d benchmarks x %d samples (%.0f million samples)\n"
          % (options.jobs, options.benchmarks, options.samples, size / 1e6))
    print("| step | seconds | peak memory, MB | |\n|---|--:|--:|---|")
    seconds, memory, _ = timed(perfstat, "archive", "add", "--archive", archive, runs)
    print("| archive add | %.1f | %.0f | %.0f jobs a second |"
          % (seconds, memory, options.jobs / seconds))
    seconds, memory, _ = timed(perfstat, "archive", "add", "--archive", archive, runs)
    print("| archive add, all there already | %.1f | %.0f | %.0f jobs a second |"
          % (seconds, memory, options.jobs / seconds))
    seconds, memory, output = timed(perfstat, "history", archive)
    print("| history | %.1f | %.0f | %s |" % (seconds, memory, output.strip().split("\n")[-1]))
    page = os.path.join(folder, "trend.html")
    seconds, memory, _ = timed(perfstat, "history", archive, "--format", "html", "-o", page)
    print("| history, page of %.1f MB | %.1f | %.0f | |"
          % (os.path.getsize(page) / 1e6, seconds, memory))
    seconds, memory, _ = timed(perfstat, "archive", "check", "--archive", archive)
    print("| archive check | %.1f | %.0f | archive of %.0f MB |"
          % (seconds, memory, os.path.getsize(archive) / 1e6))
finally:
    if options.scratch is None:
        shutil.rmtree(folder)
