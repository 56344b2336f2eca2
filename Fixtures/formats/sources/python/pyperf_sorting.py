import random

import pyperf

numbers = [random.Random(1).random() for _ in range(1024)]
runner = pyperf.Runner(processes=3, values=4, warmups=1, min_time=0.005)
runner.bench_func("sort 1024", sorted, numbers)
runner.bench_func("sum 1024", sum, numbers)
