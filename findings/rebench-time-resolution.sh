#!/usr/bin/env bash
# ReBench 1.4.0: the adapter `Time` knows hundredths of a second; what is shorter took 0 ms.
#
# It runs the command under time(1) and takes its elapsed seconds with two decimals. The data file then holds `0.000000 ms` with
# six decimals, as if it had been measured that closely. The unit `kb` of MaxRSS is 1024 bytes.
#
# Seen (2026-11): rows "1 1 0.000000 ms total true ...", all values multiples of 10.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ReBench==1.4.0
cat >rebench.conf <<'C'
default_experiment: all
default_data_file: out.data
runs: {invocations: 6}
benchmark_suites:
  S: {gauge_adapter: Time, command: "%(benchmark)s", benchmarks: ["true"]}
executors:
  env: {path: /usr/bin, executable: env}
experiments:
  all: {suites: [S], executions: [env]}
C
venv/bin/rebench -c rebench.conf >log.txt 2>&1 || true
venv/bin/python - <<'P'
rows = [line.split("\t") for line in open("out.data") if line[0].isdigit()]
totals = [float(r[2]) for r in rows if r[4] == "total"]
assert len(totals) == 6 and all(t % 10 == 0 for t in totals), totals
print("totals in ms:", totals)
P
