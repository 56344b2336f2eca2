# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Benchmarks with pandas and matplotlib
#
# Everything here is made from the tables in `../data`, written by `perfstat export csv`. No cleaning is needed: one fact per
# row, empty cells for what is absent, units in a column.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

plt.rcParams.update({
    "figure.dpi": 80, "savefig.dpi": 80, "font.size": 10, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.25, "legend.frameon": False})
BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#777777"
data = "../data"
samples = pd.read_csv(f"{data}/samples.csv", parse_dates=["date"])
comparisons = pd.read_csv(f"{data}/comparisons.csv")
intervals = pd.read_csv(f"{data}/intervals.csv")
bootstrap = pd.read_csv(f"{data}/bootstrap.csv")
noise = pd.read_csv(f"{data}/noise.csv")
history = pd.read_csv(f"{data}/history.csv", parse_dates=["date"])
changes = pd.read_csv(f"{data}/changes.csv")
print(f"{len(samples):,} samples, {samples.run.nunique()} jobs, {samples.benchmark.nunique()} benchmarks")

# %% [markdown]
# ## Samples by execution
#
# The spread between executions and jobs is far larger than within one: this is why a gate must not rest on the samples of one
# process.

# %%
name = "dot/AVX2/1000"
one = samples[samples.benchmark == name]
jobs = list(one.sort_values("date").run.unique())
fig, ax = plt.subplots(figsize=(9, 3.6))
for position, job in enumerate(jobs):
    for execution, part in one[one.run == job].groupby("execution"):
        x = position + (execution - 2) * 0.16
        ax.plot(np.full(len(part), x), part.value, ".", ms=3, color=BLUE, alpha=0.6)
ax.set(xlabel="job, executions side by side", ylabel=f"{name}, {one.unit.iloc[0]}", title="Every raw sample")
fig.tight_layout()
fig.savefig("../figures/samples.png")

# %% [markdown]
# ## Intervals
#
# The deciding interval is the hull of two: the noise model's and the bootstrap's. Red where the whole interval lies beyond +5 %.

# %%
rows = comparisons.dropna(subset=["ratio"]).sort_values("ratio").reset_index(drop=True)
fig, ax = plt.subplots(figsize=(9, 0.22 * len(rows) + 1.2))
for y, row in rows.iterrows():
    colour = {"fail": ORANGE, "improved": BLUE}.get(row.verdict, GREY)
    ax.plot([100 * (row.lower - 1), 100 * (row.upper - 1)], [y, y], color=colour, lw=2)
    ax.plot(100 * (row.ratio - 1), y, "o", color=colour, ms=4)
for threshold in (2, 5):
    ax.axvline(threshold, color="k", lw=0.8, ls=":" if threshold == 2 else "--")
ax.axvline(0, color="k", lw=0.6)
ax.set_yticks(range(len(rows)), rows.benchmark, fontsize=8)
ax.set(xlabel="change of cost, %; dotted: 2 %, dashed: 5 %", title="95 % intervals")
fig.tight_layout()
fig.savefig("../figures/intervals.png")

# %% [markdown]
# ## Bootstrap distributions

# %%
fig, ax = plt.subplots(figsize=(9, 3.2))
worst = rows.sort_values("ratio").benchmark.iloc[[0, len(rows) // 2, len(rows) - 1]]
for colour, benchmark in zip([BLUE, GREY, ORANGE], worst):
    part = bootstrap[bootstrap.benchmark == benchmark]
    middle = 100 * ((part.ratio.values[1:] + part.ratio.values[:-1]) / 2 - 1)
    density = np.diff(part.probability) / np.maximum(np.diff(100 * part.ratio), 1e-9)
    ax.step(middle, density, where="mid", color=colour, label=benchmark)
ax.axvline(5, color="k", lw=0.8, ls="--")
ax.set(xlabel="change of cost, %", ylabel="density", title="Bootstrap distribution of the effect")
ax.legend()
fig.tight_layout()
fig.savefig("../figures/bootstrap.png")

# %% [markdown]
# ## Noise against duration, with shrinkage
#
# Arrows lead from what a benchmark's own jobs say to what is believed after pooling with its siblings.

# %%
fig, ax = plt.subplots(figsize=(9, 3.8))
x = 10 ** noise.log10_duration_ns
ax.plot(x, 100 * noise.prior_sd, ".", color=GREY, ms=3, label="expected at this duration")
for i, row in noise.iterrows():
    ax.annotate("", (x[i], 100 * row.moderated_sd), (x[i], 100 * row.sd),
                arrowprops=dict(arrowstyle="->", color=BLUE, lw=1))
ax.plot(x, 100 * noise.sd, "o", color=BLUE, ms=3, label="own jobs alone")
ax.set(xscale="log", yscale="log", xlabel="duration, ns", ylabel="SD between jobs, %", title="Noise model of the runner")
ax.legend()
fig.tight_layout()
fig.savefig("../figures/noise.png")

# %% [markdown]
# ## Trend with the range of commits

# %%
part = history[history.series == name].sort_values("index")
fig, ax = plt.subplots(figsize=(9, 3.2))
ax.plot(part["index"], part.value, "o", ms=4, color=BLUE)
for _, change in changes[changes.series == name].iterrows():
    ax.axvspan(change["first"] - 0.5, change["last"] + 0.5, color=ORANGE, alpha=0.2)
    ax.axvline(change["index"] - 0.5, color=ORANGE)
    ax.annotate(f"{100 * (change.ratio - 1):+.1f} % ({100 * (change.lower - 1):+.1f} .. {100 * (change.upper - 1):+.1f})",
                (change["index"], part.value.max()), xytext=(4, 0), textcoords="offset points", color=ORANGE)
ax.set(xlabel="commit, in order", ylabel=f"{name}, {part.unit.iloc[0]}", title="Where it began")
fig.tight_layout()
fig.savefig("../figures/trend.png")

# %% [markdown]
# ## What could be detected
#
# Smallest change found with power 0.8, as a function of the noise and the number of current jobs (six in the baseline; normal
# quantiles, so slightly optimistic for few jobs).

# %%
fig, ax = plt.subplots(figsize=(9, 3.2))
sd = np.linspace(0.002, 0.1, 100)
for jobs_now, colour in [(1, ORANGE), (3, BLUE), (10, GREY)]:
    se = sd * np.sqrt(1 / jobs_now + 1 / 6)
    ax.plot(100 * sd, 100 * (np.exp(np.log(1.05) + (1.96 + 0.84) * se) - 1), color=colour, label=f"{jobs_now} current jobs")
ax.plot(100 * noise.moderated_sd, np.zeros(len(noise)), "|", color="k", ms=10, label="benchmarks here")
ax.set(xlabel="SD between jobs, %", ylabel="smallest change found, %", title="Detectable effect", ylim=(0, 50))
ax.legend()
fig.tight_layout()
fig.savefig("../figures/detectable.png")
