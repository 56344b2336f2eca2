"""Benchmarks in Python for perfstat: list them, serve.

    from perfstat_worker import Benchmark, serve
    serve([Benchmark("join", lambda: "".join(words), elements=len(words))])

The program times one batch at a time, as it is asked on standard input
(docs/worker-protocol.md); perfstat decides how many, in which order and in how
many processes.
"""

import gc
import itertools
import sys
import time
from typing import Callable, NamedTuple, Optional


class Benchmark(NamedTuple):
    """A name and the operation to time.

    `setup` is called once, untimed, and what it returns is handed to the
    operation. `elements` says how many elements one operation processes.
    """

    name: str
    run: Callable
    elements: Optional[int] = None
    setup: Optional[Callable] = None


def time_batch(operation, count):
    """Nanoseconds of `count` operations together, after a sixteenth of them untimed."""
    for _ in itertools.repeat(None, count // 16 + 1):
        operation()
    # What others left behind is collected now, not in the middle of the batch.
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        start = time.perf_counter_ns()
        for _ in itertools.repeat(None, count):
            operation()
        return max(1, time.perf_counter_ns() - start)
    finally:
        if enabled:
            gc.enable()


def listing(benchmarks):
    rows = [f"benchmark {'-' if b.elements is None else b.elements} {b.name}" for b in benchmarks]
    return "\n".join([f"benchmarks {len(rows)}"] + rows)


def prepared(benchmark):
    if benchmark.setup is None:
        return benchmark.run
    state = benchmark.setup()
    return lambda: benchmark.run(state)


def serve(benchmarks):
    """Answers requests until "quit" or the end of standard input."""
    named = {b.name: b for b in benchmarks}
    operations = {}
    for line in sys.stdin:
        line = line.rstrip("\n")
        words = line.split(" ", 2)
        if line == "quit":
            return
        if line == "perfstat-worker 1":
            answer = line
        elif line == "list":
            answer = listing(benchmarks)
        elif words[0] == "sample" and len(words) == 3 and words[2] in named:
            _, count, name = words
            if name not in operations:
                operations[name] = prepared(named[name])
            answer = f"sample {count} {time_batch(operations[name], int(count))} {name}"
        else:
            answer = f"error this worker speaks version 1 and cannot answer {line!r}"
        print(answer, flush=True)
