#!/bin/sh
# Writes the version in VERSION, the one place where it is decided, into the files that must hold a copy.
# usage: packaging/version.sh [NEW]   (semantic version; without it VERSION stays as it is)
set -eu
cd "$(dirname "$0")/.."
version=${1:-$(cat VERSION)}
echo "$version" | grep -Eqx '(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?' || {
  echo "version: expected a semantic version such as 1.2.3, found \"$version\"" >&2
  exit 64
}
echo "$version" > VERSION
sed -i "s/^package let perfstatVersion = .*/package let perfstatVersion = \"$version\"/" Sources/perfstat/Version.swift
sed -i "s/^version: .*/version: $version/" CITATION.cff
