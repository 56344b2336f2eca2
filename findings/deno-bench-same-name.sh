#!/usr/bin/env bash
# Deno 2.9.8: two benchmarks of one name in a file are one entry of `deno bench --json` with two results.
#
# `benches[]` looks like a list of benchmarks, and `results` like their repetitions, of which there is always one otherwise. Two functions
# registered under one name share an entry; nothing in it tells which result is whose.
#
# Seen (2026-11): one entry "twin" with two results whose means differ a hundredfold.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check deno==2.9.8
cat >b.ts <<'T'
Deno.bench("twin", () => { Math.sqrt(2); });
Deno.bench("twin", () => { let s = 0; for (let i = 0; i < 20000; i++) s += Math.sqrt(i); return void s; });
Deno.bench("alone", () => { Math.sqrt(2); });
T
DENO_DIR=$work/deno venv/bin/deno bench --json b.ts >out.json 2>log.txt
python3 - <<'P'
import json
benches = {b["name"]: b for b in json.load(open("out.json"))["benches"]}
assert sorted(benches) == ["alone", "twin"], sorted(benches)
assert len(benches["alone"]["results"]) == 1
means = [r["ok"]["avg"] for r in benches["twin"]["results"]]
assert len(means) == 2 and max(means) > 20 * min(means), means
assert all(set(r) == {"ok"} for r in benches["twin"]["results"])
print(means)
P
