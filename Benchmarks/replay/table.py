#!/usr/bin/env python3
"""Replays the real sets of docs/calibration.md and prints its tables.

usage: Benchmarks/replay/table.py DATA [PERFSTAT]

DATA is a folder with the public results and the kernels' jobs; sets that are not
there are left out. One process at a time; about four minutes of two processors.
"""

import pathlib
import re
import subprocess
import sys

OWN = "Fixtures/aa-vm-kernels/jobs.csv.gz"
FIVE = "Fixtures/aa-five-executions/jobs.jsonl.gz"
STOCK = "4.12.0+stock@984491944ffa"
RING = "rustls_0.22.0_ring_gcc_jemalloc"
VM = ["--last-samples", "10", "--run-filter"]
JMH = ["--last-samples", "10", "--splits", "100", "--archive-jobs"]

# (set, file, options); each also with three jobs or in time where it says so.
SETS = [
    ("Zen 5 kernels", "aa-zen5-kernels.jsonl.gz", [], "time 3"),
    ("Zen 5 kernels, another day", FIVE, [], "time 3"),
    ("VM kernels", OWN, [], "time 3 time-3"),
    ("VM kernels, one execution a job", "aa-vm-kernels.csv.gz", [*VM, "^vm-batched/.*e0$"], "time"),
    ("VM kernels, one call a sample, one execution", "aa-vm-kernels.csv.gz", [*VM, "^vm-single/.*e0$"], ""),
    ("JMH", "aa_jmh_steady_state.csv.gz", [*JMH, "4"], ""),
    ("JMH, 3", "aa_jmh_steady_state.csv.gz", [*JMH, "2", "--current-jobs", "3"], ""),
    ("OCaml turing", "aa_ocaml_sandmark.csv.gz", ["--runner", "turing", "--commit", STOCK], "time 3"),
    ("OCaml navajo", "aa_ocaml_sandmark.csv.gz", ["--runner", "navajo", "--commit", STOCK], "time 3"),
    ("rustls", "aa_rustls.csv.gz", ["--commit", RING], "time 3"),
    ("seL4 TX2", "aa_sel4.csv.gz",
     ["--runner", "TX2_64", "--baseline-jobs", "2", "--archive-jobs", "1", "--splits", "12"], ""),
]
VARIANTS = {"": [], "time": ["--order", "time"], "3": ["--current-jobs", "3"],
            "time-3": ["--order", "time", "--current-jobs", "3"]}


def replay(perfstat, file, options):
    """Rows of (rule, gates, benchmarks, found ...) and the coverage."""
    command = [perfstat, "replay", file, *options, "--resamples", "2000"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    head = next(i for i, cells in enumerate(lines) if cells[0] == "rule")
    rows = []
    for cells in lines[head + 1:]:
        if len(cells) < 3:
            break
        rows.append(cells)
    return rows, re.search(r"in ([\d.]+ % \([\d.]+\))", text)[1]


def main():
    data = pathlib.Path(sys.argv[1])
    perfstat = sys.argv[2] if len(sys.argv) > 2 else ".build/release/perfstat"
    print("| set, order, current jobs | rule | unchanged gates failed | benchmarks failed"
          " | +2 % | +5 % | +8 % | +10 % | +15 % | +20 % | +33 % |")
    print("|---" * 11 + "|")
    for name, file, options, variants in SETS:
        path = file if "/" in file else str(data / file)
        if not pathlib.Path(path).exists():
            continue
        for variant in ["", *variants.split()]:
            rows, coverage = replay(perfstat, path, options + VARIANTS[variant])
            order = "time" if "time" in variant else "random"
            jobs = "3" if "3" in variant or name.endswith(", 3") else "1"
            title = f"{name.removesuffix(', 3')}, {order}, {jobs} (coverage {coverage})"
            for rule, gates, benchmarks, *found in rows:
                shares = [str(round(float(cell.split()[0]))) for cell in found]
                print("| " + " | ".join([title, rule, gates, benchmarks, *shares]) + " |", flush=True)
                title = ""


main()
