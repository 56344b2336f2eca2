#!/usr/bin/env bash
# Makes the tables in notebooks-export/data from real measurements on this machine.
#
#   notebooks-export/make-data.sh [JOBS] [FOLDER]
#
# Measures JOBS jobs (24) of a part of the focused suite, one for each of a row of
# commits. From the middle on one kernel (dot/AVX2/1000) really takes 25 % longer:
# the worker repeats a part of its work. The commit names are made up (c01, c02, ...),
# because one build plays all of them; nothing else is.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${1:-24}
folder=${2:-results/notebooks}
perfstat=.build/release/perfstat
mkdir -p "$folder"
for i in $(seq 1 "$jobs"); do
  run="$folder/$(printf 'job-%02d' "$i").jsonl"
  [ -s "$run" ] && continue
  slow=()
  [ $((2 * i)) -le "$jobs" ] || slow=(--slow-down 'dot/AVX2/1000=1.25')
  "$perfstat" bench --quiet --filter '/(Scalar|AVX2)/1000?$' "${slow[@]}" --output "$run.new"
  commit=$(printf 'c%02d' "$i")
  sed -i '1s/"commit":"[0-9a-f]*"/"commit":"'"$commit"'"/; 1s/"dirty":true/"dirty":false/' "$run.new"
  mv "$run.new" "$run"
done
mkdir -p "$folder/baseline" "$folder/current"
cp "$folder"/job-0[1-6].jsonl "$folder/baseline/"
cp "$folder"/job-2[2-4].jsonl "$folder/current/"
rm -f "$folder/archive.sqlite"
"$perfstat" archive add --archive "$folder/archive.sqlite" "$folder"/job-*.jsonl
"$perfstat" export csv "$folder/archive.sqlite" --output notebooks-export/data \
  --tables noise,changes,history
# Samples of a third of the benchmarks: small enough for a repository.
"$perfstat" export csv "$folder/archive.sqlite" --output "$folder/raw" --filter '^(dot|max)/' \
  --tables samples,locations
"$perfstat" export csv "$folder/current" --baseline "$folder/baseline" --output "$folder/compared"
cp "$folder"/raw/{samples,locations}.csv notebooks-export/data/
# The description of all eight tables.
cp "$folder"/compared/{comparisons,intervals,bootstrap}.csv "$folder/compared/datapackage.json" \
  notebooks-export/data/
