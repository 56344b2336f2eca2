#!/usr/bin/env python3
"""Writes the run files of this folder: a suite with exactly three regressions.

    python3 make.py

The means of the three are those that a predecessor of this program reported for a real
change: add/AVX512/100 58.55 -> 79.95 ns, mul/AVX512/100 74.32 -> 82.85 ns and
sub/AVX512/1000 164.4 -> 204.9 ns; every other benchmark has the same mean on both sides.

quiet-*: realistic noise. A job has a factor common to all its benchmarks (SD 0.8 %) and one of
each benchmark (SD 1 %), an execution one of its own (SD 0.8 %), a sample a gamma-like one
above a floor (SD 1 %) and now and then an interruption.
loud-*: the same means, but each job of each benchmark is off by up to +-30 % (uniform), and
so is every sample.

In both cases job factors are scaled so that each benchmark's mean over the jobs of a side is the
one stated: no benchmark changes by the accident of the draw alone, the noise is around the
means. numpy 1.24, seed 20240229.
"""

import gzip
import json

import numpy as np

REGRESSIONS = {
    "add/AVX512/100": (58.55, 79.95),
    "mul/AVX512/100": (74.32, 82.85),
    "sub/AVX512/1000": (164.4, 204.9),
}
BASE = {"add": 55, "sub": 57, "mul": 60, "dot": 41, "max": 36, "min": 37}
BACKENDS = {"SSE2": 1.6, "AVX2": 1.1, "AVX512": 1.0}
SIZES = {100: 1.0, 1000: 3.1, 10000: 28.0}
EXECUTIONS, SAMPLES = 3, 6
RUNNER = {
    "operatingSystem": "Debian GNU/Linux 12 (bookworm)", "architecture": "x86_64",
    "cpu": "Example CPU", "cpuFeatures": "AVX512", "cores": 8, "hypervisor": "none",
    "compiler": "Swift 6.3", "buildMode": "release",
}


def benchmarks():
    for operation, base in BASE.items():
        for backend, slower in BACKENDS.items():
            for size, longer in SIZES.items():
                name = f"{operation}/{backend}/{size}"
                old = base * slower * longer
                yield name, size, *REGRESSIONS.get(name, (old, old))


def quiet(rng, jobs):
    """Job factors and a function that draws the samples of one execution around 1."""
    factors = np.exp(rng.normal(0, 0.01, jobs))

    def samples():
        level = np.exp(rng.normal(0, 0.008))
        noise = 1 + rng.gamma(2.0, 0.007, SAMPLES) - 0.014
        noise[rng.random(SAMPLES) < 0.03] *= 1.4
        return level * noise

    return factors, samples


def loud(rng, jobs):
    return rng.uniform(0.7, 1.3, jobs), lambda: rng.uniform(0.7, 1.3, SAMPLES)


def write(name, noise, common, rng, side, jobs, commit):
    lines = [[] for _ in range(jobs)]
    shared = np.exp(rng.normal(0, common, jobs))
    shared /= shared.mean()
    for job in range(jobs):
        lines[job].append({
            "format": "perfstat.run", "version": 1, "id": f"{name}-{job + 1}", "commit": commit,
            "branch": "main", "dirty": False, "date": f"2026-01-{10 * side + job + 1:02d}T12:00:00Z",
            "runner": RUNNER, "settings": {"made": "by Fixtures/three-regressions/make.py"},
            "origin": "simulation",
        })
    for benchmark, size, *means in benchmarks():
        factors, samples = noise(rng, jobs)
        factors /= factors.mean()
        for job in range(jobs):
            executions = [
                {"iterations": 4096,
                 "values": [float(f"{means[side] * factors[job] * shared[job] * x:.5g}")
                            for x in samples()]}
                for _ in range(EXECUTIONS)]
            lines[job].append({
                "benchmark": benchmark,
                "metric": {"name": "time", "unit": "ns", "better": "lower"},
                "elements": size, "executions": executions})
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for job in lines for line in job)
    with gzip.GzipFile(f"{name}.jsonl.gz", "wb", mtime=0) as file:
        file.write(text.encode())


rng = np.random.default_rng(20240229)
for style, noise, common in (("quiet", quiet, 0.008), ("loud", loud, 0.0)):
    write(f"{style}-baseline", noise, common, rng, 0, 5, "a" * 40)
    write(f"{style}-current", noise, common, rng, 1, 3, "b" * 40)
