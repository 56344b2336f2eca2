#!/usr/bin/env bash
# Google Benchmark 1.9.5: the CSV loses the counters that the first benchmark does not have, without a word.
#
# The header is written with the counters of the first benchmark that is reported. A later benchmark's counters of other
# names have no column and are left out; no warning, exit status 0. The JSON of the same program has them.
#
# Seen (2026-11): header ...,"hits"; the row of `two`, whose counter is `misses`, ends with an empty cell.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check google-benchmark==1.9.5
cat >bench.py <<'P'
import google_benchmark as benchmark

@benchmark.register
def one(state):
    while state:
        pass
    state.counters["hits"] = 1

@benchmark.register
def two(state):
    while state:
        pass
    state.counters["misses"] = 2

benchmark.main()
P
venv/bin/python bench.py --benchmark_min_time=0.01s --benchmark_format=csv >out.csv 2>log.txt
venv/bin/python bench.py --benchmark_min_time=0.01s --benchmark_format=json >out.json 2>>log.txt
venv/bin/python - <<'P'
import csv, json
lines = open("out.csv").read().splitlines()
start = next(k for k, line in enumerate(lines) if line.startswith("name,iterations"))
rows = list(csv.DictReader(lines[start:]))
assert "hits" in rows[0] and "misses" not in rows[1], rows
assert json.load(open("out.json"))["benchmarks"][1]["misses"] == 2
assert "misses" not in open("log.txt").read()
print("\n".join(lines[start:]))
P
