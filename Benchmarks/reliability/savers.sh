#!/usr/bin/env bash
# Saves two baselines at once, again and again, and counts those that are lost.
# usage: savers.sh PERFSTAT [ROUNDS] ; right: 0 lost
set -euo pipefail
perfstat=$(realpath "$1"); rounds=${2:-600}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
run() { # id
  printf '{"format":"perfstat.run","version":1,"id":"%s","commit":"c0ffee","runner":{"cpu":"X","cores":2}}\n' "$1"
  printf '{"benchmark":"b","metric":{"name":"time","unit":"ns","better":"lower"},"executions":[{"values":[100,101]}]}\n'
}
failed=0
for round in $(seq "$rounds"); do
  for side in a b; do run "$side$round" > "$side.jsonl"; done
  "$perfstat" baseline save --from a.jsonl > /dev/null 2>&1 & first=$!
  "$perfstat" baseline save --from b.jsonl > /dev/null 2>&1 & second=$!
  wait $first || failed=$((failed + 1))
  wait $second || failed=$((failed + 1))
done
kept=$(cat .performance-baselines/*/*.jsonl | grep -o '"id":"[ab][0-9]*"' | sort -u | wc -l)
left=$(find . -name '*.tmp' | wc -l)
echo "$rounds rounds of two savers: $((2 * rounds - kept)) lost, $failed ended with an error, $left temporary files"
[ "$kept" = $((2 * rounds)) ] && [ "$failed" = 0 ] && [ "$left" = 0 ]
