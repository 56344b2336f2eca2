#!/usr/bin/env python3
"""Measures `trends.py`: what a search costs for more and more series, and whether perfstat, Spark or the pipes take the time.

    measure.py [--perfstat PATH] [--series 10000 30000 100000] [--points 300] [--cores 2] [--memory 4g] [--seed 1]

For each number of series Parquet is made: normal noise of 2 %, one series in a hundred with a step of 10 % in the middle, rows in the
order of the commits. It is searched twice with --state: all series, then again with one more point in one series of a hundred.

CPU time is what the kernel counts: for the Java process (Spark), for the Python workers (pipes: rows from Java, text to perfstat and
back, the bound), and for the processes the workers waited for (perfstat), all from /proc, read four times a second.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def make(path, series, points, seed, master):
    """Writes series of seeded noise, by hashes, so that they do not depend on how Spark splits the rows."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master(master).config("spark.ui.enabled", "false").config("spark.log.level", "FATAL").getOrCreate()
    uniform = "((xxhash64({}, s, i, {}) & 4503599627370495) + 0.5D) / 4503599627370496"
    normal = f"sqrt(-2 * ln({uniform.format(1, seed)})) * cos(2 * pi() * {uniform.format(2, seed)})"
    level = f"if(s % 100 = 1 and i >= {points // 2}, 110, 100)"
    spark.range(0, series * (points + 1), 1, 16).selectExpr(f"id div {series} i", f"id % {series} s").selectExpr(
        "concat('suite/benchmark-', s) series", "concat('runner-', s % 7) runner", "if(s % 3 = 0, 'bytes', 'time') metric",
        "i index", "sha1(string(i)) commit", f"{level} * exp(0.02 * {normal}) value", "'ns' unit", "'lower' direction",
    ).write.parquet(path)


def processes(root):
    """Each process below `root`: kind, seconds of its own, seconds of children it waited for, bytes resident."""
    table = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            name, fields = (entry / "stat").read_text().rsplit(")", 1)
        except OSError:
            continue
        fields = fields.split()
        own, waited = ((int(fields[k]) + int(fields[k + 1])) / TICK for k in (11, 13))
        table[int(entry.name)] = (name.split("(", 1)[1], int(fields[1]), own, waited, int(fields[21]) * PAGE)
    kinds = {root: "driver"}
    while more := {pid: row for pid, row in table.items() if pid not in kinds and row[1] in kinds}:
        for pid, (name, parent, *_) in more.items():
            of = kinds[parent]
            kinds[pid] = {"driver": "spark", "spark": "daemon", "daemon": "pipes"}.get(of, "perfstat")
    return {pid: (kind, *table[pid][2:]) for pid, kind in kinds.items() if pid in table}


def measured(command):
    """Runs a command; its seconds, CPU seconds and peak bytes by kind."""
    begin, last, peak = time.monotonic(), {}, {}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        now = processes(process.pid)
        last.update(now)
        bytes_of = {"all": sum(row[3] for row in now.values())}
        for kind, _, _, resident in now.values():
            bytes_of[kind] = bytes_of.get(kind, 0) + resident
        peak = {kind: max(peak.get(kind, 0), bytes_of.get(kind, 0)) for kind in peak | bytes_of}
        time.sleep(0.25)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    cpu = {"spark": 0.0, "pipes": 0.0, "perfstat": 0.0}
    for kind, own, waited, _ in last.values():
        kind = {"daemon": "pipes", "driver": "spark"}.get(kind, kind)
        if kind != "perfstat":
            cpu[kind] += own
    cpu["perfstat"] = sum(waited for kind, _, waited, _ in last.values() if kind == "pipes")
    return time.monotonic() - begin, cpu, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--perfstat", default="perfstat")
    parser.add_argument("--series", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--points", type=int, default=300)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="4g", help="of Java")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    master = f"local[{options.cores}]"

    print("| series | run | rows | seconds | rows/s a core | CPU s: perfstat | Spark | pipes | shares | us a row "
          "| peak MB: Java | Python | perfstat | all |")
    print("|--:|---|" + "--:|" * 6 + "---|" + "--:|" * 5)
    for series in options.series:
        with tempfile.TemporaryDirectory() as folder:
            history = f"{folder}/history.parquet"
            maker = multiprocessing.get_context("spawn").Process(
                target=make, args=(history, series, options.points, options.seed, master))
            maker.start()
            maker.join()
            old = f"index < {options.points}"
            for run, where in [("all", old), ("1 % changed", f"{old} or xxhash64(series) % 100 = 0")]:
                seconds, cpu, peak = measured([
                    sys.executable, str(Path(__file__).with_name("trends.py")), history, f"{folder}/{run}", "--where", where,
                    "--state", f"{folder}/state", "--perfstat", options.perfstat, "--master", master,
                    "--conf", f"spark.driver.memory={options.memory}"])
                rows, total = series * options.points, sum(cpu.values())
                shares = " / ".join(f"{100 * part / total:.0f} %" for part in (cpu["perfstat"], cpu["spark"], cpu["pipes"]))
                print(f"| {series:,} | {run} | {rows:,} | {seconds:.1f} | {rows / seconds / options.cores:,.0f} "
                      f"| {cpu['perfstat']:.1f} | {cpu['spark']:.1f} | {cpu['pipes']:.1f} | {shares} | {1e6 * total / rows:.2f} | "
                      + " | ".join(f"{peak.get(kind, 0) / 1e6:,.0f}" for kind in ("spark", "pipes", "perfstat", "all")) + " |",
                      flush=True)


if __name__ == "__main__":
    main()
