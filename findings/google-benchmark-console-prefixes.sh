#!/usr/bin/env bash
# Google Benchmark 1.7.1 (Debian 12): on one line of the console table `M` stands for 1024 * 1024 and for 1,000,000.
#
# bytes_per_second is scaled by powers of 1024 and printed as `M/s`, items_per_second by powers of 1000 and printed as `M/s` too; the JSON
# of the same program has plain numbers. Newer versions write `Mi/s` for the first.
#
# Seen (2026-11): bytes_per_second=953.674M/s items_per_second=1000M/s for a billion of each.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq libbenchmark-dev=1.7.1-1 libbenchmark1debian=1.7.1-1 >log.txt 2>&1
for p in *.deb; do dpkg -x "$p" unpacked; done
lib=$(dirname "$(find unpacked -name 'libbenchmark.so.1*' | head -1)")
cat >a.cpp <<'P'
#include <benchmark/benchmark.h>
static void billion(benchmark::State& state) {
  for (auto _ : state) state.SetIterationTime(1);
  state.SetBytesProcessed(1000000000);
  state.SetItemsProcessed(1000000000);
}
BENCHMARK(billion)->Iterations(1)->UseManualTime();
BENCHMARK_MAIN();
P
g++ -O1 -I unpacked/usr/include a.cpp -o a -L"$lib" -lbenchmark -lpthread -Wl,-rpath,"$work/$lib"
./a >out.txt 2>>log.txt
./a --benchmark_format=json >out.json 2>>log.txt
grep -o 'bytes_per_second=.*' out.txt
grep -q 'bytes_per_second=953.674M/s items_per_second=1000M/s' out.txt
python3 - <<'P'
import json
row = json.load(open("out.json"))["benchmarks"][0]
assert row["bytes_per_second"] == row["items_per_second"] == 1e9, row
P
