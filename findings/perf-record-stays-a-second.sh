#!/usr/bin/env bash
# perf 6.1 (Debian 12): `perf record` stays up to a second after the program it watched has ended.
#
# A thread of its own waits for the events of BPF programs in sleeps of a second and looks only between them whether it is still wanted. It is
# there wherever perf may open such events (root, CAP_BPF). Who profiles many short runs pays a second for each; `--no-bpf-event` has no such thread.
#
# Seen (2026-11): five runs of `sleep 0.1` take 5.5 s, with --no-bpf-event 1.2 s. Wants root.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "wants root: without it perf has no events of BPF programs" >&2; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq linux-perf=6.1.176-1 $(apt-cache depends linux-perf=6.1.176-1 | awk '/ Depends: [a-z]/ {print $2}' | grep '^lib' | grep -v '^libc6') >log.txt 2>&1
for p in *.deb; do dpkg -x "$p" unpacked; done
export LD_LIBRARY_PATH=$work/unpacked/usr/lib/x86_64-linux-gnu:$work/unpacked/lib/x86_64-linux-gnu
perf=$work/unpacked/usr/bin/perf
"$perf" --version | grep -q '^perf version 6\.1\.'
seconds() {
  local start; start=$(date +%s%N)
  for _ in 1 2 3 4 5; do "$perf" record -q "$@" -e cpu-clock:u -o data -- sleep 0.1 2>>log.txt; done
  echo $((($(date +%s%N) - start) / 1000000))
}
long=$(seconds) short=$(seconds --no-bpf-event)
echo "$long ms, with --no-bpf-event $short ms"
[ "$long" -gt $((short + 2500)) ]
