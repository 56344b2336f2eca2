#!/usr/bin/env python3
"""Times the kernels beside numpy, and NumKong where it is installed, in one process, interleaved, and prints raw samples as CSV for
table.py.

Both write into an array that is there already (out=). Their figures include the call from Python, which
no user of theirs can avoid and which dominates at 1,000 elements; compare arithmetic at 100,000.
Needs numpy and clang. Usage: beside_numpy.py [elements [samples [float|double]]]
"""
import ctypes
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

try:
    import numkong
except ImportError:
    numkong = None

elements = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
samples = int(sys.argv[2]) if len(sys.argv) > 2 else 30
is_double = len(sys.argv) > 3 and sys.argv[3] == "double"
number, parameter = (np.float64, ctypes.c_double) if is_double else (np.float32, ctypes.c_float)
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
    _fields_ = [("name", ctypes.c_char_p), ("kernels", ctypes.POINTER(ctypes.c_void_p)),
                ("multiply", ctypes.c_void_p), ("doubles", ctypes.POINTER(ctypes.c_void_p))]


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
a, b = (random.uniform(0.01, 4, elements).astype(number) for _ in range(2))
out = np.empty_like(a)
pointer = ctypes.c_void_p
half = number(0.5)
beside = {
    "add": lambda: np.add(a, b, out=out), "sub": lambda: np.subtract(a, b, out=out), "mul": lambda: np.multiply(a, b, out=out),
    "div": lambda: np.divide(a, b, out=out), "scale": lambda: np.multiply(a, half, out=out),
    "abs": lambda: np.abs(a, out=out), "maximum": lambda: np.maximum(a, b, out=out),
    "sqrt": lambda: np.sqrt(a, out=out), "floor": lambda: np.floor(a, out=out),
    "exp": lambda: np.exp(a, out=out), "ln": lambda: np.log(a, out=out),
    "log2": lambda: np.log2(a, out=out), "log10": lambda: np.log10(a, out=out),
    "sin": lambda: np.sin(a, out=out), "cos": lambda: np.cos(a, out=out),
    "tan": lambda: np.tan(a, out=out), "tanh": lambda: np.tanh(a, out=out),
    "pow": lambda: np.power(a, b, out=out), "sum": lambda: np.sum(a), "max": lambda: np.max(a),
    "min": lambda: np.min(a), "mean": lambda: np.mean(a), "normL2": lambda: np.linalg.norm(a),
    "variance": lambda: np.var(a), "dot": lambda: np.dot(a, b), "argmax": lambda: np.argmax(a),
}
numkong_beside = {
    "add": lambda: numkong.add(a, b, out=out), "mul": lambda: numkong.multiply(a, b, out=out),
    "scale": lambda: numkong.scale(a, alpha=0.5, beta=0, out=out), "sin": lambda: numkong.sin(a, out=out),
    "cos": lambda: numkong.cos(a, out=out), "sum": lambda: numkong.sum(a), "max": lambda: numkong.max(a),
    "min": lambda: numkong.min(a), "normL2": lambda: numkong.norm(a), "dot": lambda: numkong.dot(a, b),
    "argmax": lambda: numkong.argmax(a),
} if numkong else {}


def own(table, name):
    kernel = pointer((table.doubles if is_double else table.kernels)[operations[name]])
    form = kernels.trueno_describe(operations[name]).contents.form
    x, y, z = (pointer(v.ctypes.data) for v in (a, b, out))
    n = ctypes.c_size_t(elements)
    if form == 0:
        repeat = kernels.trueno_repeat_double_map if is_double else kernels.trueno_repeat_map
        return lambda times: repeat(kernel, z, x, y, pointer(), n, parameter(0.5), parameter(0.75), ctypes.c_size_t(times))
    if form == 1:
        repeat = kernels.trueno_repeat_double_reduce if is_double else kernels.trueno_repeat_reduce
        return lambda times: repeat(kernel, x, y, n, ctypes.c_size_t(times))
    return lambda times: kernels.trueno_repeat_search(kernel, x, n, ctypes.c_size_t(times))


def repeated(call):
    def run(times):
        for _ in range(times):
            call()
    return run


print("benchmark,run,iteration,value,unit")
for name, call in beside.items():
    if is_double and not tables[0].doubles[operations[name]]:
        continue
    contenders = [(t.name.decode(), own(t, name)) for t in tables] + [("numpy", repeated(call))]
    if name in numkong_beside:
        contenders.append(("NumKong", repeated(numkong_beside[name])))
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
