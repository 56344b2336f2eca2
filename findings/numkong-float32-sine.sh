#!/usr/bin/env bash
# NumKong 7.8.6: the sine and cosine of float32 are up to 60 units in the last place off on [-4, 4], and the sine of 1e30 is infinite.
#
# Its vector instructions make it twice as fast there as libraries that are within 1 or 2 units, so a table of times alone compares
# different functions: an error of 3.6e-6 is that of 18 bits, not of float32's 24. From about 1e5 radians on hundreds of units are lost, and
# numbers far beyond that do not stay within [-1, 1]. Its greatest and least skip NaN, where numpy's give NaN. All three are the same with
# its serial, AVX2 and AVX-512 code.
#
# Seen (2026-11) with numpy 2.4.6: sine 59.9 units off, sine of 1e30 inf, max of [1, nan, 2] 2.0 and numpy's nan.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install -q numkong==7.8.6 numpy==2.4.6
venv/bin/python - <<'PYTHON'
import numkong
import numpy as np

angles = np.random.default_rng(1).uniform(-4, 4, 1_000_000).astype(np.float32)
sines = np.empty_like(angles)
numkong.sin(angles, out=sines)
exact = np.sin(angles.astype(np.float64))
units = np.abs(sines - exact) / np.spacing(np.abs(exact).astype(np.float32))
great = np.full(32, 1e30, np.float32)
numkong.sin(great.copy(), out=great)
holed = np.array([1, np.nan, 2], np.float32)
print(f"sine {units.max():.1f} units off, sine of 1e30 {great[0]}, max {numkong.max(holed)} and numpy's {np.max(holed)}")
assert units.max() > 20
assert np.isinf(great[0])
assert numkong.max(holed) == 2 and np.isnan(np.max(holed))
PYTHON
