#!/usr/bin/env bash
# Unchanged jobs of five executions: records them, and looks at the gate with them.
#
#   Benchmarks/aa-jobs.sh [JOBS]          (80 jobs: about 11 minutes on a quiet machine)
#
# Measures the focused suite JOBS times with one build, pinned to the last processor where
# taskset is there, and writes Fixtures/aa-five-executions/jobs.jsonl.gz, at most 2 MB (what is
# more loses its last jobs). An interrupted run goes on where it stopped. Measure on a machine that does
# nothing else; the file says what was busy. Then come the rates on these jobs: one job against one with
# nothing learnt (the law of jumps for five executions), and a learnt runner.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${1:-80}
perfstat=$PWD/.build/release/perfstat
work=results/aa-jobs
target=Fixtures/aa-five-executions
mkdir -p "$work" "$target"
pin=()
if command -v taskset > /dev/null; then pin=(taskset -c "$(($(nproc) - 1))"); fi
for i in $(seq -w 1 "$jobs"); do
  file="$work/job-$i.jsonl"
  [ -s "$file" ] && continue
  "${pin[@]}" "$perfstat" bench --quiet --output "$work/part.jsonl"
  mv "$work/part.jsonl" "$file"
done
kept=$jobs
while :; do
  find "$work" -name 'job-*.jsonl' | sort | head -n "$kept" | xargs cat | gzip -9n > "$work/jobs.jsonl.gz"
  [ "$(stat -c %s "$work/jobs.jsonl.gz")" -le 2000000 ] && break
  kept=$((kept - 2))
done
mv "$work/jobs.jsonl.gz" "$target/jobs.jsonl.gz"
echo "$target/jobs.jsonl.gz: $kept jobs, $(stat -c %s "$target/jobs.jsonl.gz") bytes"
"$perfstat" replay "$target/jobs.jsonl.gz" --archive-jobs 0 --baseline-jobs 1 --splits 1000 \
  --resamples 1000 --slowdowns 25%,50%,100%,200% --share 1%
"$perfstat" replay "$target/jobs.jsonl.gz" --splits 400 --resamples 1000
