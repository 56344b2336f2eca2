#!/usr/bin/env bash
# Puts perfstat of this checkout's version on the PATH: the released package, verified by its checksum, or where there is none
# for this machine a build of this checkout.
# usage: actions/install.sh     (REPOSITORY: owner/name that holds the releases; RELEASES: address or folder in place of them)
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
version=$(cat "$here/VERSION")
name=perfstat-$version-linux-$(uname -m)
target=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/perfstat/$version/$(uname -m)
releases=${RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/${REPOSITORY:-}/releases/download}

fetch() { # address, file
  case "$1" in
    /*) cp "$1" "$2" ;;
    *) curl -fsSL --retry 3 --connect-timeout 10 --max-time 120 -o "$2" "$1" ;;
  esac
}

package() {
  [ "$(uname -s)" = Linux ] || return 1
  local work
  work=$(mktemp -d)
  if ! { fetch "$releases/v$version/SHA256SUMS" "$work/SHA256SUMS" &&
    fetch "$releases/v$version/$name.tar.gz" "$work/$name.tar.gz"; } 2>/dev/null; then
    rm -rf "$work"
    return 1
  fi
  # A package that is there but is not what was released ends the step; nothing is built around it.
  (cd "$work" && grep -F "  $name.tar.gz" SHA256SUMS | sha256sum --check --strict --quiet -) ||
    { echo "perfstat: $name.tar.gz does not have the checksum of its release" >&2; exit 2; }
  mkdir -p "$target"
  tar -xzf "$work/$name.tar.gz" -C "$target" --strip-components=1 --no-same-owner
  rm -rf "$work"
}

libraries() { # what the package leaves to the system
  ldd "$target/bin/perfstat" | grep -q 'not found' || return 0
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  local install=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
    libopenblas0-pthread libsqlite3-0 zlib1g)
  "${install[@]}" >/dev/null 2>&1 || { "${sudo[@]}" apt-get update -qq && "${install[@]}" >/dev/null; }
}

if [ ! -x "$target/bin/perfstat" ] && ! package; then
  echo "perfstat: no package of version $version for $(uname -s) $(uname -m); building it"
  make -C "$here" build
  mkdir -p "$target/bin"
  cp "$here/.build/release/perfstat" "$target/bin/perfstat"
fi
[ "$(uname -s)" != Linux ] || libraries
found=$("$target/bin/perfstat" --version)
[ "$found" = "$version" ] || { echo "perfstat: expected version $version, found $found" >&2; exit 2; }
echo "perfstat $version in $target"
[ -z "${GITHUB_PATH:-}" ] || echo "$target/bin" >> "$GITHUB_PATH"
