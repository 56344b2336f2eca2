#!/usr/bin/env python3
"""Two ways to join strings.

    perfstat bench --worker 'python3 join.py' --output join.jsonl
"""

from perfstat_worker import Benchmark, serve


def words():
    return [str(i) for i in range(1000)]


def append(words):
    text = ""
    for word in words:
        text += word
    return text


serve([
    Benchmark("join 1000 words", "".join, elements=1000, setup=words),
    Benchmark("append 1000 words", append, elements=1000, setup=words),
])
