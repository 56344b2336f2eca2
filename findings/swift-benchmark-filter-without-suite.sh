#!/usr/bin/env bash
# swift-benchmark 0.1.2 (google/swift-benchmark): a benchmark without a suite is called `add` in every result, and `.add` by --filter.
#
# The filter is matched against SUITE.NAME, and the suite of `benchmark("add")` is the empty text. `^add$` therefore matches nothing, which is
# told by no message and status 0: the result is an empty table. `^\.add$` matches.
#
# Seen (2026-11): 0 results for ^add$, 1 for ^\.add$, whose name is "add".
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
mkdir -p Sources/Sums
cat > Package.swift <<'END'
// swift-tools-version:5.9
import PackageDescription
let package = Package(
  name: "Sums", dependencies: [.package(url: "https://github.com/google/swift-benchmark", exact: "0.1.2")],
  targets: [.executableTarget(name: "Sums", dependencies: [.product(name: "Benchmark", package: "swift-benchmark")])])
END
cat > Sources/Sums/main.swift <<'END'
import Benchmark
var sum = 0
benchmark("add") { for i in 0..<100 { sum &+= i } }
Benchmark.main()
END
swift build -c release >log.txt 2>&1
run() { .build/release/Sums --filter "$1" --min-time 0.01 --format json 2>>log.txt; }
names() { python3 -c 'import json, sys; print([b["name"] for b in json.load(sys.stdin)["benchmarks"]])'; }
run '^add$' > plain.json
run '^\.add$' > dotted.json
echo "^add\$: $(names < plain.json), ^\\.add\$: $(names < dotted.json)"
test "$(names < plain.json)" = "[]"
test "$(names < dotted.json)" = "['add']"
