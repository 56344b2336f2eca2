#!/usr/bin/env bash
# Valgrind 3.19: after intermediate dumps, the file with the plain name callgrind.out.PID holds the last part only.
#
# With --dump-every-bb (or callgrind_control -d) the parts are callgrind.out.PID.1, .2 ...; the file without a number, which looks like the
# whole, is the rest since the last dump. Its `totals:` are a fraction of what the program ran; its line `part:` tells.
#
# Seen (2026-11): ls, 571,243 instructions; 7,041 of them in the plain file.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq valgrind=1:3.19.0-1 >log.txt 2>&1
dpkg -x valgrind_*.deb unpacked
export VALGRIND_LIB=$work/unpacked/usr/libexec/valgrind
run() { unpacked/usr/bin/valgrind --tool=callgrind "$@" ls / >/dev/null 2>>log.txt; }
run --callgrind-out-file=whole
run --callgrind-out-file=parts --dump-every-bb=10000
total() { grep -h '^totals:' "$@" | awk '{s += $2} END {print s}'; }
echo "whole $(total whole), plain file $(total parts), all parts $(total parts*)"
grep -q '^part: 1$' whole
! grep -q '^part: 1$' parts
test "$(total parts)" -lt $(($(total whole) / 2))
test $(($(total parts*) * 20)) -gt $(($(total whole) * 19))
