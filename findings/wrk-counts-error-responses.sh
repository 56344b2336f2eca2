#!/usr/bin/env bash
# wrk 4.1.0: error responses count as requests per second.
#
# Against an address that the server does not know, every response is a 404. `Requests/sec` is the rate of all responses, the latencies are
# theirs; one line more, "Non-2xx or 3xx responses", is the only difference, and the exit status is 0.
#
# Seen (2026-11): 1469 requests, Non-2xx or 3xx responses: 1469, Requests/sec: 1407.54, status 0.
set -euo pipefail
work=$(mktemp -d); trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT; cd "$work"
server=""
apt-get download -qq wrk=4.1.0-3+b2 libluajit-5.1-2 >log.txt 2>&1
for package in *.deb; do dpkg -x "$package" unpacked; done
mkdir served
python3 - >port.txt 2>/dev/null <<'P' &
import functools, http.server, os
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="served")
with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as s:
    print(s.server_address[1], flush=True)
    s.serve_forever()
P
server=$!
while [ ! -s port.txt ]; do sleep 0.2; done
libraries=$(find unpacked -name 'libluajit*' -printf '%h\n' | sort -u | paste -sd:)
LD_LIBRARY_PATH=$libraries unpacked/usr/bin/wrk -t1 -c2 -d1s "http://127.0.0.1:$(cat port.txt)/nothing" >out.txt
python3 - <<'P'
import re
text = open("out.txt").read()
requests = int(re.search(r"(\d+) requests in", text)[1])
failed = int(re.search(r"Non-2xx or 3xx responses: (\d+)", text)[1])
assert requests == failed > 0 and float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1]) > 0, text
print(text, end="")
P
