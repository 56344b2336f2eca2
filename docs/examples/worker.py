#!/usr/bin/env python3
"""A worker for perfstat: times two ways to join strings.

    perfstat bench --worker 'python3 docs/examples/worker.py' --output join.jsonl
"""

import sys
import time

WORDS = [str(i) for i in range(1000)]


def join():
    return "".join(WORDS)


def append():
    text = ""
    for word in WORDS:
        text += word
    return text


BENCHMARKS = {"join 1000 words": join, "append 1000 words": append}


def sample(iterations, operation):
    for _ in range(max(1, iterations // 16)):
        operation()
    start = time.perf_counter_ns()
    for _ in range(iterations):
        operation()
    return time.perf_counter_ns() - start


def answer(line):
    if line == "perfstat-worker 1":
        return line
    if line == "list":
        rows = [f"benchmark {len(WORDS)} {name}" for name in BENCHMARKS]
        return "\n".join([f"benchmarks {len(rows)}"] + rows)
    if line.startswith("sample "):
        _, iterations, name = line.split(" ", 2)
        if name in BENCHMARKS:
            elapsed = sample(int(iterations), BENCHMARKS[name])
            return f"sample {iterations} {elapsed} {name}"
    return f"error cannot answer {line!r}"


for request in sys.stdin:
    request = request.rstrip("\n")
    if request == "quit":
        break
    print(answer(request), flush=True)
