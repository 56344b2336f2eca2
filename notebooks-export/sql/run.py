"""Runs perfstat.sql with DuckDB and prints every result: python notebooks-export/sql/run.py"""
import pathlib

import duckdb

script = pathlib.Path(__file__).with_name("perfstat.sql").read_text()
connection = duckdb.connect()
for statement in duckdb.extract_statements(script):
    result = connection.sql(statement.query)
    if result is not None:
        print(result)
