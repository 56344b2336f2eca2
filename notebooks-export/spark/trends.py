#!/usr/bin/env python3
"""Searches the histories of many series with Spark: each partition is one process `perfstat history --stream`.

    trends.py HISTORY OUTPUT [--state FOLDER] [--perfstat PATH] [--format csv|parquet] [--where SQL] [--one-file]
              [--partitions N] [--master local[2]] [--conf KEY=VALUE]

HISTORY is a file, a folder or a glob of CSV with a header (gzip too) or of Parquet, wherever Spark reads. Its columns are those of
a tidy history; `series`, `index` and `value` must be there. A series is of one metric and one runner. OUTPUT becomes a folder of
JSON lines in the order of their names, the same as `perfstat history HISTORY --format json` has for each series.

With --state the results are kept as Parquet, and the next run searches only series whose points are others than before.

Needs PySpark 3.5 or 4 and Java 17; on a cluster, perfstat at the same path on every worker and on the driver.
"""

import argparse
import collections
import concurrent.futures
import functools
import itertools
import json
import re
import subprocess
import sys
import tempfile

from pyspark import StorageLevel, TaskContext
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# The columns that tell a series, with what stands for an empty cell, and the others that perfstat reads.
IDENTITY = {"series": "", "metric": "time", "runner": ""}
OTHERS = ["index", "commit", "date", "value", "log_value", "unit", "direction"]

# What is known of a series. `p` is null where no noise decides: exact values, too few points.
RESULT = "series string, metric string, runner string, fingerprint string, line string, p double, points int"

# As in `perfstat history`: no change is reported whose p-value is larger than ALPHA; p-values up to LAMBDA of series of FEWEST points
# or more tell how conservative they are. RATE is the false discovery rate.
ALPHA, LAMBDA, FEWEST, RATE = 0.02, 0.05, 40, 0.05

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "FATAL",
    "spark.sql.session.timeZone": "UTC",
    # Two columns may differ in case only, a folder `runner=007` is not runner 7, and a record with a field too few is an error also
    # where that field is not asked for.
    "spark.sql.caseSensitive": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    # Rows are collected by sorting, which spills to disk; tables of hashes give up after 128 series and sort all the same.
    "spark.sql.execution.useObjectHashAggregateExec": "false",
}


def read(spark, path, form=None):
    """The rows of a history. CSV stays text, so that perfstat reads the same digits."""
    if form is None:
        names = spark.read.text(path).inputFiles()
        form = "parquet" if any(name.endswith((".parquet", ".parq", ".pq")) for name in names) else "csv"
    if form == "parquet":
        return spark.read.option("mergeSchema", True).parquet(path)
    return spark.read.options(header=True, escape='"', mode="FAILFAST", enforceSchema=False).csv(path)


def points(rows):
    """One line of CSV for each row, with its series and its place in it."""

    def text(name):
        """A column as text, null where there is none: numbers with digits that give them back, times in UTC."""
        if name not in rows.columns:
            return F.lit(None).cast("string")
        value, kind = F.col(name).cast("string"), rows.schema[name].dataType.typeName()
        return F.concat(F.translate(value, " ", "T"), F.lit("Z")) if kind.startswith("timestamp") else value

    def place(name):
        """A number to sort by. An index may be written 1.0, which is no bigint, or be longer than a double is exact."""
        whole = f"coalesce(try_cast(`{name}` as bigint), try_cast(try_cast(`{name}` as decimal(38,6)) as bigint))"
        return F.expr(whole if name in rows.columns else "null").alias(name)

    identity = [F.coalesce(F.nullif(text(name), F.lit("")), F.lit(default)).alias(name) for name, default in IDENTITY.items()]
    line = F.concat_ws(",", *[F.coalesce(quoted(text(name)), F.lit("")) for name in OTHERS])
    return rows.select(*identity, place("index"), place("sample"), line.alias("line"))


def quoted(text):
    return F.concat(F.lit('"'), F.replace(text, F.lit('"'), F.lit('""')), F.lit('"'))


def fingerprint(version):
    """Tells whether the points of a series are others than before, or the program is: their number and the sum of their hashes, which
    does not depend on their order. A decimal, because a sum of 64 bits overflows, which ANSI mode makes an error."""
    total = F.sum(F.xxhash64("line").cast("decimal(20,0)"))
    return F.concat_ws(" ", F.lit(version), F.count("line"), total).alias("fingerprint")


def texts(points, partitions, version):
    """The text of each series for perfstat, its rows by index, sample and text."""
    lines = "transform(array_sort(collect_list(struct(index, sample, line))), row -> row.line)"
    begin = F.concat_ws(",", *[quoted(F.col(name)) for name in IDENTITY], F.lit(""))
    return (
        points.repartition(partitions, *IDENTITY).groupBy(*IDENTITY)
        .agg(fingerprint(version), F.expr(lines).alias("lines")).withColumn("begin", begin)
        .select(*IDENTITY, "fingerprint", F.expr(r"concat(begin, array_join(lines, concat('\n', begin)), '\n')").alias("text")))


def search(perfstat):
    """A function from the texts of the series of a partition to their results. Both sides are streams: what is in memory is one
    series, and what lies in the pipes."""

    def run(series):
        first = next(series, None)
        if first is None:
            return
        fed, errors = collections.deque(), tempfile.TemporaryFile("w+", errors="replace")
        process = subprocess.Popen(
            [perfstat, "history", "--stream"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

        def feed():
            try:
                with process.stdin as pipe:
                    pipe.write((",".join([*IDENTITY, *OTHERS]) + "\n").encode())
                    for *key, text in itertools.chain([first], series):
                        fed.append(key)
                        pipe.write(text.encode())
            except BrokenPipeError:
                pass  # It ended early; its status and message say why.

        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            feeding = thread.submit(feed)
            try:
                for line in process.stdout:
                    found = json.loads(line)
                    # A float also where JSON has 1: Spark makes null of an integer in a column of doubles.
                    noisy = found["status"] == "analyzed" and found["scale"] != "exact"
                    yield *fed.popleft(), line.decode().rstrip(), float(found["p"]) if noisy else None, found["points"]
                feeding.result()
            except BaseException:
                process.kill()
                raise
        status = process.wait()
        errors.seek(0)
        message = " ".join(errors.read().split())
        if status != 0 or fed:
            raise RuntimeError(f"partition {TaskContext.get().partitionId()}: perfstat ended with {status}: {message}")
        if message:
            print(message, file=sys.stderr)

    return run


def judge(results):
    """A function that puts what depends on other series into a line: Benjamini-Hochberg over the series whose noise decides, their
    p-values scaled by what a family of them shows, then the same bound for each change (Benjamini and Bogomolov, 2014). A change of
    exact values has no p-value and is reported. Only p-values up to LAMBDA are collected: larger ones count as 1."""
    noisy = results.where("p is not null")
    low = noisy.where(F.col("p") <= LAMBDA).select("p", "points").collect()
    count, long = noisy.agg(F.count("p"), F.count(F.when(F.col("points") >= FEWEST, 1))).first()
    scale = min(1.0, (1 + sum(points >= FEWEST for _, points in low)) / (LAMBDA * long)) if long else 1.0

    def scaled(p, points):
        return 1.0 if p > LAMBDA else p * scale if points >= FEWEST else p

    bounds = [RATE * (k + 1) / count for k, p in enumerate(sorted(scaled(*row) for row in low)) if p <= RATE * (k + 1) / count]
    bound = bounds[-1] if bounds else 0.0

    def judged(line):
        series = json.loads(line)
        for change in series["changes"]:
            p = change["p"]
            own = None if p is None else scaled(p, series["points"])
            change["adjustedP"] = None if p is None else min(1.0, own * RATE / bound) if bound > 0 else 1.0
            change["reported"] = p is None or p <= ALPHA and own <= bound
            change["partOf"] = None
        return json.dumps(series, separators=(",", ":"), ensure_ascii=False)

    return judged


def location(spark, folder):
    """A folder wherever Spark writes, and its file system."""
    path = spark._jvm.org.apache.hadoop.fs.Path(folder)
    return path, path.getFileSystem(spark._jsc.hadoopConfiguration())


def finished(spark, state):
    """The numbers of the runs STATE/1, STATE/2 and so on that are whole. The last thing that Spark writes is `_SUCCESS`: a run that is
    killed before leaves the one before it in force, on every file system, also where no folder can be renamed."""
    path, files = location(spark, state)
    names = [entry.getPath().getName() for entry in files.listStatus(path)] if files.exists(path) else []
    return [int(name) for name in names if name.isdigit() and files.exists(location(spark, f"{state}/{name}/_SUCCESS")[0])]


def kept(spark, state, found):
    """What `found` makes of the newest results becomes the newest results; those before are removed."""
    before = finished(spark, state)
    last = max(before, default=0)
    newest = f"{state}/{last + 1}"
    found(spark.read.parquet(f"{state}/{last}") if before else None).write.mode("overwrite").parquet(newest)
    for run in before:
        path, files = location(spark, f"{state}/{run}")
        files.delete(path, True)
    return spark.read.parquet(newest)


def analyzed(points, perfstat, partitions, version, old):
    """The results of all series: those with the same fingerprint from before, the others searched."""
    same = [*IDENTITY, "fingerprint"]
    if old is not None:
        now = points.groupBy(*IDENTITY).agg(fingerprint(version)).persist()
        old = old.join(now, same, "left_semi")
        changed = now.join(old, same, "left_anti").select(*IDENTITY).persist()
        changed.count()  # With its size known, Spark sends a short list of names to the workers and need not shuffle all rows.
        points = points.join(changed, [*IDENTITY], "left_semi")
    found = texts(points, partitions, version).rdd.mapPartitions(search(perfstat))
    results = points.sparkSession.createDataFrame(found, RESULT, verifySchema=False)
    return results if old is None else results.unionByName(old)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("history")
    parser.add_argument("output")
    parser.add_argument("--state", metavar="FOLDER", help="keeps the results, so that only changed series are searched next time")
    parser.add_argument("--perfstat", default="perfstat", metavar="PATH")
    parser.add_argument("--format", choices=["csv", "parquet"], help="of the history; else by the names of its files")
    parser.add_argument("--where", default="true", metavar="SQL", help="only these rows, as \"branch = 'main'\"")
    parser.add_argument("--one-file", action="store_true", help="OUTPUT is one file of this machine instead of a folder")
    parser.add_argument("--partitions", type=int, metavar="N", help="processes in all; else eight for each core")
    parser.add_argument("--master", help="of the cluster; else as spark-submit says, or this machine")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark")
    options = parser.parse_args(arguments)

    settings = SETTINGS | dict(pair.split("=", 1) for pair in options.conf)
    builder = SparkSession.builder.appName("perfstat history").config(map=settings)
    spark = (builder.master(options.master) if options.master else builder).getOrCreate()
    options.partitions = options.partitions or 8 * spark.sparkContext.defaultParallelism
    version = subprocess.run([options.perfstat, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    path, files = location(spark, options.output)
    if not options.one_file and files.exists(path):
        sys.exit(f"{options.output}: expected a folder that does not exist yet")
    rows = read(spark, options.history, options.format).where(options.where)
    if missing := {"series", "index", "value"} - set(rows.columns):
        sys.exit(f"{options.history}: expected the columns {', '.join(sorted(missing))}, found {', '.join(rows.columns)}")

    found = functools.partial(analyzed, points(rows), options.perfstat, options.partitions, version)
    results = kept(spark, options.state, found) if options.state else found(None).persist(StorageLevel.DISK_ONLY)
    judged = judge(results)
    lines = results.orderBy(*IDENTITY).select("line").rdd.map(lambda row: (judged(row.line),))
    if options.one_file:
        with open(options.output, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for (line,) in lines.toLocalIterator())
    else:
        spark.createDataFrame(lines, "value string", verifySchema=False).write.text(options.output)
    spark.stop()


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        if told := re.search(r"RuntimeError: (partition \d+: .*)", str(error)):
            sys.exit(told[1])
        raise
