#!/usr/bin/env python3
"""Summarises the samples of speed.sh: nanoseconds per call, the median or the best of all samples.

With `ratio`: how many times as long the plain loops take as the kernels of the same registers. Samples of
one round are measured side by side, so the median of their ratios is shown, and its 95 % interval from
order statistics.

With `processes`: the best of each process; their median and the worst beside it.

Usage: table.py samples.csv [best|median|ratio|processes]
"""
import csv
import math
import statistics
import sys

which = sys.argv[2] if len(sys.argv) > 2 else "best"
samples, of_process = {}, {}
with open(sys.argv[1]) as file:
    for row in csv.DictReader(file):
        # operation/implementation/elements; SLEEF/8 is one implementation.
        operation, *implementation, elements = row["benchmark"].split("/")
        cell = samples.setdefault((operation, elements), {})
        cell.setdefault("/".join(implementation), []).append(float(row["value"]))
        of_process.setdefault(row["benchmark"], {}).setdefault(row["run"], []).append(float(row["value"]))


def median_interval(values):
    """The median and the two values that enclose the true one in at least 95 % of all cases."""
    ordered, n = sorted(values), len(values)
    below, rank = 0.0, 0  # P(fewer than rank + 1 of n lie below the median)
    while rank < n // 2 and (below := below + math.comb(n, rank) / 2**n) <= 0.025:
        rank += 1
    if rank == 0:
        return statistics.median(ordered), -math.inf, math.inf
    return statistics.median(ordered), ordered[rank - 1], ordered[n - rank]


def ratios():
    pairs = {"avx2": "plain/8", "avx512": "plain/16", "scalar": "plain/1"}
    print(f"{'operation':10} {'kernel':8} {'plain loop takes':>17} {'from':>6} {'to':>6}")
    for (operation, _), cell in samples.items():
        for own, plain in pairs.items():
            if own in cell and plain in cell:
                ratio, low, high = median_interval([p / o for o, p in zip(cell[own], cell[plain])])
                print(f"{operation:10} {own:8} {ratio:>11.2f} times {low:6.2f} {high:6.2f}")


def processes():
    print(f"{'benchmark':28} {'median':>9} {'worst':>9} {'times':>6}  beyond 1.15 times, of")
    for name, runs in of_process.items():
        best = sorted(min(values) for values in runs.values())
        middle = statistics.median(best)
        beyond = sum(value > 1.15 * middle for value in best)
        print(f"{name:28} {middle:9.4g} {best[-1]:9.4g} {best[-1] / middle:6.2f}  {beyond} of {len(best)}")


def times():
    summary = {"best": min, "median": statistics.median}[which]
    columns = []
    for cell in samples.values():
        columns += [name for name in cell if name not in columns]
    print(f"{which} of the samples, ns per call")
    print(f"{'operation':18} {'elements':>9} " + " ".join(f"{c:>10}" for c in columns))
    for (operation, elements), cell in samples.items():
        values = [summary(cell[c]) if c in cell else None for c in columns]
        print(f"{operation:18} {elements:>9} " + " ".join(f"{v:10.4g}" if v is not None else f"{'':10}" for v in values))


modes = {"best": times, "median": times, "ratio": ratios, "processes": processes}
if which not in modes:
    sys.exit(f"table.py: expected {', '.join(modes)}, found '{which}'")
modes[which]()
