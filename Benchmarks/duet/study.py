#!/usr/bin/env python3
"""Measures what duets promise: false alarms, coverage and power on this machine.

    study.py measure --results results/duet-study --condition idle --gates 200
    study.py measure --results results/duet-study --condition loaded --gates 100
    study.py measure --results results/duet-study --condition idle --changes 10 --mode decided --gates 50
    study.py measure --results results/duet-study --condition idle --mode compare --gates 50
    study.py summary --results results/duet-study

Every gate is a file; a gate that is there is not measured again, so an interrupted study goes
on where it ended. A gate compares the program with itself. For --changes other than 0 two of the
benchmarks (other ones in each gate) are slowed down by so many per cent in the head. 'loaded' keeps
every processor busy with a niced loop meanwhile.

Modes: 'fixed' (--executions pairs), 'decided' (--until-decided within --budget), 'compare' (no duet:
a job of the same measuring time, judged against the five unchanged jobs before it with the ten
before those as archive).
"""

import argparse
import json
import math
import os
import re
import subprocess
import sys
import time

FILTER = r"^(add|mul|dot|max)/(Scalar|SSE2|AVX2|NEON)/1000$"
CHANGES = "0,5.5,8,10,15"
BASELINE_JOBS, ARCHIVE_JOBS = 5, 10


def wilson(hits, cases, z=1.959964):
    if cases == 0:
        return "-"
    share = hits / cases
    centre = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    arm = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases**2))
    return f"{100 * share:.1f} % ({100 * max(0, centre - arm):.1f}-{100 * min(1, centre + arm):.1f})"


class Load:
    """One niced endless loop for each processor."""

    def __init__(self, wanted):
        self.loops = [] if not wanted else [
            subprocess.Popen(["nice", "-n", "10", "sh", "-c", "while :; do :; done"])
            for _ in range(os.cpu_count() or 1)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for loop in self.loops:
            loop.kill()
            loop.wait()


def names(options):
    text = subprocess.run([options.perfstat, "bench", "--list"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return [n for n in text.splitlines()
            if re.search(options.filter, n) and "not on this machine" not in n]


def slow_downs(all_names, gate, change):
    if change == 0:
        return {}
    m = len(all_names)
    return {all_names[i % m]: 1 + change / 100 for i in (gate, gate + m // 2)}


def run(command, statuses):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr}")
    return time.monotonic() - start


def measure(options):
    all_names = names(options)
    if not all_names:
        sys.exit(f"--filter {options.filter!r} matches no benchmark")
    changes = [float(c) for c in options.changes.split(",")]
    if options.mode == "compare" and 0.0 not in changes:
        changes = [0.0] + changes
    end = time.monotonic() + options.limit
    with Load(options.condition == "loaded"):
        for gate in range(options.gates + (BASELINE_JOBS if options.mode == "compare" else 0)):
            for change in changes:
                folder = f"{options.results}/{options.condition}/{options.mode}/{change:g}"
                path = f"{folder}/{gate:05}"
                if os.path.exists(path + ".json"):
                    continue
                if options.mode == "compare" and change and gate < BASELINE_JOBS:
                    continue
                if time.monotonic() > end:
                    print("time is up; start again to go on", file=sys.stderr)
                    return
                os.makedirs(folder, exist_ok=True)
                slow = slow_downs(all_names, gate, change)
                common = ["--filter", options.filter, "--sample-size", str(options.sample_size),
                          "--quiet", "--output", path + ".jsonl"]
                for name, factor in slow.items():
                    common += ["--slow-down", f"{name}={factor:g}"]
                if options.mode == "compare":
                    # A duet measures two sides: a job of the same time has twice the executions.
                    seconds = run([options.perfstat, "bench", "--executions",
                                   str(2 * options.executions)] + common, {0})
                else:
                    more = ["--until-decided", "--budget", options.budget]
                    seconds = run([options.perfstat, "duet", "--executions",
                                   str(options.executions)] + common +
                                  (more if options.mode == "decided" else []), {0, 1})
                with open(path + ".tmp", "w") as file:
                    json.dump({"seconds": seconds, "slow": slow, "names": all_names}, file)
                os.replace(path + ".tmp", path + ".json")


def gates(options, condition, mode, change):
    """The reports of all gates with what was done to them."""
    folder = f"{options.results}/{condition}/{mode}/{change}"
    for file in sorted(f for f in os.listdir(folder) if f.endswith(".json")):
        number = int(file[:-5])
        with open(f"{folder}/{file}") as text:
            told = json.load(text)
        command = [options.perfstat, "compare", "--current", f"{folder}/{number:05}.jsonl"]
        if mode == "compare":
            unchanged = [f"{options.results}/{condition}/compare/0/{i:05}.jsonl"
                         for i in range(max(0, number - BASELINE_JOBS - ARCHIVE_JOBS), number)]
            if number < BASELINE_JOBS or not all(map(os.path.exists, unchanged)):
                continue
            command += ["--baseline"] + unchanged[-BASELINE_JOBS:]
            if unchanged[:-BASELINE_JOBS]:
                command += ["--archive"] + unchanged[:-BASELINE_JOBS]
        elif options.archive:
            command += ["--archive", options.archive]
        done = subprocess.run(command + ["--format", "json"], stdout=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: status {done.returncode}")
        yield told, json.loads(done.stdout)


def summary(options):
    print("| condition | mode | change | gates | gates with a false alarm | intervals that cover"
          " | changes found | open | seconds: median, 90 % |")
    print("|---|---|---|---|---|---|---|---|---|")
    for condition in sorted(os.listdir(options.results)):
        for mode in sorted(os.listdir(f"{options.results}/{condition}")):
            for change in sorted(os.listdir(f"{options.results}/{condition}/{mode}"), key=float):
                count = false = covered = rows = found = slowed = undecided = 0
                seconds = []
                for told, report in gates(options, condition, mode, change):
                    count += 1
                    seconds.append(told["seconds"])
                    alarm = False
                    for row in report["benchmarks"]:
                        if "ratio" not in row:
                            continue
                        truth = told["slow"].get(row["name"], 1.0)
                        rows += 1
                        covered += row["lower"] <= truth <= row["upper"]
                        undecided += row["verdict"] == "inconclusive"
                        if truth > 1:
                            slowed += 1
                            found += row["verdict"] == "fail"
                        else:
                            alarm |= row["verdict"] == "fail"
                    false += alarm
                if count == 0:
                    continue
                seconds.sort()
                print(f"| {condition} | {mode} | +{change} % | {count} | {wilson(false, count)} |"
                      f" {wilson(covered, rows)} | {wilson(found, slowed)} |"
                      f" {wilson(undecided, rows)} | {seconds[len(seconds) // 2]:.1f},"
                      f" {seconds[min(len(seconds) - 1, len(seconds) * 9 // 10)]:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--perfstat", default=".build/release/perfstat")
    parser.add_argument("--results", default="results/duet-study")
    commands = parser.add_subparsers(dest="command", required=True)
    part = commands.add_parser("measure")
    part.add_argument("--condition", choices=["idle", "loaded"], default="idle")
    part.add_argument("--mode", choices=["fixed", "decided", "compare"], default="fixed")
    part.add_argument("--changes", default=CHANGES, help="per cent, separated by commas")
    part.add_argument("--gates", type=int, default=100, help="gates of each change")
    part.add_argument("--filter", default=FILTER)
    part.add_argument("--executions", type=int, default=10)
    part.add_argument("--sample-size", type=int, default=10)
    part.add_argument("--budget", default="60s")
    part.add_argument("--limit", type=float, default=math.inf, help="seconds after which to stop")
    part = commands.add_parser("summary")
    part.add_argument("--archive", default="", help="earlier duets to learn the noise from")
    options = parser.parse_args()
    measure(options) if options.command == "measure" else summary(options)


if __name__ == "__main__":
    main()
