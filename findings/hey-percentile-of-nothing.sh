#!/usr/bin/env bash
# hey 0.1.4: with fewer than a hundred requests the last lines of the latency distribution are `0% in 0.0000 secs`.
#
# The percentiles that so few requests do not have are left at zero and printed all the same: what reads the lines as
# NUMBER% in SECONDS finds a percentile 0 of 0 seconds, several times over.
#
# Seen (2026-11): ten requests end with `90% in ...` and two lines `0% in 0.0000 secs`.
set -euo pipefail
work=$(mktemp -d); trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq hey=0.1.4-2+b4 >log.txt 2>&1
dpkg -x hey_*.deb unpacked
python3 -u -c "
import http.server
s = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)
print(s.server_address[1]); s.serve_forever()" >port.txt 2>>log.txt &
server=$!
for _ in $(seq 50); do test -s port.txt && break; sleep 0.1; done
unpacked/usr/bin/hey -n 10 -c 1 "http://127.0.0.1:$(cat port.txt)/" >out.txt
grep -E '% in ' out.txt
test "$(grep -c ' 0% in 0.0000 secs' out.txt)" = 2
grep -q '\[200\].10 responses' out.txt
