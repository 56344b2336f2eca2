#!/usr/bin/env bash
# Runs the built tests, in processes beside each other: what builds programs, what plays whole services and pages, what
# only computes, and the rest. Within a process tests that start programs run one after another, because Foundation's
# Process may miss the end of a child while others are started.
#
#   Tests/run.sh .build/release/perfstatPackageTests.xctest
set -euo pipefail
bundle=$1
computing='^(TruenoKernelsTests|KernelSuiteTests|PerfStatsTests|PerfTextTests|PerfArchiveTests)\.'
building='^CommandTests\.(SwiftPackageTests|DuetBaseTests|DuetCountTests|EndToEndTests|WorkerExampleTests)/'
playing='^(CommandTests\.(WorkflowScriptTests|ReportedScriptTests|DuetMisbehaviourTests|DataBranchTests)/|PerfReportsTests\.)'
output=$(mktemp -d)
trap 'rm -rf "$output"; kill $(jobs -p) 2>/dev/null || true' EXIT

group() { "$bundle" --testing-library swift-testing "$@"; }
group --no-parallel --filter "$building" > "$output/building" 2>&1 & first=$!
group --no-parallel --filter "$playing" > "$output/playing" 2>&1 & second=$!
status=0
group --no-parallel --skip "$computing" --skip "$building" --skip "$playing" || status=1
wait "$second" || status=1
cat "$output/playing"
wait "$first" || status=1
cat "$output/building"
group --filter "$computing" || status=1
exit $status
