#!/usr/bin/env bash
# pytest-benchmark 5.3.1: its gate passes a benchmark that was renamed, however slow it became, without a word.
#
# `--benchmark-compare-fail=mean:5%` looks at benchmarks that have the same name in the stored run. One that has none
# is neither compared nor reported, and one of the stored run that was not measured now is not missed: nothing was
# compared, and the exit status is 0. Without a stored run at all it is an error (status 4).
#
# Seen (2026-11): test_sum stored, test_total (100 times as much work) measured: "1 passed", status 0, no warning; with
# the old name the same code fails with status 1.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytest==9.2.0 pytest-benchmark==5.3.1
write() { printf 'def %s(benchmark):\n    benchmark(sum, range(%s))\n' "$1" "$2" >test_a.py; }
run() { venv/bin/pytest -q -p no:cacheprovider --benchmark-max-time=0.05 "$@" >log.txt 2>&1; }
gate() { run --benchmark-compare=0001 --benchmark-compare-fail=mean:50% && echo 0 || echo $?; }
write test_sum 1000
run --benchmark-save=base
write test_total 100000
renamed=$(gate)
! grep -iE 'warn|missing|test_sum|not found' log.txt
write test_sum 100000
slower=$(gate)
echo "renamed and slower: status $renamed; slower: status $slower"
[ "$renamed" = 0 ] && [ "$slower" = 1 ]
