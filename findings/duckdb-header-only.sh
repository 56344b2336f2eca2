#!/usr/bin/env bash
# DuckDB 2.0.1: a table without rows gets a row if a column's name reads as a value.
#
# read_csv guesses whether the first line is a header by its types. A result table that has only its header is taken for data as
# soon as one name can be cast: `t` and `f` are truth values, `1` a number. A column for a statistic called `t` is enough.
# Give header = true and the columns' types.
#
# Seen (2026-11): "series,t,p" alone gives the columns column0, column1, column2 and one row; "series,contrast,p" gives none.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1
venv/bin/python - <<'P'
import duckdb
def rows(line, **options):
    open("out.csv", "w").write(line + "\n")
    relation = duckdb.read_csv("out.csv", **options)
    return relation.columns, relation.fetchall()
columns, found = rows("series,t,p")
assert len(found) == 1 and columns[0] == "column0", (columns, found)
assert rows("series,contrast,p") == (["series", "contrast", "p"], [])
assert rows("series,t,p", header=True) == (["series", "t", "p"], [])
print("series,t,p ->", columns, found)
P
