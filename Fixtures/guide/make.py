#!/usr/bin/env python3
"""Makes the measurements that docs/performance-regression-ci.md, docs/tutorials and docs/why-no-fail.md judge.

usage: Fixtures/guide/make.py        writes beside itself; Python's standard library only, seed 15

A made-up library with twelve benchmarks. A sample is, on the log scale,

    level of the benchmark + job + benchmark in job + execution + sample

with normal parts; a tenth of the samples is hit by something slow. The quiet runner has SDs of 0.5, 0.3, 0.4 and
0.6 % for the four, the noisy one (a small virtual machine) 3, 4, 3 and 3 %. Four executions of six samples a job.
"""

import gzip
import json
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
SUITE = {  # ns
    "decode/large": 181_000, "decode/small": 2_150, "encode/large": 143_000, "encode/small": 1_730,
    "escape/text": 5_320, "index/build": 412_000, "index/lookup": 38.4, "number/parse": 21.7,
    "number/print": 33.9, "sort/keys": 27_800, "utf8/check": 884, "utf8/count": 291,
}
QUIET = (0.005, 0.003, 0.004, 0.006)
NOISY = (0.03, 0.04, 0.03, 0.03)


def runner(noisy):
    return {
        "operatingSystem": "Debian GNU/Linux 12 (bookworm)", "architecture": "x86_64",
        "cpu": "Example CPU" if not noisy else "Example vCPU", "cpuFeatures": "AVX2",
        "cores": 8 if not noisy else 2, "hypervisor": "none" if not noisy else "KVM",
        "compiler": "clang 19", "buildMode": "release",
    }


def job(random, name, commit, day, factors=None, noisy=False):
    """One run file: a header line and a line for each benchmark."""
    own, in_job, execution, sample = NOISY if noisy else QUIET
    lines = [{
        "format": "perfstat.run", "version": 1, "id": name, "commit": commit, "branch": "main", "dirty": False,
        "date": f"2026-{1 + day // 28:02}-{1 + day % 28:02}T12:00:00Z", "runner": runner(noisy),
        "settings": {"made": "by Fixtures/guide/make.py"}, "origin": "simulation",
    }]
    common = random.gauss(0, own)
    for benchmark, level in SUITE.items():
        mine = math.log(level * (factors or {}).get(benchmark, (factors or {}).get("*", 1)))
        mine += common + random.gauss(0, in_job)
        executions = []
        for _ in range(4):
            centre = mine + random.gauss(0, execution)
            values = []
            for _ in range(6):
                late = random.expovariate(10) if random.random() < 0.1 else 0
                values.append(float(f"{math.exp(centre + abs(random.gauss(0, sample)) + late):.5g}"))
            executions.append({"values": values})
        lines.append({
            "benchmark": benchmark, "metric": {"name": "time", "unit": "ns", "better": "lower"},
            "executions": executions,
        })
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def write(name, text):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())


def main():
    dice = random.Random(15)
    write("main.jsonl.gz", "".join(job(dice, f"main-{i}", "main", i) for i in range(5)))
    for name, factors in {
        "faster": {"decode/large": 0.88, "decode/small": 0.90},
        "unchanged": {},
        "slower": {"encode/large": 1.31, "number/print": 1.09},
        "tradeoff": {"encode/small": 1.08, "encode/large": 1.09, "decode/large": 0.71},
        "whole": {"*": 1.10},
    }.items():
        write(f"{name}.jsonl.gz",
              "".join(job(dice, f"{name}-{i}", name, 10 + i, factors) for i in range(3)))

    noisy = random.Random(16)
    for i in range(12):
        write(f"noisy/{i:02}.jsonl.gz", job(noisy, f"noisy-{i}", f"n{i:02}", i, noisy=True))
    slow = {"encode/large": 1.18}
    for i in range(3):
        write(f"noisy-slower-{i}.jsonl.gz", job(noisy, f"slower-{i}", "slow", 20, slow, noisy=True))

    ramp = random.Random(17)
    for i in range(30):
        factor = 1.03 ** min(max(i - 9, 0), 10)
        write(f"ramp/c{i:02}.jsonl.gz", job(ramp, f"c{i:02}", f"c{i:02}", i, {"decode/large": factor}))


if __name__ == "__main__":
    main()
