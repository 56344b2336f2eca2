#!/usr/bin/env bash
# How fast is `perfstat export csv`, and does its memory grow with the archive?
#
#   Benchmarks/export/scale.sh [FOLDER]
#
# Makes two archives of simulated jobs (100 benchmarks x 5 executions x 10 samples each), one
# of a million samples and one of ten million, and exports each table, from the archive and
# from the folder of its run files. Prints time, bytes written, and the peak of resident memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-results/export}
perfstat=$PWD/.build/release/perfstat
mkdir -p "$folder"
cd "$folder"
for jobs in 200 2000; do
  [ -s "$jobs.sqlite" ] && continue
  python3 - "$jobs" <<'PY'
import json, os, random, sys

jobs = int(sys.argv[1])
os.makedirs(f"runs-{jobs}", exist_ok=True)
random.seed(1)
runner = {"os": "Linux", "osVersion": "6.1", "architecture": "x86_64", "cpuModel": "simulated", "cores": 4}
for job in range(jobs):
    with open(f"runs-{jobs}/{job:04}.jsonl", "w") as file:
        date = f"2026-{1 + job // 168:02}-{1 + job // 6 % 28:02}T{4 * (job % 6):02}:00:00Z"
        print(json.dumps({"format": "perfstat.run", "version": 1, "id": f"job-{job:04}-0b9f4e0a-6f7f-4a54-9d5e", "commit": f"{job:040x}", "date": date, "runner": runner}), file=file)
        for b in range(100):
            level = 10 ** (1 + b / 25) * random.lognormvariate(0, 0.01)
            executions = [{"iterations": 4096, "values": [round(level * random.lognormvariate(0, 0.02), 6) for _ in range(10)]} for _ in range(5)]
            print(json.dumps({"benchmark": f"operation{b // 4}/AVX2/{10 ** (b % 4)}", "metric": {"name": "time", "unit": "ns", "better": "lower"}, "elements": 10 ** (b % 4), "executions": executions}), file=file)
PY
  "$perfstat" archive add --archive "$jobs.sqlite" "runs-$jobs"
done
head -n 101 runs-200/0000.jsonl > baseline.jsonl
head -n 101 runs-200/0001.jsonl >> baseline.jsonl
python3 - "$perfstat" <<'PY'
import os, resource, shutil, subprocess, sys, time

perfstat = sys.argv[1]
print(f"{'tables':34}{'source':16}{'s':>7}{'MB':>8}{'MB/s':>7}{'peak MB':>9}")
cases = [(["--tables", "samples"], "samples"), (["--tables", "samples", "--gzip"], "samples, gzip"),
         (["--tables", "samples,locations"], "samples,locations"), (["--tables", "noise"], "noise"),
         (["--tables", "comparisons,intervals,bootstrap", "--baseline", "baseline.jsonl"], "comparisons,intervals,bootstrap"),
         (["--tables", "changes,history"], "changes,history"), (["--baseline", "baseline.jsonl"], "all eight")]
for options, name in cases:
    for source in ["200.sqlite", "2000.sqlite", "runs-200", "runs-2000"]:
        if source.startswith("runs") and name not in ("samples", "noise"):
            continue
        shutil.rmtree("out", ignore_errors=True)
        start = time.monotonic()
        child = subprocess.Popen([perfstat, "export", "csv", source, "--output", "out", *options], stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        assert status == 0, (name, source)
        size = sum(e.stat().st_size for e in os.scandir("out")) / 1e6
        print(f"{name:34}{source:16}{seconds:7.1f}{size:8.1f}{size / seconds:7.0f}{usage.ru_maxrss / 1024:9.0f}", flush=True)
shutil.rmtree("out")
PY
