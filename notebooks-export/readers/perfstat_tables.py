"""Reads tables of `perfstat export csv` with the types that `datapackage.json` beside them states.

    import perfstat_tables
    frame = perfstat_tables.pandas("tables/samples.csv")
    frame = perfstat_tables.polars("tables/samples.csv")
    relation = perfstat_tables.duckdb("tables/samples.csv")

Texts stay texts: a benchmark called `1e5`, `true`, `NA` or `2026-01-02`, or one with outer spaces, comes back as it is, also where a whole
column looks like numbers. An empty cell is absent. Needs only the library whose function is called. `FILE.csv.gz` is read as well.
"""

import json
import pathlib


def _fields(path):
    """Names and types of a table's columns, in their order."""
    path = pathlib.Path(path)
    package = json.loads((path.parent / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["path"] == path.name:
            return [(field["name"], field["type"]) for field in resource["schema"]["fields"]]
    raise ValueError(f"{path}: not in datapackage.json beside it")


def pandas(path):
    """A DataFrame; absent values are NA."""
    import pandas

    types = {"string": "string", "number": "float64", "integer": "Int64", "boolean": "boolean", "datetime": "string"}
    fields = _fields(path)
    frame = pandas.read_csv(
        path, dtype={name: types[kind] for name, kind in fields}, keep_default_na=False, na_values=[""], true_values=["true"],
        false_values=["false"], float_precision="round_trip")
    for name, kind in fields:
        if kind == "datetime":
            frame[name] = pandas.to_datetime(frame[name], utc=True)
    return frame


def polars(path):
    """A DataFrame; absent values are null."""
    import polars

    types = {"string": polars.String, "number": polars.Float64, "integer": polars.Int64, "boolean": polars.Boolean, "datetime": polars.String}
    fields = _fields(path)
    frame = polars.read_csv(path, schema={name: types[kind] for name, kind in fields}, null_values=[""])
    dates = [name for name, kind in fields if kind == "datetime"]
    return frame.with_columns(polars.col(dates).str.to_datetime(time_zone="UTC")) if dates else frame


def duckdb(path, connection=None):
    """A relation of `connection`, of the default one if none is given."""
    import duckdb

    types = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "datetime": "TIMESTAMPTZ"}
    columns = {name: types[kind] for name, kind in _fields(path)}
    # With all columns given the header is not guessed: `auto_detect` would take one for data.
    return (connection or duckdb).read_csv(
        str(path), header=True, columns=columns, auto_detect=False, quotechar='"', escapechar='"', delimiter=",", na_values=[""])
