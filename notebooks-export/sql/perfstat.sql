-- The same tables in SQL. `make notebooks` runs this file with DuckDB.
CREATE VIEW samples AS SELECT * FROM read_csv('notebooks-export/data/samples.csv');
CREATE VIEW comparisons AS SELECT * FROM read_csv('notebooks-export/data/comparisons.csv');
CREATE VIEW noise AS SELECT * FROM read_csv('notebooks-export/data/noise.csv');
CREATE VIEW changes AS SELECT * FROM read_csv('notebooks-export/data/changes.csv');

-- How much was measured?
SELECT count(*) AS samples, count(DISTINCT run) AS jobs, count(DISTINCT benchmark) AS benchmarks FROM samples;

-- Fastest half of each execution, then the spread between executions and between jobs of one benchmark.
WITH ranked AS (
  SELECT benchmark, run, execution, value,
    row_number() OVER execution_order AS place, count(*) OVER (PARTITION BY benchmark, run, execution) AS n
  FROM samples WINDOW execution_order AS (PARTITION BY benchmark, run, execution ORDER BY value)
), located AS (
  SELECT benchmark, run, execution, ln(avg(value)) AS l FROM ranked WHERE place <= (n + 1) // 2 GROUP BY ALL
), jobs AS (
  SELECT benchmark, run, avg(l) AS l, var_samp(l) AS between_executions FROM located GROUP BY ALL
)
SELECT benchmark, round(100 * sqrt(avg(between_executions)), 2) AS sd_executions_percent,
  round(100 * stddev_samp(l), 2) AS sd_jobs_percent
FROM jobs GROUP BY benchmark ORDER BY sd_jobs_percent DESC LIMIT 10;

-- What was decided, and how sure is it?
SELECT benchmark, verdict, round(100 * (ratio - 1), 1) AS change_percent,
  round(100 * (lower - 1), 1) AS lower_percent, round(100 * (upper - 1), 1) AS upper_percent
FROM comparisons WHERE ratio IS NOT NULL ORDER BY ratio DESC LIMIT 10;

-- Since when?
SELECT series, commit, good, bad, round(100 * (ratio - 1), 1) AS change_percent, status
FROM changes WHERE reported ORDER BY ratio DESC;
