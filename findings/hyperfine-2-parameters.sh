#!/usr/bin/env bash
# hyperfine 2.0.0: a parameter in the JSON is an object, no longer a string.
#
# 1.x wrote "parameters": {"n": "1"}; 2.0.0 writes "parameters": {"n": {"value": "1"}}. A reader that puts the value into a
# name gets {'value': '1'}. The CSV still has a column parameter_n with the bare value. The `command` has the parameters put in.
#
# Seen (2026-11): {"n": {"value": "1"}} in the JSON, 1 in the CSV.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check astral-dev-toolchain-hyperfine==2.0.0
venv/bin/hyperfine -N -r 2 -L n 1,2 'echo {n}' --export-json out.json --export-csv out.csv >log.txt 2>&1
venv/bin/python - <<'P'
import csv, json
results = json.load(open("out.json"))["results"]
assert [r["parameters"] for r in results] == [{"n": {"value": "1"}}, {"n": {"value": "2"}}], results
assert [r["parameter_n"] for r in csv.DictReader(open("out.csv"))] == ["1", "2"]
print(results[0]["command"], results[0]["parameters"])
P
