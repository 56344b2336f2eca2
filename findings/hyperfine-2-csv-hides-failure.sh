#!/usr/bin/env bash
# hyperfine 2.0.0: the CSV of a command that failed looks like that of one that worked.
#
# With --ignore-failure the JSON has an `exit_code` for every run. The CSV has means and no exit codes, so that a
# broken command is only fast. A command that a signal killed has the exit code 137 in the JSON, not null as in 1.x.
#
# Seen (2026-11): the columns command,time_wall_clock_unit,...,memory_peak_resident_max for `false`; exit codes 1, 1 and 137, 137.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check astral-dev-toolchain-hyperfine==2.0.0
venv/bin/hyperfine --ignore-failure -N -r 2 false -n killed 'sh -c "kill -9 $$"' --export-csv out.csv --export-json out.json >log.txt 2>&1 || true
venv/bin/python - <<'P'
import csv, json
columns = next(csv.reader(open("out.csv")))
assert columns[0] == "command" and not any("exit" in c or "fail" in c for c in columns), columns
codes = [[m["exit_code"] for m in r["measurements"]] for r in json.load(open("out.json"))["results"]]
assert codes == [[1, 1], [137, 137]], codes
print(",".join(columns)); print("exit codes in the JSON:", codes)
P
