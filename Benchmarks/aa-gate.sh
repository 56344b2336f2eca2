#!/usr/bin/env bash
# How often does the gate fail unchanged code on this machine?
#
#   Benchmarks/aa-gate.sh [REPEATS] [FOLDER]
#
# Measures one baseline of five jobs, then REPEATS times one job of the same
# build, and judges each. Beside the gate stands the rule it replaces: one point
# estimate (the mean) per benchmark, fail above +5 %. Every run file and report is
# kept in FOLDER; a second call with the same folder goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/.."
repeats=${1:-20}
folder=${2:-results/aa-gate}
perfstat=.build/release/perfstat
mkdir -p "$folder"
[ -s "$folder/baseline.jsonl" ] || "$perfstat" bench --quiet --jobs 5 --output "$folder/baseline.jsonl"
for i in $(seq 1 "$repeats"); do
  run="$folder/run-$i.jsonl"
  [ -s "$run" ] || { cut -d' ' -f1-3 /proc/loadavg > "$folder/load-$i"; "$perfstat" bench --quiet --output "$run"; }
  [ -s "$folder/report-$i.json" ] || "$perfstat" compare --baseline "$folder/baseline.jsonl" --current "$run" \
    --format json --output "json=$folder/report-$i.json" || [ $? = 1 ]
done
python3 - "$folder" "$repeats" <<'PY'
import json, math, sys

folder, repeats = sys.argv[1], int(sys.argv[2])

def wilson(k, n, z=1.959964):
    p, d = k / n, 1 + z * z / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    mid = (p + z * z / (2 * n)) / d
    return f"{k} of {n} ({100 * p:.1f} %, 95 %: {100 * (mid - half):.1f} .. {100 * (mid + half):.1f})"

gates = old_gates = fails = old_fails = rows = covered = 0
loads = []
for i in range(1, repeats + 1):
    report = json.load(open(f"{folder}/report-{i}.json"))
    loads.append(float(open(f"{folder}/load-{i}").read().split()[0]))
    judged = [b for b in report["benchmarks"] if b.get("ratio") is not None]
    failed = [b for b in judged if b["verdict"] == "fail"]
    old = [b for b in judged if b["meanRatio"]["ratio"] > 1.05]
    gates += bool(failed)
    old_gates += bool(old)
    fails += len(failed)
    old_fails += len(old)
    rows += len(judged)
    covered += sum(b["lower"] <= 1 <= b["upper"] for b in judged)
print(f"1-minute load before each job: {min(loads):.2f} .. {max(loads):.2f}")
print(f"gates that failed, perfstat:            {wilson(gates, repeats)}")
print(f"gates that failed, mean above +5 %:     {wilson(old_gates, repeats)}")
print(f"benchmarks that failed, perfstat:       {wilson(fails, rows)}")
print(f"benchmarks that failed, mean above +5 %: {wilson(old_fails, rows)}")
print(f"intervals that hold 'no change':        {wilson(covered, rows)}")
PY
