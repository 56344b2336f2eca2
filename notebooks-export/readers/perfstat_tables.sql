-- Tables of `perfstat export csv` in DuckDB with their types: .read perfstat_tables.sql, then for example
--   SELECT benchmark, median(value) FROM perfstat_samples('tables/samples.csv') GROUP BY benchmark;
-- Texts stay texts, whatever they look like. Made by make_sql.py.

CREATE OR REPLACE MACRO perfstat_samples(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'runner': 'VARCHAR',
    'commit': 'VARCHAR',
    'date': 'TIMESTAMPTZ',
    'run': 'VARCHAR',
    'benchmark': 'VARCHAR',
    'execution': 'BIGINT',
    'iteration': 'BIGINT',
    'value': 'DOUBLE',
    'unit': 'VARCHAR',
    'metric': 'VARCHAR',
    'better': 'VARCHAR',
    'batch': 'BIGINT',
    'elements': 'BIGINT',
    'within': 'VARCHAR',
    'definition': 'VARCHAR',
    'role': 'VARCHAR',
    'lower': 'DOUBLE',
    'upper': 'DOUBLE',
    'level': 'DOUBLE',
    'reason': 'VARCHAR'});

CREATE OR REPLACE MACRO perfstat_locations(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'runner': 'VARCHAR',
    'commit': 'VARCHAR',
    'date': 'TIMESTAMPTZ',
    'run': 'VARCHAR',
    'benchmark': 'VARCHAR',
    'execution': 'BIGINT',
    'metric': 'VARCHAR',
    'unit': 'VARCHAR',
    'statistic': 'VARCHAR',
    'samples': 'BIGINT',
    'location': 'DOUBLE',
    'log_location': 'DOUBLE',
    'squared_relative_error': 'DOUBLE'});

CREATE OR REPLACE MACRO perfstat_comparisons(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'benchmark': 'VARCHAR',
    'metric': 'VARCHAR',
    'unit': 'VARCHAR',
    'better': 'VARCHAR',
    'verdict': 'VARCHAR',
    'ratio': 'DOUBLE',
    'lower': 'DOUBLE',
    'upper': 'DOUBLE',
    'level': 'DOUBLE',
    'p': 'DOUBLE',
    'adjusted_p': 'DOUBLE',
    'minimum_detectable_effect': 'DOUBLE',
    'jobs_to_decide': 'BIGINT',
    'standard_error': 'DOUBLE',
    'degrees_of_freedom': 'DOUBLE',
    'run_level_sd': 'DOUBLE',
    'baseline_value': 'DOUBLE',
    'baseline_jobs': 'BIGINT',
    'baseline_executions': 'BIGINT',
    'baseline_samples': 'BIGINT',
    'current_value': 'DOUBLE',
    'current_jobs': 'BIGINT',
    'current_executions': 'BIGINT',
    'current_samples': 'BIGINT',
    'reasons': 'VARCHAR',
    'notes': 'VARCHAR'});

CREATE OR REPLACE MACRO perfstat_intervals(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'benchmark': 'VARCHAR',
    'metric': 'VARCHAR',
    'method': 'VARCHAR',
    'level': 'DOUBLE',
    'estimate': 'DOUBLE',
    'lower': 'DOUBLE',
    'upper': 'DOUBLE'});

CREATE OR REPLACE MACRO perfstat_bootstrap(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'benchmark': 'VARCHAR',
    'metric': 'VARCHAR',
    'probability': 'DOUBLE',
    'ratio': 'DOUBLE'});

CREATE OR REPLACE MACRO perfstat_noise(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'runner': 'VARCHAR',
    'benchmark': 'VARCHAR',
    'metric': 'VARCHAR',
    'log10_duration_ns': 'DOUBLE',
    'jobs': 'BIGINT',
    'executions': 'DOUBLE',
    'samples': 'DOUBLE',
    'sd': 'DOUBLE',
    'degrees_of_freedom': 'DOUBLE',
    'prior_sd': 'DOUBLE',
    'moderated_sd': 'DOUBLE',
    'moderated_degrees_of_freedom': 'DOUBLE',
    'execution_sd': 'DOUBLE',
    'within_relative_error': 'DOUBLE',
    'prior_degrees_of_freedom': 'DOUBLE',
    'common_sd': 'DOUBLE',
    'kappa': 'DOUBLE',
    'nu': 'DOUBLE'});

CREATE OR REPLACE MACRO perfstat_changes(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'series': 'VARCHAR',
    'metric': 'VARCHAR',
    'unit': 'VARCHAR',
    'runner': 'VARCHAR',
    'points': 'BIGINT',
    'index': 'BIGINT',
    'commit': 'VARCHAR',
    'kind': 'VARCHAR',
    'ratio': 'DOUBLE',
    'lower': 'DOUBLE',
    'upper': 'DOUBLE',
    'value_before': 'DOUBLE',
    'value_after': 'DOUBLE',
    'first': 'BIGINT',
    'last': 'BIGINT',
    'good': 'VARCHAR',
    'bad': 'VARCHAR',
    'contrast': 'DOUBLE',
    'p': 'DOUBLE',
    'adjusted_p': 'DOUBLE',
    'part_of': 'BIGINT',
    'reported': 'BOOLEAN',
    'direction': 'VARCHAR',
    'status': 'VARCHAR',
    'negligible': 'BOOLEAN'});

CREATE OR REPLACE MACRO perfstat_history(path) AS TABLE
  SELECT * FROM read_csv(path, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {
    'runner': 'VARCHAR',
    'series': 'VARCHAR',
    'metric': 'VARCHAR',
    'index': 'BIGINT',
    'commit': 'VARCHAR',
    'date': 'TIMESTAMPTZ',
    'sample': 'BIGINT',
    'value': 'DOUBLE',
    'log_value': 'DOUBLE',
    'unit': 'VARCHAR',
    'direction': 'VARCHAR'});
