#!/usr/bin/env bash
# hey 0.1.4: requests of which none was answered count as requests per second.
#
# With nothing listening on the port every request fails at once; hey reports tens of thousands of requests a second, an average of NaN
# and the exit status 0. A server that is down is the fastest one. `Requests/sec` is all requests over the time, failed ones included.
#
# Seen (2026-11): Requests/sec: 27595.3038, Average: NaN secs, [20] ... connection refused, status 0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq hey=0.1.4-2+b4 >log.txt 2>&1
dpkg -x hey_*.deb unpacked
unpacked/usr/bin/hey -n 20 -c 1 http://127.0.0.1:1/ >out.txt
python3 - <<'P'
import re
text = open("out.txt").read()
rate = float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1])
assert rate > 100 and re.search(r"Average:\s*NaN secs", text) and "[20]" in text and "[200]" not in text, text
print(f"Requests/sec {rate}, and no response")
P
