#!/usr/bin/env bash
# ruptures 1.1.9: the searches that are called exact look at every fifth point only, unless told otherwise.
#
# `Pelt`, `Dynp` and `Binseg` have `jump=5` by default: a change may begin at a multiple of five. In a series of 0 up to point 22 and
# 1 from point 23 on, without any noise, all three answer 25. With `jump=1` they answer 23. Whoever compares change points of benchmarks with
# those of ruptures, or uses it to find the commit, is up to four commits off without a word.
#
# Seen (2026-11): default [25, 47] three times, jump=1 [23, 47] three times.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/pip -q install ruptures==1.1.9 >log.txt 2>&1
env/bin/python - <<'P'
import numpy as np
import ruptures as rpt
values = np.r_[np.zeros(23), np.ones(24)]
for options, expected in [({}, [25, 47]), ({"jump": 1}, [23, 47])]:
    answers = [
        rpt.Pelt(model="l2", **options).fit(values).predict(pen=1),
        rpt.Dynp(model="l2", **options).fit(values).predict(n_bkps=1),
        rpt.Binseg(model="l2", **options).fit(values).predict(n_bkps=1),
    ]
    assert all(answer == expected for answer in answers), (options, answers)
    print(options or "default", answers)
P
