#!/usr/bin/env bash
# Judges, summarises, annotates and tells the outputs of the step. Inputs come as environment variables, never as script text.
set -euo pipefail
out=${PS_OUT:-$RUNNER_TEMP/perfstat}
mkdir -p "$out"
# What an earlier step or the code under test left there is no answer of this one.
rm -f "$out"/{report.json,report.html,summary.md,annotations.txt,errors.txt}
# Values of one input: one on each line, or separated by spaces if there is one line.
values() {
  if [[ "$1" == *$'\n'* ]]; then mapfile -t list <<< "$1"; else read -ra list <<< "$1" || true; fi
  local value
  for value in "${list[@]}"; do [ -z "$value" ] || printf '%s\0' "$value"; done
}
mapfile -d '' -t current < <(values "$PS_CURRENT")
mapfile -d '' -t baseline < <(values "${PS_BASELINE:-}")
mapfile -d '' -t archive < <(values "${PS_ARCHIVE:-}")
mapfile -d '' -t more < <(values "${PS_ARGUMENTS:-}")
options=(--current "${current[@]}")
[ -z "${PS_THRESHOLD:-}" ] || options+=(--threshold "$PS_THRESHOLD")
[ ${#baseline[@]} -eq 0 ] || options+=(--baseline "${baseline[@]}")
[ ${#archive[@]} -eq 0 ] || options+=(--archive "${archive[@]}")
options+=(--require-judged "${PS_JUDGED:-1}")
[ "${PS_STRICT:-false}" != true ] || options+=(--strict)
[ -z "${PS_TRUST_REF:-}" ] || options+=(--trust-ref "$PS_TRUST_REF")
status=0
perfstat compare "${options[@]}" "${more[@]}" \
  --format text \
  --format github --output github="$out/annotations.txt" \
  --format markdown --output markdown="$out/summary.md" \
  --format json --output json="$out/report.json" \
  --format html --output html="$out/report.html" 2> >(tee "$out/errors.txt" >&2) || status=$?
decision=error
if [ -s "$out/report.json" ]; then
  decision=$(grep -Eo -m1 '"decision": *"[a-z]+"' "$out/report.json" | head -n1 | cut -d'"' -f4)
else
  # What could not be judged is said where people look, not only in the log.
  { printf '## ❌ ERROR: nothing was judged (exit status %s)\n\n' "$status"
    sed 's/^/    /' "$out/errors.txt"; } > "$out/summary.md"
fi
[ ! -s "$out/annotations.txt" ] || cat "$out/annotations.txt"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$out/summary.md" >> "$GITHUB_STEP_SUMMARY"
{
  echo "decision=$decision"
  echo "status=$status"
  echo "report=$out/report.json"
  echo "summary=$out/summary.md"
} >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
