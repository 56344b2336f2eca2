#!/usr/bin/env bash
# Measures the present commit, keeps the job, searches the history, and prepares page and issue.
#   PS_BUILD, PS_MEASURE, PS_RESULTS, PS_EXECUTIONS as in measure.sh; PS_TO where the archive is
set -euo pipefail
out=${PS_OUT:-$RUNNER_TEMP/perfstat}
mkdir -p "$out/page"
[ -z "${PS_BUILD:-}" ] || bash -eo pipefail -c "$PS_BUILD"
results=()
[ -z "${PS_RESULTS:-}" ] || results=(--results "$PS_RESULTS")
perfstat collect --quiet --executions "${PS_EXECUTIONS:-5}" "${results[@]}" --output "$out/job.jsonl" \
  -- bash -eo pipefail -c "$PS_MEASURE"
perfstat archive push --to "$PS_TO" "$out/job.jsonl"
perfstat archive pull --from "$PS_TO" --output "$out/archive"
options=("$out/archive/runs" --git .)
perfstat history "${options[@]}" --format json --output "$out/history.json"
perfstat history "${options[@]}" --format markdown --output "$out/history.md"
perfstat history "${options[@]}" --format html --output "$out/page/index.html"
open=$(python3 -c '
import json, sys
series = json.load(open(sys.argv[1]))["series"]
print(sum(any(c.get("status") == "open" for c in s["changes"]) for s in series))' "$out/history.json")
printf 'open=%s\nsummary=%s\npage=%s\n' "$open" "$out/history.md" "$out/page" >> "${GITHUB_OUTPUT:-/dev/null}"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$out/history.md" >> "$GITHUB_STEP_SUMMARY"
echo "history: $open series with an open regression"
