#!/usr/bin/env bash
# pytest-benchmark 5.3.1: the times of a test that failed are in the JSON, and nothing there tells that it failed.
#
# A test that measures first and asserts afterwards leaves a complete entry behind, whatever the assertion says. Only pytest's exit status
# and its printed lines know. A test that raises while it is measured has no entry.
#
# Seen (2026-11): exit status 1, "1 failed"; the keys of the failed test's entry are those of the other one's.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytest==9.2.0 pytest-benchmark==5.3.1
cat >test_x.py <<'P'
def test_good(benchmark):
    assert benchmark(lambda: 1 + 1) == 2

def test_wrong(benchmark):
    assert benchmark(lambda: 1 + 1) == 3
P
status=0
venv/bin/python -m pytest -q test_x.py --benchmark-json=out.json --benchmark-max-time=0.02 >log.txt 2>&1 || status=$?
test $status = 1
grep -q '1 failed, 1 passed' log.txt
venv/bin/python - <<'P'
import json
good, wrong = sorted(json.load(open("out.json"))["benchmarks"], key=lambda b: b["name"])
assert wrong["name"] == "test_wrong" and wrong["stats"]["rounds"] > 0
assert good.keys() == wrong.keys() and "fail" not in json.dumps({k: v for k, v in wrong.items() if k != "stats"})
print("test_wrong failed, its entry:", sorted(wrong))
P
