#!/usr/bin/env bash
# hyperfine 1.15.0 (Debian 12): a command that is as fast as the shell takes exactly 0 s.
#
# Without -N the mean time of an empty shell is taken off every time, and what would be negative is set to 0; the zeros are exported as
# samples. Ratios of such times are infinite or undefined, the mean is biased upwards.
#
# Seen (2026-11): `true`, 50 runs: 39 times of 0.0 in the JSON.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq hyperfine=1.15.0-2 >log.txt 2>&1
dpkg -x hyperfine_*.deb unpacked
unpacked/usr/bin/hyperfine --version | grep -q '1.15.0'
unpacked/usr/bin/hyperfine -r 50 true --export-json out.json >>log.txt 2>&1
python3 - <<'P'
import json
times = json.load(open("out.json"))["results"][0]["times"]
assert times.count(0.0) > 5 and min(times) == 0 and max(times) > 0, times
print(f"{times.count(0.0)} of {len(times)} times are 0")
P
