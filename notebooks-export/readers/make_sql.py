#!/usr/bin/env python3
"""Writes perfstat_tables.sql, DuckDB's macros for each table, from a datapackage.json: make_sql.py PACKAGE > perfstat_tables.sql"""

import json
import sys

TYPES = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "datetime": "TIMESTAMPTZ"}

print("-- Tables of `perfstat export csv` in DuckDB with their types: .read perfstat_tables.sql, then for example")
print("--   SELECT benchmark, median(value) FROM perfstat_samples('tables/samples.csv') GROUP BY benchmark;")
print("-- Texts stay texts, whatever they look like. Made by make_sql.py.")
for resource in json.load(open(sys.argv[1]))["resources"]:
    fields = resource["schema"]["fields"]
    columns = ",\n    ".join(f"'{f['name']}': '{TYPES[f['type']]}'" for f in fields)
    print(f"\nCREATE OR REPLACE MACRO perfstat_{resource['name']}(path) AS TABLE\n  SELECT * FROM read_csv(path, header = true, auto_detect = false, "
          f"delim = ',', quote = '\"', escape = '\"',\n    columns = {{\n    {columns}}});")
