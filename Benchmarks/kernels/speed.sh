#!/bin/sh
# Builds speed.c against the kernels, as the package builds them, and runs it. Needs (Debian)
# libsleef-dev and libopenblas-dev, and on x86-64 glibc 2.35 or later for its libmvec.
# Usage: Benchmarks/kernels/speed.sh [elements [samples [operation...]]] > samples.csv
#        Benchmarks/kernels/table.py samples.csv
# PROCESSES=60 runs as many processes, because some code depends on where its data happen to lie.
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${CC:-clang}" -O3 -march=native -ffast-math -c "$folder/stream.c" -o "$scratch/stream.o"
clang -O3 -I"$sources/include" -c "$folder/plain.c" -o "$scratch/plain.o"
for file in "$sources"/*.c; do
  "${CC:-clang}" -O2 -I"$sources/include" -c "$file" -o "$scratch/kernels-$(basename "$file" .c).o"
done
mvec=
[ "$(uname -m)" != x86_64 ] || mvec=-lmvec
"${CC:-clang}" -O2 -march=native -I"$sources/include" "$folder/speed.c" "$scratch"/*.o \
  -lsleef -lopenblas $mvec -lm -o "$scratch/speed"
# Packaged OpenBLAS may not know a newer processor and then takes its oldest code.
if grep -q avx512vl /proc/cpuinfo; then core=SkylakeX; else core=Haswell; fi
for process in $(seq "${PROCESSES:-1}"); do
  PROCESS=$process OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-$core} OPENBLAS_NUM_THREADS=1 "$scratch/speed" "$@"
done
