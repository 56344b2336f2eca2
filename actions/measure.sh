#!/usr/bin/env bash
# Builds the base in a work tree of its own and measures base and head in alternation (A B B A), each round one job a side.
# usage: actions/measure.sh BASE-REVISION     in the checkout of the head
#   PS_BUILD    shell command that builds, run in each tree; may be empty
#   PS_MEASURE  shell command that measures, run in each tree
#   PS_RESULTS  file or folder that it writes; empty if it prints
#   PS_ROUNDS   jobs a side (5); PS_EXECUTIONS executions of the command in each job (1)
# Leaves base-N.jsonl and head-N.jsonl in PS_OUT.
set -euo pipefail
base=$(git rev-parse --verify --end-of-options "$1^{commit}")
out=$(mkdir -p "${PS_OUT:-$RUNNER_TEMP/perfstat}" && cd "${PS_OUT:-$RUNNER_TEMP/perfstat}" && pwd)
head=$PWD
tree=$(mktemp -d)
trap 'git -C "$head" worktree remove --force "$tree" 2>/dev/null || true; rm -rf "$tree"' EXIT
git worktree add --quiet --detach "$tree" "$base"
build() { [ -z "${PS_BUILD:-}" ] || (cd "$1" && bash -eo pipefail -c "$PS_BUILD"); }
measure() { # tree, file
  local results=()
  [ -z "${PS_RESULTS:-}" ] || results=(--results "$PS_RESULTS")
  (cd "$1" && perfstat collect --quiet --executions "${PS_EXECUTIONS:-1}" "${results[@]}" --output "$out/$2.jsonl" \
    -- bash -eo pipefail -c "$PS_MEASURE")
}
build "$tree"
build "$head"
rm -f "$out"/base-*.jsonl "$out"/head-*.jsonl
for round in $(seq "${PS_ROUNDS:-5}"); do
  if [ $((round % 2)) = 1 ]; then
    measure "$tree" "base-$round" && measure "$head" "head-$round"
  else
    measure "$head" "head-$round" && measure "$tree" "base-$round"
  fi
done
