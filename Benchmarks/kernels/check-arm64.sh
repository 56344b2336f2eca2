#!/bin/sh
# Cross-compiles the kernels for arm64 and runs the accuracy measurement of the NEON and scalar back ends
# under user-mode emulation of the whole processor. Needs (Debian): gcc-aarch64-linux-gnu
# libc6-dev-arm64-cross qemu-user.
# Usage: Benchmarks/kernels/check-arm64.sh [stride [operation...]]
set -eu
folder=$(dirname "$0")
sources=$folder/../../Sources/CTruenoKernels
program=$(mktemp)
trap 'rm -f "$program"' EXIT
aarch64-linux-gnu-gcc -O2 -ffp-contract=off -pthread -static -I"$sources/include" \
  "$folder/accuracy.c" "$sources"/*.c -lm -o "$program"
qemu-aarch64 "$program" "${1:-99733}" ${2:+"$2"}
