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
import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

plt.rcParams.update({
    "figure.dpi": 72, "savefig.dpi": 110, "font.size": 10, "axes.titlesize": 11, "axes.titlelocation": "left",
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#e6e6e6", "grid.linewidth": 0.8, "legend.frameon": False, "figure.constrained_layout.use": True})
BLUE, ORANGE, GREEN, GREY = "#0072b2", "#d55e00", "#009e73", "#777777"
VERDICTS = {"fail": ORANGE, "warn": "#e69f00", "inconclusive": GREY, "pass": GREEN, "improved": BLUE}

# %% [markdown]
# `datapackage.json` says what type each column has, so that a column of commit ids made of digits alone stays text. By default
# pandas reads some numbers one bit off and takes a name such as `NA` for absent; the last options mend that.

# %%
PANDAS = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def table(name):
    with open("../data/datapackage.json") as file:
        resource = next(r for r in json.load(file)["resources"] if r["name"] == name)
    fields = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
    return pd.read_csv(
        f"../data/{resource['path']}", dtype={c: PANDAS[t] for c, t in fields.items() if t != "datetime"},
        parse_dates=[c for c, t in fields.items() if t == "datetime"], keep_default_na=False, na_values=[""],
        float_precision="round_trip")


samples, comparisons, bootstrap = table("samples"), table("comparisons"), table("bootstrap")
noise, history, changes = table("noise"), table("history"), table("changes")
print(f"{len(samples):,} samples, {samples.run.nunique()} jobs, {samples.benchmark.nunique()} benchmarks")
samples.dtypes

# %% [markdown]
# ## Samples by execution
#
# Each group of dots is one process. The spread between processes and between jobs is larger than within one: this is why a
# gate must not rest on the samples of a single process.

# %%
name = "dot/AVX2/1000"
one = samples[samples.benchmark == name].sort_values(["date", "execution", "iteration"])
jobs = list(one.run.unique())
change = changes[(changes.series == name) & changes.reported].iloc[0]
fig, ax = plt.subplots(figsize=(9, 3.8))
for (run, execution), part in one.groupby(["run", "execution"], sort=False):
    place = jobs.index(run)
    x = place + (execution - 2) * 0.16
    colour = ORANGE if place >= change["index"] else BLUE
    ax.plot(np.full(len(part), x), part.value, ".", ms=4, color=colour, alpha=0.45, mec="none")
    ax.plot([x - 0.06, x + 0.06], [part.value.median()] * 2, color=colour, lw=1.6)
top = one.value.quantile(0.99)
beyond = int((one.value > 1.05 * top).sum())
ax.set_ylim(0.97 * one.value.min(), 1.05 * top)
ax.set_xticks(range(len(jobs)), one.drop_duplicates("run").commit, fontsize=8)
ax.grid(False, axis="x")
ax.set(xlabel="commit; five processes side by side, bar = median", ylabel=f"time per operation, {one.unit.iloc[0]}",
       title=f"Every raw sample of {name}" + (f" ({beyond} of {len(one)} lie above the frame)" if beyond else ""))
fig.savefig("../figures/samples.png")

# %% [markdown]
# ## Intervals
#
# The deciding interval is the hull of two: the noise model's and the bootstrap's. A benchmark fails where the whole interval
# lies beyond +5 % and passes where its upper end stays below.

# %%
rows = comparisons.dropna(subset=["ratio"]).sort_values("ratio").reset_index(drop=True)
percent = lambda ratio: 100 * (ratio - 1)
fig, ax = plt.subplots(figsize=(9, 0.24 * len(rows) + 1.2))
for y, row in rows.iterrows():
    colour = VERDICTS[row.verdict]
    ax.plot([percent(row.lower), percent(row.upper)], [y, y], color=colour, lw=2, solid_capstyle="butt")
    ax.plot(percent(row.ratio), y, "o", color=colour, ms=5, mec="white", mew=0.6)
    ax.annotate(f"{percent(row.ratio):+.1f} ({percent(row.lower):+.1f} to {percent(row.upper):+.1f})", (1.01, y),
                xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color=colour, annotation_clip=False)
for threshold, style in ((0, "-"), (2, ":"), (5, "--")):
    ax.axvline(threshold, color="k", lw=0.9, ls=style, zorder=1)
    ax.annotate(f"{threshold} %" if threshold else "0", (threshold, 1), xycoords=("data", "axes fraction"), xytext=(0, 2),
                textcoords="offset points", ha="center", va="bottom", fontsize=8)
ax.set_yticks(range(len(rows)), rows.benchmark, fontsize=8)
ax.set_ylim(-0.7, len(rows) - 0.3)
ax.grid(False, axis="y")
ax.set_xlabel("change of cost, %")
ax.set_title("Effect and 95 % interval, three current jobs against six", pad=16)
ax.legend(handles=[plt.Line2D([], [], color=c, marker="o", lw=2, label=v) for v, c in VERDICTS.items() if (rows.verdict == v).any()],
          loc="lower right", fontsize=8)
fig.savefig("../figures/intervals.png")

# %% [markdown]
# ## Bootstrap distributions
#
# `bootstrap.csv` holds the quantiles of each distribution; a Gaussian kernel makes a density of them.


# %%
def density(values, grid):
    spread = min(values.std(), (values.quantile(0.75) - values.quantile(0.25)) / 1.34)
    width = 1.06 * spread * len(values) ** -0.2
    return np.exp(-0.5 * ((grid[:, None] - values.to_numpy()) / width) ** 2).mean(axis=1) / (width * np.sqrt(2 * np.pi))


chosen = [b for b in rows.benchmark if b.split("/")[0] in ("dot", "max")]
fig, ax = plt.subplots(figsize=(9, 0.55 * len(chosen) + 1.1))
everything = percent(bootstrap[bootstrap.benchmark.isin(chosen)].ratio)
grid = np.linspace(everything.min() - 3, everything.max() + 3, 600)
for y, benchmark in enumerate(chosen):
    curve = density(percent(bootstrap[bootstrap.benchmark == benchmark].ratio), grid)
    colour = VERDICTS[rows.verdict[rows.benchmark == benchmark].iloc[0]]
    ax.fill_between(grid, y, y + 0.95 * curve / curve.max(), color=colour, alpha=0.35, lw=0, zorder=2 * len(chosen) - y)
    ax.plot(grid, y + 0.95 * curve / curve.max(), color=colour, lw=1.2, zorder=2 * len(chosen) - y)
for threshold, style in ((0, "-"), (2, ":"), (5, "--")):
    ax.axvline(threshold, color="k", lw=0.9, ls=style)
ax.set_yticks(range(len(chosen)), chosen, fontsize=8)
ax.set(xlabel="change of cost, %; dotted 2 %, dashed 5 %; each curve scaled to its own height",
       title="Bootstrap distribution of the effect, coloured by verdict")
ax.legend(handles=[plt.Line2D([], [], color=c, lw=2, label=v) for v, c in VERDICTS.items()
                   if (rows.verdict[rows.benchmark.isin(chosen)] == v).any()], loc="lower right", fontsize=8)
fig.savefig("../figures/bootstrap.png")

# %% [markdown]
# ## Noise against duration, with shrinkage
#
# Lines lead from what a benchmark's own jobs say (open) to what is believed after pooling with its siblings (full). A prior worth
# few degrees of freedom moves little.

# %%
known = noise.dropna(subset=["log10_duration_ns"]).sort_values("log10_duration_ns")
x = 10 ** known.log10_duration_ns
fig, ax = plt.subplots(figsize=(9, 3.8))
ax.plot(x, 100 * known.prior_sd, color=GREY, lw=1.2, label="expected at this duration")
for at, own, moderated in zip(x, known.sd, known.moderated_sd):
    ax.annotate("", (at, 100 * moderated), (at, 100 * own), arrowprops=dict(arrowstyle="-", color=BLUE, lw=1.2, shrinkA=0, shrinkB=0))
ax.plot(x, 100 * known.sd, "o", color="white", mec=BLUE, ms=5, label="own jobs alone")
ax.plot(x, 100 * known.moderated_sd, "o", color=BLUE, ms=3.5, label="after pooling")
ax.set(xscale="log", yscale="log", xlabel="duration of one operation, ns", ylabel="SD between jobs, %",
       title=f"Noise of the runner: {known.jobs.iloc[0]} jobs, prior worth {known.prior_degrees_of_freedom.iloc[0]:.1f} degrees of freedom")
for axis, ticks in ((ax.xaxis, [5, 10, 20, 50, 100, 200, 500, 1000]), (ax.yaxis, [0.1, 0.2, 0.5, 1, 2, 5])):
    axis.set_major_locator(plt.FixedLocator(ticks))
    axis.set_minor_locator(plt.NullLocator())
    axis.set_major_formatter("{x:g}")
ax.legend()
fig.savefig("../figures/noise.png")

# %% [markdown]
# ## Trend with the range of commits

# %%
part = history[history.series == name].sort_values("index")
found = changes[(changes.series == name) & changes.reported].sort_values("index")
bounds = [part["index"].min(), *found["index"], part["index"].max() + 1]
fig, ax = plt.subplots(figsize=(9, 3.4))
for start, end in zip(bounds, bounds[1:]):
    level = np.exp(part.log_value[(part["index"] >= start) & (part["index"] < end)].median())
    ax.plot([start - 0.4, end - 0.6], [level, level], color=GREY, lw=2)
for _, row in found.iterrows():
    ax.axvspan(row["first"] - 0.5, row["last"] + 0.5, color=ORANGE, alpha=0.18, lw=0)
    ax.annotate(f"{percent(row.ratio):+.1f} % ({percent(row.lower):+.1f} to {percent(row.upper):+.1f})\nafter {row.good}, by {row.bad}; {row.status}",
                (row["first"] - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(-6, -4), textcoords="offset points",
                ha="right", va="top", color=ORANGE, fontsize=9)
ax.plot(part["index"], part.value, "o", ms=5, color=BLUE, mec="white", mew=0.6)
ax.set_xticks(part["index"].drop_duplicates(), part.drop_duplicates("index").commit, fontsize=8)
ax.grid(False, axis="x")
ax.set(xlabel="commit", ylabel=f"time per operation, {part.unit.iloc[0]}", title=f"{name}: where it began (shaded: commits in which it may have)")
fig.savefig("../figures/trend.png")

# %% [markdown]
# ## What could be detected
#
# The dots are `minimum_detectable_effect` of the comparison. The curves carry them to other numbers of current jobs, with the
# variance of a job taken to be the same on both sides: SE(n)² is proportional to 1/baseline jobs + 1/n.

# %%
fig, ax = plt.subplots(figsize=(9, 3.8))
n = np.arange(1, 21)
backends = {b: c for b, c in zip(sorted(rows.benchmark.str.split("/").str[1].unique()), (BLUE, ORANGE, GREEN))}
for _, row in rows.iterrows():
    colour = backends[row.benchmark.split("/")[1]]
    se = np.sqrt((1 / row.baseline_jobs + 1 / n) / (1 / row.baseline_jobs + 1 / row.current_jobs))
    ax.plot(n, 100 * np.expm1(np.log(1.05) + (np.log1p(row.minimum_detectable_effect) - np.log(1.05)) * se), color=colour, lw=0.8, alpha=0.6)
    ax.plot(row.current_jobs, 100 * row.minimum_detectable_effect, "o", color=colour, ms=4, mec="white", mew=0.5)
ax.axhline(5, color="k", lw=0.9, ls="--")
ax.annotate("threshold of the gate", (20, 5), xytext=(0, -3), textcoords="offset points", ha="right", va="top", fontsize=8)
ax.set(xscale="log", xlim=(0.95, 21), ylim=(0, None), xlabel="current jobs (six in the baseline)",
       ylabel="slow-down found with power 0.8, %", title="Smallest detectable change, one curve per benchmark")
ax.set_xticks([1, 2, 3, 5, 10, 20], ["1", "2", "3", "5", "10", "20"])
ax.xaxis.set_minor_locator(plt.NullLocator())
ax.legend(handles=[plt.Line2D([], [], color=c, marker="o", lw=1, label=b) for b, c in backends.items()])
fig.savefig("../figures/detectable.png")
