#!/usr/bin/env bash
# Measures and judges the head in the current folder; the settings of measure.sh and judge.sh come from the environment.
#   PS_BASE  branch whose merge base with HEAD is measured, unless PS_BASELINE names stored jobs
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PS_OUT=${PS_OUT:-$RUNNER_TEMP/perfstat}
mkdir -p "$PS_OUT"
cannot() { # message: nothing was judged, and everybody shall see it
  echo "gate: $1" >&2
  printf '## ❌ ERROR: nothing was judged\n\n    %s\n' "$1" > "$PS_OUT/summary.md"
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$PS_OUT/summary.md" >> "$GITHUB_STEP_SUMMARY"
  printf 'decision=error\nstatus=2\nsummary=%s\n' "$PS_OUT/summary.md" >> "${GITHUB_OUTPUT:-/dev/null}"
  exit 2
}
stored=${PS_BASELINE:-}
# Baseline, noise model and policy are those of the branch that the change goes to.
if [ -n "${PS_BASE:-}" ] && git rev-parse -q --verify "origin/$PS_BASE^{commit}" >/dev/null; then
  export PS_TRUST_REF="origin/$PS_BASE"
fi
# Kept jobs on a branch are an archive, in which compare finds the merge base's by itself.
case "$stored" in git:*) PS_ARCHIVE=$stored PS_BASELINE="" ;; esac
if [ -z "$stored" ]; then
  branch=${PS_BASE:-}
  [ -n "$branch" ] || cannot "no base: expected a pull request, or the input base or baseline"
  base=$(git merge-base HEAD "origin/$branch" 2>/dev/null) || base=$(git merge-base HEAD "$branch" 2>/dev/null) ||
    cannot "no merge base of HEAD and $branch; the checkout needs its history (fetch-depth: 0)"
  [ "$base" != "$(git rev-parse HEAD)" ] || cannot "the merge base is HEAD itself: there is nothing to compare"
  "$here/measure.sh" "$base" || cannot "building or measuring failed with status $?; the log says where"
  PS_BASELINE=$(printf '%s\n' "$PS_OUT"/base-*.jsonl "")
  PS_CURRENT=$(printf '%s\n' "$PS_OUT"/head-*.jsonl "")
else
  [ -z "${PS_BUILD:-}" ] || bash -eo pipefail -c "$PS_BUILD" || cannot "the build failed with status $?"
  results=()
  [ -z "${PS_RESULTS:-}" ] || results=(--results "$PS_RESULTS")
  perfstat collect --quiet --executions "${PS_EXECUTIONS:-5}" "${results[@]}" --output "$PS_OUT/head-1.jsonl" \
    -- bash -eo pipefail -c "$PS_MEASURE" || cannot "measuring failed with status $?"
  PS_CURRENT=$PS_OUT/head-1.jsonl
fi
export PS_BASELINE PS_CURRENT PS_ARCHIVE=${PS_ARCHIVE:-}
exec "$here/judge.sh"
