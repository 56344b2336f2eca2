#!/usr/bin/env bash
# Callgrind 3.19: `summary:` at the head of a profile and `totals:` at its end need not agree.
#
# With the cache simulation the instructions in `summary:` are a few more than in `totals:`. What valgrind prints as "Collected" is the
# latter. A reader that takes the first line it finds reports counts that differ from the tool's own by a little, which looks like a change
# where counts are expected to be exact.
#
# Seen (2026-11): summary: 130759 ..., totals: 130757 ..., Collected : 130757 ...
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq valgrind=1:3.19.0-1 >log.txt 2>&1
dpkg -x valgrind_*.deb unpacked
printf 'int main(void) { volatile long s = 0; for (int i = 0; i < 1000; i++) s += i; return 0; }\n' >loop.c
gcc -O1 -o loop loop.c
VALGRIND_LIB=$PWD/unpacked/usr/libexec/valgrind unpacked/usr/bin/valgrind --tool=callgrind --cache-sim=yes --callgrind-out-file=out.profile ./loop >log.txt 2>&1
python3 - <<'P'
import re
text, log = open("out.profile").read(), open("log.txt").read()
summary = re.search(r"^summary: (.*)$", text, re.M)[1].split()
totals = re.search(r"^totals: (.*)$", text, re.M)[1].split()
collected = re.search(r"Collected : (.*)", log)[1].split()
assert totals == collected and int(summary[0]) > int(totals[0]), (summary, totals, collected)
print("summary", summary[0], "totals", totals[0], "collected", collected[0])
P
