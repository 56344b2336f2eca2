#!/usr/bin/env python3
"""Summarises the samples of speed.sh: nanoseconds per call, the median and the best of all samples.

Usage: table.py samples.csv [best|median]
"""
import csv
import statistics
import sys

which = sys.argv[2] if len(sys.argv) > 2 else "best"
summary = {"best": min, "median": statistics.median}[which]
samples = {}
with open(sys.argv[1]) as file:
    for row in csv.DictReader(file):
        # operation/implementation/elements; SLEEF/8 is one implementation.
        operation, *implementation, elements = row["benchmark"].split("/")
        cell = samples.setdefault((operation, elements), {})
        cell.setdefault("/".join(implementation), []).append(float(row["value"]))

columns = []
for cell in samples.values():
    columns += [name for name in cell if name not in columns]
print(f"{which} of the samples, ns per call")
print(f"{'operation':18} {'elements':>9} " + " ".join(f"{c:>10}" for c in columns))
for (operation, elements), cell in samples.items():
    values = [summary(cell[c]) if c in cell else None for c in columns]
    print(f"{operation:18} {elements:>9} " + " ".join(f"{v:10.4g}" if v is not None else f"{'':10}" for v in values))
