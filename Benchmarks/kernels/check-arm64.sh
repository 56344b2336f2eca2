#!/bin/sh
# Cross-compiles the kernels for arm64 and runs them as true arm64 code under user-mode emulation of the processor: every operation of
# NEON against the scalar back end (semantics.c), and the accuracy of both. Needs (Debian): gcc-aarch64-linux-gnu
# libc6-dev-arm64-cross qemu-user.
# Usage: Benchmarks/kernels/check-arm64.sh [stride [operation...]]
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
[ $# -gt 0 ] || set -- 99733
program=$(mktemp)
trap 'rm -f "$program"' EXIT
for part in semantics accuracy; do
  aarch64-linux-gnu-gcc -O2 -ffp-contract=off -pthread -static -I"$sources/include" \
    "$folder/$part.c" "$sources"/*.c -lm -o "$program"
  if [ $part = semantics ]; then qemu-aarch64 "$program"; fi
done
qemu-aarch64 "$program" "$@"
