-- The same tables in SQL. `make notebooks` runs this file with DuckDB.
CREATE VIEW samples AS SELECT * FROM read_csv('notebooks-export/data/samples.csv');
CREATE VIEW comparisons AS SELECT * FROM read_csv('notebooks-export/data/comparisons.csv');
CREATE VIEW intervals AS SELECT * FROM read_csv('notebooks-export/data/intervals.csv');
CREATE VIEW bootstrap AS SELECT * FROM read_csv('notebooks-export/data/bootstrap.csv');
CREATE VIEW noise AS SELECT * FROM read_csv('notebooks-export/data/noise.csv');
CREATE VIEW changes AS SELECT * FROM read_csv('notebooks-export/data/changes.csv');
CREATE VIEW history AS SELECT * FROM read_csv('notebooks-export/data/history.csv');

-- How much was measured?
SELECT count(*) AS samples, count(DISTINCT run) AS jobs, count(DISTINCT benchmark) AS benchmarks,
  min(date)::DATE AS first_day, any_value(runner) AS runner FROM samples;

-- Fastest half of each execution, then the spread between executions and between jobs of one benchmark.
WITH ranked AS (
  SELECT benchmark, run, commit, execution, value,
    row_number() OVER execution_order AS place, count(*) OVER (PARTITION BY benchmark, run, execution) AS n
  FROM samples WHERE commit <= 'c12' WINDOW execution_order AS (PARTITION BY benchmark, run, execution ORDER BY value)
), located AS (
  SELECT benchmark, run, execution, ln(avg(value)) AS l FROM ranked WHERE place <= (n + 1) // 2 GROUP BY ALL
), jobs AS (
  SELECT benchmark, run, avg(l) AS l, var_samp(l) AS between_executions FROM located GROUP BY ALL
)
SELECT benchmark, round(100 * sqrt(avg(between_executions)), 2) AS sd_executions_percent,
  round(100 * stddev_samp(l), 2) AS sd_jobs_percent
FROM jobs GROUP BY benchmark ORDER BY sd_jobs_percent DESC, benchmark;

-- What was decided, and how sure is it?
SELECT benchmark, verdict, round(100 * (ratio - 1), 1) AS change_percent,
  round(100 * (lower - 1), 1) AS lower_percent, round(100 * (upper - 1), 1) AS upper_percent,
  round(100 * minimum_detectable_effect, 1) AS detectable_percent
FROM comparisons WHERE ratio IS NOT NULL ORDER BY ratio DESC, benchmark LIMIT 8;

-- Widths: the deciding interval is the hull of the other two.
SELECT benchmark, round(100 * max(upper - lower) FILTER (method = 'deciding'), 2) AS deciding_percent,
  round(100 * max(upper - lower) FILTER (method = 'noise model'), 2) AS noise_model_percent,
  round(100 * max(upper - lower) FILTER (method = 'bootstrap'), 2) AS bootstrap_percent
FROM intervals GROUP BY benchmark ORDER BY deciding_percent DESC, benchmark LIMIT 8;

-- Share of the resamples beyond 2 % and 5 %.
SELECT benchmark, round(avg((ratio > 1.02)::INT), 2) AS beyond_2_percent, round(avg((ratio > 1.05)::INT), 2) AS beyond_5_percent
FROM bootstrap GROUP BY benchmark ORDER BY beyond_5_percent DESC, beyond_2_percent DESC, benchmark LIMIT 8;

-- What pooling does to the SD between jobs.
SELECT benchmark, round(10 ** log10_duration_ns, 1) AS ns, round(100 * sd, 2) AS own_percent,
  round(100 * prior_sd, 2) AS expected_percent, round(100 * moderated_sd, 2) AS moderated_percent
FROM noise ORDER BY abs(ln(moderated_sd / sd)) DESC, benchmark LIMIT 8;

-- Since when?
SELECT series, commit, good, bad, round(100 * (ratio - 1), 1) AS change_percent,
  round(100 * (lower - 1), 1) AS lower_percent, round(100 * (upper - 1), 1) AS upper_percent, status
FROM changes WHERE reported ORDER BY ratio DESC;

-- The two levels of that series.
SELECT h.series, h.index >= c.index AS after, count(*) AS jobs, round(exp(median(h.log_value)), 2) AS level, any_value(h.unit) AS unit
FROM history h JOIN changes c ON h.series = c.series WHERE c.reported GROUP BY ALL ORDER BY after;
