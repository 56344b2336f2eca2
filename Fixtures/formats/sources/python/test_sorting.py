import random

import pytest

INPUT = random.Random(1)


@pytest.mark.parametrize("count", [64, 1024])
def test_sort(benchmark, count):
    numbers = [INPUT.random() for _ in range(count)]
    benchmark.pedantic(sorted, args=(numbers,), rounds=15, iterations=20, warmup_rounds=2)
