#!/bin/sh
# A JSON report as the metrics report of GitLab (OpenMetrics text): the ratio of each benchmark, its bounds and the decision.
# usage: actions/metrics.sh report.json
exec python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
def label(text):
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
for row in report["benchmarks"]:
    for kind in ("ratio", "lower", "upper"):
        if isinstance(row.get(kind), (int, float)):
            name, metric = label(row["name"]), label(row["metric"])
            print("perfstat_%s{benchmark=\"%s\",metric=\"%s\"} %r" % (kind, name, metric, row[kind]))
print("perfstat_regressions", sum(row["verdict"] == "fail" for row in report["benchmarks"]))
' "$1"
