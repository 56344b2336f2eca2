#!/usr/bin/env python3
"""Measures what duets promise: false alarms, coverage and power on this machine.

    study.py all     --results results/duet-study --minutes 50
    study.py summary --results results/duet-study
    study.py spread results/duet-study/idle/fixed/0/*.jsonl

`all` plays gates one after another until the time is up or every cell has the gates it should have.
A cell is a condition, a mode and a change. The cells take turns in proportion to what each still
lacks, so that the study is usable wherever it ends. Every gate is a file; a gate that is there is not
measured again: start the command again to go on.

A gate judges the program against itself. Where a change is asked for, two of the benchmarks (other
ones in each gate) are slowed down in the head by the hidden --slow-down.

Conditions: 'idle', and 'loaded' with a niced endless loop on every processor.
Modes: 'fixed' (--executions pairs of --sample-size), 'double' (twice the pairs), 'decided' ('fixed'
with --until-decided and --budget), 'compare' (no duet: one job of as many samples as 'fixed', judged
against the five unchanged jobs before it, with the ten before those as archive; all of the same
condition).

Seconds are those of the whole command: starting programs, calibrating, measuring, judging.
"""

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time

# Two cases of each operation of the focused suite; every back end of x86-64 and every size three times.
FILTER = ("^(add/(Scalar/1000|AVX512/100000)|sub/(SSE2/100|AVX2/10000)|mul/(AVX2/100|AVX512/1000)"
          "|dot/(Scalar/100000|AVX512/100)|max/(SSE2/10000|AVX2/1000)|min/(Scalar/10000|SSE2/100000))$")
# Gates of each cell. Unchanged jobs of 'compare' are the baseline and archive of its other cells.
CELLS = {
    ("idle", "fixed", 0.0): 200, ("loaded", "fixed", 0.0): 100,
    ("idle", "fixed", 5.5): 6, ("loaded", "fixed", 5.5): 6,
    ("idle", "fixed", 8.0): 8, ("loaded", "fixed", 8.0): 8,
    ("idle", "fixed", 10.0): 15, ("loaded", "fixed", 10.0): 15,
    ("idle", "fixed", 15.0): 5, ("loaded", "fixed", 15.0): 5,
    ("idle", "double", 10.0): 15, ("loaded", "double", 10.0): 10,
    ("idle", "decided", 0.0): 12, ("loaded", "decided", 0.0): 12,
    ("idle", "decided", 10.0): 4, ("loaded", "decided", 10.0): 4,
    ("idle", "compare", 0.0): 25, ("loaded", "compare", 0.0): 25,
}
POWER = (5.5, 8.0, 10.0, 15.0)
BASELINE_JOBS, ARCHIVE_JOBS = 5, 10


def wilson(hits, cases, z=1.959964):
    if cases == 0:
        return "-"
    share = hits / cases
    centre = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    arm = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases**2))
    return f"{100 * share:.1f} % ({100 * max(0, centre - arm):.1f}-{100 * min(1, centre + arm):.1f})"


class Load:
    """One niced endless loop for each processor, for as long as the block lasts."""

    def __init__(self, condition):
        self.count = (os.cpu_count() or 1) if condition == "loaded" else 0

    def __enter__(self):
        self.loops = [subprocess.Popen(["nice", "-n", "10", "sh", "-c", "while :; do :; done"])
                      for _ in range(self.count)]

    def __exit__(self, *_):
        for loop in self.loops:
            loop.kill()
            loop.wait()


def names(options):
    text = subprocess.run([options.perfstat, "bench", "--list"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    found = [n for n in text.splitlines()
             if re.search(options.filter, n) and "not on this machine" not in n]
    if not found:
        sys.exit(f"--filter {options.filter!r} matches no benchmark")
    return found


def slow_downs(all_names, gate, change):
    if change == 0:
        return {}
    m = len(all_names)
    return {all_names[i % m]: 1 + change / 100 for i in (gate, gate + m // 2)}


def base_path(options, cell, gate):
    condition, mode, change = cell
    return f"{options.results}/{condition}/{mode}/{change:g}/{gate:05}"


def measure(options, all_names, cell, gate):
    """Plays one gate and writes its samples and what was done to them."""
    condition, mode, change = cell
    path = base_path(options, cell, gate)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    slow = slow_downs(all_names, gate, change)
    arguments = ["--filter", options.filter, "--sample-size", str(options.sample_size), "--quiet",
                 "--output", path + ".jsonl"]
    for name, factor in slow.items():
        arguments += ["--slow-down", f"{name}={factor:g}"]
    if mode == "compare":
        # A duet samples two sides: a job of the same measuring time has twice the executions.
        command = [options.perfstat, "bench", "--executions", str(2 * options.executions)]
        statuses = {0}
    else:
        executions = options.executions * (2 if mode == "double" else 1)
        command = [options.perfstat, "duet", "--executions", str(executions)]
        if mode == "decided":
            command += ["--until-decided", "--budget", options.budget]
        statuses = {0, 1}
    with Load(condition):
        start = time.monotonic()
        done = subprocess.run(command + arguments, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        seconds = time.monotonic() - start
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(command + arguments)}: status {done.returncode}\n{done.stderr}")
    with open(path + ".tmp", "w") as file:
        json.dump({"seconds": seconds, "slow": slow, "names": all_names}, file)
    os.replace(path + ".tmp", path + ".gate")


def measured(options, cell):
    folder = os.path.dirname(base_path(options, cell, 0))
    return sorted(int(f[:-5]) for f in os.listdir(folder) if f.endswith(".gate")) \
        if os.path.isdir(folder) else []


def measure_all(options):
    all_names = names(options)
    end = time.monotonic() + 60 * options.minutes
    done = {cell: len(measured(options, cell)) for cell in CELLS}
    longest = 0.0
    while True:
        open_cells = [cell for cell in CELLS if done[cell] < CELLS[cell]]
        if not open_cells:
            print("every cell is complete", file=sys.stderr)
            return
        if time.monotonic() + longest > end:
            print("time is up; start again to go on", file=sys.stderr)
            return
        cell = min(open_cells, key=lambda c: done[c] / CELLS[c])
        start = time.monotonic()
        measure(options, all_names, cell, done[cell])
        longest = max(longest, time.monotonic() - start)
        done[cell] += 1
        if sys.stderr.isatty():
            print(f"\r{sum(done.values())} of {sum(CELLS.values())} gates", end="",
                  file=sys.stderr)


def report_of(options, arguments):
    command = [options.perfstat, "compare"] + arguments + ["--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: status {done.returncode}")
    return json.loads(done.stdout)


def scaled_copy(source, target, slow):
    """A run file in which some benchmarks took longer by a factor."""
    with open(source) as lines, open(target, "w") as out:
        for line in lines:
            item = json.loads(line)
            factor = slow.get(item.get("benchmark"), 1.0)
            for execution in item.get("executions", []):
                execution["values"] = [factor * value for value in execution["values"]]
            out.write(json.dumps(item) + "\n")


def judged(options, cell):
    """The report of every gate of a cell with what was done to its head."""
    for gate in measured(options, cell):
        with open(base_path(options, cell, gate) + ".gate") as text:
            told = json.load(text)
        current = base_path(options, cell, gate) + ".jsonl"
        if cell[1] != "compare":
            archive = ["--archive", options.archive] if options.archive else []
            yield told, report_of(options, ["--current", current] + archive)
            continue
        first = max(0, gate - BASELINE_JOBS - ARCHIVE_JOBS)
        before = [base_path(options, cell, g) + ".jsonl" for g in range(first, gate)]
        if len(before) < BASELINE_JOBS:
            continue
        sides = ["--baseline"] + before[-BASELINE_JOBS:]
        if before[:-BASELINE_JOBS]:
            sides += ["--archive"] + before[:-BASELINE_JOBS]
        yield told, report_of(options, ["--current", current] + sides)
        for change in POWER:
            # The slow-down multiplies the time of a batch, so a job need not be measured again for it.
            slow = slow_downs(told["names"], gate, change)
            copy = current + ".slow"
            scaled_copy(current, copy, slow)
            report = report_of(options, ["--current", copy] + sides)
            os.remove(copy)
            yield {**told, "slow": slow}, report


def summary(options):
    print("| condition | mode | change | gates | gates with a false alarm | intervals that cover"
          " | changes found | open | seconds: median, 90 % |")
    print("|---|---|---|---|---|---|---|---|---|")
    for cell in sorted(CELLS, key=lambda c: (c[0], ["fixed", "double", "decided", "compare"].index(c[1]), c[2])):
        tallies = {}
        for told, report in judged(options, cell):
            change = 100 * (max(told["slow"].values(), default=1.0) - 1)
            tally = tallies.setdefault(round(change, 3), {
                "gates": 0, "false": 0, "rows": 0, "covered": 0, "slowed": 0, "found": 0,
                "open": 0, "seconds": []})
            tally["gates"] += 1
            tally["seconds"].append(told["seconds"])
            alarm = False
            for row in report["benchmarks"]:
                if "ratio" not in row:
                    continue
                truth = told["slow"].get(row["name"], 1.0)
                tally["rows"] += 1
                tally["covered"] += row["lower"] <= truth <= row["upper"]
                tally["open"] += row["verdict"] == "inconclusive"
                if truth > 1:
                    tally["slowed"] += 1
                    tally["found"] += row["verdict"] == "fail"
                else:
                    alarm |= row["verdict"] == "fail"
            tally["false"] += alarm
        for change, t in sorted(tallies.items()):
            seconds = sorted(t["seconds"])
            print(f"| {cell[0]} | {cell[1]} | +{change:g} % | {t['gates']} |"
                  f" {wilson(t['false'], t['gates'])} | {wilson(t['covered'], t['rows'])} |"
                  f" {wilson(t['found'], t['slowed'])} | {wilson(t['open'], t['rows'])} |"
                  f" {seconds[len(seconds) // 2]:.1f},"
                  f" {seconds[min(len(seconds) - 1, len(seconds) * 9 // 10)]:.1f} |", flush=True)


def pairs_of(path):
    """Execution pairs of each benchmark of a duet, and the most that it might have had."""
    counts, most = {}, 0
    with open(path) as lines:
        for line in lines:
            item = json.loads(line)
            most = max(most, int(item.get("settings", {}).get("duetMostPairs", 0)))
            if "executions" in item:
                counts[item["benchmark"]] = len(item["executions"])
    return list(counts.values()), most


def savings(options):
    print("\n| condition | change | gates | pairs a benchmark: median, 90 % | measuring saved against"
          " the most pairs for all: median, 90 % of gates at least |")
    print("|---|---|---|---|---|")
    for cell in sorted(c for c in CELLS if c[1] == "decided"):
        means, saved = [], []
        for gate in measured(options, cell):
            counts, most = pairs_of(base_path(options, cell, gate) + ".jsonl")
            means.append(sum(counts) / len(counts))
            saved.append(100 * (1 - means[-1] / most))
        if means:
            means.sort()
            saved.sort()
            n = len(means)
            print(f"| {cell[0]} | +{cell[2]:g} % | {n} |"
                  f" {means[n // 2]:.1f}, {means[min(n - 1, n * 9 // 10)]:.1f} |"
                  f" {saved[n // 2]:.0f} %, {saved[n // 10]:.0f} % |")


def spread(files):
    """SD of the value of an execution pair from its first n sample pairs: what alternation leaves."""
    counts = (3, 5, 10, 20)
    spreads = {}
    for path in files:
        sides, role = {}, ""
        with open(path) as lines:
            for line in lines:
                item = json.loads(line)
                role = item.get("settings", {}).get("duetRole", role)
                if "executions" in item:
                    sides.setdefault(item["benchmark"], {})[role] = [
                        e["values"] for e in item["executions"]]
        for name, side in sides.items():
            for n in counts:
                pairs = [statistics.median(math.log(b / a) for a, b in zip(base[:n], head[:n]))
                         for base, head in zip(side["base"], side["head"]) if len(base) >= n]
                if len(pairs) > 1:
                    spreads.setdefault(name, {}).setdefault(n, []).append(statistics.stdev(pairs))
    print("| SD of an execution pair | " + " | ".join(f"{n} sample pairs" for n in counts) + " |")
    print("|---|" + "---|" * len(counts))
    typical = {name: {n: statistics.median(s) for n, s in by.items()} for name, by in spreads.items()}
    typical["median"] = {n: statistics.median(t[n] for t in typical.values() if n in t)
                         for n in counts if any(n in t for t in typical.values())}
    for name, by in typical.items():
        print(f"| {name} | " + " | ".join(f"{100 * by[n]:.1f} %" if n in by else "-" for n in counts) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    both = argparse.ArgumentParser(add_help=False)
    both.add_argument("--perfstat", default=".build/release/perfstat")
    both.add_argument("--results", default="results/duet-study")
    part = commands.add_parser("all", parents=[both], help="measure")
    part.add_argument("--minutes", type=float, default=50)
    part.add_argument("--filter", default=FILTER)
    part.add_argument("--executions", type=int, default=10)
    part.add_argument("--sample-size", type=int, default=10)
    part.add_argument("--budget", default="60s")
    part = commands.add_parser("summary", parents=[both], help="print the table")
    part.add_argument("--archive", default="", help="earlier duets to learn the noise from")
    part = commands.add_parser("spread", help="print the SD between execution pairs of duet files")
    part.add_argument("files", nargs="+")
    options = parser.parse_args()
    if options.command == "spread":
        spread(options.files)
    elif options.command == "all":
        measure_all(options)
    else:
        summary(options)
        savings(options)


if __name__ == "__main__":
    main()
