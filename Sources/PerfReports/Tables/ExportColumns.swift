/// The tables with their columns.
extension ExportTable {
  private static let runColumns = [
    Column("runner", .string, "slug of the machine's fingerprint, empty where unknown"),
    Column("commit", .string, "commit id, empty where unknown"),
    Column("date", .datetime, "when the job was measured, UTC"),
    Column("run", .string, "identity of the job", required: true),
    Column("benchmark", .string, "name of the benchmark", required: true),
  ]
  private static let seriesColumns = [
    Column("benchmark", .string, "name of the benchmark", required: true),
    Column("metric", .string, "what is measured", required: true),
  ]

  package static let samples = ExportTable(
    name: "samples",
    meaning:
      "Every raw sample, one a row, in the order of measuring, and what has no samples: estimates, "
      + "failures and skips. Every command reads this table.",
    columns: runColumns + [
      Column("execution", .integer, "process within the job, from 0; empty for what is no sample"),
      Column(
        "iteration", .integer,
        "place within the execution, from 0; empty where the source lost the order"),
      Column("value", .number, "value per operation, in `unit`; empty where there is none"),
      Column("unit", .string, "unit of `value`"),
      Column("metric", .string, "what is measured; empty for a benchmark that was skipped"),
      Column(
        "better", .string, "`lower`, `higher` or `unspecified`; empty where nothing was measured"),
      Column("batch", .integer, "operations timed together in one sample"),
      Column("elements", .integer, "elements that one operation processes"),
      Column("within", .string, "what tells the benchmark from others of its name"),
      Column("definition", .string, "version of the benchmark's code or its clock, where known"),
      Column(
        "role", .string,
        "empty for a sample; `summary` for an estimate without samples, `ambiguous` for a sample of a "
          + "benchmark that nothing tells from another, `failed`, `skipped`"),
      Column("lower", .number, "lower bound of a summary, in `unit`"),
      Column("upper", .number, "upper bound of a summary, in `unit`"),
      Column("level", .number, "confidence level of the bounds of a summary"),
      Column("reason", .string, "why the benchmark failed or was skipped"),
    ])

  package static let locations = ExportTable(
    name: "locations",
    meaning: "Location of each execution: what the gate keeps of its samples.",
    columns: runColumns + [
      Column("execution", .integer, "process within the job, from 0", required: true),
      Column("metric", .string, "what is measured", required: true),
      Column("unit", .string, "unit of `location`"),
      Column("statistic", .string, "location statistic", required: true),
      Column("samples", .integer, "number of samples", required: true),
      Column("location", .number, "location of the values, in `unit`", required: true),
      Column("log_location", .number, "natural logarithm of `location`; empty for 0"),
      Column(
        "squared_relative_error", .number,
        "squared relative standard error from the samples of this execution alone"),
    ])

  package static let comparisons = ExportTable(
    name: "comparisons",
    meaning: "One row per benchmark of a comparison: verdict, effect and what it rests on. Ratios"
      + " are current cost over baseline cost: above 1 is worse.",
    columns: seriesColumns + [
      Column("unit", .string, "unit of the values"),
      Column("better", .string, "`lower`, `higher` or `unspecified`", required: true),
      Column(
        "verdict", .string,
        "fail, warn, improved, changed, inconclusive, pass, missing, new or error",
        required: true),
      Column("ratio", .number, "cost ratio, common shift of the runner removed"),
      Column("lower", .number, "lower end of the deciding interval"),
      Column("upper", .number, "upper end of the deciding interval"),
      Column("level", .number, "confidence level of the interval, 0.95 for 95 %"),
      Column("p", .number, "one-sided p-value against no change"),
      Column("adjusted_p", .number, "the same, corrected for the number of benchmarks"),
      Column(
        "minimum_detectable_effect", .number,
        "smallest relative change found with power 0.8; 0.06 is +6 %"),
      Column("jobs_to_decide", .integer, "further jobs that would decide an open verdict"),
      Column("standard_error", .number, "of the log ratio"),
      Column("degrees_of_freedom", .number, "of the standard error"),
      Column("run_level_sd", .number, "moderated SD between jobs, log scale"),
      Column("baseline_value", .number, "typical value of the baseline, in `unit`"),
      Column("baseline_jobs", .integer, "jobs"),
      Column("baseline_executions", .integer, "executions over all jobs"),
      Column("baseline_samples", .integer, "samples over all executions"),
      Column("current_value", .number, "typical value now, in `unit`"),
      Column("current_jobs", .integer, "jobs"),
      Column("current_executions", .integer, "executions over all jobs"),
      Column("current_samples", .integer, "samples over all executions"),
      Column("reasons", .string, "why the verdict is what it is, joined by `; `"),
      Column("notes", .string, "doubts that travel with the result, joined by `; `"),
    ])

  package static let intervals = ExportTable(
    name: "intervals",
    meaning: "Every interval of every compared benchmark, one a row.",
    columns: seriesColumns + [
      Column(
        "method", .string, "`deciding`, `noise model`, `bootstrap` or `ratio of means`",
        required: true),
      Column("level", .number, "confidence level", required: true),
      Column("estimate", .number, "cost ratio current/baseline", required: true),
      Column("lower", .number, "lower bound; empty where the method gives none"),
      Column("upper", .number, "upper bound; empty where the method gives none"),
    ])

  package static let bootstrap = ExportTable(
    name: "bootstrap",
    meaning: "Bootstrap distribution of the cost ratio, as its quantiles.",
    columns: seriesColumns + [
      Column("probability", .number, "share of the resamples below `ratio`", required: true),
      Column("ratio", .number, "cost ratio current/baseline", required: true),
    ])

  package static let noise = ExportTable(
    name: "noise",
    meaning:
      "Noise model of each runner: one row per benchmark, the runner's own figures repeated.",
    columns: [Column("runner", .string, "slug of the machine's fingerprint")] + seriesColumns + [
      Column("log10_duration_ns", .number, "log10 of the duration in ns; empty for other metrics"),
      Column("jobs", .integer, "jobs that the fit used", required: true),
      Column("executions", .number, "executions in a job", required: true),
      Column("samples", .number, "samples in an execution", required: true),
      Column("sd", .number, "SD between jobs of this benchmark alone, log scale", required: true),
      Column("degrees_of_freedom", .number, "of `sd`", required: true),
      Column("prior_sd", .number, "SD expected of a benchmark like this", required: true),
      Column("moderated_sd", .number, "SD after pooling with its siblings", required: true),
      Column("moderated_degrees_of_freedom", .number, "of `moderated_sd`", required: true),
      Column("execution_sd", .number, "SD between executions of a job, log scale, moderated"),
      Column("within_relative_error", .number, "median standard error within an execution"),
      Column("prior_degrees_of_freedom", .number, "of the runner's prior; empty if infinite"),
      Column(
        "common_sd", .number, "tau: SD of the factor that a job's benchmarks share",
        required: true),
      Column("kappa", .number, "scale of the calibrated tails", required: true),
      Column("nu", .number, "degrees of freedom of the calibrated tails; empty if infinite"),
    ])

  package static let changes = ExportTable(
    name: "changes",
    meaning: "Every change of level of every series, with the range of commits in which it began.",
    columns: [
      Column("series", .string, "name of the benchmark", required: true),
      Column("metric", .string, "what is measured", required: true),
      Column("unit", .string, "unit of the values"),
      Column("runner", .string, "slug of the machine's fingerprint"),
      Column("points", .integer, "points of the series", required: true),
      Column("index", .integer, "place of the first point of the new level", required: true),
      Column("commit", .string, "its commit"),
      Column("kind", .string, "`step`, or `ramp`: over several commits", required: true),
      Column("ratio", .number, "new level over old level, of the value itself; empty from 0"),
      Column("lower", .number, "lower end of the 95 % interval of `ratio`"),
      Column("upper", .number, "upper end of the 95 % interval of `ratio`"),
      Column("value_before", .number, "level before, of exact counts and series with zeros"),
      Column("value_after", .number, "level after, of exact counts and series with zeros"),
      Column(
        "first", .integer, "first place at which it may have begun; of a ramp the first that rose",
        required: true),
      Column(
        "last", .integer, "last place at which it may have begun; of a ramp where it is complete",
        required: true),
      Column("good", .string, "last commit surely before the change"),
      Column("bad", .string, "first commit surely after it began"),
      Column("contrast", .number, "size in standard errors; empty of exact counts"),
      Column("p", .number, "p-value that allows for the search; empty of exact counts"),
      Column("adjusted_p", .number, "the same, corrected for the number of series"),
      Column("part_of", .integer, "number of the finding of the whole suite it belongs to, from 0"),
      Column(
        "reported", .boolean, "whether it stands after the correction for all series",
        required: true),
      Column("direction", .string, "`worse`, `better` or `unknown`", required: true),
      Column(
        "status", .string,
        "open, fixed, improvement, lost, unknown; environment or wander: not the code's",
        required: true),
      Column(
        "negligible", .boolean, "whether its interval lies within 1 % of no change",
        required: true),
    ])

  package static let history = ExportTable(
    name: "history",
    meaning: "The points that change points are sought in: one value per job. `perfstat history`"
      + " reads this table.",
    columns: [
      Column("runner", .string, "slug of the machine's fingerprint, empty where unknown"),
      Column("series", .string, "name of the benchmark", required: true),
      Column("metric", .string, "what is measured", required: true),
      Column("index", .integer, "place of the commit in time order, from 0", required: true),
      Column("commit", .string, "commit id"),
      Column("date", .datetime, "when the job was measured, UTC"),
      Column("sample", .integer, "job within the commit, from 0", required: true),
      Column(
        "value", .number,
        "location of the job, in `unit`; the factor that all benchmarks of the job share is taken"
          + " out where eight or more were measured", required: true),
      Column(
        "log_value", .number,
        "natural logarithm of `value`, to the last bit what the search works with; empty where"
          + " `value` is 0"),
      Column("unit", .string, "unit of `value`"),
      Column("direction", .string, "`lower`, `higher` or `unspecified`", required: true),
    ])
}
