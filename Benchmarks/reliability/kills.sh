#!/usr/bin/env bash
# Kills `archive add` while it makes an archive and `export csv` while it writes one, each at a moment of its own, and looks
# at what is left.
# usage: kills.sh PERFSTAT [ADDS] [EXPORTS] ; right: 0 refused, 0 torn, 0 left
set -euo pipefail
perfstat=$(realpath "$1"); adds=${2:-1500}; exports=${3:-600}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 - <<'PY'
import json
with open("r.jsonl", "w") as out:
    for job in range(20):
        print(json.dumps({"format": "perfstat.run", "version": 1, "id": f"r{job}", "commit": f"c{job}", "runner": {"cpu": "X", "cores": 2}}), file=out)
        for b in range(200):
            print(json.dumps({"benchmark": f"b{b}", "metric": {"name": "time", "unit": "ns", "better": "lower"},
                              "executions": [{"values": [100 + b + k / 7 for k in range(20)]}]}), file=out)
PY
# How long one takes: the kills are spread over that.
span() { python3 -c 'import subprocess, sys, time
start = time.monotonic(); subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); print(time.monotonic() - start)' "$@"; }
whole=$(span "$perfstat" archive add r.jsonl --archive first.sqlite)
refused=0; killed=0
for number in $(seq "$adds"); do
  rm -f a.sqlite*
  "$perfstat" archive add r.jsonl --archive a.sqlite > /dev/null 2>&1 & process=$!
  sleep "$(python3 -c "print($whole * $number / $adds)")"
  kill -KILL $process 2> /dev/null && killed=$((killed + 1))
  wait $process 2> /dev/null || true
  if ! "$perfstat" archive add r.jsonl --archive a.sqlite > /dev/null 2> error ||
    ! "$perfstat" archive check --archive a.sqlite > /dev/null 2>> error; then
    refused=$((refused + 1)); cat error
  fi
done
left=$(find . -name '*.tmp' -o -name 'a.sqlite-*' | wc -l)
echo "$adds adds, $killed killed: $refused refused afterwards, $left files left beside"
whole=$(span "$perfstat" export csv r.jsonl --output first)
torn=0; killed=0
for number in $(seq "$exports"); do
  rm -rf out
  "$perfstat" export csv r.jsonl --output out > /dev/null 2>&1 & process=$!
  sleep "$(python3 -c "print($whole * $number / $exports)")"
  kill -KILL $process 2> /dev/null && killed=$((killed + 1))
  wait $process 2> /dev/null || true
  for file in out/*; do
    [ ! -e "$file" ] || cmp -s "$file" "first/${file#out/}" || { torn=$((torn + 1)); echo "torn: $file"; }
  done
done
temporary=$(find . -name '*.tmp' | wc -l)
echo "$exports exports, $killed killed: $torn files torn, $temporary temporary files left"
[ "$refused" = 0 ] && [ "$left" = 0 ] && [ "$torn" = 0 ] && [ "$temporary" = 0 ]
