#!/usr/bin/env python3
"""Searches the histories of many series with Spark: each worker runs `perfstat history --stream`.

    trends.py HISTORY.csv OUTPUT.jsonl [--perfstat PATH] [--partitions N] [--master local[2]]

HISTORY.csv (a file, a folder or a glob; gzip too) has a header and a column `series`. All rows of a series (of one metric and one
runner, where there are such columns) go to one partition, in the order of their index; each partition becomes one process, which writes one JSON line for each of its series. Then the false
discovery rate is controlled over all series at once, as `perfstat history` does in one process.

Needs PySpark 3 or 4 and Java 17; on a cluster, perfstat at the same path on every worker.
"""

import argparse
import csv
import io
import json
import subprocess

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


# As in `perfstat history`: no change is reported whose p-value is larger than ALPHA; p-values up to LAMBDA of series of FEWEST points
# or more tell how conservative they are.
ALPHA, LAMBDA, FEWEST = 0.02, 0.05, 40


def reported(lines, rate=0.05):
    """Benjamini-Hochberg over the series whose noise decides, their p-values scaled by what a family of them shows, then the same
    bound for each change (Benjamini and Bogomolov, 2014): sets `reported` of every change and returns the lines in the order of
    their names. A change of exact values has no p-value and is reported."""
    lines = sorted(lines, key=lambda line: (line["name"], line["metric"], line["runner"] or ""))
    searched = [line for line in lines if line["status"] == "analyzed" and line["scale"] != "exact"]
    long = [line["p"] for line in searched if line["points"] >= FEWEST]
    scale = min(1.0, (1 + sum(p <= LAMBDA for p in long)) / (LAMBDA * len(long))) if long else 1.0

    def scaled(p, points):
        return 1.0 if p > LAMBDA else p * scale if points >= FEWEST else p

    p = sorted(scaled(line["p"], line["points"]) for line in searched)
    kept = [k + 1 for k, value in enumerate(p) if value <= rate * (k + 1) / len(p)]
    bound = rate * kept[-1] / len(p) if kept else -1.0
    for line in lines:
        for change in line["changes"]:
            change["reported"] = change["p"] is None or change["p"] <= ALPHA and scaled(change["p"], line["points"]) <= bound
    return lines


def search(perfstat, columns):
    """A function of an iterator over rows that yields one JSON line for each series among them."""

    def run(rows):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        empty = True
        for row in rows:
            writer.writerow(["" if value is None else value for value in row])
            empty = False
        if empty:
            return
        done = subprocess.run(
            [perfstat, "history", "--stream"], input=text.getvalue(), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        yield from done.stdout.splitlines()

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("history")
    parser.add_argument("output")
    parser.add_argument("--perfstat", default="perfstat")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()

    spark = (
        SparkSession.builder.master(options.master).appName("perfstat history")
        .config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", options.partitions)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    # Values stay text, so that perfstat reads the same digits.
    rows = spark.read.option("header", True).option("escape", '"').csv(options.history)
    # A series is of one metric and one runner. An index may be written 1.0, or be longer than a double is exact.
    identity = [F.coalesce(F.col(name), F.lit("")) for name in ("series", "metric", "runner") if name in rows.columns]
    order = [F.col(name).cast("decimal(38,6)") for name in ("index", "sample") if name in rows.columns]
    sorted_rows = rows.repartition(options.partitions, *identity).sortWithinPartitions(*identity, *order)
    lines = sorted_rows.rdd.mapPartitions(search(options.perfstat, rows.columns)).collect()
    spark.stop()
    with open(options.output, "w") as file:
        for line in reported([json.loads(line) for line in lines]):
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
