#!/usr/bin/env bash
# Measures the present commit anew and proposes the jobs as the runner's baseline, with the reason, as a pull request.
#   PS_BUILD, PS_MEASURE, PS_RESULTS, PS_EXECUTIONS as in measure.sh; PS_ROUNDS jobs (5); PS_REASON why; PS_BASE branch
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${PS_OUT:-$RUNNER_TEMP/perfstat}
mkdir -p "$out"
[ -n "${PS_REASON:-}" ] || { echo "accept: expected a reason" >&2; exit 64; }
[ -z "${PS_BUILD:-}" ] || bash -eo pipefail -c "$PS_BUILD"
results=()
[ -z "${PS_RESULTS:-}" ] || results=(--results "$PS_RESULTS")
rm -f "$out"/job-*.jsonl
for round in $(seq "${PS_ROUNDS:-5}"); do
  perfstat collect --quiet --executions "${PS_EXECUTIONS:-1}" "${results[@]}" --output "$out/job-$round.jsonl" \
    -- bash -eo pipefail -c "$PS_MEASURE"
done
perfstat baseline save --from "$out"/job-*.jsonl --reason "$PS_REASON"
commit=$(git rev-parse --short=12 HEAD)
branch=perfstat/accept-$commit
git switch --quiet --force-create "$branch"
git add .performance-baselines
git -c user.name=perfstat -c user.email=perfstat@localhost commit --quiet \
  -m "Performance baseline of $commit" -m "$PS_REASON"
git push --quiet --force origin "$branch"
{ echo "The measured jobs of $commit become the baseline."; echo; echo "Reason:"; echo; while IFS= read -r line; do echo "    $line"; done <<< "$PS_REASON"; } > "$out/accept.md"
python3 "$here/github.py" propose --branch "$branch" --base "$PS_BASE" \
  --title "Accept the performance of $commit" --summary "$out/accept.md"
