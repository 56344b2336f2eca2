#!/bin/sh
# Builds matrices.c against the kernels and runs it on one thread. Needs (Debian) libopenblas-dev.
# Usage: Benchmarks/kernels/matrices.sh [samples [size...]] > samples.csv
#        Benchmarks/kernels/table.py samples.csv
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
program=$(mktemp)
trap 'rm -f "$program"' EXIT
"${CC:-clang}" -O2 -I"$sources/include" "$folder/matrices.c" "$sources"/*.c -lopenblas -lm -o "$program"
OPENBLAS_NUM_THREADS=1 "$program" "$@"
