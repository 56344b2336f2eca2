#!/usr/bin/env python3
"""Makes reference.json: duets judged by numpy and scipy, from the formulas of docs/duet.md.

Independent of the Swift code: quantiles and distributions are scipy's, the moderation is
written out here. Run: python3 make_reference.py > reference.json
"""

import json

import numpy as np
from scipy import special, stats

TAU, KAPPA, NU = 0.005, 1.0, 8.0


def trigamma_inverse(x):
    y = 0.5 + 1 / x
    for _ in range(100):
        step = special.polygamma(1, y) * (1 - special.polygamma(1, y) / x)
        step /= special.polygamma(2, y)
        y += step
        if -step / y < 1e-12:
            break
    return y


def moderate(s2, d):
    """Smyth 2004 without a trend; d0 capped at 20 after s0 is known."""
    e = np.log(s2) - special.digamma(d / 2) + np.log(d / 2)
    excess = e.var(ddof=1) - special.polygamma(1, d / 2).mean()
    if excess > 0:
        d0 = 2 * trigamma_inverse(excess)
        s0 = np.exp(e.mean() + special.digamma(d0 / 2) - np.log(d0 / 2))
    else:
        d0, s0 = np.inf, s2.mean()
    d0 = min(d0, 20.0)
    return (d0 * s0 + d * s2) / (d0 + d), np.minimum(d0 + d, d.sum())


def holm(p):
    order = np.argsort(p, kind="stable")
    result = np.empty(len(p))
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1, (len(p) - rank) * p[index]))
        result[index] = largest
    return result


def judge(base, head, share=1.0):
    values = [[np.median(np.log(np.array(h) / np.array(b))) for b, h in zip(bs, hs)]
              for bs, hs in zip(base, head)]
    pairs = np.array([len(v) for v in values])
    difference = np.array([np.mean(v) for v in values])
    s2 = np.array([np.var(v, ddof=1) for v in values])
    d = pairs - 1.0
    many = len(values) >= 8
    variance, df = moderate(s2, d) if many else (s2, d)
    shift = np.median(difference) if many else 0.0
    used = np.clip(shift, -3 * TAU, 3 * TAU)
    own = variance / pairs
    # pi/2: variance of a median of normal values, in variances of their mean.
    se = np.sqrt(own + (1.57 * np.median(own) / len(own) if many else TAU**2))
    adjusted = difference - used
    tail = (1 - (1 - 0.05 * share)) / 2
    zq = KAPPA * stats.t.isf(tail, NU)
    width = stats.t.isf(stats.norm.sf(zq), df) * se
    t = adjusted / se
    # Normal score; beyond exp(-30) the normative substitute sqrt(-2 ln P).
    upper = stats.t.sf(np.abs(t), df)
    z = np.where(upper < np.exp(-30), np.sqrt(-2 * np.log(upper)), stats.norm.isf(upper))
    p = stats.t.sf(np.sign(t) * z / KAPPA, NU)
    return {
        "shift": shift, "shiftUsed": used, "values": values,
        "difference": difference.tolist(), "variance": variance.tolist(),
        "degreesOfFreedom": df.tolist(), "standardError": se.tolist(),
        "lower": (adjusted - width).tolist(), "upper": (adjusted + width).tolist(),
        "p": p.tolist(), "adjustedP": holm(p).tolist(),
    }


def measure(random, benchmarks, pairs, samples, changes):
    base, head = [], []
    for b in range(benchmarks):
        typical = 10 ** random.uniform(1, 5)
        change = changes.get(b, 0.0)
        spread = 0.01 * np.exp(random.normal(0, 1))
        bs, hs = [], []
        for _ in range(pairs[b]):
            layout = random.normal(0, spread, 2)
            drift = random.normal(0, 0.1, samples)
            bs.append([float(f"{x:.6g}") for x in typical * np.exp(
                layout[0] + drift + random.normal(0, 0.01, samples))])
            hs.append([float(f"{x:.6g}") for x in typical * np.exp(
                layout[1] + drift + change + random.normal(0, 0.01, samples))])
        base.append(bs)
        head.append(hs)
    return base, head


def case(name, seed, benchmarks, pairs, samples, changes, share=1.0, most=None):
    base, head = measure(np.random.default_rng(seed), benchmarks, pairs, samples, changes)
    return {"name": name, "most": most or max(pairs), "base": base, "head": head,
            "expected": judge(base, head, share)}


def share(pairs, most):
    return float(np.log1p((np.e - 1) * pairs / most))


cases = [
    case("nine benchmarks", 1, 9, [10] * 9, 10, {0: 0.14, 3: 0.03}),
    case("nine benchmarks, unequal pairs", 2, 9, [10, 9, 8, 10, 10, 5, 10, 10, 3], 7, {5: -0.1}),
    case("whole suite shifted", 3, 8, [6] * 8, 5, {b: 0.05 for b in range(8)}),
    case("three benchmarks", 4, 3, [10, 6, 4], 10, {1: 0.2}),
    case("one benchmark", 5, 1, [10], 10, {0: 0.12}),
    case("first of several looks", 6, 9, [10] * 9, 10, {0: 0.2}, share(10, 80), 80),
]
print(json.dumps({"cases": cases}))
