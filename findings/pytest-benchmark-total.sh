#!/usr/bin/env bash
# pytest-benchmark 5.3.1: `stats.total` is not the time that was measured.
#
# Each entry of `stats.data` is a round's time divided by the `iterations` of a round, and `total` is the sum of
# these quotients: a calibrated test that was measured for half a second has a `total` of half a second divided by
# its iterations. The time spent is total x iterations.
#
# Seen (2026-11): iterations 10, total 0.78, the sum of data; ten times as long was measured.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytest==9.2.0 pytest-benchmark==5.3.1
cat >test_sum.py <<'P'
def test_sum(benchmark):
    benchmark.pedantic(sum, args=(range(20000),), iterations=100, rounds=20)
P
venv/bin/pytest -q test_sum.py --benchmark-json=out.json >log.txt 2>&1
venv/bin/python - <<'P'
import json, math
stats = json.load(open("out.json"))["benchmarks"][0]["stats"]
assert stats["iterations"] == 100 and stats["rounds"] == 20
assert math.isclose(stats["total"], sum(stats["data"]))
# 2000 calls took `total` x 100, not `total`: a call takes a hundredth of a percent of a second and more.
assert math.isclose(stats["mean"] * stats["rounds"], stats["total"])
assert stats["mean"] * 2000 > 50 * stats["total"]
print("iterations", stats["iterations"], "total", stats["total"], "measured", stats["mean"] * 2000)
P
