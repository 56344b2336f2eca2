#!/usr/bin/env bash
# Ends the check run and keeps the comment current. What cannot be told changes no verdict: the job's own end stands.
#   PS_NAME, PS_CHECK (empty where it could not be made), PS_STATUS, PS_COMMENT (always, problems, never)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
summary=${PS_OUT:-$RUNNER_TEMP/perfstat}/summary.md
github() { python3 "$here/github.py" --name "$PS_NAME" "$@" || echo "::warning title=perfstat::$1 failed; the log says why"; }
if [ ! -s "$summary" ]; then
  mkdir -p "$(dirname "$summary")"
  printf '## ❌ ERROR: nothing was judged (%s)\n' "$PS_STATUS" > "$summary"
fi
[ -z "${PS_CHECK:-}" ] || github finish --check "$PS_CHECK" --status "$PS_STATUS" --summary "$summary"
case "$PS_COMMENT" in
  never) ;;
  problems) if [ "$PS_STATUS" = 0 ]; then github comment; else github comment --summary "$summary"; fi ;;
  always) github comment --summary "$summary" ;;
  *) echo "comment: expected always, problems or never, found \"$PS_COMMENT\"" >&2; exit 64 ;;
esac
