#!/usr/bin/env bash
# Two `perfstat archive push` of different jobs at once, many rounds, into a bare repository on this file system: is any lost?
# A third process reads the branch all the while.
# usage: Benchmarks/archive/two-pushes.sh [ROUNDS]      (PERFSTAT: the command; default .build/release/perfstat)
set -euo pipefail
rounds=${1:-50}
perfstat=$(realpath "${PERFSTAT:-.build/release/perfstat}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git init --quiet --bare server.git
for writer in a b; do git clone --quiet server.git "$writer" 2>/dev/null; done
git clone --quiet server.git reader 2>/dev/null
job() { # id
  printf '{"format":"perfstat.run","version":1,"id":"%s","date":"2026-01-02T03:04:05Z","runner":{"os":"linux"}}\n' "$1"
  printf '{"benchmark":"x","metric":{"name":"time","unit":"ns","better":"lower"},"executions":[{"iterations":1,"values":[1,2,3]}]}\n'
}
failed=0
unreadable=0
for round in $(seq "$rounds"); do
  pids=()
  for writer in a b; do
    job "$writer-$round" > "$writer/job-$round.jsonl"
    (cd "$writer" && exec "$perfstat" archive push "job-$round.jsonl" --to git:origin/perfstat-data >/dev/null) &
    pids+=($!)
  done
  (cd reader && "$perfstat" archive pull --from git:origin/perfstat-data --output kept >/dev/null) || unreadable=$((unreadable + 1))
  for pid in "${pids[@]}"; do wait "$pid" || failed=$((failed + 1)); done
done
kept=$(git -C server.git ls-tree -r --name-only perfstat-data | wc -l)
echo "$rounds rounds of two pushes: $kept of $((2 * rounds)) jobs kept, $failed pushes failed, $unreadable reads failed"
[ "$kept" = $((2 * rounds)) ] && [ "$failed" = 0 ] && [ "$unreadable" = 0 ]
