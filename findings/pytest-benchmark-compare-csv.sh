#!/usr/bin/env bash
# pytest-benchmark 5.3.1: `compare --csv` of several runs writes rows that nothing tells apart.
#
# The printed table ends each name with the run, `test_sum (0001_one)`; the CSV has the bare name for every run and no
# column with the run. Which row is which can only be guessed from their order, which is that of the sort column.
#
# Seen (2026-11): two rows `test_x.py::test_sum`, columns name,min,max,mean,...,iterations.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytest==9.2.0 pytest-benchmark==5.3.1
printf 'def test_sum(benchmark):\n    benchmark.pedantic(sum, args=([1, 2],), rounds=5)\n' >test_x.py
for name in one two; do venv/bin/pytest -q test_x.py --benchmark-save=$name >log.txt 2>&1; done
venv/bin/pytest-benchmark compare --csv=out.csv >table.txt 2>&1
venv/bin/python - <<'P'
import csv
rows = list(csv.DictReader(open("out.csv")))
assert [r["name"] for r in rows] == ["test_x.py::test_sum"] * 2, rows
assert "one" not in open("out.csv").read() and "two" not in open("out.csv").read()
assert "one" in open("table.txt").read()
print(open("out.csv").read(), end="")
P
