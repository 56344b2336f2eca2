#!/usr/bin/env bash
# Packages for this machine's architecture: perfstat-VERSION-linux-ARCH.tar.gz, perfstat_VERSION_ARCH.deb, SHA256SUMS.
# usage: packaging/build.sh [FOLDER]      (default: results/package)
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-results/package}
mkdir -p "$out"
out=$(cd "$out" && pwd)
version=$(cat VERSION)
machine=$(uname -m)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
packaging/stage.sh "$work/usr"

name=perfstat-$version-linux-$machine
rm -f "$out/$name.tar.gz" "$out"/perfstat_*.deb "$out/SHA256SUMS"
tar -C "$work/usr" --transform "s,^\.,$name," --sort=name --owner=0 --group=0 --numeric-owner \
  --mtime="@$SOURCE_DATE_EPOCH" -cf - . | gzip -9n > "$out/$name.tar.gz"

# What it needs from the system is what the program says it needs.
mkdir -p "$work/debian"
printf 'Source: perfstat\n\nPackage: perfstat\nArchitecture: any\n' > "$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O usr/bin/perfstat 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
architecture=$(dpkg --print-architecture)
rm -r "$work/debian"
mkdir "$work/DEBIAN"
mv "$work/usr/share/doc/perfstat/LICENSE" "$work/usr/share/doc/perfstat/copyright"
cat > "$work/DEBIAN/control" <<CONTROL
Package: perfstat
Version: $version
Architecture: $architecture
Maintainer: perfstat maintainers <perfstat@localhost>
Installed-Size: $(du -ks "$work/usr" | cut -f1)
Depends: $depends
Recommends: curl, git
Section: devel
Priority: optional
Description: statistics-first performance regression testing
 Judges benchmark results by effect-size confidence intervals, fails only when
 the whole interval lies beyond the threshold, and finds in archived runs since
 when something is slower.
CONTROL
dpkg-deb --root-owner-group --build "$work" "$out/perfstat_${version}_$architecture.deb" >/dev/null
(cd "$out" && sha256sum "$name.tar.gz" "perfstat_${version}_$architecture.deb" > SHA256SUMS && cat SHA256SUMS)
