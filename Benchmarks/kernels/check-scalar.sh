#!/bin/sh
# Disassembles the scalar back end and fails if it holds packed arithmetic: a vectorised yardstick
# would make every speed-up over it look smaller than it is, and a fused one would round otherwise.
# Packed and, or, xor, moves and cvtdq2ps are allowed: compilers use them on single numbers.
# Usage: Benchmarks/kernels/check-scalar.sh [compiler]
set -eu
sources=$(dirname "$0")/../../Sources/CTruenoKernels
object=$(mktemp --suffix=.o)
trap 'rm -f "$object"' EXIT
for level in -O1 -O2 -O3; do for file in scalar scalar_doubles; do
  "${1:-clang}" $level -I"$sources/include" -c "$sources/$file.c" -o "$object"
  packed=$(objdump -d --no-show-raw-insn "$object" |
    grep -E '\bv?(add|sub|mul|div|max|min|sqrt|cmp[a-z]*|cvt[a-z0-9]*2)p[sd]\b|\bvf[n]?m(add|sub)|\bp(add|sub|max|min|cmp)[a-z]+\b' | grep -v cvtdq2ps || true)
  if [ -n "$packed" ]; then
    echo "$sources/$file.c: expected no packed arithmetic at $level, found:" >&2
    echo "$packed" >&2
    exit 1
  fi
done; done
echo "scalar back end: no packed arithmetic at -O1, -O2, -O3"
