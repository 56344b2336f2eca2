#!/usr/bin/env bash
# package-benchmark 1.38.1 (Swift 6): a run that has nothing to build takes seconds before its first benchmark.
#
# `swift package benchmark` is a package plugin. Each run plans the package and asks for the builds of its tool and of the benchmarks
# again, and only then starts the tool. The tool alone (BenchmarkTool, with the options that the plugin would hand it) does the same run
# and writes the same file. Who alternates two versions in short runs starts the tool: else nearly all of the time is the plugin's.
#
# Seen (2026-11, two busy cores): 24.3 s by the plugin, 1.9 s by the tool, for one benchmark of 20 ms. Building takes some minutes.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
mkdir -p Benchmarks/One
cat > Package.swift <<'END'
// swift-tools-version:6.1
import PackageDescription
let package = Package(
  name: "One", platforms: [.macOS(.v13)],
  dependencies: [.package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: [])],
  targets: [
    .executableTarget(
      name: "One", dependencies: [.product(name: "Benchmark", package: "benchmark")], path: "Benchmarks/One",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ])
END
cat > Benchmarks/One/One.swift <<'END'
import Benchmark
let benchmarks: @Sendable () -> Void = {
  let settings = Benchmark.Configuration(metrics: [.wallClock], warmupIterations: 1, maxDuration: .milliseconds(20))
  Benchmark("one", configuration: settings) { run in for i in run.scaledIterations { blackHole(i) } }
}
END
plugin() { swift package benchmark --no-progress --format histogramSamples --path "$work/by-plugin" >log.txt 2>&1; }
tool() {
  .build/release/BenchmarkTool --command run --no-progress --format histogramSamples --path "$work/by-tool" --grouping benchmark \
    --baseline-storage-path "$work" --targets One --benchmark-executable-paths "$work/.build/release/One" >log.txt 2>&1
}
seconds() { local start=$EPOCHREALTIME; "$@"; awk "BEGIN {printf \"%.2f\", $EPOCHREALTIME - $start}"; }
mkdir by-plugin by-tool
plugin  # builds
plugin
by_plugin=$(seconds plugin)
by_tool=$(seconds tool)
echo "nothing to build: $by_plugin s by the plugin, $by_tool s by the tool"
cmp <(ls by-plugin) <(ls by-tool)
test -n "$(ls by-tool)"
awk "BEGIN {exit !($by_plugin > 5 * $by_tool && $by_plugin > 1)}"
