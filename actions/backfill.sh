#!/usr/bin/env bash
# Measures commits of the past that the archive has no job of, newest first, and pushes each job as soon as it is there: it can
# be stopped and started again at any time.
# usage: actions/backfill.sh REVISION     in a checkout with its whole history; measures first parents of REVISION
#   PS_BUILD, PS_MEASURE, PS_RESULTS, PS_EXECUTIONS   as in measure.sh
#   PS_TO           where the archive is, as for perfstat archive push
#   PS_MAX_COMMITS  commits to measure now (10); PS_SINCE  only commits after this date; PS_EVERY  every n-th (1)
# A commit that does not build or run is named and left out; exit status 2 if that were all of them.
set -euo pipefail
here=$PWD
work=$(mktemp -d)
trap 'git -C "$here" worktree remove --force "$work/tree" 2>/dev/null || true; rm -rf "$work"' EXIT
perfstat archive pull --from "$PS_TO" --output "$work/archive"
measured=0
failed=0
number=0
while read -r commit; do
  [ "$measured" -lt "${PS_MAX_COMMITS:-10}" ] || break
  number=$((number + 1))
  [ $(((number - 1) % ${PS_EVERY:-1})) = 0 ] || continue
  # runs/<runner>/<date>-<commit>-<id>.jsonl.gz
  [ -z "$(find "$work/archive/runs" -name "*-${commit:0:12}-*" -print -quit 2>/dev/null)" ] || continue
  git worktree remove --force "$work/tree" 2>/dev/null || true
  git worktree add --quiet --force --detach "$work/tree" "$commit"
  results=()
  [ -z "${PS_RESULTS:-}" ] || results=(--results "$PS_RESULTS")
  if (cd "$work/tree" && { [ -z "${PS_BUILD:-}" ] || bash -eo pipefail -c "$PS_BUILD"; } &&
    perfstat collect --quiet --executions "${PS_EXECUTIONS:-5}" "${results[@]}" --output "$work/job.jsonl" \
      -- bash -eo pipefail -c "$PS_MEASURE"); then
    perfstat archive push --to "$PS_TO" "$work/job.jsonl"
    measured=$((measured + 1))
  else
    echo "backfill: $commit does not build or run" >&2
    failed=$((failed + 1))
  fi
done < <(git rev-list --first-parent ${PS_SINCE:+--since="$PS_SINCE"} "$1" --)
echo "backfill: $measured measured, $failed left out"
[ "$measured" -gt 0 ] || [ "$failed" -eq 0 ] || exit 2
