#!/usr/bin/env bash
# Catch2 2.13.10: with --benchmark-no-analysis the XML has an interval of width and level 0.
#
# The table leaves the bounds out. The XML has them all the same, lowerBound = upperBound = value and ci="0", and a standard deviation
# of 0: read without the level, the mean of a few samples looks exactly known.
#
# Seen (2026-11): <mean value="191.6" lowerBound="191.6" upperBound="191.6" ci="0"/>
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq catch2=2.13.10-1 >log.txt 2>&1
dpkg -x catch2_*.deb unpacked
cat >bench.cpp <<'C'
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>
static int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); }
TEST_CASE("t") { BENCHMARK("fib") { return f(12); }; }
C
g++ -O1 -I unpacked/usr/include -o bench bench.cpp
./bench --benchmark-samples 5 --benchmark-no-analysis -r xml >out.xml
python3 - <<'P'
import xml.etree.ElementTree as tree
mean = next(tree.parse("out.xml").iter("mean")).attrib
assert mean["value"] == mean["lowerBound"] == mean["upperBound"] and mean["ci"] == "0", mean
print(mean)
P
