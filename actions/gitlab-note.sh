#!/bin/sh
# Keeps one note of a GitLab merge request current. Variables of the pipeline, and GITLAB_TOKEN (scope api).
# usage: actions/gitlab-note.sh summary.md
set -eu
mark="<!-- perfstat:${PS_NAME:-performance} -->"
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'header = "PRIVATE-TOKEN: %s"\n' "$GITLAB_TOKEN" > "$work/config"
api() { curl -fsS --retry 4 --max-time 60 --config "$work/config" "$@"; }
{ echo "$mark"; cat "$1"; } > "$work/body"
self=$(api "$CI_API_V4_URL/user" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
found=""
page=1
while [ -z "$found" ] && [ "$page" -le 30 ]; do
  api "$notes?per_page=100&page=$page" > "$work/notes"
  found=$(python3 -c '
import json, sys
notes = json.load(open(sys.argv[1]))
own = [n["id"] for n in notes if str(n["author"]["id"]) == sys.argv[3] and n["body"].startswith(sys.argv[2])]
print(own[0] if own else "" if len(notes) == 100 else "none")' "$work/notes" "$mark" "$self")
  page=$((page + 1))
done
case "$found" in
  "" | none) api -X POST --data-urlencode "body@$work/body" "$notes" > /dev/null ;;
  *) api -X PUT --data-urlencode "body@$work/body" "$notes/$found" > /dev/null ;;
esac
