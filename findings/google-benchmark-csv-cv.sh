#!/usr/bin/env bash
# Google Benchmark 1.7.1 (Debian 12): the coefficient of variation in the CSV is the JSON's times 1e9 and divided by the repetitions.
#
# Rows `..._cv` hold a plain fraction in the JSON. The CSV treats it like a time: it is scaled to nanoseconds and divided by the
# row's `iterations`, which for an aggregate are the repetitions. A spread of 50 % in 4 repetitions reads as 1.25e+08 ns. With
# another time unit it is another number. Version 1.9.5 writes the fraction.
#
# Seen (2026-11): manual times 1, 2, 3, 4 s; JSON 0.516, CSV 1.29099e+08 (ns) and 129.099 (ms).
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq libbenchmark-dev=1.7.1-1 libbenchmark1debian=1.7.1-1 >log.txt 2>&1
for p in *.deb; do dpkg -x "$p" unpacked; done
lib=$(dirname "$(find unpacked -name 'libbenchmark.so.1*' | head -1)")
cat >a.cpp <<'P'
#include <benchmark/benchmark.h>
static double seconds = 0;
static void one(benchmark::State& state) {
  seconds += 1;
  for (auto _ : state) state.SetIterationTime(seconds);
}
static double more = 0;
static void two(benchmark::State& state) {
  more += 1;
  for (auto _ : state) state.SetIterationTime(more);
}
BENCHMARK(one)->Iterations(1)->UseManualTime()->Repetitions(4);
BENCHMARK(two)->Iterations(1)->UseManualTime()->Repetitions(4)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
P
g++ -O1 -I unpacked/usr/include a.cpp -o a -L"$lib" -lbenchmark -lpthread -Wl,-rpath,"$work/$lib"
./a --benchmark_format=json >out.json 2>>log.txt
./a --benchmark_format=csv >out.csv 2>>log.txt
grep _cv out.csv
python3 - <<'P'
import csv, json
fractions = {r["run_name"]: r["real_time"] for r in json.load(open("out.json"))["benchmarks"] if r.get("aggregate_name") == "cv"}
table = {r["name"]: float(r["real_time"]) for r in csv.DictReader(open("out.csv")) if r["name"].endswith("_cv")}
print(fractions)
for name, fraction in fractions.items():
    assert abs(fraction - 0.5164) < 1e-3, fraction
    scale = 1e3 if name.startswith("two") else 1e9
    assert abs(table[name + "_cv"] / (fraction * scale / 4) - 1) < 1e-5, (name, table)
P
