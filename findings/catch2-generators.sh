#!/usr/bin/env bash
# Catch2 2.13.10: the same benchmark with two values of a generator is two results of one name, in one test case and section.
#
# `auto n = GENERATE(10, 1000); BENCHMARK("work") { ... }` runs the test case twice. Neither the XML nor the table says for which value
# a result stands: same name, same test case, same file and line. Only their order tells them apart.
#
# Seen (2026-11): two <BenchmarkResults name="work"> in one <TestCase name="t">, means a factor of about 100 apart.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq catch2=2.13.10-1 >log.txt 2>&1
dpkg -x catch2_*.deb unpacked
cat >bench.cpp <<'C'
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>
static int sum(int n) { int s = 0; for (int i = 0; i < n; i++) { s += i; asm volatile("" : "+r"(s)); } return s; }
TEST_CASE("t") { auto n = GENERATE(10, 1000); BENCHMARK("work") { return sum(n); }; }
C
g++ -O1 -I unpacked/usr/include -o bench bench.cpp
./bench --benchmark-samples 5 --benchmark-resamples 20 -r xml >out.xml
./bench --benchmark-samples 5 --benchmark-resamples 20 >out.txt
python3 - <<'P'
import xml.etree.ElementTree as tree
cases = list(tree.parse("out.xml").iter("TestCase"))
results = [r for case in cases for r in case.iter("BenchmarkResults")]
means = [float(r.find("mean").get("value")) for r in results]
print([(r.get("name"), mean) for r, mean in zip(results, means)])
assert len(cases) == 1 and [r.get("name") for r in results] == ["work", "work"], results
assert means[1] > 5 * means[0], means
assert "1000" not in "".join(v for case in cases for e in case.iter() for k, v in e.attrib.items() if k == "name"), "told"
text = open("out.txt").read()
heads = [l for l in text.splitlines() if l.startswith("bench.cpp:")]
assert len(heads) == 2 and heads[0] == heads[1], heads
P
