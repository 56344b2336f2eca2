#!/bin/bash
# Google Benchmark's --benchmark_min_time has no spelling that all versions take. Its documentation asks for a unit
# ("0.02s", since 1.8, where a plain number is deprecated); 1.7.1, which Debian 12 has, refuses the unit, calls the flag
# unrecognized and ends with status 1 before any benchmark. A plain number works with 1.7.1.
#
# Seen: libbenchmark-dev 1.7.1-1 (Debian 12), g++ 12.2:
#   The value of flag --benchmark_min_time is expected to be a double, but actually has value "0.02s".
#   error: unrecognized command-line flag: --benchmark_min_time=0.02s
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq libbenchmark-dev=1.7.1-1 libbenchmark1debian=1.7.1-1
for package in *.deb; do dpkg -x "$package" unpacked; done
cat > one.cc <<'END'
#include <benchmark/benchmark.h>
static void one(benchmark::State &state) { for (auto _ : state) benchmark::DoNotOptimize(&state); }
BENCHMARK(one);
BENCHMARK_MAIN();
END
g++ -O1 -I unpacked/usr/include one.cc -o one "$(find unpacked -name libbenchmark.so.1 -o -name "libbenchmark.so.1.*" -type f | head -1)" -lpthread
LD_LIBRARY_PATH=$(dirname "$(find unpacked -name "libbenchmark.so.1*" | head -1)") ./one --benchmark_min_time=0.02 > plain.txt 2>&1
grep -q '^one ' plain.txt
status=0
LD_LIBRARY_PATH=$(dirname "$(find unpacked -name "libbenchmark.so.1*" | head -1)") ./one --benchmark_min_time=0.02s > unit.txt 2>&1 || status=$?
cat unit.txt
[ "$status" = 1 ]
grep -q 'unrecognized command-line flag: --benchmark_min_time=0.02s' unit.txt
! grep -q '^one ' unit.txt
echo "as described"
