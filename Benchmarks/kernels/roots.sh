#!/bin/sh
# Builds roots.c for AVX2 and AVX-512 and runs it: 1.5 minutes. Fails if a square root is not rounded correctly.
# Usage: Benchmarks/kernels/roots.sh
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
program=$(mktemp)
trap 'rm -f "$program"' EXIT
try() { # name, instruction set that it needs, its lanes, its features
  "${CC:-clang}" -O2 -I"$sources" -I"$sources/include" "-DNAME=\"$1\"" "-DNEEDS=\"$2\"" "-DLANES_HEADER=\"$3\"" \
    "-DFEATURES=\"$4\"" "$folder/roots.c" -lm -o "$program"
  "$program"
}
try AVX2 avx2 lanes_avx2.h avx2,fma
try AVX-512 avx512f lanes_avx512.h avx512f,avx2,fma
