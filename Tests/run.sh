#!/usr/bin/env bash
# Runs the built tests in four processes beside each other: what builds programs, what plays whole services and pages, what
# only computes, and the rest. Within a process they run one after another, because Foundation's Process may miss the end of
# a child while others are started.
#
#   Tests/run.sh .build/release/perfstatPackageTests.xctest
set -euo pipefail
bundle=$1
computing='^(TruenoKernelsTests|KernelSuiteTests|PerfStatsTests|PerfTextTests|PerfArchiveTests)\.'
building='^CommandTests\.(SwiftPackageTests|DuetBaseTests|DuetCountTests|EndToEndTests|WorkerExampleTests)/'
playing='^(CommandTests\.(WorkflowScriptTests|ReportedScriptTests|DuetMisbehaviourTests|DataBranchTests)/|PerfReportsTests\.)'
output=$(mktemp -d)
declare -A started
trap 'rm -rf "$output"; kill $(jobs -p) 2>/dev/null || true' EXIT

group() { "$bundle" --testing-library swift-testing --no-parallel "$@"; }
status=0
for name in building playing computing; do
  group --filter "${!name}" > "$output/$name" 2>&1 &
  started[$!]=$name
done
group --skip "$building" --skip "$playing" --skip "$computing" || status=1
for process in "${!started[@]}"; do
  wait "$process" || status=1
  cat "$output/${started[$process]}"
done
exit $status
