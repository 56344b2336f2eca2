#!/bin/sh
# Builds accuracy.c against the kernels and runs it.
# Usage: Benchmarks/kernels/accuracy.sh [stride [operation...]]    without a stride: all 2^32 floats, long
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
program=$(mktemp)
trap 'rm -f "$program"' EXIT
"${CC:-clang}" -O2 -pthread -I"$sources/include" "$folder/accuracy.c" "$sources"/*.c -lm -o "$program"
"$program" "$@"
