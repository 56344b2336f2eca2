#!/usr/bin/env python3
"""Times the kernels beside numpy in one process, interleaved, and prints raw samples as CSV for table.py.

numpy writes into an array that is there already (out=). Its figures include its call from Python, which
no user of numpy can avoid and which dominates at 1,000 elements; compare arithmetic at 100,000.
Needs numpy and clang. Usage: beside_numpy.py [elements [samples]]
"""
import ctypes
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

elements = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
samples = int(sys.argv[2]) if len(sys.argv) > 2 else 30
sources = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "CTruenoKernels"

with tempfile.TemporaryDirectory() as folder:
    library = f"{folder}/kernels.so"
    subprocess.run(
        ["clang", "-O2", "-fPIC", "-shared", f"-I{sources}/include", *map(str, sources.glob("*.c")), "-lm", "-o", library],
        check=True)
    kernels = ctypes.CDLL(library)


class Description(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("form", ctypes.c_int)]


class Table(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("kernels", ctypes.POINTER(ctypes.c_void_p))]


kernels.trueno_describe.restype = ctypes.POINTER(Description)
kernels.trueno_kernels.restype = ctypes.POINTER(Table)
operations = {}
for index in range(200):
    row = kernels.trueno_describe(index)
    if not row:
        break
    operations[row.contents.name.decode()] = index
tables = [t.contents for t in (kernels.trueno_kernels(b) for b in range(5)) if t]

random = np.random.default_rng(1)
a, b = (random.uniform(0.01, 4, elements).astype(np.float32) for _ in range(2))
out = np.empty_like(a)
pointer = ctypes.c_void_p
half = np.float32(0.5)
beside = {
    "add": lambda: np.add(a, b, out=out), "mul": lambda: np.multiply(a, b, out=out),
    "div": lambda: np.divide(a, b, out=out), "scale": lambda: np.multiply(a, half, out=out),
    "abs": lambda: np.abs(a, out=out), "maximum": lambda: np.maximum(a, b, out=out),
    "sqrt": lambda: np.sqrt(a, out=out), "floor": lambda: np.floor(a, out=out),
    "exp": lambda: np.exp(a, out=out), "ln": lambda: np.log(a, out=out),
    "log2": lambda: np.log2(a, out=out), "log10": lambda: np.log10(a, out=out),
    "sin": lambda: np.sin(a, out=out), "cos": lambda: np.cos(a, out=out),
    "tan": lambda: np.tan(a, out=out), "tanh": lambda: np.tanh(a, out=out),
    "pow": lambda: np.power(a, b, out=out), "sum": lambda: np.sum(a), "max": lambda: np.max(a),
    "dot": lambda: np.dot(a, b), "argmax": lambda: np.argmax(a),
}


def own(table, name):
    kernel = pointer(table.kernels[operations[name]])
    form = kernels.trueno_describe(operations[name]).contents.form
    x, y, z = (pointer(v.ctypes.data) for v in (a, b, out))
    n = ctypes.c_size_t(elements)
    if form == 0:
        return lambda times: kernels.trueno_repeat_map(
            kernel, z, x, y, pointer(), n, ctypes.c_float(0.5), ctypes.c_float(0.75), ctypes.c_size_t(times))
    if form == 1:
        return lambda times: kernels.trueno_repeat_reduce(kernel, x, y, n, ctypes.c_size_t(times))
    return lambda times: kernels.trueno_repeat_search(kernel, x, n, ctypes.c_size_t(times))


def repeated(call):
    def run(times):
        for _ in range(times):
            call()
    return run


print("benchmark,run,iteration,value,unit")
for name, call in beside.items():
    contenders = [(t.name.decode(), own(t, name)) for t in tables] + [("numpy", repeated(call))]
    times = []
    for _, run in contenders:
        count, spent = 1, 0.0
        while spent < 2e-4:
            count *= 2
            start = time.perf_counter()
            run(count)
            spent = time.perf_counter() - start
        times.append(count)
    for sample in range(samples):
        for (title, run), count in zip(contenders, times):
            start = time.perf_counter()
            run(count)
            print(f"{name}/{title}/{elements},numpy,{sample},{(time.perf_counter() - start) / count * 1e9:.3f},ns")
