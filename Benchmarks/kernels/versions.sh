#!/bin/sh
# Times the kernels of a commit and of the work tree in alternation, raw samples in FOLDER/base.csv and FOLDER/head.csv, which
# `perfstat compare --baseline FOLDER/base.csv --current FOLDER/head.csv` judges and `versions.py FOLDER` tells in cycles.
# Usage: Benchmarks/kernels/versions.sh COMMIT FOLDER BACKEND|all ELEMENTS SAMPLES OPERATION...
# PROCESSES=10 runs as many processes.
set -eu
commit=$1 results=$2
shift 2
folder=$(cd "$(dirname "$0")" && pwd)
sources=$folder/../../Sources/CTruenoKernels
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$results" "$scratch/base"
rm -f "$results"/base.csv "$results"/head.csv "$results"/clock-base.csv "$results"/clock-head.csv
git -C "$folder/../.." archive "$commit:Sources/CTruenoKernels" | tar -x -C "$scratch/base"
compile() { # sources, result
  "${CC:-clang}" -O2 -fPIC -shared -Wl,-Bsymbolic -I"$1/include" "$1"/*.c -lm -o "$2"
}
compile "$scratch/base" "$scratch/base.so"
compile "$sources" "$scratch/head.so"
"${CC:-clang}" -O2 -I"$sources/include" "$folder/versions.c" "$sources/dispatch.c" "$sources"/[!dr]*.c -lm -ldl \
  -o "$scratch/versions"
for process in $(seq "${PROCESSES:-1}"); do
  PROCESS=$process "$scratch/versions" "$scratch/base.so" "$scratch/head.so" "$results" "$@"
done
