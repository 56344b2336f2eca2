#!/usr/bin/env bash
# Installs the package in a bare Debian without Swift and judges a fixture there: size, start-up time, result.
# usage: packaging/chroot.sh PACKAGE.deb [SUITE]       (root, debootstrap; default suite: bookworm)
set -euo pipefail
package=$(realpath "$1")
suite=${2:-bookworm}
cd "$(dirname "$0")/.."
root=${CHROOT:-$(mktemp -d)}
[ -x "$root/usr/bin/apt-get" ] ||
  debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"} > "$root.log" 2>&1 ||
  { tail -5 "$root.log" >&2; exit 2; }
for file in /etc/resolv.conf /etc/apt/apt.conf.d /etc/apt/sources.list /etc/apt/sources.list.d /usr/share/keyrings; do
  [ ! -e "$file" ] || { mkdir -p "$root$(dirname "$file")"; cp -a "$file" "$root$(dirname "$file")/"; }
done
cp "$package" "$root/tmp/perfstat.deb"
cp Fixtures/three-regressions/quiet-{baseline,current}.jsonl.gz "$root/tmp/"
mkdir -p "$root/proc"
mount -t proc proc "$root/proc"
finish() { umount "$root/proc"; [ -n "${CHROOT:-}" ] || rm -rf --one-file-system "$root"; }
trap finish EXIT
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

! inside sh -c 'command -v swift' || { echo "chroot: Swift is here" >&2; exit 2; }
inside apt-get update -qq
begin=$(date +%s.%N)
inside apt-get install -y -qq --no-install-recommends /tmp/perfstat.deb > "$root/tmp/install.log" 2>&1 ||
  { tail -20 "$root/tmp/install.log" >&2; exit 2; }
echo "installed with dependencies in $(date +%s.%N | awk -v b="$begin" '{printf "%.1f", $1 - b}') s"
inside sh -c 'cd /tmp && perfstat collect --quiet --samples 1 --name true --output first.jsonl -- true'
echo "first sample $(date +%s.%N | awk -v b="$begin" '{printf "%.1f", $1 - b}') s after the package was there"
echo "binary: $(stat -c %s "$root/usr/bin/perfstat") bytes, package: $(stat -c %s "$package") bytes," \
  "shared libraries: $(inside ldd /usr/bin/perfstat | grep -c '=>')"
echo "version: $(inside perfstat --version), manual pages: $(find "$root/usr/share/man/man1" -name 'perfstat*' | wc -l)"
begin=$(date +%s%N)
for _ in $(seq 20); do inside perfstat --version > /dev/null; done
started=$(( $(date +%s%N) - begin ))
begin=$(date +%s%N)
for _ in $(seq 20); do inside true; done
echo "start-up: $(( (started - $(date +%s%N) + begin) / 20000 )) us (mean of 20, less an empty command)"
status=0
inside sh -c 'cd /tmp && perfstat compare --baseline quiet-baseline.jsonl.gz --current quiet-current.jsonl.gz' \
  > "$root/tmp/report" || status=$?
tail -n 1 "$root/tmp/report"
[ "$status" = 1 ] && grep -q '^RESULT: FAIL - 3 regression' "$root/tmp/report"
