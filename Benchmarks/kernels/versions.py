#!/usr/bin/env python3
"""Tells the samples of versions.sh: the best time, cycles per element, and the ratio of head to base (medians over the rounds).

Usage: versions.py FOLDER
"""
import csv
import statistics
import sys


def samples(name):
    values = {}
    with open(f"{sys.argv[1]}/{name}.csv") as file:
        for row in csv.DictReader(file):
            values.setdefault(row["benchmark"], []).append(float(row["value"]))
    return values


base, head, base_clock, head_clock = (samples(name) for name in ("base", "head", "clock-base", "clock-head"))
print(f"{'benchmark':26} {'base, ns':>11} {'cycles':>8} {'head, ns':>11} {'cycles':>8} {'ratio':>6}")
for name in base:
    elements = int(name.split("/")[-1])
    before, after = (statistics.median(t / c for t, c in zip(times[name], clock[name])) / elements
                     for times, clock in ((base, base_clock), (head, head_clock)))
    ratio = statistics.median(h / b for b, h in zip(base[name], head[name]))
    print(f"{name:26} {min(base[name]):11.1f} {before:8.3f} {min(head[name]):11.1f} {after:8.3f} {ratio:6.3f}")
