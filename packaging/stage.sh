#!/usr/bin/env bash
# Builds perfstat with the Swift runtime inside and lays out what gets installed: usr/bin, usr/share/{man,doc,...}.
# usage: packaging/stage.sh FOLDER     (SCRATCH: where it is built, default .build/package; BUILT: a command built so already)
set -euo pipefail
target=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/.."
scratch=${SCRATCH:-.build/package}
build=(swift build -c release --static-swift-stdlib --product perfstat --scratch-path "$scratch")
if [ -z "${BUILT:-}" ]; then
  "${build[@]}" >&2
  BUILT=$("${build[@]}" --show-bin-path)/perfstat
fi
built=$(realpath "$BUILT")
version=$(cat VERSION)
[ "$("$built" --version)" = "$version" ] || { echo "stage: the build is not version $version" >&2; exit 2; }
date=$(git log -1 --format=%cs 2>/dev/null || date +%F)

rm -rf "${target:?}"/*
install -D -m 755 "$built" "$target/bin/perfstat"
strip --strip-unneeded "$target/bin/perfstat"
"$built" --experimental-dump-help | python3 packaging/manual.py "$target/share/man/man1" "$date"
gzip -9n "$target"/share/man/man1/*.1
completion() { mkdir -p "$(dirname "$target/share/$2")"; "$built" --generate-completion-script "$1" > "$target/share/$2"; }
completion bash bash-completion/completions/perfstat
completion zsh zsh/vendor-completions/_perfstat
completion fish fish/vendor_completions.d/perfstat.fish
documents=$target/share/doc/perfstat
install -D -m 644 -t "$documents" LICENSE CITATION.cff README.md CHANGELOG.md
# Licences of what is linked into the program.
for package in "$scratch"/checkouts/*/; do
  for licence in "$package"LICENSE*; do
    [ ! -f "$licence" ] || install -D -m 644 "$licence" "$documents/licenses/$(basename "$package").txt"
  done
done
chmod -R u+rwX,go+rX,go-w "$target"
