#!/usr/bin/env python3
"""Scores `perfstat history` on labelled histories and counts its alarms on unchanged code.

    Benchmarks/history/evaluate.py FOLDER [--perfstat .build/release/perfstat]

FOLDER holds `history_*.csv.gz` with a column `label` and, where several people marked changes,
`history_*_annotations.csv.gz`; and `aa_*.csv.gz` or `aa-*.csv.gz`: measurements of one version, again and again
(columns dataset, runner, benchmark, run, iteration, value or value_ns, and commit). Prints the
tables of docs/history.md. Needs nothing but Python's standard library.
"""

import argparse
import collections
import csv
import gzip
import io
import math
import os
import re
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--perfstat", default=".build/release/perfstat")
options = parser.parse_args()


def perfstat(*arguments, text=None):
    done = subprocess.run(
        [options.perfstat, "history", *arguments], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return done.stdout


def path(name):
    return os.path.join(options.folder, name + ".csv.gz")


def rows(name):
    return csv.DictReader(gzip.open(path(name), "rt"))


def wilson(hits, cases, z=1.959964):
    if cases == 0:
        return "-"
    share = hits / cases
    centre = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    arm = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases**2))
    return "%.1f (%.1f-%.1f)" % (1000 * share, 1000 * max(0, centre - arm), 1000 * (centre + arm))


# --- Labelled histories

print("| history | truth | rule | series | found | precision | recall | F1 | covering "
      "| alarms where nothing is marked |")
print("|---|---|---|--:|--:|--:|--:|--:|--:|--:|")
for name, truths in [
    ("history_sap_hana_dev", [("60 % of the engineers", None), ("each engineer", "_annotations")]),
    ("history_sap_hana_small_2021", [("owner's class", None)]),
    ("history_tcpd", [("60 % of the annotators", None), ("each annotator", "_annotations")]),
]:
    for truth, marks in truths:
        table = perfstat(path(name), "--evaluate", path(name + (marks or "")))
        for line in table.splitlines()[2:4]:
            print("| %s | %s %s" % (name.removeprefix("history_"), truth, line))

# --- Histories without labels

print("\n| history without labels | series searched | changes | series with a change | open |")
print("|---|--:|--:|--:|--:|")
for name in ["boa_engines", "kokkos", "legion", "ocaml_sandmark", "sel4"]:
    last = perfstat(path("history_" + name)).splitlines()[-1]
    searched, changes, changed, broken = re.match(
        r"(\d+) series searched.*?: (\d+) changes? in (\d+) series, (\d+) open", last).groups()
    print("| %s | %s | %s | %s | %s |" % (name, searched, changes, changed, broken))

# --- Who marked what where the detector alarmed without an agreed mark

name = "history_sap_hana_dev"
people = collections.defaultdict(set)
for row in rows(name + "_annotations"):
    people[row["series"]].update([int(row["change_index"])] if row["change_index"] else [])
agreed = {row["series"] for row in rows(name) if row["label"]}
found = [row for row in csv.DictReader(io.StringIO(perfstat(path(name), "--format", "csv")))
         if row["reported"] == "true"]
loose = [row for row in found if row["series"] not in agreed]
near = [row for row in loose
        if any(abs(mark - int(row["index"])) <= 5 for mark in people[row["series"]])]
print("\n%s: nobody marked a change in %d of %d series; alarms in %d of them." % (
    name, sum(not marks for marks in people.values()), len(people),
    len({row["series"] for row in found if not people[row["series"]]})))
print("In %d series somebody did, but nowhere 60 %% of the engineers; %d changes were found in %d of "
      "them, %d within 5 points of a mark of somebody." % (
          sum(1 for series, marks in people.items() if marks and series not in agreed),
          len(loose), len({row["series"] for row in loose}), len(near)))

# --- Unchanged code

print("\n| unchanged code | what is one point | series | points | alarms in | per 1,000 series "
      "| each series alone, alpha 2 % |")
print("|---|---|--:|--:|--:|--:|--:|")


def unchanged(name, what, order, dataset=None, column="value"):
    """`order`: key of the point that a row belongs to, in time order."""
    series = collections.defaultdict(dict)
    for row in rows(name):
        if dataset and row["dataset"] != dataset:
            continue
        value = float(row[column])
        if value <= 0:
            continue
        key = " @ ".join([row["benchmark"], row["runner"], row.get("commit", "")])
        series[key].setdefault(order(row), []).append(value)
    series = {key: points for key, points in series.items() if len(points) >= 11}
    if not series:
        print("| %s | %s | 0 | fewer than 11 | - | - | - |" % (dataset or name, what))
        return
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["series", "index", "sample", "value"])
    for key, points in series.items():
        for index, point in enumerate(sorted(points)):
            for sample, value in enumerate(points[point]):
                writer.writerow([key, index, sample, value])
    table = list(csv.DictReader(io.StringIO(
        perfstat("-", "--format", "csv", text=text.getvalue()))))
    alarmed = {row["series"] for row in table if row["reported"] == "true"}
    alone = {row["series"] for row in table}
    versions = collections.Counter(key.split(" @ ", 1)[1] for key in series)
    struck = collections.Counter(key.split(" @ ", 1)[1] for key in alarmed)
    clustered = sum(count for version, count in struck.items() if 10 * count >= versions[version])
    lengths = sorted(len(points) for points in series.values())
    print("| %s | %s | %d | %d-%d | %d, %d of them where a tenth of the suite has one | %s | %s |" % (
        dataset or name, what, len(series), lengths[0], lengths[-1], len(alarmed), clustered,
        wilson(len(alarmed), len(series)), wilson(len(alone), len(series))))


def job(row):
    return int(re.match(r"j(\d+)e\d+$", row["run"])[1])


for dataset in ["vm-batched", "vm-single"]:
    unchanged("aa-vm-kernels", "job (4 executions, 30 iterations), 66 in 41 min", job, dataset, "value_ns")
unchanged("aa_ocaml_sandmark", "night, one compiler commit", lambda row: row["run"])
unchanged("aa_sel4", "CI run, one commit", lambda row: int(row["run"]))
unchanged("aa_rustls", "execution, one build", lambda row: (int(row["run"]), int(row["iteration"])))
