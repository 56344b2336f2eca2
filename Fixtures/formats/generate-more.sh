#!/bin/sh
# Makes the outputs of further tools anew (see README.md). Wants: perf, fio, wrk, hey, valgrind, gcc, g++ and
# catch2 (version 2), R with the package bench, python3 with venv. The files in hand-written/ are not made here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/sources/more/* "$work"
mkdir -p "$here/deno" "$here/perf-stat" "$here/fio" "$here/http" "$here/valgrind" "$here/rebench" "$here/r-bench" "$here/catch2"
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet deno ReBench

# A benchmark that throws ends the program with status 1.
venv/bin/deno bench --json bench.ts 2>/dev/null >"$here/deno/bench.json" || true

perf stat -r 3 -x, -o "$here/perf-stat/repeated.csv" true
perf stat -x';' -o "$here/perf-stat/single.csv" true
perf stat -r 3 -j -o "$here/perf-stat/repeated.json" true
perf stat -I 100 -x, -o "$here/perf-stat/intervals.csv" sleep 0.35

fio --name=j1 --filename=file.dat --size=4M --rw=randrw --bs=4k --runtime=1 --time_based \
  --output-format=json --output="$here/fio/randrw.json" >/dev/null
fio --name=j1 --filename=file.dat --size=4M --rw=read --bs=64k --runtime=1 --time_based \
  --output="$here/fio/read.txt" >/dev/null

mkdir served
python3 -m http.server 8765 --directory served >/dev/null 2>&1 &
server=$!
sleep 4
wrk -t2 -c4 -d1s --latency http://127.0.0.1:8765/ >"$here/http/wrk.txt"
wrk -t1 -c2 -d1s http://127.0.0.1:8765/nothing >"$here/http/wrk-404.txt"
hey -n 200 -c 4 http://127.0.0.1:8765/ >"$here/http/hey.txt"
hey -n 8 -c 2 http://127.0.0.1:8765/nothing >"$here/http/hey-404.txt"
hey -n 8 -c 1 -o csv http://127.0.0.1:8765/ >"$here/http/hey.csv"
kill $server
hey -n 20 -c 1 http://127.0.0.1:1/ >"$here/http/hey-refused.txt"

gcc -O1 -o loop loop.c
for tool in callgrind cachegrind; do
  valgrind --tool=$tool --cache-sim=yes --$tool-out-file=profile ./loop 2>/dev/null
  # Header and totals; the profile between them is long and not read.
  grep -E '^(version|creator|cmd|part|desc|positions|events|summary|totals|#)' profile \
    >"$here/valgrind/$tool.out"
done

venv/bin/rebench -c rebench.conf >/dev/null 2>&1
cp rebench.data "$here/rebench/rebench.data"

Rscript bench.R "$here/r-bench/bench.csv" >/dev/null

g++ -O1 -o catch2 catch2.cpp
./catch2 --benchmark-samples 5 --benchmark-no-analysis >"$here/catch2/no-analysis.txt"
./catch2 --benchmark-samples 5 --benchmark-no-analysis -r xml >"$here/catch2/no-analysis.xml"

for folder in deno perf-stat fio http valgrind rebench r-bench catch2; do
  find "$here/$folder" -type f -exec sed -i -e "s|$work|/home/example|g" -e "s|\"$(hostname)\"|\"example\"|g" {} +
done
