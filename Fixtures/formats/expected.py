"""What a reader should find in the files of this folder: file, benchmark, metric, unit, number of
executions and samples, first and last sample and their mean. A small parser of its own, so that the
program is not checked against itself."""

import csv
import glob
import json
import os
import re
import sys

root = sys.argv[1]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow("file benchmark metric unit executions samples first last mean".split())


def row(file, benchmark, metric, unit, executions):
    values = [value for execution in executions for value in execution]
    out.writerow([os.path.relpath(file, root), benchmark, metric, unit, len(executions), len(values),
                  repr(values[0]), repr(values[-1]), repr(sum(values) / len(values))])


for file in sorted(glob.glob(f"{root}/hyperfine/*.json")):
    for result in json.load(open(file))["results"]:
        name = result["command"]
        if result.get("parameters"):
            name += " [" + ",".join(f"{k}={v}" for k, v in result["parameters"].items()) + "]"
        row(file, name, "time", "s", [[t] for t in result["times"]])

for file in sorted(glob.glob(f"{root}/google-benchmark/*.json")):
    found = {}
    for entry in json.load(open(file))["benchmarks"]:
        if entry.get("run_type") == "iteration" and not entry.get("error_occurred"):
            found.setdefault(entry["run_name"], []).append((entry["real_time"], entry["time_unit"]))
    for name, values in found.items():
        row(file, name, "time", values[0][1], [[value for value, _ in values]])

for file in sorted(glob.glob(f"{root}/go/*.txt")):
    found = {}
    for line in open(file):
        match = re.match(r"Benchmark(\S+)\s+\d+\s+(.*)", line)
        if match:
            words = match[2].split()
            for value, unit in zip(words[::2], words[1::2]):
                found.setdefault((match[1], unit), []).append(float(value))
    for (name, unit), values in found.items():
        row(file, name, "time" if unit == "ns/op" else unit, "ns" if unit == "ns/op" else unit, [values])

for file in sorted(glob.glob(f"{root}/criterion/target/criterion/**/new/sample.json", recursive=True)):
    name = json.load(open(os.path.join(os.path.dirname(file), "benchmark.json")))["full_id"]
    sample = json.load(open(file))
    row(file, name, "time", "ns", [[t / n for t, n in zip(sample["times"], sample["iters"])]])

for file in sorted(glob.glob(f"{root}/pyperf/*.json")):
    data = json.load(open(file))
    for entry in data["benchmarks"]:
        name = {**data.get("metadata", {}), **entry.get("metadata", {})}["name"]
        row(file, name, "time", "s", [run["values"] for run in entry["runs"] if run.get("values")])

for file in sorted(glob.glob(f"{root}/pytest-benchmark/*.json")):
    for entry in json.load(open(file))["benchmarks"]:
        row(file, entry["fullname"], "time", "s", [entry["stats"]["data"]])

catalogue = json.load(open(f"{root}/asv/results/benchmarks.json"))
for file in sorted(glob.glob(f"{root}/asv/results/*/*-*.json")):
    data = json.load(open(file))
    columns = data["result_columns"]
    for name, result in data["results"].items():
        fields = dict(zip(columns, result))
        if fields.get("samples") is None:
            continue
        import itertools
        labels = list(itertools.product(*fields["params"]))
        for label, samples in zip(labels, fields["samples"]):
            if samples:
                # A round is a process.
                size = len(samples) // catalogue[name].get("rounds", 1)
                rounds = [samples[i:i + size] for i in range(0, len(samples), size)]
                row(file, name + ("(" + ", ".join(label) + ")" if label else ""), "time", "s", rounds)
